import {
  type Baseline,
  type ConfigurableRule,
  DISPATCHER,
  parseDispatcherProperties,
  PolicyConfigError,
  type PolicyConfiguration,
} from "./configuration";
import type { EngineConfiguration } from "./engine-configuration";
import { refuseStrangeKeys, shown, typeName } from "./refusal";
import { LEVELS } from "./schema";

const WANTED = `{"${DISPATCHER}": {…}}`;

/** Says what to do instead of a level on the pack as a whole. */
const NO_LEVEL =
  `the pack as a whole has no level: a rule's goes under ${DISPATCHER}.rules, and a first run in which nothing blocks is ` +
  `${DISPATCHER}.mode.advisory`;

/**
 * A whole policy configuration file: `{"guardrails": {…}}`, or the engine's second form
 * `{"version": 2, "policies": {"guardrails": {…}}}`, which may name its `$schema`. Everything the engine would accept in
 * silence is an error here: other policies' names, `all`, a level on the dispatcher itself, and the engine's own policy
 * exceptions, which have neither an owner nor an end.
 * @throws PolicyConfigError
 */
export function parsePolicyConfigFile(
  file: unknown,
  rules: readonly ConfigurableRule[],
  today?: string,
): PolicyConfiguration {
  return parseDispatcherProperties(dispatcherProperties(file, rules), rules, today);
}

/**
 * The dispatcher's properties in a policy configuration file; the properties themselves are not looked at.
 * @throws PolicyConfigError
 */
export function dispatcherProperties(file: unknown, rules: readonly { readonly id: string }[]): unknown {
  refuseStrangeKeys(file, "the file");
  const content = policiesOf(record(file));
  for (const key of Object.keys(content)) {
    if (key !== DISPATCHER) throw refusal(strangePolicy(key, rules));
  }
  const properties: unknown = content[DISPATCHER] ?? {};
  if (typeof properties === "string") {
    const found = [...LEVELS, "remediate"].find((level) => level === properties);
    throw refusal(`${DISPATCHER} is ${found === undefined ? "text" : `"${found}"`}; ${NO_LEVEL}.`);
  }
  return properties;
}

/**
 * The file with another baseline in it, everything else as it was.
 * @throws PolicyConfigError
 */
export function withBaseline(
  file: unknown,
  rules: readonly { readonly id: string }[],
  baseline: Baseline,
): Readonly<Record<string, unknown>> {
  const properties = { ...record(dispatcherProperties(file, rules)), baseline };
  const content = record(file);
  if (content["version"] !== 2) return { ...content, [DISPATCHER]: properties };
  return { ...content, policies: { ...record(content["policies"] ?? {}), [DISPATCHER]: properties } };
}

/**
 * Why the pack refuses what the engine hands over as its configuration, whatever file or service that comes from; undefined
 * where it is accepted. All that the engine knows of levels is a mistake in a pack whose every setting is a property of one
 * policy, and `disabled` would have nothing judged at all.
 * @param own levels of the pack's other policies, which only describe its rules, as the pack gives them
 */
export function engineRefusal(
  configuration: EngineConfiguration,
  rules: readonly ConfigurableRule[],
  own: ReadonlyMap<string, string>,
): string | undefined {
  const all = configuration.get("all");
  if (all !== undefined && all.level !== "mandatory") return sentence(`"all" is "${all.level}"; ${NO_LEVEL}.`);
  for (const [name, { level, properties }] of configuration) {
    if (name === "all") continue;
    if (name === DISPATCHER) {
      if (level !== "mandatory") return sentence(`${DISPATCHER} is "${level}"; ${NO_LEVEL}.`);
    } else if (!own.has(name)) {
      return sentence(strangePolicy(name, rules));
    } else if (
      (level !== own.get(name) && !(all !== undefined && level === "mandatory")) ||
      Object.keys(properties).length > 0
    ) {
      return sentence(strangePolicy(name, rules));
    }
  }
  try {
    parseDispatcherProperties(configuration.get(DISPATCHER)?.properties ?? {}, rules);
  } catch (error) {
    if (!(error instanceof PolicyConfigError)) throw error;
    return error.message;
  }
  return undefined;
}

/** The policies of either form of the file. */
function policiesOf(file: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (file["version"] !== 2) {
    const native = ["version", "policies", "exceptions", "environments"].find((key) => key in file);
    if (native !== undefined) throw refusal(enginesOwn(native));
    if ("$schema" in file) {
      // The pulumi command takes it for a policy's name, and its text for a level.
      throw refusal(`"$schema" needs the form {"$schema": …, "version": 2, "policies": ${WANTED}}.`);
    }
    return file;
  }
  for (const key of Object.keys(file)) {
    if (["exceptions", "environments"].includes(key)) throw refusal(enginesOwn(key));
    if (!["$schema", "version", "policies"].includes(key)) {
      throw refusal(`${shown(key)} is not understood beside "version"; want "policies": ${WANTED}.`);
    }
  }
  return record(file["policies"] ?? {});
}

function enginesOwn(key: string): string {
  return `"${key}" is the engine's own section, want ${WANTED}; its exceptions have no owner and no end: write them under ${DISPATCHER}.exemptions.`;
}

function strangePolicy(name: string, rules: readonly { readonly id: string }[]): string {
  return rules.some(({ id }) => id === name)
    ? `${shown(name)} has no effect here; a rule's level and options go under ${DISPATCHER}.rules.`
    : `${shown(name)} is not understood; the only key is "${DISPATCHER}".`;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw refusal(`found ${typeName(value)}, want an object ${WANTED}.`);
}

function sentence(text: string): string {
  return `policy configuration: ${text}`;
}

function refusal(text: string): PolicyConfigError {
  return new PolicyConfigError(sentence(text));
}
