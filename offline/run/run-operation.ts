import { join } from "node:path";
import type { EngineEvent, OpMap, PulumiFn } from "@pulumi/pulumi/automation";
import { VERDICTS_VARIABLE } from "guardrails-policies/model";
import { EMPTY_LOG, type RunLog } from "../../review";
import { type OfflineProviders, type ProviderCall, startOfflineProviders } from "../aws";
import type { StackConfiguration } from "../workspace/stack-configuration";
import { StateDirectory, type StateResource } from "../workspace/state";
import { TemporaryFolder } from "../workspace/temporary-folder";
import { conclude, type Conclusion } from "./conclusion";
import { openStack, type Outputs, performOperation } from "./engine-stack";
import { EventCollector } from "./events";
import type { Operation } from "./operation";
import { guardProgram } from "./program";
import { redactor } from "./redact";
import { readVerdicts } from "./verdict-file";
import { keepEncryptionSalt, passphraseVariables, regionOf, writeWorkFolder } from "./work-folder";

export interface OperationOptions {
  readonly operation: Operation;
  readonly program: PulumiFn;
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
  /** Receives the engine's own output, the given secrets redacted. */
  readonly onEngineOutput?: (text: string) => void;
  /** Asks the engine to stop after what it is doing. */
  readonly signal?: AbortSignal;
}

export interface RunResult extends Conclusion {
  readonly verdicts: RunLog;
  /** Resources by what happened to them, or would happen in a preview: `{create: 87}`. */
  readonly changes: OpMap;
  /** The stack's outputs after an `up`; a secret's value is withheld. */
  readonly outputs?: Outputs;
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
    return await operate(options, state, temporary.path, cancel.signal, redact);
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
    return { ...conclusion, verdicts: EMPTY_LOG, changes: {}, calls: [], state: [] };
  } finally {
    options.signal?.removeEventListener("abort", abort);
    temporary.remove();
    await state?.release();
  }
}

async function operate(
  options: OperationOptions,
  state: StateDirectory,
  folder: string,
  signal: AbortSignal,
  redact: (text: string) => string,
): Promise<RunResult> {
  const { configuration, operation, report = ignore } = options;
  const { project, stack: stackName } = configuration;
  const events = new EventCollector(options.onEvent);
  const program = guardProgram(options.program);
  const verdictFile = join(folder, "verdicts.jsonl");
  const workFolder = await writeWorkFolder(folder, configuration, state.encryptionSalt);

  let providers: OfflineProviders | null = null;
  let outputs: Outputs | undefined;
  let failure: { readonly error: unknown } | null = null;
  try {
    const passphrase = passphraseVariables(configuration, state);
    providers = await startOfflineProviders({ accountFile: state.accountFile, region: regionOf(configuration) });
    const stack = await openStack({
      project: project.name,
      stack: stackName,
      exists: state.hasStack(project.name, stackName),
      workFolder,
      program: program.run,
      report,
      environment: {
        ...passphrase,
        PULUMI_BACKEND_URL: state.openBackend(),
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
      onOutput: (text) => options.onEngineOutput?.(redact(text)),
      signal,
    });
  } catch (error) {
    failure = { error };
  } finally {
    await providers?.stop();
    keepEncryptionSalt(workFolder, configuration, state);
  }

  const verdicts = readVerdicts(verdictFile);
  const conclusion = conclude({
    operation,
    failure,
    events,
    programError: program.error(),
    verdicts,
    redact,
    interrupted: signal.aborted,
  });
  return {
    ...conclusion,
    verdicts: verdicts instanceof Error ? EMPTY_LOG : verdicts,
    changes: events.changes,
    ...(outputs === undefined ? {} : { outputs }),
    calls: providers?.calls ?? [],
    state: state.resources(project.name, stackName),
  };
}

function ignore(): void {
  // Nobody listens.
}
