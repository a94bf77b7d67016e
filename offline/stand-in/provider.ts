import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
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
import { type Properties, type Value, withoutDefaultsMark } from "../provider/values";
import type { ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { construct } from "./construct";
import { type Seed } from "../workspace/seed";

/**
 * A provider of any vendor's of which nothing is known: a resource comes back as it was asked for, and whatever the vendor
 * would add is not known. Its functions answer what the seed says and nothing else.
 */
export class StandInProvider implements Provider<null> {
  readonly name = "stand-in";
  readonly version = "0.0.0";

  constructor(private readonly seed: Seed) {}

  configure(): null {
    return null;
  }

  secretOutputs(): readonly string[] {
    return [];
  }

  check(_session: null, request: CheckRequest): CheckResult {
    return { inputs: request.inputs, failures: [] };
  }

  diff(_session: null, request: DiffRequest): Difference {
    return {
      changed: changes(request.oldInputs, request.inputs, [], request.ignoreChanges),
      deleteBeforeReplace: false,
    };
  }

  create(_session: null, request: CreateRequest): Created {
    const outputs = withoutDefaultsMark(request.inputs) as Properties;
    return { id: request.preview ? "" : randomUUID(), outputs };
  }

  read(_session: null, request: ReadRequest): Found | undefined {
    const seeded = this.seed.resources.find(({ type, id }) => type === request.type && id === request.id);
    const outputs = { ...request.outputs, ...seeded?.properties };
    return { id: request.id, inputs: request.inputs, outputs };
  }

  update(_session: null, request: UpdateRequest): Properties {
    return { ...request.oldOutputs, ...(withoutDefaultsMark(request.inputs) as Properties) };
  }

  delete(): void {
    return;
  }

  construct(request: ConstructRequest): Promise<ConstructResponse> {
    return construct(request);
  }

  invoke(_session: null, request: InvokeRequest): Properties {
    const seeded = seededAnswer(this.seed, request.token, request.args);
    if (seeded !== undefined) return seeded;
    throw new Error(
      `the function ${request.token} is not known offline: give its answer under "functions" in a --seed file`,
    );
  }
}

/** What the seed answers to a call: the first entry of that function whose arguments the call has. */
export function seededAnswer(seed: Seed, token: string, args: Properties): Properties | undefined {
  return seed.functions.find(
    (entry) => entry.token === token && Object.entries(entry.args).every(([name, value]) => has(args[name], value)),
  )?.result;
}

function has(given: Value | undefined, wanted: Value): boolean {
  return given !== undefined && isDeepStrictEqual(given, wanted);
}
