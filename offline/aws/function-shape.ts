import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A function's answer as the SDK declares it: TypeScript types by field; a field that may be missing says so. */
export type FunctionShape = ReadonlyMap<string, string>;

const cache = new Map<string, FunctionShape | null>();

/** The shape of a function's answer by its token (`aws:ec2/getAmi:getAmi`); null for one the SDK does not have. */
export function functionShape(token: string): FunctionShape | null {
  const known = cache.get(token);
  if (known !== undefined) return known;
  const shape = readShape(token);
  cache.set(token, shape);
  return shape;
}

function readShape(token: string): FunctionShape | null {
  const module = /^aws:([A-Za-z0-9]+\/[A-Za-z0-9]+):[A-Za-z0-9]+$/.exec(token)?.[1];
  if (module === undefined) return null;
  let types: string;
  try {
    const folder = dirname(require.resolve("@pulumi/aws/package.json"));
    types = readFileSync(join(folder, `${module.replace(/^index\//, "")}.d.ts`), "utf8");
  } catch {
    return null;
  }
  const declaration = /export interface Get\w+Result \{([\s\S]*?)\n\}/.exec(types)?.[1];
  if (declaration === undefined) return null;
  const fields = [...declaration.matchAll(/readonly (\w+)(\?)?: ([^;{]+|\{[^}]*\});/g)];
  return new Map(fields.map(([, name = "", optional, type = ""]) => [name, optional ? `${type} | undefined` : type]));
}
