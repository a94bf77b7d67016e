import * as fc from "fast-check";
import {
  BLUEPRINT_TYPE,
  mayPass,
  ResourceGraph,
  Stack,
  type Judgement,
  type VerdictRecord,
} from "../../../policies/model";
import { platforms } from "../../../policies/platforms";
import { rules } from "../../../policies/rules";
import { registered, run, type Run, type TestResource } from "../../../policies/testing";
import { producersOf } from "../../../policies/testing/resources";
import { reordered, resourcesOf, stack, urgencies } from "./stacks";
import { short } from "./values";

/** All that judge the stack: what follows lowers them, and one rule is about that. */
const judging = rules.filter(({ configurable }) => configurable);

/** What supported engines are held against. */
const TODAY = "2026-11-01";

/** Nothing is refused, so that an up gets as far as the last resource and every early verdict meets its late one. */
const lenient = {
  unproven: { preview: "advisory", up: "advisory" },
  rules: Object.fromEntries(judging.map(({ id }) => [id, { level: "advisory" }])),
};

/** Thrown by a property that does not hold; says which and what was found, and a counterexample is shrunk by it. */
class Unsound extends Error {}

/** The promises of the pack about any stack in any order of registration. */
export const soundness = fc.asyncProperty(stack, urgencies, async (drawn, urgency) => {
  await holds(reordered(resourcesOf(drawn), urgency), resourcesOf(drawn));
});

/** @throws Unsound @returns how many verdicts were compared */
export async function holds(resources: readonly TestResource[], other: readonly TestResource[]): Promise<number> {
  const early = await run(judging, resources, { phase: "preview", configuration: lenient, today: TODAY });
  const late = await run(judging, resources, { phase: "up", configuration: lenient, today: TODAY });
  expectCreated(late, resources);
  const compared = expectKept(early, late);
  expectToldAtRegistration(resources, late);
  await expectUnblocked(resources, other);
  return compared;
}

function expectCreated({ created }: Run, resources: readonly TestResource[]): void {
  if (created.length !== resources.length) throw new Unsound(`an up that refuses nothing stopped at ${created.length}`);
}

/** What was verified with some values unknown is never overturned once they are known. */
function expectKept(early: Run, late: Run): number {
  const verified = early.verdicts.filter(({ basis }) => basis === "verified");
  for (const before of verified) {
    const after = late.verdicts.find(({ rule, key }) => rule === before.rule && key === before.key);
    if (after?.verdict === before.verdict) continue;
    throw new Unsound(
      `overturned: ${before.rule} verified a ${before.verdict} of ${before.key} at preview, and it is ${told(after)} at up`,
    );
  }
  return verified.length;
}

/** What the registrations decide is told by them: as much as by looking at all of them at once, in any order. */
function expectToldAtRegistration(resources: readonly TestResource[], { records }: Run): void {
  const latest = new Map<string, VerdictRecord[]>();
  for (const record of records) {
    if (record.record !== "verdict" || record.stage === "stack" || record.stage === "blueprint") continue;
    const id = JSON.stringify([record.rule, record.key]);
    latest.set(id, record.part === undefined ? [record] : [...(latest.get(id) ?? []), record]);
  }
  for (const { rule, key, judgements } of decided(resources)) {
    const found = latest.get(JSON.stringify([rule, key])) ?? [];
    const want = saying(judgements);
    const have = saying(found);
    if (want !== have)
      throw new Unsound(`late: the registrations decide ${want} by ${rule} of ${key}, and told "${have}"`);
  }
}

/** In one order: which of several findings was told first is nobody's business. */
function saying(verdicts: readonly (Judgement | VerdictRecord)[]): string {
  return verdicts
    .map((one) => (one.verdict === "fail" ? one.messageId : one.verdict))
    .toSorted()
    .join(", ");
}

interface Decided {
  readonly rule: string;
  readonly key: string;
  readonly judgements: readonly Judgement[];
}

/** What all registrations together decide, without what was worked out on the way. */
function decided(resources: readonly TestResource[]): readonly Decided[] {
  const seen = resources.map((one) => registered(one, "up"));
  const parents = new Map(seen.map(({ urn, parent }) => [urn, parent]));
  const known = seen.filter(({ type }) => platforms.roleOf(type) !== undefined);
  const all = new Stack(new ResourceGraph(known, false, parents), platforms, TODAY);
  return known
    .filter(({ type }) => type !== BLUEPRINT_TYPE)
    .flatMap(({ urn }) =>
      judging.flatMap((rule) =>
        rule.judge(all, urn).map(({ subject, judgements }) => ({ rule: rule.id, key: subject.key, judgements })),
      ),
    )
    .filter(({ judgements }) => !judgements.some((one) => one.verdict === "unproven" && one.unknowns.some(mayPass)));
}

/** A stack with nothing against it in the end is blocked by nothing on the way, in no order. */
async function expectUnblocked(resources: readonly TestResource[], other: readonly TestResource[]): Promise<void> {
  if (resources.some(isGuessable)) return;
  const end = await run(rules, other, { phase: "up", atEndOnly: true, today: TODAY });
  if (end.diagnostics.some(({ level }) => level === "mandatory")) return;
  for (const order of [resources, other]) {
    for (const phase of ["preview", "up"] as const) {
      const { diagnostics } = await run(rules, order, { phase, today: TODAY });
      const [block] = diagnostics.filter(({ level }) => level === "mandatory");
      if (block === undefined) continue;
      throw new Unsound(`blocked: a sound stack is refused at ${phase} by ${block.policy}: ${block.message}`);
    }
  }
}

/** Made of a generated text of four characters, whatever stands around it: a preview is right to refuse that. */
function isGuessable({ inputs }: TestResource): boolean {
  const producers = new Set(producersOf(inputs.secretString));
  return producers.size === 1 && producers.has(short);
}

function told(record: VerdictRecord | undefined): string {
  return record === undefined ? "gone" : `${record.verdict} (${record.messageId ?? record.basis ?? ""})`;
}
