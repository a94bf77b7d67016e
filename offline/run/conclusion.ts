import type { RunLog, VerdictLogError } from "../../review";
import type { EventCollector } from "./events";
import type { Operation } from "./operation";
import { commandErrors, sentence } from "./sentence";

export interface Conclusion {
  /**
   * `passed`: done, and the pack let it pass. `blocked`: the pack refused it, and nothing else is wrong. `error`:
   * anything else, also when the pack refused something as well.
   */
  readonly outcome: "passed" | "blocked" | "error";
  /** On `error`: one sentence. */
  readonly error?: string;
  /** On `error`: what else went wrong, a sentence each. */
  readonly furtherErrors?: readonly string[];
}

export interface Evidence {
  readonly operation: Operation;
  /** What the engine's command failed with; null: it succeeded. */
  readonly failure: { readonly error: unknown } | null;
  readonly events: EventCollector;
  /** What the program threw; undefined: nothing. */
  readonly programError: unknown;
  readonly verdicts: RunLog | VerdictLogError;
  readonly redact: (text: string) => string;
  readonly interrupted: boolean;
}

/** Errors that another one brought about: a summary, or work that was broken off because of it. */
const CONSEQUENCE = /^One or more errors occurred|context canceled|resource monitor shut down/;

/** What the engine says of itself when a policy refused something. */
const EXPLAINED_BY_A_BLOCK = new Set(["preview failed", "update failed"]);

/**
 * How a run ended. The command line's exit code is the same for a refusal and a crash, so this goes by the events: a
 * refusal is one only if our pack's mandatory finding is all that went wrong, and the pack's own record agrees.
 */
export function conclude(evidence: Evidence): Conclusion {
  const { events, failure, verdicts, redact, interrupted, operation } = evidence;
  if (interrupted) return failed(["interrupted: what was under way has been finished, the rest was not started"]);

  const errors = realErrors(evidence);
  if (errors.length > 0) return failed(errors.map(redact));
  if (verdicts instanceof Error) return failed([verdicts.message]);

  if (failure === null && operation === "destroy") return { outcome: "passed" };
  if (verdicts.pack === null) return failed(["the policy pack gave no verdicts"]);

  const pack = verdicts.pack.name;
  const refused = verdicts.verdicts.some((verdict) => verdict.verdict !== "pass" && verdict.level === "mandatory");
  if (failure !== null) {
    if (events.blockingPacks.has(pack) && refused) return { outcome: "blocked" };
    return failed([redact(sentenceOf(failure.error))]);
  }
  if (refused || events.blockingPacks.size > 0) {
    return failed(["the policy pack refused the deployment and the engine did not stop it"]);
  }
  if (verdicts.end === null) return failed(["the policy pack gave no verdicts on the whole stack: it did not finish"]);
  return { outcome: "passed" };
}

function realErrors({ events, failure, programError, operation }: Evidence): string[] {
  const errors = [
    ...(programError === undefined ? [] : [sentenceOf(programError)]),
    ...events.errors.map(sentence).filter((error) => !EXPLAINED_BY_A_BLOCK.has(error)),
  ];
  if (errors.length === 0 && failure !== null && (events.blockingPacks.size === 0 || operation === "destroy")) {
    errors.push(known(sentenceOf(failure.error), events));
  }
  const distinct = [...new Set(errors.map((error) => known(error, events)))];
  const causes = distinct.filter((error) => !CONSEQUENCE.test(error));
  return causes.length > 0 ? causes : distinct;
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return sentence(String(error));
  if (error.name !== "CommandError") return sentence(error.message);
  return commandErrors(error.message)[0] ?? "the engine failed without saying why (--debug shows its output)";
}

/** The engine's wording, where a reader needs to know what to do about it. */
function known(error: string, events: EventCollector): string {
  if (error.includes("incorrect passphrase")) {
    return (
      "no passphrase fits: PULUMI_CONFIG_PASSPHRASE must open the encrypted values of the stack file and the stored " +
      "state (`npm run reset` forgets the state)"
    );
  }
  const wrongType = /^validating stack config: Stack '.*' with configuration key '(.*)' must be of type '(.*)'$/.exec(
    error,
  );
  if (wrongType) return `configuration key ${wrongType[1] ?? ""} must be of type ${wrongType[2] ?? ""}`;
  const unhandled = /^an unhandled error occurred: (.*)$/s.exec(error)?.[1];
  if (unhandled !== undefined) return known(unhandled, events);
  const missing = /^Missing required configuration variable '([^']+)'/.exec(error)?.[1];
  if (missing !== undefined) {
    return `the program needs the configuration key ${missing}: give it with -c ${missing}=VALUE or in its stack's file`;
  }
  const ofProgram = programError(error);
  if (ofProgram !== undefined) return ofProgram;
  if (/^policy pack ".*" failed\b/.test(error)) {
    const reason = bootError(events.pluginOutput);
    return `the policy pack did not start${reason === undefined ? "" : `: ${reason}`}`;
  }
  return error;
}

/** What the SDK's runner says of an error that a program did not catch, as a sentence about the program. */
function programError(error: string): string | undefined {
  const thrown = /^Running program '.*?' failed with an unhandled exception: (?:<ref \*\d+> )?(.*)$/s.exec(error)?.[1];
  if (thrown === undefined) return undefined;
  const missing = /Cannot find (?:module|package) '((?:@[^/']+\/)?[^./'][^/']*)/.exec(thrown)?.[1];
  if (missing !== undefined) {
    return `the program needs the package ${missing}, which is not installed: run its package manager in its folder`;
  }
  if (/Top-level await is currently not supported with the "cjs"/.test(thrown)) {
    return 'the program uses top-level await, for which its package.json must say "type": "module"';
  }
  const said = sentence(thrown).replace(/\s*\{.*\}?$/s, "");
  return `the program failed: ${said === "" ? "it threw something that is no Error" : said}`;
}

/** Node shows where in the source it happened before it says what. */
function bootError(output: readonly string[]): string | undefined {
  const error = output.find((line) => /^\s*([A-Z]\w*)?Error( \[\w+\])?: /.test(line));
  return error === undefined
    ? output.map(sentence).find((line) => line !== "" && !line.startsWith("["))
    : sentence(error);
}

function failed([error = "the run failed", ...furtherErrors]: readonly string[]): Conclusion {
  return { outcome: "error", error, ...(furtherErrors.length === 0 ? {} : { furtherErrors }) };
}
