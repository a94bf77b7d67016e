import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseRequirement, type Requirement, shortOf } from "./judged";
import { terminalFindings, terminalReport } from "../review";
import { projectRoot } from "./engine/machine";
import { interruption } from "./run/interruption";
import { ProgressLine } from "./run/progress";
import type { Elsewhere } from "./aws";
import { programFolder } from "./program/program-folder";
import type { PropertyChange } from "./program/property-change";
import type { Operation, Program, RunResult } from "./run";
import { givenKeys, propertyChanges, readTrial, withoutKeys, withoutPlaces } from "./suggest/changes";
import { NO_CHANGE, type Trial } from "./suggest/trial";
import { InputError } from "./workspace/input-error";
import { parseOverrides } from "./workspace/overrides";
import { readPolicyConfig } from "./workspace/policy-config";
import { chosenStack, programStack, programStateFolder, readProgramProject } from "./workspace/program-stack";
import { type Project, readProject, readStackFile } from "./workspace/project";
import { rawConfiguration, type StackConfiguration, stackConfiguration } from "./workspace/stack-configuration";
import { EMPTY_SEED, readSeed, type Seed } from "./workspace/seed";
import { StateDirectory } from "./workspace/state";

/** What the command line gives a command. */
export interface CommandOptions {
  /** The folder of somebody's program; undefined: our own. */
  readonly project?: string;
  /** Undefined: the one that is meant when nothing is said. */
  readonly stack?: string;
  /** A file for the verdicts, a JSON line each. */
  readonly verdicts?: string;
  /** A file that says what is there without being made by the program. */
  readonly seed?: string;
  readonly config?: readonly string[];
  readonly policyConfig?: string;
  /** A policy configuration file into which what was found is written as its baseline. */
  readonly writeBaseline?: string;
  /** Whether an earlier baseline may grow. */
  readonly allowNew?: boolean;
  /** How much has to be looked at: a number of resources or a share. */
  readonly requireJudged?: string;
  /** Of a program in a folder: false leaves out the update on a copy that decides what a preview leaves open. */
  readonly rehearsal?: boolean;
  /** Whether what mends a failure is looked for by trying. */
  readonly suggest?: boolean;
  /** A file with the changes of one trial. */
  readonly apply?: string;
  readonly debug?: boolean;
}

/** The stack of ours that is meant when none is named. */
const OWN_STACK = "prod";

/** The policy configuration the project ships: used when no other is given. */
const OWN_POLICY_CONFIG = "policy-config.json";

/** Everything a run needs, read and checked before anything is started. */
export interface Prepared {
  readonly program: Program;
  readonly configuration: StackConfiguration;
  readonly policyConfig: unknown;
  readonly stateDirectory: string;
  readonly elsewhere: Elsewhere;
  readonly seed: Seed;
  /** What is registered otherwise than the program has it. */
  readonly changes: readonly PropertyChange[];
}

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

function stateOf(root: string, { project: folder, stack: given }: Pick<CommandOptions, "project" | "stack">) {
  if (folder === undefined) {
    const stack = given ?? OWN_STACK;
    readStackFile(root, stack);
    return { stack, folder: stateDirectory(root, stack) };
  }
  const project = readProgramProject(personsPath(folder));
  const stack = chosenStack(project, given);
  return { stack, folder: programStateFolder(statesFolder(root), project, stack) };
}

/** Everything a person gave, read and checked before anything is started. */
export function prepare(root: string, operation: Operation, options: CommandOptions): Promise<Prepared> {
  return options.project === undefined
    ? prepareOwn(root, operation, options)
    : prepareProgram(root, operation, options, options.project);
}

async function prepareProgram(
  root: string,
  operation: Operation,
  options: CommandOptions,
  folder: string,
): Promise<Prepared> {
  const found = readProgramProject(personsPath(folder));
  const stack = chosenStack(found, options.stack);
  const { configuration } = programStack(found, stack, options.config ?? []);
  return {
    program: programFolder(found),
    configuration,
    policyConfig:
      operation === "destroy" ? undefined : await policyConfiguration(options.policyConfig, trialOf(options)),
    stateDirectory: programStateFolder(statesFolder(root), found, stack),
    elsewhere: "assumed",
    seed: seedOf(options),
    changes: propertyChanges(trialOf(options)),
  };
}

function trialOf({ apply }: CommandOptions): Trial {
  return apply === undefined ? NO_CHANGE : readTrial(personsPath(apply));
}

function seedOf({ seed }: CommandOptions): Seed {
  return seed === undefined ? EMPTY_SEED : readSeed(personsPath(seed), seed);
}

async function prepareOwn(root: string, operation: Operation, options: CommandOptions): Promise<Prepared> {
  const stack = options.stack ?? OWN_STACK;
  const project = readProject(root);
  const stackFile = readStackFile(root, stack);
  const { NAMESPACE, parseConfig, SECRET_KEYS } = await import("../infra/config.js");
  const secretKeys = SECRET_KEYS.map((key) => `${NAMESPACE}:${key}`);
  const overrides = parseOverrides(project, options.config ?? [], secretKeys);
  for (const { key } of overrides) refuseForeignKey(key, project);
  // As a person does before destroying a protected stack.
  const forced =
    operation === "destroy" ? [{ key: `${NAMESPACE}:deletionProtection`, value: false, secret: false }] : [];
  const trial = trialOf(options);
  const whole = stackConfiguration(project, stack, stackFile, [...overrides, ...forced]);
  const configuration = withoutKeys(whole, NAMESPACE, trial.unset);
  parseConfig(rawConfiguration(configuration, NAMESPACE));
  const own = join(root, OWN_POLICY_CONFIG);
  const policyConfig = options.policyConfig ?? (existsSync(own) ? own : undefined);
  return {
    program: (await import("../infra/index.js")).default,
    configuration,
    policyConfig: operation === "destroy" ? undefined : await policyConfiguration(policyConfig, trial),
    stateDirectory: stateDirectory(root, stack),
    elsewhere: "refused",
    seed: seedOf(options),
    changes: propertyChanges(trial),
  };
}

/** The engine accepts any key of any namespace, so that a mistyped one would have no effect and no message. */
function refuseForeignKey(key: string, project: Project): void {
  if (key.startsWith(`${project.name}:`) || project.schema.has(key) || key === "aws:region") return;
  throw new InputError(`${key} is not a configuration key of this project (keys without a namespace are its own)`);
}

async function policyConfiguration(file: string | undefined, { configuration }: Trial): Promise<unknown> {
  if (file === undefined) return undefined;
  const given = readPolicyConfig(personsPath(file), file);
  const { parsePolicyConfig, policyConfigForEngine } = await import("guardrails-policies/pack");
  const config = withoutPlaces(
    given,
    configuration.map((path) => `guardrails.${path}`),
  );
  parsePolicyConfig(config);
  return policyConfigForEngine(config);
}

/** A path as the person means it: npm runs scripts in the project's folder, INIT_CWD is where the person stands. */
export function personsPath(path: string): string {
  return resolve(process.env["INIT_CWD"] ?? ".", path);
}

function statesFolder(root: string): string {
  return resolve(process.env["GUARDRAILS_STATE"] ?? join(root, ".guardrails"));
}

function stateDirectory(root: string, stack: string): string {
  return join(statesFolder(root), stack);
}

/** What the verdicts rest on that nobody has given, a line each. */
export function assumptions({ assumed, stoodInFor }: RunResult): string[] {
  const types = stoodInFor.length === 0 ? [] : [`stood in for, outputs unknown: ${stoodInFor.join(", ")}`];
  return [...assumed.map((what) => `assumed, as no --seed says otherwise: ${what}`), ...types];
}

function print(operation: Operation, stack: string, result: RunResult): void {
  const { NO_COLOR, CI } = process.env;
  const color = process.stdout.isTTY && (NO_COLOR ?? "") === "" && (CI ?? "") === "";
  if (result.outcome === "error") {
    // No table and no sums: nothing that reads like a result.
    process.stdout.write(terminalFindings(result.verdicts, { color }));
    for (const error of [result.error, ...(result.furtherErrors ?? [])])
      process.stderr.write(`error: ${error ?? ""}\n`);
    return;
  }
  process.stdout.write(changesLine(operation, stack, result));
  for (const warning of result.warnings) process.stdout.write(`warning: ${warning}\n`);
  process.stdout.write(outputLines(result));
  if (result.notRehearsed !== undefined)
    process.stdout.write(`what is unproven was not decided by rehearsing the update: ${result.notRehearsed}\n`);
  if (operation !== "destroy") process.stdout.write(terminalReport(result.verdicts, { color }));
}

function changesLine(operation: Operation, stack: string, { changes, outcome }: RunResult): string {
  const counts = Object.entries(changes).filter(([kind]) => kind !== "same");
  const what = counts.length === 0 ? "no changes" : counts.map(([kind, count]) => `${count} ${kind}`).join(", ");
  const blocked = outcome === "blocked" ? " (blocked)" : "";
  return `${operation} ${stack}: ${what}${blocked}\n`;
}

/** Outputs that are a line of text; evidence and other structures are for programs. */
function outputLines({ outputs = {} }: RunResult): string {
  return Object.entries(outputs)
    .filter(([, { value }]) => typeof value !== "object")
    .map(([name, { value }]) => `  ${name}: ${String(value)}\n`)
    .join("");
}

function fail(error: unknown): "error" {
  process.stderr.write(`error: ${error instanceof Error ? error.message : "unexpected failure"}\n`);
  return "error";
}
