import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { LocalWorkspace, type PulumiCommand, type PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { ensureEngine, pulumiCommand } from "../engine";
import type { StateResource } from "../workspace/state";
import type { EventCollector } from "./events";
import type { Operation } from "./operation";
import { commandErrors } from "./sentence";
import type { WorkFolder } from "./work-folder";

export type Outputs = Readonly<Record<string, { readonly value: unknown; readonly secret: boolean }>>;

export interface StackOptions {
  readonly project: string;
  readonly stack: string;
  /** Whether the backend has it already: asking the engine costs a process. */
  readonly exists: boolean;
  readonly workFolder: WorkFolder;
  /** What the Automation API runs in this process; undefined: the program is run by a language runtime. */
  readonly program: PulumiFn | undefined;
  /** The address of the program's language runtime; undefined: the Automation API serves one. */
  readonly runtimeAddress: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly report: (line: string) => void;
}

/** A stack of the engine's, and the means to call the engine's command line where the Automation API has no way. */
export interface EngineStack {
  readonly stack: Stack;
  readonly command: PulumiCommand;
  readonly workFolder: WorkFolder;
  readonly environment: Readonly<Record<string, string>>;
}

/** Whatever the user's shell sets for their own Pulumi, here the engine is private and asks nobody. */
const PRIVATE_ENGINE = {
  PULUMI_SKIP_UPDATE_CHECK: "true",
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  PULUMI_SKIP_CONFIRMATIONS: "true",
  PULUMI_DIY_BACKEND_GZIP: "false",
  PULUMI_SELF_MANAGED_STATE_GZIP: "false",
  PULUMI_ACCESS_TOKEN: "",
};

/** Obtains the engine and opens the stack on it, creating it where there is none. */
export async function openStack(options: StackOptions): Promise<EngineStack> {
  const engine = await ensureEngine({ report: options.report });
  const command = await pulumiCommand(engine);
  const environment = { ...PRIVATE_ENGINE, ...options.environment };
  const workspace = await LocalWorkspace.create({
    workDir: options.workFolder.path,
    pulumiHome: options.workFolder.home,
    pulumiCommand: options.runtimeAddress === undefined ? command : withRuntime(command, options.runtimeAddress),
    ...(options.program === undefined ? {} : { program: options.program }),
    envVars: environment,
  });
  const stack = options.exists
    ? await Stack.select(options.stack, workspace)
    : await Stack.create(options.stack, workspace);
  return { stack, command, workFolder: options.workFolder, environment };
}

/**
 * The engine's command line, told which language runtime to call when it runs a program: the Automation API passes the same
 * flag for its own runtime, and has no option for another.
 */
function withRuntime(command: PulumiCommand, address: string): PulumiCommand {
  const runner = command as PulumiCommand & Partial<CommandRunner>;
  if (runner.run === undefined) throw new Error("this version of the Automation API runs its commands in another way");
  const run: CommandRunner["run"] = (args, ...others) => {
    const runsProgram = args[0] === "preview" || args[0] === "up";
    const given = runsProgram ? [...args, `--client=${address}`] : args;
    return (command as PulumiCommand & CommandRunner).run(given, ...others);
  };
  return Object.assign(Object.create(command) as PulumiCommand, { run });
}

/** What the Automation API calls for each command; its declaration is left out of the SDK's types. */
interface CommandRunner {
  run(args: readonly string[], ...others: unknown[]): Promise<unknown>;
}

export interface Performance {
  readonly operation: Operation;
  /** Secret configuration by fully qualified key. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly packPath: string;
  readonly policyConfigFile: string | null;
  /** URNs of what alone is updated; undefined: everything. */
  readonly targets: readonly string[] | undefined;
  /** Reads the engine's state. */
  readonly resources: () => readonly StateResource[];
  readonly events: EventCollector;
  readonly report: (line: string) => void;
  readonly onOutput: (text: string) => void;
  readonly signal: AbortSignal;
  /** Whether an `up` goes on with what does not need what failed. */
  readonly continueOnError: boolean;
  /** Lets go of what refuses to be deleted, without the program; undefined: an update of the program does. */
  readonly liftProtection?: () => void;
}

/** Performs the operation; rejects with the Automation API's error when the engine's command failed. */
export async function performOperation(engine: EngineStack, performance: Performance): Promise<Outputs | undefined> {
  const { operation, events, signal, onOutput, report, packPath, policyConfigFile, targets } = performance;
  const { stack } = engine;
  const common = { color: "never", onEvent: events.collect, onOutput, onError: onOutput, signal } as const;
  const judged = {
    ...common,
    policyPacks: [packPath],
    ...(policyConfigFile === null ? {} : { policyPackConfigs: [policyConfigFile] }),
    ...(targets === undefined ? {} : { target: [...targets] }),
  };
  for (const [key, value] of performance.secrets) await setSecret(engine, key, value);
  switch (operation) {
    case "preview":
      report(`previewing ${stack.name}`);
      await stack.preview(judged);
      return undefined;
    case "up": {
      report(`updating ${stack.name}`);
      const { outputs } = await stack.up({ ...judged, continueOnError: performance.continueOnError });
      return withoutSecrets(outputs);
    }
    case "destroy":
      await removeProtection(engine, performance, common);
      report(`destroying ${stack.name}`);
      await stack.destroy(common);
      return undefined;
  }
}

/**
 * What a person does before destroying a protected stack: by hand, or with an update of the protected resources alone, with the
 * protection switched off in the configuration; then Pulumi's own protection, should the program insist on it.
 */
async function removeProtection(
  engine: EngineStack,
  { resources, report, events, liftProtection }: Performance,
  options: NonNullable<Parameters<Stack["destroy"]>[0]>,
): Promise<void> {
  const isProtected = resources().filter((resource) => resource.protectedBy.length > 0);
  if (isProtected.length > 0) {
    report(`switching off the deletion protection of ${isProtected.length} resources`);
    if (liftProtection !== undefined) liftProtection();
    else await engine.stack.up({ ...options, target: isProtected.map((resource) => resource.urn) });
    events.restart();
  }
  if (resources().some((resource) => resource.protectedBy.includes("pulumi"))) {
    await runEngine(engine, ["state", "unprotect", "--all", "--yes"]);
  }
}

/** Encrypts a configuration value into the temporary stack file. It travels through a pipe, never as an argument. */
async function setSecret(engine: EngineStack, key: string, value: string): Promise<void> {
  const { stackFile } = engine.workFolder;
  await runEngine(engine, ["config", "set", key, "--secret", "--raw", "--config-file", stackFile], value);
}

/** Runs a command the Automation API has no method (or no safe one) for. Throws the engine's own `error:` line. */
async function runEngine(engine: EngineStack, args: readonly string[], input = ""): Promise<void> {
  const child = spawn(engine.command.command, [...args, "--stack", engine.stack.name, "--non-interactive"], {
    cwd: engine.workFolder.path,
    env: { ...process.env, ...engine.environment, PULUMI_HOME: engine.workFolder.home },
    stdio: ["pipe", "ignore", "pipe"],
  });
  const closed = once(child, "close");
  child.stdin.on("error", () => undefined); // a command that ends without reading: its exit code tells
  child.stdin.end(input);
  const [errors] = await Promise.all([text(child.stderr), closed]);
  if (child.exitCode !== 0) {
    throw new Error(commandErrors(errors)[0] ?? `the engine's command ${args.slice(0, 2).join(" ")} failed`);
  }
}

function withoutSecrets(outputs: Outputs): Outputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => [
      name,
      output.secret ? { value: "[secret]", secret: true } : output,
    ]),
  );
}
