import { isAbsolute, resolve } from "node:path";
import { isObject, type Properties, type Value } from "../provider/values";

/** The mark by which the protocol tells objects of special kinds, and the kinds that have a path. Source: the SDK's `runtime/rpc`. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** What a request's bytes hold when there may be a path in it. */
export const ASSET_MARKS = [ASSET, ARCHIVE];

/**
 * The properties with the paths of their files made absolute: a program means them relative to where it runs, and the engine
 * reads the files, and runs elsewhere.
 */
export function withAbsolutePaths(properties: Properties, folder: string): Properties {
  return absolute(properties, folder) as Properties;
}

function absolute(value: Value, folder: string): Value {
  if (Array.isArray(value)) return value.map((item) => absolute(item, folder));
  if (!isObject(value)) return value;
  const inside = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, absolute(item, folder)]));
  const { [SIGNATURE]: mark, path } = value;
  const isFile = typeof mark === "string" && ASSET_MARKS.includes(mark) && typeof path === "string";
  return isFile && !isAbsolute(path) ? { ...inside, path: resolve(folder, path) } : inside;
}
