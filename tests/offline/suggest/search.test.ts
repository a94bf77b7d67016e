import type { SuggestedProperty, Suggestion, VerdictRecord } from "../../../policies/model";
import { suggestionText } from "../../../offline/suggest/print";
import { withoutPlaces } from "../../../offline/suggest/changes";
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

describe("what else is tried", () => {
  const bad = verdict("r", "s", "bad", { set: [place("own")], otherwise: [[place("later")]] });
  const other = verdict("q", "t", "worse", { set: [place("theirs")] });
  const trials = async (mends: string | undefined) => {
    const paths: string[] = [];
    const mending = await mend(bad, [bad, other], new Set(), (trial) => {
      const path = trial.set
        .flat()
        .map((one) => one.path)
        .join();
      paths.push(path);
      return Promise.resolve(path === mends ? [verdict("r", "s"), other] : [bad, other]);
    });
    return [mending.kind, ...paths];
  };

  it("is what mends another failure, and only then what its own rule names for where nothing else does", async () => {
    expect(await trials("own")).toEqual(["mended", "own"]);
    expect(await trials("theirs")).toEqual(["mended", "own", "theirs"]);
    expect(await trials("later")).toEqual(["mended", "own", "theirs", "later"]);
    expect(await trials(undefined)).toEqual(["failed", "own", "theirs", "later"]);
  });

  it("is the policy configuration without what is wrong in it", async () => {
    const failure = verdict("gate", "s", "bad", { configuration: ["exemptions[0]"] });
    const mending = await mend(failure, [failure], new Set(), () => Promise.resolve([]));
    expect(mending).toEqual({ kind: "mended", by: { unset: [], configuration: ["exemptions[0]"], set: [] } });
  });
});

it("takes places out of a policy configuration, of a list from its end", () => {
  const given = { exemptions: Array.from({ length: 11 }, (_, index) => index), rules: { a: { level: "advisory" } } };
  expect(withoutPlaces(given, ["exemptions[2]", "rules.a.level", "exemptions[10]"])).toEqual({
    exemptions: [0, 1, 3, 4, 5, 6, 7, 8, 9],
    rules: { a: {} },
  });
});

describe("of two failures of one subject and message", () => {
  const at = (path: string, message = "m") => ({ ...verdict("r", "s", "bad"), location: { urn: URN, path }, message });

  it.each([
    ["the one that is gone is mended", [at("b")], true],
    ["the one that is still there is not, though the other is gone", [at("a")], false],
    ["neither is where both are", [at("a"), at("b")], false],
    ["neither is where one has only moved", [at("b"), at("c")], false],
  ])("%s", (_, after, mended) => {
    expect(isMended(at("a"), [at("a"), at("b")], after)).toBe(mended);
  });

  it("tells them apart by what is said where their place is one", () => {
    const before = [at("a", "x"), at("a", "y")];
    expect(isMended(at("a", "x"), before, [at("a", "y")])).toBe(true);
    expect(isMended(at("a", "x"), before, [at("a", "x")])).toBe(false);
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
  const shown = (change: Partial<SuggestedProperty>) =>
    text({ kind: "mended", by: { unset: [], configuration: [], set: [[{ urn: URN, path: "p", ...change }]] } })
      .split("\n")[1]
      ?.trim();
  const of = "of aws:kms/key:Key data";
  expect(shown({ value: "x", author: true })).toBe(
    `set p ${of} to "x" (a stand-in that was tried: the value is yours to fill in)`,
  );
  expect(shown({ from: { urn: URN, path: "arn" }, suffix: ":a::" })).toBe(
    `set p ${of} to what arn ${of} is with :a:: behind it`,
  );
  expect(shown({ add: true, path: "" })).toBe("add aws:kms/key:Key data");
  expect(shown({ edit: { kind: "without", words: ["-B"] } })).toBe(`in p ${of}, leave out -B`);
  expect(text({ kind: "untried" })).toMatch(/^SUGGESTION r: s\n {2}not tried: /);
  expect(text({ kind: "failed" })).toMatch(/^SUGGESTION r: s\n {2}tried in vain: /);
});
