import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What the installed `@pulumi/aws` says about a resource type. */
export interface SdkShape {
  readonly inputs: readonly string[];
  /** Inputs that must be given. */
  readonly required: readonly string[];
  /** Outputs that are not inputs. */
  readonly computed: readonly string[];
  /** TypeScript type of every output; one that may be undefined says so (`string | undefined`). */
  readonly outputs: ReadonlyMap<string, string>;
  /** Outputs that are secret by nature. */
  readonly secret: readonly string[];
}

const EMPTY: SdkShape = { inputs: [], required: [], computed: [], outputs: new Map(), secret: [] };
const cache = new Map<string, SdkShape>();

/**
 * The shape of a type by its token (`aws:ecs/service:Service`); empty for a type the SDK does not have.
 *
 * Read from the generated class itself, which is regular: one line a property. Loading the class would load the whole
 * SDK, and would not tell inputs from outputs.
 */
export function sdkShape(token: string): SdkShape {
  const known = cache.get(token);
  if (known) return known;
  const shape = readShape(token);
  cache.set(token, shape);
  return shape;
}

function readShape(token: string): SdkShape {
  const module = /^aws:([A-Za-z0-9]+\/[A-Za-z0-9]+):[A-Za-z0-9]+$/.exec(token)?.[1];
  if (module === undefined) return EMPTY;
  const file = join(sdkFolder(), module.replace(/^index\//, ""));
  let code: string;
  let types: string;
  try {
    code = readFileSync(`${file}.js`, "utf8");
    types = readFileSync(`${file}.d.ts`, "utf8");
  } catch {
    return EMPTY;
  }
  const secret = /additionalSecretOutputs: \[([^\]]*)\]/.exec(code)?.[1] ?? "";
  return {
    inputs: captures(code, /resourceInputs\["(\w+)"\] = \(?args\?\./g).map(([name]) => name),
    required: captures(code, /Missing required property '(\w+)'/g).map(([name]) => name),
    computed: captures(code, /resourceInputs\["(\w+)"\] = undefined \/\*out\*\//g).map(([name]) => name),
    outputs: new Map(captures(types, /readonly (\w+): pulumi\.Output<([^;]*(?:;[^;]*\}[^;]*)?)>;/g)),
    secret: captures(secret, /"(\w+)"/g).map(([name]) => name),
  };
}

function captures(source: string, pattern: RegExp): [string, string][] {
  return [...source.matchAll(pattern)].map((match) => [match[1] ?? "", match[2] ?? ""]);
}

function sdkFolder(): string {
  return dirname(require.resolve("@pulumi/aws/package.json"));
}
