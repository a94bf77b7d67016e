import { join } from "node:path";
import { parseRequirement, type Requirement, shortOf } from "./judged";
import { projectRoot } from "./engine/machine";
import { type CommandOptions, personsPath, prepare, type Prepared, stateOf, statesFolder } from "./prepare";
import { assumptions, print } from "./run-report";
import { interruption } from "./run/interruption";
import { ProgressLine } from "./run/progress";
import type { Operation, RunResult } from "./run";
import { givenKeys } from "./suggest/changes";
import { InputError } from "./workspace/input-error";
import { StateDirectory } from "./workspace/state";

/** Runs a command and prints its report on standard output, its progress and errors on standard error. */
export async function runCommand(operation: Operation, options: CommandOptions): Promise<RunResult["outcome"]> {
  const root = projectRoot(__dirname);
  let prepared: Prepared;
  let required: Requirement | undefined;
  try {
    if (options.suggest === true && operation !== "preview")
      throw new InputError(`--suggest tries its changes by previewing: give it to preview, not to ${operation}.`);
    required = options.requireJudged === undefined ? undefined : parseRequirement(options.requireJudged);
    prepared = await prepare(root, operation, options);
  } catch (error) {
    return fail(error);
  }
  const progress = new ProgressLine(process.stderr);
  const interrupt = interruption();
  const { runOperation } = await import("./run/index.js");
  const common = {
    ...prepared,
    packPath: join(root, "offline", "pack-launcher"),
    ...(options.debug === true ? { onEngineOutput: progress.raw } : {}),
    signal: interrupt.signal,
  };
  // A function runs once a process, and our own declares before it creates: nothing is left to be rehearsed.
  const isRehearsed = options.rehearsal !== false && typeof prepared.program !== "function";
  const result = await runOperation({
    ...common,
    operation,
    report: progress.line,
    onEvent: progress.event,
    ...(options.verdicts === undefined ? {} : { verdictFile: personsPath(options.verdicts) }),
    rehearse: isRehearsed
      ? (stateDirectory) => runOperation({ ...common, operation: "up", stateDirectory, isRehearsal: true })
      : undefined,
  });
  interrupt.dispose();
  progress.end();
  for (const line of assumptions(result)) progress.line(line);
  print(operation, prepared.configuration.stack, result);
  if (options.suggest === true && result.outcome !== "error") {
    process.stdout.write(await suggested(root, options, prepared, result));
  }
  return afterwards(operation, options, required, result);
}

async function suggested(
  root: string,
  options: CommandOptions,
  { configuration, stateDirectory }: Prepared,
  { verdicts }: RunResult,
): Promise<string> {
  const { suggestions } = await import("./suggest/run.js");
  const given =
    options.project === undefined ? givenKeys(configuration, (await import("../infra/config.js")).NAMESPACE) : NONE;
  const progress = new ProgressLine(process.stderr);
  const text = await suggestions(verdicts.verdicts, {
    cli: join(root, "dist", "offline", "cli.js"),
    args: argumentsOf(options),
    statesFolder: statesFolder(root),
    stateDirectory,
    given,
    report: progress.line,
  });
  progress.end();
  return text;
}

const NONE: ReadonlySet<string> = new Set();

/** What decides how a stack is judged, as it was given. */
function argumentsOf({ project, stack, seed, config = [], policyConfig, rehearsal }: CommandOptions): string[] {
  const named = { project, stack, seed, "policy-config": policyConfig };
  return [
    ...Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...config.flatMap((entry) => ["--config", entry]),
    ...(rehearsal === false ? ["--no-rehearsal"] : []),
  ];
}

/** What is asked of the verdicts beside showing them; what went wrong has none. */
async function afterwards(
  operation: Operation,
  { writeBaseline: file, allowNew = false }: CommandOptions,
  required: Requirement | undefined,
  { outcome, verdicts }: RunResult,
): Promise<RunResult["outcome"]> {
  if (outcome === "error" || operation === "destroy") return outcome;
  if (file !== undefined) {
    try {
      const { writeBaseline } = await import("./workspace/baseline-file.js");
      process.stdout.write(`${writeBaseline(personsPath(file), file, verdicts.verdicts, allowNew)}\n`);
    } catch (error) {
      return fail(error);
    }
  }
  // A run that was blocked has been told so, and need not have looked at everything.
  const short = required === undefined || outcome === "blocked" ? undefined : shortOf(required, verdicts.end);
  if (short === undefined) return outcome;
  process.stdout.write(`BLOCKED ${short}\n`);
  return "blocked";
}

/** Forgets a stack's state and account. Returns whether it could. */
export async function resetStack(options: Pick<CommandOptions, "project" | "stack">): Promise<boolean> {
  try {
    const { stack, folder } = stateOf(projectRoot(__dirname), options);
    const state = await StateDirectory.open(folder, () => undefined);
    state.forget();
    await state.release();
    process.stdout.write(`the state and the offline account of stack ${stack} are forgotten\n`);
    return true;
  } catch (error) {
    fail(error);
    return false;
  }
}

function fail(error: unknown): "error" {
  process.stderr.write(`error: ${error instanceof Error ? error.message : "unexpected failure"}\n`);
  return "error";
}
