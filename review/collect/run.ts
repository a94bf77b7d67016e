import { join } from "node:path";
import { parsePolicyConfig } from "guardrails-policies/pack";
import { type CommandOptions, type Prepared, prepare } from "../../offline/prepare";
import { assumptions } from "../../offline/run-report";
import { projectRoot } from "../../offline/engine/machine";
import { interruption } from "../../offline/run/interruption";
import { ProgressLine } from "../../offline/run/progress";
import type { Registration } from "../../offline/program/registration";
import type { OperationOptions, RunResult } from "../../offline/run";
import type { Evidence, SourcePosition } from "../document/evidence";
import { configuredExceptions } from "./configured";
import { configurationDigest, folderDigest, packDigest } from "./digests";
import { RunEvents } from "./engine-events";
import { positionOf, withPositions } from "./positions";

/** What the program's sources are, of this product's own folder. */
const OWN_SOURCES = "infra";

/** Runs the gate over a program and keeps what a review rests on. Throws InputError where that cannot be started. */
export async function evidenceOfRun(operation: "preview" | "up", options: CommandOptions): Promise<Evidence> {
  const root = projectRoot(__dirname);
  // Before the program is loaded, or its lines are those of the compiled files.
  process.setSourceMapsEnabled(true);
  const prepared = await prepare(root, operation, options);
  const { configuration, policyConfig, program } = prepared;
  const events = new RunEvents();
  const rehearsed = new RunEvents();
  const positions = new Map<string, SourcePosition>();
  const dependencies = new Map<string, readonly string[]>();
  const progress = new ProgressLine(process.stderr);
  const interrupt = interruption();
  const { runOperation } = await import("../../offline/run/index.js");
  const common: Omit<OperationOptions, "operation"> = {
    ...prepared,
    program: typeof program === "function" ? withPositions(program, root, OWN_SOURCES, positions) : program,
    packPath: join(root, "offline", "pack-launcher"),
    onRegistration: ({ urn, frames, dependencies: needs }: Registration) => {
      const position = typeof program === "function" ? undefined : positionOf(frames, program.root);
      if (position !== undefined) positions.set(urn, position);
      dependencies.set(urn, needs);
    },
    signal: interrupt.signal,
  };
  const rehearse = (stateDirectory: string): Promise<RunResult> =>
    runOperation({
      ...common,
      operation: "up",
      stateDirectory,
      isRehearsal: true,
      onEvent: rehearsed.collect,
    });
  const result = await runOperation({
    ...common,
    operation,
    report: progress.line,
    onEvent: (event) => {
      progress.event(event);
      events.collect(event);
    },
    // As `npm run preview` does; a function runs once a process.
    rehearse: options.rehearsal === false || typeof program === "function" ? undefined : rehearse,
  });
  interrupt.dispose();
  progress.end();
  // An update that its rehearsal refused was not begun: what was asked for is what was rehearsed.
  const seen = events.planDigest === null ? rehearsed : events;
  const notes = result.notRehearsed === undefined ? [] : [`what an update would know is open: ${result.notRehearsed}`];
  return {
    kind: operation,
    project: configuration.project.name,
    stack: configuration.stack,
    log: result.verdicts,
    error: result.outcome === "error" ? [result.error ?? "", ...(result.furtherErrors ?? [])].join("; ") : null,
    notes: [...notes, ...assumptions(result)],
    resources: seen.resources.map((resource) => ({
      ...resource,
      dependencies: dependencies.get(resource.urn) ?? resource.dependencies,
    })),
    blueprint: seen.blueprint,
    outputs: seen.outputs,
    numbers: seen.numbers,
    positions,
    exceptions: policyConfig === undefined ? [] : configuredExceptions(parsePolicyConfig(policyConfig)),
    digests: {
      program: programDigest(root, prepared),
      pack: packDigest(join(root, "policies")),
      policyConfiguration: configurationDigest(policyConfig),
      plan: seen.planDigest,
    },
  };
}

/** A function of this project is its sources and what they are configured with; a folder is all that lies in it. */
function programDigest(root: string, { program, configuration }: Prepared): string {
  if (typeof program !== "function") return folderDigest(program.root);
  const stackFile = `Pulumi.${configuration.stack}.yaml`;
  const belongs = new Set(["Pulumi.yaml", stackFile, "package-lock.json"]);
  return folderDigest(root, (path) => path.startsWith(`${OWN_SOURCES}/`) || belongs.has(path));
}
