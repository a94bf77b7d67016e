/**
 * Where in AWS a resource is. Names are told apart by account and region: a program that is deployed to two regions mostly gives
 * both the same ones.
 */
import { isRecord, isUnknownValue } from "./resource";

export interface Place {
  /** The URN of its provider: what has the same one is in the same place, unless a region of its own says otherwise. */
  readonly provider: string | undefined;
  /** Undefined: taken from the environment, or not known yet. */
  readonly region: string | undefined;
  /** Twelve digits; undefined: whoever deploys decides. */
  readonly account: string | undefined;
}

type Properties = Readonly<Record<string, unknown>>;

/** @param own a resource's properties; its `region` comes before its provider's (@pulumi/aws 7). */
export function placeOf(
  own: Properties,
  provider: { readonly urn: string; readonly props: Properties } | undefined,
): Place {
  return {
    provider: provider?.urn,
    region: textOf(own.region) ?? textOf(provider?.props.region),
    account: accountOf(provider?.props ?? {}),
  };
}

/** The only account that a provider may act in, or that of the role it takes. */
function accountOf({ allowedAccountIds, assumeRoles }: Properties): string | undefined {
  const [only, another] = listOf(allowedAccountIds);
  if (typeof only === "string" && another === undefined && /^\d{12}$/.test(only)) return only;
  const role = listOf(assumeRoles).findLast(isRecord)?.roleArn;
  return typeof role === "string" ? /^arn:[\w-]+:iam::(\d{12}):role\//.exec(role)?.[1] : undefined;
}

/** A provider is given what is no text as JSON. */
function listOf(value: unknown): readonly unknown[] {
  if (typeof value !== "string") return Array.isArray(value) ? value : [];
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && !isUnknownValue(value) ? value : undefined;
}

/** Where what an ARN names is: `arn:partition:service:region:account:…`. */
export function placeOfArn(arn: string): Place {
  const [, , , region, account] = arn.split(":", 5);
  return { provider: undefined, region: textOf(region), account: textOf(account) };
}

interface Placed {
  readonly place?: Place | undefined;
}

/**
 * Of the resources that have a name, those that `asker` can mean by it. What is in the same place for sure is preferred to what
 * may be: in one place a name is given once.
 */
export function namedFrom<R extends Placed>(asker: Placed, found: readonly R[]): readonly R[] {
  if (found.length === 0) return found;
  const near = found.filter((one) => !areApart(asker.place, one.place));
  const same = near.filter((one) => areTogether(asker.place, one.place));
  return same.length > 0 ? same : near;
}

/** Whether two are for sure not in one place; what is of the whole account has no region of its own. */
export function areApart(a: Place | undefined, b: Place | undefined): boolean {
  return differ(a?.region, b?.region) || differ(a?.account, b?.account);
}

function areTogether(a: Place | undefined, b: Place | undefined): boolean {
  if (a === undefined || b === undefined || a.region !== b.region) return false;
  return a.region !== undefined || (a.provider !== undefined && a.provider === b.provider);
}

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}
