import * as v from "valibot";
import type { Level } from "../model";
import type { Rule } from "../rules/rule";
import { tooWide } from "./address";
import { issueSentence, PolicyConfigError, refuseStrangeKeys, shown } from "./refusal";
import { type AcceptedCheck, type AdvisoryMode, type Baseline, dispatcherSchema, type Exemption } from "./schema";

export { PolicyConfigError } from "./refusal";
export type { AcceptedCheck, AdvisoryMode, Baseline, Exemption } from "./schema";

/** The dispatcher's name: the one policy that judges, and the one key of the pack's configuration. */
export const DISPATCHER = "guardrails";

/** No exception is for longer: who renews it looks at it. */
const LONGEST_EXCEPTION_MONTHS = 13;

/** The pack's configuration: all of it the dispatcher's own properties. */
export interface PolicyConfiguration {
  /** The least strict profile to apply; the stack's name and blueprint may make it stricter, never weaker. */
  readonly profile: "production" | "development" | undefined;
  /** A first run in which nothing blocks; undefined: findings have their levels. */
  readonly mode: (AdvisoryMode & Dated) | undefined;
  /**
   * What an unproven verdict does: at preview, while values are not created yet; at up; and (`beyond`) where it rests on what
   * is not part of the program at all: a file, a start script, another stack's resource.
   */
  readonly unproven: { readonly preview: Level; readonly up: Level; readonly beyond: Level };
  /** Levels by rule id; a rule that is not named has its profile's level. */
  readonly levels: ReadonlyMap<string, Level>;
  /** Options by rule id, as the rule's own schema gives them. */
  readonly options: ReadonlyMap<string, unknown>;
  readonly exemptions: readonly Exemption[];
  readonly acceptedChecks: readonly AcceptedCheck[];
  /** The findings that were there before the pack; undefined: every finding counts. */
  readonly baseline: (Baseline & Dated) | undefined;
}

/** Whether the last day has passed; the last day still counts. */
export interface Dated {
  readonly expired: boolean;
}

export const DEFAULT_CONFIGURATION: PolicyConfiguration = {
  profile: undefined,
  mode: undefined,
  // At preview the gate still decides at up; at up nothing decides later.
  unproven: { preview: "advisory", up: "mandatory", beyond: "advisory" },
  levels: new Map(),
  options: new Map(),
  exemptions: [],
  acceptedChecks: [],
  baseline: undefined,
};

/** What the configuration has to know of a rule. */
export type ConfigurableRule = Pick<Rule, "id" | "exemptible" | "configurable" | "options">;

/**
 * The dispatcher's properties, strictly: an unknown rule, key or value is an error, never ignored.
 * @param today `YYYY-MM-DD`, what ends are held against
 * @throws PolicyConfigError
 */
export function parseDispatcherProperties(
  properties: unknown,
  rules: readonly ConfigurableRule[],
  today = new Date().toISOString().slice(0, 10),
): PolicyConfiguration {
  refuseStrangeKeys(properties, DISPATCHER);
  const parsed = v.safeParse(dispatcherSchema, properties);
  if (!parsed.success) throw refusal(issueSentence(parsed.issues[0], DISPATCHER));
  const {
    profile,
    mode,
    unproven,
    rules: configured = {},
    exemptions = [],
    acceptedChecks = [],
    baseline,
  } = parsed.output;
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  for (const id of Object.keys(configured)) {
    const rule = known.get(id);
    if (rule === undefined) throw refusal(`rules names ${shown(id)}, which is not a rule of this pack.`);
    if (!rule.configurable && configured[id]?.level !== undefined) {
      throw refusal(`rules.${id} sets a level of "${id}", which has none to set.`);
    }
  }
  refuseUnsoundExemptions(exemptions, known, today);
  const dated = <T extends { readonly until: string }>(
    name: string,
    section: T | undefined,
  ): (T & Dated) | undefined => {
    if (section === undefined) return undefined;
    refuseEndless(`${name}.until`, section.until, today);
    return { ...section, expired: section.until < today };
  };
  return {
    profile,
    mode: dated("mode.advisory", mode?.advisory),
    unproven: {
      preview: unproven?.preview ?? DEFAULT_CONFIGURATION.unproven.preview,
      up: unproven?.up ?? DEFAULT_CONFIGURATION.unproven.up,
      beyond: unproven?.beyond ?? DEFAULT_CONFIGURATION.unproven.beyond,
    },
    levels: new Map(Object.entries(configured).flatMap(([id, entry]) => (entry.level ? [[id, entry.level]] : []))),
    options: ruleOptions(rules, (id) => configured[id]?.options),
    exemptions,
    acceptedChecks,
    baseline: dated("baseline", baseline),
  };
}

function refuseUnsoundExemptions(
  exemptions: readonly Exemption[],
  known: ReadonlyMap<string, ConfigurableRule>,
  today: string,
): void {
  for (const [index, { rule, resource, expires }] of exemptions.entries()) {
    const found = known.get(rule);
    if (found === undefined) {
      throw refusal(`exemptions.${index}.rule names ${shown(rule)}, which is not a rule of this pack.`);
    }
    if (!found.exemptible) throw refusal(`exemptions.${index} exempts "${rule}", which cannot be exempted.`);
    const wide = tooWide(resource);
    if (wide !== undefined) {
      throw refusal(
        `exemptions.${index}.resource ${wide}: it would switch "${rule}" off; name a resource or a component of the program.`,
      );
    }
    refuseEndless(`exemptions.${index}.expires`, expires, today);
  }
}

function refuseEndless(path: string, end: string, today: string): void {
  const latest = new Date(`${today}T00:00:00Z`);
  latest.setUTCMonth(latest.getUTCMonth() + LONGEST_EXCEPTION_MONTHS);
  const day = latest.toISOString().slice(0, 10);
  if (end <= day) return;
  throw refusal(
    `${path} is ${end}, want ${day} at the latest: an exception is for ${LONGEST_EXCEPTION_MONTHS} months at most, and can be renewed.`,
  );
}

function ruleOptions(
  rules: readonly ConfigurableRule[],
  given: (id: string) => Readonly<Record<string, unknown>> | undefined,
): ReadonlyMap<string, unknown> {
  const options = new Map<string, unknown>();
  for (const { id, options: schema } of rules) {
    const input = given(id);
    if (schema === undefined) {
      if (input !== undefined) throw refusal(`rules.${id} sets options of "${id}", which has none.`);
      continue;
    }
    const parsed = v.safeParse(schema, input ?? {});
    if (!parsed.success) throw refusal(issueSentence(parsed.issues[0], `${DISPATCHER}.rules.${id}.options`));
    options.set(id, parsed.output);
  }
  return options;
}

function refusal(sentence: string): PolicyConfigError {
  return new PolicyConfigError(`policy configuration: ${sentence}`);
}
