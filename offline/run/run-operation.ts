/** An operation from its lock to its result, with what is rehearsed before it or after it. */
import { EMPTY_LOG } from "../../review";
import { StateDirectory } from "../workspace/state";
import { TemporaryFolder } from "../workspace/temporary-folder";
import { conclude } from "./conclusion";
import { EventCollector } from "./events";
import { operate } from "./operate";
import type { OperationOptions, RunResult } from "./operation";
import { redactor } from "./redact";
import { isUndecided, mayHide, refused, refuses, rehearsal, withRehearsal } from "./rehearsal";
import { writeVerdicts } from "./verdict-file";

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
      warnings: [],
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
  const { operation, rehearse, configuration, verdictFile, report = () => undefined } = options;
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
    if (!refuses(before) || signal.aborted) return once();
    return keep(refused(before, state.resources(configuration.project.name, configuration.stack)));
  }
  const preview = await once();
  if (preview.outcome === "error" || !(isUndecided(preview.verdicts) || mayHide(preview))) return preview;
  return keep(withRehearsal(preview, await tried()));
}
