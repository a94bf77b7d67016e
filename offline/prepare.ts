/** What a command needs, read of the command line, the environment and files, and checked before anything is started. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Elsewhere } from "./aws";
import { programFolder } from "./program/program-folder";
import type { PropertyChange } from "./program/property-change";
import type { Operation, Program } from "./run";
import { propertyChanges, readTrial, withoutKeys, withoutPlaces } from "./suggest/changes";
import { NO_CHANGE, type Trial } from "./suggest/trial";
import { InputError } from "./workspace/input-error";
import { parseOverrides } from "./workspace/overrides";
import { readPolicyConfig } from "./workspace/policy-config";
import { chosenStack, programStack, programStateFolder, readProgramProject } from "./workspace/program-stack";
import { type Project, readProject, readStackFile } from "./workspace/project";
import { rawConfiguration, type StackConfiguration, stackConfiguration } from "./workspace/stack-configuration";
import { EMPTY_SEED, readSeed, type Seed } from "./workspace/seed";

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

/** The stack that is meant, and where its state is. */
export function stateOf(root: string, { project: folder, stack: given }: Pick<CommandOptions, "project" | "stack">) {
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

export function statesFolder(root: string): string {
  return resolve(process.env["GUARDRAILS_STATE"] ?? join(root, ".guardrails"));
}

function stateDirectory(root: string, stack: string): string {
  return join(statesFolder(root), stack);
}
