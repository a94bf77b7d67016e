/** One operation on the real engine, against the offline account. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { REHEARSAL_VARIABLE, VERDICTS_VARIABLE } from "guardrails-policies/model";
import { EMPTY_LOG } from "../../review";
import { type OfflineProviders, startOfflineProviders } from "../aws";
import { stackReferences } from "../program/stack-references";
import { StandInPlugins } from "../stand-in/plugins";
import { EMPTY_SEED } from "../workspace/seed";
import type { StateDirectory } from "../workspace/state";
import { conclude } from "./conclusion";
import { openStack, type Outputs, performOperation } from "./engine-stack";
import { EventCollector } from "./events";
import type { OperationOptions, RunResult } from "./operation";
import { type StartedProgram, startProgram } from "./program";
import { redactor, withoutValues } from "./redact";
import { keepVerdicts, readVerdicts } from "./verdict-file";
import { keepEncryptionSalt, passphraseVariables, regionOf, writeWorkFolder } from "./work-folder";

/** The operation by itself: everything it needs is started for it and stopped after it. */
export async function operate(
  options: OperationOptions,
  state: StateDirectory,
  folder: string,
  signal: AbortSignal,
  redactGiven: (text: string) => string,
): Promise<RunResult> {
  const { configuration, operation, isRehearsal = false, report = () => undefined } = options;
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
  const redact = (text: string): string => withoutValues(redactor(program?.secrets() ?? [])(redactGiven(text)));
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
      toldPreview: isRehearsal,
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
        [REHEARSAL_VARIABLE]: isRehearsal ? "true" : "",
      },
    });
    outputs = await performOperation(stack, {
      operation,
      secrets: configuration.secrets,
      packPath: options.packPath,
      policyConfigFile: workFolder.policyConfigFile(options.policyConfig),
      targets: options.targets,
      resources: () => state.resources(project.name, stackName),
      events,
      report,
      onOutput,
      signal,
      continueOnError: isRehearsal,
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
    warnings: [...events.warnings].map(redact),
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
