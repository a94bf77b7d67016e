import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { VerdictRecord } from "../../../policies/model";
import type { RunResult } from "../../../offline/run";
import { isUndecided, mayHide, refused, refuses, rehearsal, withRehearsal } from "../../../offline/run/rehearsal";
import { StateDirectory } from "../../../offline/workspace/state";

const END = { record: "end", resources: 3, judged: 2, notLookedAt: [], notApplicable: [], blocking: 0 } as const;

const location = { urn: "urn:pulumi:prod::shop::aws:sns/topic:Topic::a", path: "x" };

function judged(rule: string, key: string) {
  return { record: "verdict", rule, subject: key, key, stage: "resource", level: "mandatory", location } as const;
}

function verdict(rule: string, key: string, more: Partial<VerdictRecord> = {}): VerdictRecord {
  return { ...judged(rule, key), verdict: "pass", basis: "verified", ...more };
}

const unproven = (rule: string, key: string, because: "not-created" | "outside" = "not-created"): VerdictRecord => ({
  ...judged(rule, key),
  verdict: "unproven",
  unknowns: [{ location, because, producers: [] }],
});
const fails = (rule: string, key: string): VerdictRecord =>
  verdict(rule, key, { verdict: "fail", messageId: "open", message: "it is open" });

function result(outcome: RunResult["outcome"], verdicts: readonly VerdictRecord[], finished = true): RunResult {
  return {
    outcome,
    ...(outcome === "error" ? { error: "AWS refused it" } : {}),
    verdicts: { pack: { name: "guardrails", version: "1" }, rules: [], verdicts, end: finished ? END : null },
    changes: { create: 4 },
    assumed: [],
    warnings: [],
    stoodInFor: [],
    calls: [],
    state: [],
  };
}

describe("what a preview leaves open", () => {
  it("is rehearsed where an update would know it, and not where nobody does", () => {
    expect(isUndecided(result("passed", [unproven("a", "w")]).verdicts)).toBe(true);
    expect(isUndecided(result("passed", [unproven("a", "w", "outside"), verdict("b", "w")]).verdicts)).toBe(false);
  });

  it("is what the rehearsal says of it, never verified", () => {
    const preview = result("passed", [unproven("a", "w"), verdict("b", "w")]);
    const { outcome, verdicts } = withRehearsal(preview, result("passed", [verdict("a", "w"), verdict("b", "w")]));
    expect(outcome).toBe("passed");
    expect(verdicts.verdicts).toEqual([
      verdict("a", "w", { basis: "declared", rehearsed: true }),
      // The preview knew it as well.
      verdict("b", "w"),
    ]);
  });

  it("is not told any more where a rehearsal that came to its end judges something else in its place", () => {
    const preview = result("passed", [unproven("a", "whole task")]);
    const { verdicts } = withRehearsal(preview, result("passed", [verdict("a", "its container")]));
    expect(verdicts.verdicts.map(({ key }) => key)).toEqual(["its container"]);
  });

  it("is blocked with all that the rehearsal refuses, and stays blocked by what the preview refused", () => {
    const preview = result("blocked", [fails("a", "w"), unproven("b", "w"), unproven("b", "v")]);
    const rehearsed = result("blocked", [fails("a", "w"), fails("b", "w"), fails("b", "v")]);
    expect(withRehearsal(preview, rehearsed)).toMatchObject({ outcome: "blocked", verdicts: { end: END } });
    expect(withRehearsal(preview, rehearsed).verdicts.verdicts.map(({ key }) => key)).toEqual(["w", "w", "v"]);
    expect(withRehearsal(preview, result("passed", [verdict("b", "w")])).outcome).toBe("blocked");
  });

  it("is decided as far as a rehearsal came that went wrong, and the preview says of the rest why it is open", () => {
    const preview = result("passed", [unproven("a", "w"), unproven("b", "w"), verdict("c", "w")]);
    const { outcome, verdicts, notRehearsed } = withRehearsal(
      preview,
      result("error", [fails("a", "w"), unproven("b", "w")], false),
    );
    expect(notRehearsed).toBe("AWS refused it");
    expect(outcome).toBe("blocked");
    expect(verdicts.verdicts.map(({ rule, verdict: found, rehearsed }) => [rule, found, rehearsed])).toEqual([
      ["b", "unproven", undefined],
      ["c", "pass", undefined],
      ["a", "fail", true],
    ]);
    expect(verdicts.end).toEqual(END);
  });

  it("stays open where the rehearsal decided nothing, and the preview says why", () => {
    const preview = result("passed", [unproven("a", "w")]);
    const combined = withRehearsal(preview, result("error", [unproven("a", "w")], false));
    expect(combined).toEqual({ ...preview, notRehearsed: "AWS refused it" });
  });
});

it.each<[string, RunResult["changes"], boolean]>([
  ["what is created has outputs that nobody knows", { create: 1 }, true],
  ["so has what is replaced", { same: 3, replace: 1 }, true],
  ["and what is changed", { update: 2 }, true],
  ["what stays has none", { same: 4, read: 1 }, false],
  ["nor has what goes", { same: 4, delete: 1 }, false],
])("looks for what only an update registers: %s", (_, changes, may) => {
  expect(mayHide({ ...result("passed", []), changes })).toBe(may);
});

it("is refused by a finding that blocks, whatever else went wrong, and by no other", () => {
  expect(refuses(result("error", [fails("a", "w")], false))).toBe(true);
  expect(refuses(result("blocked", [unproven("a", "w")]))).toBe(true);
  expect(refuses(result("error", [unproven("a", "w")], false))).toBe(false);
  expect(refuses(result("error", [{ ...fails("a", "w"), level: "advisory" }, verdict("b", "w")]))).toBe(false);
});

it("begins nothing that the rehearsal refuses", () => {
  const state = [{ urn: "urn", type: "aws:sns/topic:Topic", protectedBy: [] }];
  const told = refused({ ...result("blocked", [fails("a", "w")], false), calls: [] }, state);
  expect(told).toMatchObject({ outcome: "blocked", changes: {}, calls: [], state });
  expect(told.verdicts.verdicts).toEqual([{ ...fails("a", "w"), basis: "declared", rehearsed: true }]);
});

it("works on a copy of the state, which is gone afterwards", async () => {
  const folder = mkdtempSync(join(tmpdir(), "guardrails-rehearsal-"));
  writeFileSync(join(folder, "account.json"), "before");
  const state = await StateDirectory.open(folder, () => undefined);
  let copied = "";
  await rehearsal(state, (copy) => {
    copied = copy;
    expect(readFileSync(join(copy, "account.json"), "utf8")).toBe("before");
    writeFileSync(join(copy, "account.json"), "after");
    return Promise.resolve(result("passed", []));
  });
  expect(readFileSync(join(folder, "account.json"), "utf8")).toBe("before");
  expect(() => readFileSync(join(copied, "account.json"))).toThrow("ENOENT");
  await state.release();
  rmSync(folder, { recursive: true });
});
