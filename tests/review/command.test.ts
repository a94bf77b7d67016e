import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { impact } from "../../review/commands/fleet";
import { reviewStack } from "../../review/commands/review-stack";
import { signReview } from "../../review/commands/sign";
import { parseReview } from "../../review/document/schema";
import { FORMATS } from "../../review/formats";
import { END, lines, runRecord } from "./records";
import { BLOCKING, NOW, PASSING, RULES } from "./reviews";
import { exportOf, SIGNER } from "./states";
import { expectWhole } from "./whole";

let folder: string;
let said: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "guardrails-review-"));
  said = "";
  jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);

function verdicts(name: string, ...records: unknown[]): string {
  writeFileSync(at(name), lines({ ...runRecord(), rules: RULES }, ...records));
  return at(name);
}

const common = (out: string) => ({ format: "json", now: NOW, out: at(out) });

describe("npm run review", () => {
  it("writes every format, says what blocks and how to mend it, and exits with 1", async () => {
    const file = verdicts("v.jsonl", BLOCKING, ...PASSING, END);

    expect(await reviewStack({ verdicts: file, ...common("all"), format: Object.keys(FORMATS).join(",") })).toBe(1);
    expect(readdirSync(at("all")).sort()).toEqual(Object.values(FORMATS).sort());
    expect(said).toContain("workload web allows every origin (*): name them.");
    expect(said).toContain("fix: Name the origins.");
    expect(parseReview(readFileSync(at("all/review.json"), "utf8"), "x").stack).toMatchObject({
      project: "shop",
      name: "prod",
    });
  });

  it("of an exported state is whole in every format", async () => {
    writeFileSync(at("state.json"), JSON.stringify(exportOf("prod", "*", true)));
    const options = { ...common("state"), state: at("state.json"), format: Object.keys(FORMATS).join(",") };

    expect(await reviewStack(options)).toBe(1);
    const review = await expectWhole(at("state"));
    expect(review.source).toMatchObject({ kind: "state", complete: true });
    expect(review.architecture.nodes.map(({ id }) => id)).toContain("workload/web");
    expect(review.causes[0]).toMatchObject({ blocks: true, kind: "fail", rules: ["cors-not-wildcard"] });
    // What the state withholds is open, and never passes.
    expect(
      review.findings.filter(({ unknowns }) => unknowns.some(({ because }) => because === "redacted")),
    ).not.toEqual([]);
    for (const file of Object.values(FORMATS))
      expect(readFileSync(at(`state/${file}`), "utf8")).not.toContain("CANARY");
    expect(readFileSync(at("state/review.sarif"), "utf8")).toContain('"startLine": 12');
  });

  it.each([
    [0, "passes", [...PASSING, END]],
    [2, "unfinished", [...PASSING]],
    [1, "blocked before its end", [BLOCKING]],
  ])("exits with %i for a run that is %s", async (code, _case, records) => {
    expect(await reviewStack({ verdicts: verdicts("v.jsonl", ...records), ...common("out") })).toBe(code);
  });

  it("says no verdict where the file is empty: the pack was not asked", async () => {
    writeFileSync(at("empty.jsonl"), "");

    expect(await reviewStack({ verdicts: at("empty.jsonl"), ...common("out") })).toBe(2);
    expect(said).toContain("did not finish");
  });

  it("compares with a baseline, and keeps signatures over a new run", async () => {
    const file = verdicts("v.jsonl", BLOCKING, END);
    await reviewStack({ verdicts: file, ...common("first") });
    signReview(at("first/review.json"), at("sign-off.json"), { ...SIGNER, now: NOW });
    await reviewStack({
      verdicts: file,
      ...common("second"),
      baseline: at("first/review.json"),
      signOff: at("sign-off.json"),
    });

    expect(said).toContain("Ada signed as approved until 2027-01-31: 1 findings");
    expect(said).toContain("0 new, 0 fixed, 1 still open\n0 findings without a signature");
  });

  it("refuses a signature that a later run would not read", async () => {
    await reviewStack({ verdicts: verdicts("v.jsonl", BLOCKING, END), ...common("first") });

    expect(() => {
      signReview(at("first/review.json"), at("sign-off.json"), { ...SIGNER, until: "soon", now: NOW });
    }).toThrow("until");
    expect(readdirSync(folder)).not.toContain("sign-off.json");
  });

  it.each([
    ["a format nobody knows", { format: "pdf" }, "--format knows html"],
    ["a moment that is none", { now: "yesterday" }, "--now is not a time"],
    ["a moment of a day that is none", { now: "2026-02-30T12:00:00Z" }, "--now is not a time"],
    ["a file that is not there", { verdicts: "/nowhere/v.jsonl" }, "there is no file /nowhere/v.jsonl"],
    ["a baseline that is none", { baseline: __filename }, "is not a review document"],
  ])("refuses %s in one sentence", async (_case, wrong, sentence) => {
    const file = verdicts("v.jsonl", END);

    await expect(reviewStack({ verdicts: file, ...common("out"), ...wrong })).rejects.toThrow(sentence);
  });
});

describe("npm run review -- impact", () => {
  it("names the stacks that another configuration would newly block, and why", async () => {
    writeFileSync(at("a.json"), JSON.stringify(exportOf("prod-a", "*")));
    writeFileSync(at("b.json"), JSON.stringify(exportOf("prod-b", "https://shop.example.com")));
    const advisory = { until: "2027-01-31", owner: "platform", reason: "the first weeks with it" };
    writeFileSync(at("today.policy"), JSON.stringify({ guardrails: { mode: { advisory } } }));
    writeFileSync(at("new.policy"), "{}");
    const options = { policyConfig: at("today.policy"), newPolicyConfig: at("new.policy"), now: NOW };

    expect(await impact([at("a.json"), at("b.json")], options)).toBe(1);
    expect(said).toMatch(/^shop\/prod-a: .* → blocked\n {2}newly blocked cors-not-wildcard: /);
    expect(said).toContain("\n1 stacks would be newly blocked\n");
    expect(await impact([at("b.json")], options)).toBe(0);
  });

  it("judges with another build of the pack", async () => {
    writeFileSync(at("a.json"), JSON.stringify(exportOf("prod-a", "*")));

    expect(await impact([at("a.json")], { pack: join(__dirname, "../../policies"), now: NOW })).toBe(0);
    await expect(impact([at("a.json")], { pack: folder, now: NOW })).rejects.toThrow("there is no built policy pack");
    await expect(impact([at("a.json")], { now: NOW })).rejects.toThrow("impact needs --pack or --new-policy-config");
  });
});
