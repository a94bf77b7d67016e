/** The entry of a table; undefined for a key it does not have, `constructor` and `toString` included. */
export function lookup<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
