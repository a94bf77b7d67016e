import { readFileSync } from "node:fs";
import { changes } from "../provider/compare";
import {
  type CheckRequest,
  type CheckResult,
  type Created,
  type CreateRequest,
  type Difference,
  type DiffRequest,
  type Found,
  type InvokeRequest,
  type Provider,
  type ReadRequest,
  type UpdateRequest,
} from "../provider/provider";
import { DEFAULTS, type Properties } from "../provider/values";
import { generatorOf } from "./generators";

/** The `random` provider: values drawn with node's cryptographic generator, kept in the engine's state only. */
export class RandomProvider implements Provider<null> {
  readonly name = "random";
  readonly version = sdkVersion();

  configure(): null {
    return null;
  }

  secretOutputs(type: string): readonly string[] {
    return generatorOf(type).secret;
  }

  check(_session: null, request: CheckRequest): CheckResult {
    const inputs = { ...request.inputs, [DEFAULTS]: [] };
    return { inputs, failures: generatorOf(request.type).check(request.inputs) };
  }

  /** Every input is part of what was drawn: another one means another draw. */
  diff(_session: null, request: DiffRequest): Difference {
    const names = Object.keys({ ...request.oldInputs, ...request.inputs });
    return {
      changed: changes(request.oldInputs, request.inputs, names, request.ignoreChanges),
      deleteBeforeReplace: false,
    };
  }

  create(_session: null, request: CreateRequest): Created {
    const inputs = unmarked(request.inputs);
    if (request.preview) return { id: "", outputs: inputs };
    return generatorOf(request.type).generate(inputs);
  }

  /** What was drawn is nowhere but in the state. */
  read(_session: null, request: ReadRequest): Found | undefined {
    if (Object.keys(request.outputs).length === 0) return undefined;
    return { id: request.id, inputs: request.inputs, outputs: request.outputs };
  }

  update(_session: null, request: UpdateRequest): Properties {
    return { ...request.oldOutputs, ...unmarked(request.inputs) };
  }

  /** Nothing to delete: see {@link read}. */
  delete(): void {
    return;
  }

  invoke(_session: null, request: InvokeRequest): Properties {
    throw new Error(`the random provider has no function ${request.token}`);
  }
}

function unmarked(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => key !== DEFAULTS));
}

function sdkVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(require.resolve("@pulumi/random/package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "0.0.0";
}
