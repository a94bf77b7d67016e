import * as v from "valibot";
import type { Level } from "../model";
import type { Rule } from "../rules/rule";

/** The dispatcher's name: the one policy that judges, and the one key of the pack's configuration. */
export const DISPATCHER = "guardrails";

const level = v.picklist(["mandatory", "advisory", "disabled"]);
const unprovenLevel = v.picklist(["mandatory", "advisory"]);
const day = v.pipe(v.string(), v.isoDate());

const exception = {
  resource: v.pipe(v.string(), v.nonEmpty()),
  reason: v.pipe(v.string(), v.trim(), v.minLength(10)),
  owner: v.pipe(v.string(), v.trim(), v.nonEmpty()),
  expires: day,
};

const exemption = v.strictObject({ rule: v.string(), ...exception });
const acceptedCheck = v.strictObject({ checks: v.pipe(v.array(v.string()), v.nonEmpty()), ...exception });

const schema = v.strictObject({
  profile: v.optional(v.picklist(["production", "development"])),
  unproven: v.optional(
    v.strictObject({
      preview: v.optional(unprovenLevel),
      up: v.optional(unprovenLevel),
      beyond: v.optional(unprovenLevel),
    }),
  ),
  rules: v.optional(v.record(v.string(), v.strictObject({ level: v.optional(level) }))),
  exemptions: v.optional(v.array(exemption)),
  acceptedChecks: v.optional(v.array(acceptedCheck)),
});

/** A written exception: for one rule, on the resources a URN glob names, with a reason, an owner and an end. */
export type Exemption = v.InferOutput<typeof exemption>;

/**
 * A written exception from other tools' checks, by their own ids: nothing here judges them, but who reviews the stack
 * finds every accepted finding, whoever reports it, in one place.
 */
export type AcceptedCheck = v.InferOutput<typeof acceptedCheck>;

/** The pack's configuration: all of it the dispatcher's own properties. */
export interface PolicyConfiguration {
  /** The least strict profile to apply; the stack's name and blueprint may make it stricter, never weaker. */
  readonly profile: "production" | "development" | undefined;
  /**
   * What an unproven verdict does: at preview, while values are not created yet; at up; and (`beyond`) where it rests on what
   * is not part of the program at all: a file, a start script, another stack's resource.
   */
  readonly unproven: { readonly preview: Level; readonly up: Level; readonly beyond: Level };
  /** Levels by rule id; a rule that is not named has its profile's level. */
  readonly levels: ReadonlyMap<string, Level>;
  readonly exemptions: readonly Exemption[];
  readonly acceptedChecks: readonly AcceptedCheck[];
}

export const DEFAULT_CONFIGURATION: PolicyConfiguration = {
  profile: undefined,
  // At preview the gate still decides at up; at up nothing decides later.
  unproven: { preview: "advisory", up: "mandatory", beyond: "advisory" },
  levels: new Map(),
  exemptions: [],
  acceptedChecks: [],
};

/** Thrown for a configuration that is not understood in full; the message is one sentence. */
export class PolicyConfigError extends Error {
  override readonly name = "PolicyConfigError";
}

/**
 * The dispatcher's properties, strictly: an unknown rule, key or value is an error, never ignored.
 * @throws PolicyConfigError
 */
export function parseDispatcherProperties(properties: unknown, rules: readonly Rule[]): PolicyConfiguration {
  const parsed = v.safeParse(schema, properties);
  if (!parsed.success) throw new PolicyConfigError(sentence(parsed.issues[0]));
  const { profile, unproven, rules: configured = {}, exemptions = [], acceptedChecks = [] } = parsed.output;
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const mentioned = [
    ...Object.keys(configured).map((id) => [`rules.${id}`, id] as const),
    ...exemptions.map((entry, index) => [`exemptions.${index}.rule`, entry.rule] as const),
  ];
  for (const [path, id] of mentioned) {
    if (!known.has(id)) {
      throw new PolicyConfigError(`policy configuration: ${path} names "${id}", which is not a rule of this pack.`);
    }
  }
  for (const id of Object.keys(configured)) {
    if (known.get(id)?.configurable === false) {
      throw new PolicyConfigError(`policy configuration: rules.${id} sets a level of "${id}", which has none to set.`);
    }
  }
  for (const [index, { rule }] of exemptions.entries()) {
    if (known.get(rule)?.exemptible === false) {
      throw new PolicyConfigError(
        `policy configuration: exemptions.${index} exempts "${rule}", which cannot be exempted.`,
      );
    }
  }
  return {
    profile,
    unproven: {
      preview: unproven?.preview ?? DEFAULT_CONFIGURATION.unproven.preview,
      up: unproven?.up ?? DEFAULT_CONFIGURATION.unproven.up,
      beyond: unproven?.beyond ?? DEFAULT_CONFIGURATION.unproven.beyond,
    },
    levels: new Map(Object.entries(configured).flatMap(([id, entry]) => (entry.level ? [[id, entry.level]] : []))),
    exemptions,
    acceptedChecks,
  };
}

/**
 * A whole policy configuration file, as `--policy-config` takes it: `{"guardrails": {…}}`. Everything the engine would
 * accept in silence is an error here: other policies' names, `all`, a level on the dispatcher itself.
 * @throws PolicyConfigError
 */
export function parsePolicyConfigFile(file: unknown, rules: readonly Rule[]): PolicyConfiguration {
  const wanted = `{"${DISPATCHER}": {…}}`;
  if (typeof file !== "object" || file === null || Array.isArray(file)) {
    throw new PolicyConfigError(`policy configuration: found ${describe(file)}, want an object ${wanted}.`);
  }
  for (const key of Object.keys(file)) {
    if (key === DISPATCHER) continue;
    const hint = rules.some((rule) => rule.id === key)
      ? `a rule's level goes under ${DISPATCHER}.rules`
      : `the only key is "${DISPATCHER}"`;
    throw new PolicyConfigError(`policy configuration: "${key}" is not understood; ${hint}.`);
  }
  const properties: unknown = (file as Readonly<Record<string, unknown>>)[DISPATCHER] ?? {};
  if (typeof properties === "string") {
    throw new PolicyConfigError(
      `policy configuration: ${DISPATCHER} is "${properties}"; the pack as a whole has no level, set levels of rules under ${DISPATCHER}.rules.`,
    );
  }
  return parseDispatcherProperties(properties, rules);
}

function sentence(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? "";
  const where = path === "" ? DISPATCHER : `${DISPATCHER}.${path}`;
  if (issue.type === "strict_object" && issue.expected === "never") {
    return `policy configuration: ${where} is not a key of this pack's configuration.`;
  }
  const found = issue.received === "undefined" ? "nothing" : issue.received;
  const wanted = issue.expected ?? issue.message;
  return `policy configuration: ${where} is ${found}, want ${wanted.replaceAll(" | ", " or ")}.`;
}

function describe(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
