/** Provider checks: what is refused before anything is sent to AWS. Each looks at known values only. */
import { isObject, isUnknown, number, type Properties, text, type Value } from "../provider/values";
import { type Check } from "./resource-type";
import { type CheckFailure } from "../provider/provider";

/** One of the listed values. */
export function oneOf(path: string, allowed: readonly string[]): Check {
  return known(path, (value, at) => {
    const given = text(value);
    if (given === undefined || allowed.includes(given)) return undefined;
    const list = allowed.map((item) => `"${item}"`).join(" ");
    return `expected ${at} to be one of [${list}], got ${given}`;
  });
}

/** A text of between `minimum` and `maximum` characters. */
export function lengthBetween(path: string, minimum: number, maximum: number): Check {
  return known(path, (value, at) => {
    const given = text(value);
    if (given === undefined || (given.length >= minimum && given.length <= maximum)) return undefined;
    return `expected length of ${at} to be in the range (${minimum} - ${maximum}), got ${given.length} characters`;
  });
}

/** A number between `minimum` and `maximum`. */
export function between(path: string, minimum: number, maximum: number): Check {
  return known(path, (value, at) => {
    const given = number(value);
    if (given === undefined || (given >= minimum && given <= maximum)) return undefined;
    return `expected ${at} to be in the range (${minimum} - ${maximum}), got ${given}`;
  });
}

/** One of the listed numbers. */
export function oneOfNumbers(path: string, allowed: readonly number[]): Check {
  return known(path, (value, at) => {
    const given = number(value);
    if (given === undefined || allowed.includes(given)) return undefined;
    return `expected ${at} to be one of [${allowed.join(" ")}], got ${given}`;
  });
}

/** A text of this form; `rule` completes "… must …". */
export function matches(path: string, pattern: RegExp, rule: string): Check {
  return known(path, (value, at) => {
    const given = text(value);
    return given === undefined || pattern.test(given) ? undefined : `invalid value for ${at} (${rule})`;
  });
}

/** JSON text. The parser's own message quotes the text, which may hold a secret: only the position is told. */
export function json(path: string, shape: "object" | "array" | "any" = "any"): Check {
  return known(path, (value, at) => {
    const given = text(value);
    if (given === undefined) return undefined;
    let parsed: unknown;
    try {
      parsed = JSON.parse(given);
    } catch {
      return `"${at}" contains an invalid JSON: ${given === "" ? "it is empty" : "it does not parse"}`;
    }
    const found = Array.isArray(parsed) ? "array" : typeof parsed;
    return shape === "any" || found === shape
      ? undefined
      : `"${at}" contains an invalid JSON: expected an ${shape}, got ${found}`;
  });
}

/** An ARN. */
export function arn(path: string): Check {
  return known(path, (value, at) => {
    const given = text(value);
    if (
      given === undefined ||
      given === "" ||
      /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12}|aws|[a-z-]*)?:.+/.test(given)
    ) {
      return undefined;
    }
    return `"${at}" (${given}) is an invalid ARN: arn: invalid prefix or too few sections`;
  });
}

/** A CIDR block with no host bits. */
export function cidr(path: string): Check {
  return known(path, (value, at) => {
    const given = text(value);
    if (given === undefined) return undefined;
    const network = ipv4Network(given);
    if (network === undefined) return `"${given}" is not a valid CIDR block (${at})`;
    return network === given ? undefined : `"${given}" is not a valid CIDR block; did you mean "${network}"?`;
  });
}

/** At most one of the properties. An unknown one may turn out to be absent. */
export function conflicts(...properties: readonly string[]): Check {
  return (inputs) => {
    const [first, second] = properties.filter((property) => isGiven(inputs[property]));
    if (first === undefined || second === undefined) return [];
    return [{ property: first, reason: `Conflicting configuration arguments: "${first}": conflicts with ${second}` }];
  };
}

/** Exactly one of the properties. An unknown one may turn out to be given or absent. */
export function exactlyOne(...properties: readonly string[]): Check {
  return (inputs) => {
    const given = properties.filter((property) => isGiven(inputs[property]));
    const open = properties.some((property) => isUnknown(inputs[property]));
    if (given.length === 1 || (given.length === 0 && open)) return [];
    const list = properties.join(",");
    const [first = properties[0] ?? ""] = given;
    const said =
      given.length === 0
        ? `one of \`${list}\` must be specified`
        : `only one of \`${list}\` can be specified, but \`${given.join(",")}\` were specified`;
    return [{ property: first, reason: `Invalid combination of arguments: "${first}": ${said}` }];
  };
}

function isGiven(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === false || isUnknown(value)) return false;
  return !Array.isArray(value) || value.length > 0;
}

/** Applies a test to every known value at a path; `[]` in a path means every item: `containers[].name`. */
function known(path: string, test: (value: Value, path: string) => string | undefined): Check {
  return (inputs) => {
    const failures: CheckFailure[] = [];
    for (const { at, value } of valuesAt(inputs, path)) {
      if (isUnknown(value)) continue;
      const reason = test(value, at);
      if (reason !== undefined) failures.push({ property: at, reason });
    }
    return failures;
  };
}

function valuesAt(inputs: Properties, path: string): { at: string; value: Value }[] {
  let found: { at: string; value: Value }[] = [{ at: "", value: inputs }];
  for (const step of path.split(".")) {
    const name = step.replace("[]", "");
    found = found.flatMap(({ at, value }) => {
      const child = isObject(value) ? value[name] : undefined;
      if (child === undefined || child === null) return [];
      const here = at === "" ? name : `${at}.${name}`;
      if (!step.endsWith("[]")) return [{ at: here, value: child }];
      return Array.isArray(child) ? child.map((item, index) => ({ at: `${here}[${index}]`, value: item })) : [];
    });
  }
  return found;
}

/** The network of an IPv4 CIDR block in canonical form; undefined when it is not one. */
function ipv4Network(block: string): string | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block);
  if (!match) return undefined;
  const octets = match.slice(1, 5).map(Number);
  const prefix = Number(match[5]);
  if (octets.some((octet) => octet > 255) || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const first = Math.floor(addressOf(octets) / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${prefix}`;
}

function addressOf(octets: readonly number[]): number {
  return octets.reduce((address, octet) => address * 256 + octet, 0);
}

/** First and last address of an IPv4 block, as numbers; undefined when it is not one. */
export function ipv4Range(block: string): { first: number; last: number } | undefined {
  const network = ipv4Network(block);
  if (network === undefined) return undefined;
  const [address = "", prefix = "32"] = network.split("/");
  const first = addressOf(address.split(".").map(Number));
  return { first, last: first + 2 ** (32 - Number(prefix)) - 1 };
}
