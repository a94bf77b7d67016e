import { certain, known, pass, type Basis } from "../../policies/model";
import { rule } from "../../policies/rules/rule";
import { ResourceGraph, Stack, type Subject } from "../../policies/model";
import { platforms } from "../../policies/platforms";

const location = { urn: "urn", path: "" };
const stack = new Stack(new ResourceGraph([], true), platforms);

/** What a rule that is sure of itself comes to. */
function basisOf(applies: Basis, subject: { readonly basis?: Basis }): Basis | undefined {
  const sure = rule({
    id: "sure",
    title: "",
    severity: "low",
    audit: "",
    why: "",
    fix: "",
    about: "workload",
    messages: {},
    applies: () => known(true, location, applies),
    check: () => certain(pass, location),
  });
  const [judgement] = sure.judgeSubject(stack, { label: "it", location, declared: true, ...subject } as Subject);
  return judgement?.verdict === "pass" ? judgement.basis : undefined;
}

describe("nothing is surer than what it is said of", () => {
  test.each([
    ["verified", undefined, "verified"],
    ["declared", undefined, "declared"],
    ["verified", "declared", "declared"],
    ["verified", "verified", "verified"],
  ] as const)("that it applies is %s, its subject %s: %s", (applies, basis, want) => {
    expect(basisOf(applies, basis === undefined ? {} : { basis })).toBe(want);
  });
});
