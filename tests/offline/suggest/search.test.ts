import type { Suggestion, VerdictRecord } from "../../../policies/model";
import { suggestionText } from "../../../offline/suggest/print";
import { isMended } from "../../../offline/suggest/mended";
import { mend } from "../../../offline/suggest/search";
import type { Trial } from "../../../offline/suggest/trial";

const URN = "urn:pulumi:prod::shop::aws:kms/key:Key::data";

function verdict(rule: string, subject: string, messageId?: string, suggestion?: Suggestion): VerdictRecord {
  return {
    record: "verdict",
    rule,
    subject,
    key: subject,
    verdict: messageId === undefined ? "pass" : messageId === "unproven" ? "unproven" : "fail",
    stage: "stack",
    level: "mandatory",
    location: { urn: URN, path: "" },
    ...(messageId === undefined ? {} : { messageId }),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

const place = (path: string, value: string | null = "x") => [{ urn: URN, path, value }];

/** Tries against what would mend: every name of it has to be in the trial. */
async function tried(suggestion: Suggestion, given: readonly string[], mends: (names: readonly string[]) => boolean) {
  const trials: (readonly string[])[] = [];
  const failure = verdict("r", "s", "bad", suggestion);
  const namesOf = ({ unset, set }: Trial) => [...unset, ...set.flat().map(({ path }) => path)];
  const mending = await mend(failure, [failure], new Set(given), (trial) => {
    trials.push(namesOf(trial));
    return Promise.resolve([mends(namesOf(trial)) ? verdict("r", "s") : failure]);
  });
  return { mending: mending.kind === "mended" ? namesOf(mending.by) : mending.kind, trials };
}

describe("the smallest change that mends a failure", () => {
  it("is not looked for where the rule names nothing, or settings that nobody has set", async () => {
    expect(await tried({}, [], () => true)).toEqual({ mending: "untried", trials: [] });
    expect(await tried({ settings: ["a"] }, [], () => true)).toEqual({ mending: "untried", trials: [] });
  });

  it("leaves out what is not needed, and nothing of it can be", async () => {
    const needed = ["b", "d"];
    const { mending, trials } = await tried({ settings: ["a", "b", "c", "d"] }, ["a", "b", "c", "d"], (names) =>
      needed.every((name) => names.includes(name)),
    );
    expect(mending).toEqual(needed);
    for (const one of needed) expect(trials).toContainEqual(needed.filter((name) => name !== one));
  });

  it("tries settings before properties, and both together only where neither does", async () => {
    const suggestion = { settings: ["a"], set: [place("p")] };
    expect((await tried(suggestion, ["a"], (names) => names.includes("p"))).mending).toEqual(["p"]);
    expect((await tried(suggestion, ["a"], (names) => names.length === 2)).mending).toEqual(["a", "p"]);
    expect((await tried(suggestion, ["a"], () => false)).trials).toEqual([["a"], ["p"], ["a", "p"]]);
    expect((await tried({ settings: ["a"] }, ["a"], () => false)).trials).toEqual([["a"]]);
  });

  it("is none that ends in an error", async () => {
    const failure = verdict("r", "s", "bad", { set: [place("p")] });
    expect(await mend(failure, [failure], new Set(), () => Promise.resolve(undefined))).toEqual({ kind: "failed" });
  });
});

describe("a failure is mended", () => {
  const failure = verdict("r", "s", "bad");
  const before = [failure, verdict("q", "s", "other")];

  it.each([
    [
      "where the rule passes it and what else failed still fails",
      [verdict("r", "s"), verdict("q", "s", "other")],
      true,
    ],
    ["not where it still fails", [failure], false],
    ["not where nothing can be said of it any more", [verdict("r", "s", "unproven")], false],
    ["not where the rule no longer looks at it", [verdict("q", "s", "other")], false],
    ["not where something else fails now", [verdict("r", "s"), verdict("q", "t", "other")], false],
    ["not where the same rule fails it for another reason", [verdict("r", "s", "worse")], false],
  ])("%s", (_, after, mended) => {
    expect(isMended(failure, before, after)).toBe(mended);
  });

  it("where what was wrong is taken away, and the rule has nothing more to look at", () => {
    expect(isMended(failure, [failure], [verdict("q", "s")], true)).toBe(true);
  });
});

it("says what was tried, and what was not and why", () => {
  const text = (kind: Parameters<typeof suggestionText>[1]) => suggestionText({ rule: "r", subject: "s" }, kind);
  expect(text({ kind: "mended", by: { unset: ["a"], configuration: [], set: [place("p"), place("q", null)] } })).toBe(
    'SUGGESTION r: s\n  leave a unset\n  set p of aws:kms/key:Key data to "x"\n  take away q of aws:kms/key:Key data\n' +
      "  tried: this finding is gone with it, nothing new is found, and with less of it that is not so\n",
  );
  expect(text({ kind: "untried" })).toMatch(/^SUGGESTION r: s\n {2}not tried: /);
  expect(text({ kind: "failed" })).toMatch(/^SUGGESTION r: s\n {2}tried in vain: /);
});
