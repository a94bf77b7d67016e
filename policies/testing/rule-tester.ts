import { isDeepStrictEqual } from "node:util";
import type { VerdictRecord } from "../model";
import type { Rule } from "../rules/rule";
import { run, type Run, type RunOptions } from "./engine";
import type { TestResource } from "./resources";

export interface Case {
  readonly name: string;
  readonly stack: readonly TestResource[];
  /** Preview unless said otherwise: there, every leaf that refers to another resource is unknown. */
  readonly phase?: RunOptions["phase"];
  readonly configuration?: Readonly<Record<string, unknown>>;
}

export interface ValidCase extends Case {
  /** Every subject the rule judged, and what the verdict on it rests on. None: the rule does not apply. */
  readonly passes: Readonly<Record<string, "verified" | "declared">>;
}

export interface InvalidCase extends Case {
  readonly subject: string;
  readonly messageId: string;
  /** A part of the message that must be there: the workload, the number, the fix. */
  readonly says?: string;
  /** The first line of defence that must see it. */
  readonly stage?: VerdictRecord["stage"];
}

export interface UnprovenCase extends Case {
  readonly subject: string;
  /** The property path that is unknown. */
  readonly path: string;
  /** Logical name of the resource that makes it unknown. */
  readonly producer?: string;
}

export interface Cases {
  readonly valid: readonly ValidCase[];
  readonly invalid: readonly InvalidCase[];
  /** At least one: a rule that has never met an unknown has not been tested. */
  readonly unproven: readonly [UnprovenCase, ...UnprovenCase[]];
}

/** The part of a test framework the tester needs; Jest's and Vitest's globals fit. */
export interface TestFramework {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: () => Promise<void>) => void;
}

/**
 * Runs a rule's cases through the real SDK functions. Beside what a case states, each is also shown at the other phase (a
 * verified verdict given with values unknown must not be overturned once they are known), and with every value a secret.
 */
export class RuleTester {
  constructor(readonly framework: TestFramework) {}

  run(rule: Rule, cases: Cases): void {
    const { describe, it } = this.framework;
    describe(rule.id, () => {
      refuseDuplicates(cases);
      for (const test of cases.valid) {
        it(`passes: ${test.name}`, async () => {
          expectPasses(test, await judge(rule, test));
        });
      }
      for (const test of cases.invalid) {
        it(`fails: ${test.name}`, async () => {
          expectFailure(test, await judge(rule, test));
        });
      }
      for (const test of cases.unproven) {
        it(`is unproven: ${test.name}`, async () => {
          expectUnproven(test, await judge(rule, test));
        });
      }
      for (const test of [...cases.valid, ...cases.invalid, ...cases.unproven]) {
        it(`stands by what it verified: ${test.name}`, async () => {
          const early = await judge(rule, { ...test, phase: "preview" });
          const late = await judge(rule, { ...test, phase: "up" });
          expectSound(early, late);
        });
        it(`judges secrets no differently: ${test.name}`, async () => {
          expectAlike(await judge(rule, test), await judge(rule, test, true));
        });
      }
    });
  }
}

function judge(rule: Rule, test: Case, everythingSecret = false): Promise<Run> {
  return run([rule], test.stack, {
    phase: test.phase ?? "preview",
    everythingSecret,
    ...(test.configuration === undefined ? {} : { configuration: test.configuration }),
  });
}

function expectPasses(test: ValidCase, result: Run): void {
  const found = Object.fromEntries(result.verdicts.map((verdict) => [verdict.subject, verdict.basis ?? "unproven"]));
  demand(isDeepStrictEqual(found, test.passes), `found ${show(result)}, want ${JSON.stringify(test.passes)}`);
  demand(
    result.verdicts.every(({ verdict }) => verdict === "pass"),
    `not every verdict passes: ${show(result)}`,
  );
  demand(result.diagnostics.length === 0, `it reported ${JSON.stringify(result.diagnostics)}`);
}

function expectFailure(test: InvalidCase, result: Run): void {
  const failures = result.verdicts.filter(({ verdict }) => verdict === "fail");
  const wanted = `failures of ${test.subject} alone, ${test.messageId} among them`;
  const failure = failures.find(({ messageId }) => messageId === test.messageId);
  demand(failure !== undefined, `found ${show(result)}, want ${wanted}`);
  demand(
    failures.every(({ subject }) => subject === test.subject),
    `found ${show(result)}, want ${wanted}`,
  );
  const message = failure.message ?? "";
  demand(message.includes(test.says ?? ""), `the message does not say "${test.says ?? ""}": ${message}`);
  demand(!/\{\w+\}/.test(message), `the message has a hole: ${message}`);
  const verdicts = result.records.filter((record) => record.record === "verdict");
  const stage = verdicts.find(({ verdict, messageId }) => verdict === "fail" && messageId === test.messageId)?.stage;
  demand(test.stage === undefined || stage === test.stage, `first seen at ${stage ?? "no stage"}`);
  const reports = result.diagnostics.filter(({ policy }) => policy === failure.rule);
  demand(reports.length === failures.length, `reported ${reports.length} times: ${JSON.stringify(reports)}`);
}

function expectUnproven(test: UnprovenCase, result: Run): void {
  const wanted = `${test.subject} unproven at ${test.path}`;
  const verdict = result.verdicts.find(({ subject }) => subject === test.subject);
  demand(verdict?.verdict === "unproven", `found ${show(result)}, want ${wanted}`);
  const unknown = verdict.unknowns?.find(({ location }) => location.path === test.path);
  demand(unknown !== undefined, `unknown is ${JSON.stringify(verdict.unknowns)}, want ${wanted}`);
  const { producer } = test;
  demand(
    producer === undefined || unknown.producers.some((urn) => urn.endsWith(`::${producer}`)),
    `it is made unknown by ${JSON.stringify(unknown.producers)}, want ${producer ?? ""}`,
  );
}

function expectSound(early: Run, late: Run): void {
  for (const before of early.verdicts.filter(({ basis }) => basis === "verified")) {
    const after = late.verdicts.filter(({ rule, key }) => rule === before.rule && key === before.key);
    demand(
      after.length === 0 || after.some(({ verdict }) => verdict === before.verdict),
      `${before.subject} was verified ${before.verdict} at preview and is ${after[0]?.verdict ?? "gone"} at up`,
    );
  }
}

function expectAlike(plain: Run, secret: Run): void {
  demand(show(plain) === show(secret), `found ${show(secret)} of secrets, want ${show(plain)}`);
}

function refuseDuplicates(cases: Cases): void {
  const names = [...cases.valid, ...cases.invalid, ...cases.unproven].map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two cases are called "${twice}"`);
}

function demand(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

function show({ verdicts }: Run): string {
  return JSON.stringify(
    verdicts.map(({ subject, verdict, basis, messageId, message }) => ({
      subject,
      verdict,
      basis,
      messageId,
      message,
    })),
  );
}
