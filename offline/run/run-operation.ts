import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineEvent, OpMap } from "@pulumi/pulumi/automation";
import { VERDICTS_VARIABLE } from "guardrails-policies/model";
import { EMPTY_LOG, type RunLog } from "../../review";
import { type Elsewhere, type OfflineProviders, type ProviderCall, startOfflineProviders } from "../aws";
import type { Registration } from "../program/registration";
import type { PropertyChange } from "../program/property-change";
import { stackReferences } from "../program/stack-references";
import { StandInPlugins } from "../stand-in/plugins";
import { EMPTY_SEED, type Seed } from "../workspace/seed";
import type { StackConfiguration } from "../workspace/stack-configuration";
import { StateDirectory, type StateResource } from "../workspace/state";
import { TemporaryFolder } from "../workspace/temporary-folder";
import { conclude, type Conclusion } from "./conclusion";
import { openStack, type Outputs, performOperation } from "./engine-stack";
import { EventCollector } from "./events";
import type { Operation } from "./operation";
import { type Program, type StartedProgram, startProgram } from "./program";
import { redactor } from "./redact";
import { isUndecided, type Rehearse, refused, rehearsal, withRehearsal } from "./rehearsal";
import { keepVerdicts, readVerdicts, writeVerdicts } from "./verdict-file";
import { keepEncryptionSalt, passphraseVariables, regionOf, writeWorkFolder } from "./work-folder";

export interface OperationOptions {
  readonly operation: Operation;
  readonly program: Program;
  readonly configuration: StackConfiguration;
  /** The policy pack: an executable file, or a folder where the engine has a Node.js language host. */
  readonly packPath: string;
  /** A configuration that the pack accepts; undefined: its defaults. */
  readonly policyConfig?: unknown;
  /** The folder that keeps this stack's state between runs. */
  readonly stateDirectory: string;
  /** Receives one line of progress. */
  readonly report?: (line: string) => void;
  readonly onEvent?: (event: EngineEvent) => void;
  /** Receives each resource as a program in a folder registers or reads it; of a function, none. */
  readonly onRegistration?: (registration: Registration) => void;
  /** Receives the engine's own output, the given secrets redacted. */
  readonly onEngineOutput?: (text: string) => void;
  /** What the program finds that it does not make; undefined: nothing. */
  readonly seed?: Seed;
  /**
   * What the account answers of things it never held and the seed does not name: `assumed` answers plausibly and says so in
   * {@link RunResult.assumed}, as somebody may have made them; `refused` answers that they are not there. Default: assumed.
   */
  readonly elsewhere?: Elsewhere;
  /** Keeps the verdict lines there as well, as the pack wrote them. */
  readonly verdictFile?: string;
  /** What the program registers otherwise than it has it; undefined: nothing. */
  readonly changes?: readonly PropertyChange[];
  /** Asks the engine to stop after what it is doing. */
  readonly signal?: AbortSignal;
  /**
   * How an update is rehearsed on a copy of the stack: before an `up`, which is not begun when its rehearsal is refused, and
   * after a preview that leaves open what an update would know. Undefined: nothing is rehearsed.
   */
  readonly rehearse?: Rehearse | undefined;
  /** Tells a program in a folder that it is previewed, whatever the operation: it keeps its hands off the world then. */
  readonly toldPreview?: boolean;
}

export interface RunResult extends Conclusion {
  readonly verdicts: RunLog;
  /** Why what a preview leaves open was not decided by a rehearsal: a sentence. */
  readonly notRehearsed?: string;
  /** Resources by what happened to them, or would happen in a preview: `{create: 87}`. */
  readonly changes: OpMap;
  /** The stack's outputs after an `up`; a secret's value is withheld. */
  readonly outputs?: Outputs;
  /** What was taken to be there without being known, a phrase each. */
  readonly assumed: readonly string[];
  /** The resource types that no stand-in knows: their inputs were echoed, their outputs are unknown. */
  readonly stoodInFor: readonly string[];
  /** Every request the offline providers received, in order. */
  readonly calls: readonly ProviderCall[];
  /** The engine's state after the operation, the stack itself included. */
  readonly state: readonly StateResource[];
}

/**
 * Runs one operation of a stack on the real engine against the offline account, judged by the policy pack (a destroy is
 * not judged). Whatever goes wrong is in the result: nothing is thrown, and nothing stays behind but the state folder.
 */
export async function runOperation(options: OperationOptions): Promise<RunResult> {
  const redact = redactor([...options.configuration.secrets.values()]);
  const cancel = new AbortController();
  const abort = (): void => {
    cancel.abort();
  };
  options.signal?.addEventListener("abort", abort, { once: true });

  const temporary = new TemporaryFolder();
  let state: StateDirectory | null = null;
  try {
    state = await StateDirectory.open(options.stateDirectory, abort);
    return await perform(options, state, temporary.path, cancel.signal, redact);
  } catch (error) {
    const conclusion = conclude({
      operation: options.operation,
      failure: { error },
      events: new EventCollector(),
      programError: undefined,
      verdicts: EMPTY_LOG,
      redact,
      interrupted: cancel.signal.aborted,
    });
    return {
      ...conclusion,
      verdicts: EMPTY_LOG,
      changes: {},
      assumed: [],
      stoodInFor: [],
      calls: [],
      state: [],
    };
  } finally {
    options.signal?.removeEventListener("abort", abort);
    temporary.remove();
    await state?.release();
  }
}

/** The operation, and what is rehearsed before it or after it. */
async function perform(
  options: OperationOptions,
  state: StateDirectory,
  folder: string,
  signal: AbortSignal,
  redact: (text: string) => string,
): Promise<RunResult> {
  const { operation, rehearse, configuration, verdictFile, report = ignore } = options;
  const once = () => operate(options, state, folder, signal, redact);
  if (rehearse === undefined || operation === "destroy") return once();
  const tried = async (): Promise<RunResult> => {
    report(`rehearsing the update of ${configuration.stack} on a copy`);
    return rehearsal(state, rehearse);
  };
  const keep = (result: RunResult): RunResult => {
    if (verdictFile !== undefined) writeVerdicts(result.verdicts, verdictFile);
    return result;
  };
  if (operation === "up") {
    const before = await tried();
    if (before.outcome !== "blocked" || signal.aborted) return once();
    return keep(refused(before, state.resources(configuration.project.name, configuration.stack)));
  }
  const preview = await once();
  if (preview.outcome !== "passed" || !isUndecided(preview.verdicts)) return preview;
  return keep(withRehearsal(preview, await tried()));
}

async function operate(
  options: OperationOptions,
  state: StateDirectory,
  folder: string,
  signal: AbortSignal,
  redactGiven: (text: string) => string,
): Promise<RunResult> {
  const { configuration, operation, report = ignore } = options;
  const { project, stack: stackName } = configuration;
  const events = new EventCollector(options.onEvent);
  const assumed = new Set<string>();
  const note = (what: string): void => {
    assumed.add(what);
  };
  const verdictFile = join(folder, "verdicts.jsonl");
  const workFolder = await writeWorkFolder(folder, configuration, state.encryptionSalt);

  let providers: OfflineProviders | null = null;
  let program: StartedProgram | null = null;
  let plugins: StandInPlugins | null = null;
  const redact = (text: string): string => redactor(program?.secrets() ?? [])(redactGiven(text));
  let outputs: Outputs | undefined;
  let failure: { readonly error: unknown } | null = null;
  try {
    const passphrase = passphraseVariables(configuration, state);
    const seed = options.seed ?? EMPTY_SEED;
    const onOutput = (text: string): void => options.onEngineOutput?.(redact(text));
    providers = await startOfflineProviders({
      accountFile: state.accountFile,
      region: regionOf(configuration),
      seed,
      elsewhere: options.elsewhere ?? "assumed",
      assumed: note,
    });
    const backend = state.openBackend();
    plugins = new StandInPlugins(join(folder, "plugins"), providers.standInPort);
    for (const { type } of state.resources(project.name, stackName)) plugins.provide(type);
    program = await startProgram(options.program, {
      onOutput,
      toldPreview: options.toldPreview ?? false,
      onRegistration: options.onRegistration,
      changes: options.changes ?? [],
      used: (token) => {
        plugins?.use(token);
      },
      stackReference: stackReferences({
        stacks: seed.stacks,
        backend: fileURLToPath(backend),
        project: project.name,
        preview: operation === "preview",
        assumed: note,
      }),
    });
    const stack = await openStack({
      project: project.name,
      stack: stackName,
      exists: state.hasStack(project.name, stackName),
      workFolder,
      program: program.inline,
      runtimeAddress: program.runtimeAddress,
      report,
      environment: {
        ...passphrase,
        PULUMI_BACKEND_URL: backend,
        PATH: plugins.path(process.env["PATH"] ?? ""),
        PULUMI_DEBUG_PROVIDERS: providers.attach,
        [VERDICTS_VARIABLE]: verdictFile,
      },
    });
    outputs = await performOperation(stack, {
      operation,
      secrets: configuration.secrets,
      packPath: options.packPath,
      policyConfigFile: workFolder.policyConfigFile(options.policyConfig),
      resources: () => state.resources(project.name, stackName),
      events,
      report,
      onOutput,
      signal,
      ...(program.runtimeAddress === undefined ? {} : { liftProtection: liftProtection(providers) }),
    });
  } catch (error) {
    failure = { error };
  } finally {
    program?.stop();
    await providers?.stop();
    keepEncryptionSalt(workFolder, configuration, state);
  }

  if (options.verdictFile !== undefined) keepVerdicts(verdictFile, options.verdictFile);
  const verdicts = readVerdicts(verdictFile);
  const conclusion = conclude({
    operation,
    failure,
    events,
    programError: program?.error(),
    verdicts,
    redact,
    interrupted: signal.aborted,
  });
  return {
    ...conclusion,
    verdicts: verdicts instanceof Error ? EMPTY_LOG : verdicts,
    changes: events.changes,
    ...(outputs === undefined ? {} : { outputs }),
    assumed: [...assumed].sort(),
    stoodInFor: plugins?.tokens() ?? [],
    calls: providers?.calls ?? [],
    state: state.resources(project.name, stackName),
  };
}

function liftProtection(providers: OfflineProviders): () => void {
  return () => {
    providers.liftProtection();
  };
}

function ignore(): void {
  // Nobody listens.
}
