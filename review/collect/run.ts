import { join } from "node:path";
import { parsePolicyConfig } from "guardrails-policies/pack";
import { assumptions, type CommandOptions, type Prepared, prepare } from "../../offline/commands";
import { projectRoot } from "../../offline/engine/machine";
import { interruption } from "../../offline/run/interruption";
import { ProgressLine } from "../../offline/run/progress";
import type { Evidence, SourcePosition } from "../document/evidence";
import { configuredExceptions } from "./configured";
import { configurationDigest, folderDigest, packDigest } from "./digests";
import { RunEvents } from "./engine-events";
import { withPositions } from "./positions";

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
  const positions = new Map<string, SourcePosition>();
  const progress = new ProgressLine(process.stderr);
  const interrupt = interruption();
  const { runOperation } = await import("../../offline/run/index.js");
  const result = await runOperation({
    operation,
    ...prepared,
    program: typeof program === "function" ? withPositions(program, root, OWN_SOURCES, positions) : program,
    packPath: join(root, "offline", "pack-launcher"),
    report: progress.line,
    onEvent: (event) => {
      progress.event(event);
      events.collect(event);
    },
    signal: interrupt.signal,
  });
  interrupt.dispose();
  progress.end();
  return {
    kind: operation,
    project: configuration.project.name,
    stack: configuration.stack,
    log: result.verdicts,
    error: result.outcome === "error" ? [result.error ?? "", ...(result.furtherErrors ?? [])].join("; ") : null,
    notes: assumptions(result),
    resources: events.resources,
    blueprint: events.blueprint,
    outputs: events.outputs,
    numbers: events.numbers,
    positions,
    exceptions: policyConfig === undefined ? [] : configuredExceptions(parsePolicyConfig(policyConfig)),
    digests: {
      program: programDigest(root, prepared),
      pack: packDigest(join(root, "policies")),
      policyConfiguration: configurationDigest(policyConfig),
      plan: events.planDigest,
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
