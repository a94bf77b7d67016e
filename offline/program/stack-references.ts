import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { ReadResourceRequest, ReadResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { isObject, type Properties, seal, text, UNKNOWN, type Value } from "../provider/values";
import type { Seed } from "../workspace/seed";
import type { ReadResource } from "./monitor-proxy";

export interface StackReferenceOptions {
  readonly stacks: Seed["stacks"];
  /** The folder of the engine's file backend. */
  readonly backend: string;
  /** The project of the program, in which a name without a project is looked for. */
  readonly project: string;
  readonly preview: boolean;
  /** Told of the references whose outputs nobody has given. */
  readonly assumed: (note: string) => void;
}

/**
 * Reads of other stacks, answered from the seed. The engine reads an empty stack of that name, so that the reference is in
 * its state as any other, and the program gets what the seed has. Without a seed the outputs are not known: unknown values
 * in a preview, an error in an update, which cannot have any.
 */
export function stackReferences(options: StackReferenceOptions) {
  return async (request: ReadResourceRequest, read: ReadResource): Promise<ReadResourceResponse> => {
    const given: Value = request.getProperties()?.toJavaScript() ?? {};
    const name = (isObject(given) ? text(given.name) : undefined) ?? request.getId();
    const { [name]: seeded } = options.stacks;
    if (seeded === undefined && !options.preview) {
      throw new Error(
        `the outputs of the stack ${name}, which a StackReference reads, are not known here: give them in a --seed file`,
      );
    }
    const local = localName(name, options.project);
    writeEmptyStack(options.backend, local);
    const changed = request.clone();
    const qualified = `organization/${local.project}/${local.stack}`;
    changed.setId(qualified);
    changed.setProperties(Struct.fromJavaScript({ name: qualified }));
    const response = await read(changed);
    if (seeded === undefined) options.assumed(`the outputs of stack ${name} are unknown`);
    response.setProperties(Struct.fromJavaScript(answer(name, seeded)));
    return response;
  };
}

function answer(name: string, seeded: Seed["stacks"][string] | undefined): Properties {
  if (seeded === undefined) return { name, outputs: UNKNOWN, secretOutputNames: [] };
  const secret = Object.fromEntries(Object.entries(seeded.secretOutputs).map(([key, value]) => [key, seal(value)]));
  return { name, outputs: { ...seeded.outputs, ...secret }, secretOutputNames: Object.keys(secret) };
}

interface LocalName {
  readonly project: string;
  readonly stack: string;
}

/** `organization/project/stack`, `project/stack` or `stack`; a file backend knows one organization. */
function localName(name: string, ownProject: string): LocalName {
  const parts = name.split("/").map((part) => part.replace(/[^\w.-]/g, "-").replace(/^\.+/, "-") || "-");
  const [stack = "-", project = ownProject] = parts.reverse();
  return { project, stack };
}

function writeEmptyStack(backend: string, { project, stack }: LocalName): void {
  const folder = join(backend, ".pulumi", "stacks", project);
  const file = join(folder, `${stack}.json`);
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  const root = {
    urn: `urn:pulumi:${stack}::${project}::pulumi:pulumi:Stack::${project}-${stack}`,
    custom: false,
    type: "pulumi:pulumi:Stack",
    outputs: {},
  };
  const manifest = { time: new Date(0).toISOString(), magic: "", version: "" };
  const checkpoint = { stack: `organization/${project}/${stack}`, latest: { manifest, resources: [root] } };
  writeFileSync(file, JSON.stringify({ version: 3, checkpoint }));
}
