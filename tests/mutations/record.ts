/** The program of prod, run as an engine would run it, with something about it changed. */
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings";
import program from "../../infra";
import { ChangedProgram } from "../../offline/program/changed-program";
import type { PropertyChange } from "../../offline/program/property-change";
import { readProject, readStackFile } from "../../offline/workspace/project";
import {
  rawConfiguration,
  type StackConfiguration,
  stackConfiguration,
} from "../../offline/workspace/stack-configuration";
import { offlineDirectly } from "../offline/direct";
import { withoutStackTraces } from "../without-stack-traces";
import { type Recorded, RecordingMonitor } from "./recording-monitor";

export const ROOT = join(__dirname, "../..");
const STACK = "prod";

export type Phase = "preview" | "up";

/** What is unlike the program of prod. */
export interface Changes {
  /** Settings of the stack's configuration, typed as there. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly properties?: readonly PropertyChange[];
  /** What values alone cannot say; made anew for each run. */
  readonly transform?: () => pulumi.ResourceTransformation;
}

export interface Recording {
  readonly resources: readonly Recorded[];
  /** The changes of properties that were reached: at a preview, a text that is not known yet cannot be changed. */
  readonly applied: ReadonlySet<PropertyChange>;
}

/** The stack of prod with settings over those of its file. */
export function configurationOf(settings: Readonly<Record<string, unknown>> = {}): StackConfiguration {
  const project = readProject(ROOT);
  const given = Object.entries(settings).map(([key, value]) => ({ key: `guardrails:${key}`, value, secret: false }));
  return stackConfiguration(project, STACK, readStackFile(ROOT, STACK), given);
}

/** Runs it once, on an account of its own. */
export function record(phase: Phase, changes: Changes = {}): Promise<Recording> {
  return withoutStackTraces(() => recorded(phase, changes));
}

async function recorded(phase: Phase, { settings, properties = [], transform }: Changes): Promise<Recording> {
  const configuration = configurationOf(settings);
  const monitor = new RecordingMonitor(offlineDirectly(), phase === "preview");
  // The stand-in is installed as Pulumi's own is, and then replaced by ours.
  await pulumi.runtime.setMocks(NEVER, configuration.project.name, STACK, phase === "preview");
  setMockOptions(monitor, configuration.project.name, STACK, phase === "preview");
  pulumi.runtime.setAllConfig({
    ...prefixed(rawConfiguration(configuration, configuration.project.name), configuration.project.name),
    ...prefixed(rawConfiguration(configuration, "aws"), "aws"),
  });
  const applied = new Set<PropertyChange>();
  const changed = new ChangedProgram(properties, (change) => applied.add(change));
  await pulumi.runtime.runInPulumiStack(async () => {
    // First, so that what is tried upon it comes after.
    if (transform !== undefined) pulumi.runtime.registerStackTransformation(transform());
    if (properties.length > 0) pulumi.runtime.registerStackTransformation(changed.transformation);
    const outputs = await program();
    changed.finish();
    return outputs;
  });
  await pulumi.runtime.disconnect();
  if (monitor.refused.length > 0) throw new Error(`the account refuses it: ${monitor.refused.join("; ")}`);
  return { resources: monitor.recorded, applied };
}

const NEVER = { newResource: never, call: never };

function never(): never {
  throw new Error("the monitor that records answers instead");
}

function prefixed(values: Readonly<Record<string, string>>, namespace: string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${namespace}:${key}`, value]));
}
