/** What checks of settings share. */

/** The text of what is wrong, completing "guardrails:key is …, but must be …"; null: nothing. */
export type Check = readonly [key: string, found: string | number, wanted: string | null];

/** ECS service quotas: tasks of one service. */
export const MAX_TASKS = 5_000;

export function range(value: number, minimum: number, maximum: number): string | null {
  return value >= minimum && value <= maximum ? null : `from ${minimum} to ${maximum}`;
}

export function isNetwork(range_: string): boolean {
  const [address = "", prefix = ""] = range_.split("/");
  const bytes = address.split(".").map(Number);
  if (bytes.some((byte) => byte > 255)) return false;
  const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return value % 2 ** (32 - Number(prefix)) === 0;
}

/** That none of these keys is set; what is wanted of the ones that are. */
export function leftOut(keys: readonly string[], given: readonly string[], wanted: string): Check[] {
  return keys.filter((key) => given.includes(key)).map((key) => [key, "set", wanted]);
}
