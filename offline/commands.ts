import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { terminalFindings, terminalReport } from "../review";
import { projectRoot } from "./engine/machine";
import { interruption } from "./run/interruption";
import { ProgressLine } from "./run/progress";
import type { Operation, RunResult } from "./run";
import { InputError } from "./workspace/input-error";
import { parseOverrides } from "./workspace/overrides";
import { readPolicyConfig } from "./workspace/policy-config";
import { type Project, readProject, readStackFile } from "./workspace/project";
import { rawConfiguration, type StackConfiguration, stackConfiguration } from "./workspace/stack-configuration";
import { StateDirectory } from "./workspace/state";

/** What the command line gives a command. */
export interface CommandOptions {
  readonly stack: string;
  readonly config?: readonly string[];
  readonly policyConfig?: string;
  readonly debug?: boolean;
}

/** The policy configuration the project ships: used when no other is given. */
const OWN_POLICY_CONFIG = "policy-config.json";

/** Runs a command and prints its report on standard output, its progress and errors on standard error. */
export async function runCommand(operation: Operation, options: CommandOptions): Promise<RunResult["outcome"]> {
  const root = projectRoot(__dirname);
  let prepared: { readonly configuration: StackConfiguration; readonly policyConfig: unknown };
  try {
    prepared = await prepare(root, operation, options);
  } catch (error) {
    return fail(error);
  }
  const progress = new ProgressLine(process.stderr);
  const interrupt = interruption();
  const [{ runOperation }, { default: program }] = await Promise.all([
    import("./run/index.js"),
    import("../infra/index.js"),
  ]);
  const result = await runOperation({
    operation,
    program,
    ...prepared,
    packPath: join(root, "offline", "pack-launcher"),
    stateDirectory: stateDirectory(root, options.stack),
    report: progress.line,
    onEvent: progress.event,
    ...(options.debug === true ? { onEngineOutput: progress.raw } : {}),
    signal: interrupt.signal,
  });
  interrupt.dispose();
  progress.end();
  print(operation, options.stack, result);
  return result.outcome;
}

/** Forgets a stack's state and account. Returns whether it could. */
export async function resetStack(stack: string): Promise<boolean> {
  try {
    const root = projectRoot(__dirname);
    readStackFile(root, stack);
    const state = await StateDirectory.open(stateDirectory(root, stack), () => undefined);
    state.forget();
    await state.release();
    process.stdout.write(`the state and the offline account of stack ${stack} are forgotten\n`);
    return true;
  } catch (error) {
    fail(error);
    return false;
  }
}

/** Everything a person gave, read and checked before anything is started. */
async function prepare(
  root: string,
  operation: Operation,
  options: CommandOptions,
): Promise<{ readonly configuration: StackConfiguration; readonly policyConfig: unknown }> {
  const project = readProject(root);
  const stackFile = readStackFile(root, options.stack);
  const { NAMESPACE, parseConfig, SECRET_KEYS } = await import("../infra/config.js");
  const secretKeys = SECRET_KEYS.map((key) => `${NAMESPACE}:${key}`);
  const overrides = parseOverrides(project, options.config ?? [], secretKeys);
  for (const { key } of overrides) refuseForeignKey(key, project);
  // As a person does before destroying a protected stack.
  const forced =
    operation === "destroy" ? [{ key: `${NAMESPACE}:deletionProtection`, value: false, secret: false }] : [];
  const configuration = stackConfiguration(project, options.stack, stackFile, [...overrides, ...forced]);
  parseConfig(rawConfiguration(configuration, NAMESPACE));
  return {
    configuration,
    policyConfig: operation === "destroy" ? undefined : await policyConfiguration(root, options),
  };
}

/** The engine accepts any key of any namespace, so that a mistyped one would have no effect and no message. */
function refuseForeignKey(key: string, project: Project): void {
  if (key.startsWith(`${project.name}:`) || project.schema.has(key) || key === "aws:region") return;
  throw new InputError(`${key} is not a configuration key of this project (keys without a namespace are its own)`);
}

async function policyConfiguration(root: string, { policyConfig }: CommandOptions): Promise<unknown> {
  const own = join(root, OWN_POLICY_CONFIG);
  if (policyConfig === undefined && !existsSync(own)) return undefined;
  // npm runs scripts in the project's folder; INIT_CWD is where the person stands.
  const file = policyConfig === undefined ? own : resolve(process.env["INIT_CWD"] ?? ".", policyConfig);
  const config = readPolicyConfig(file, policyConfig ?? OWN_POLICY_CONFIG);
  const { parsePolicyConfig } = await import("guardrails-policies/pack");
  parsePolicyConfig(config);
  return config;
}

function stateDirectory(root: string, stack: string): string {
  return join(resolve(process.env["GUARDRAILS_STATE"] ?? join(root, ".guardrails")), stack);
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
  process.stdout.write(outputLines(result));
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
