import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { personsPath } from "../../offline/prepare";
import { projectRoot } from "../../offline/engine/machine";
import { InputError } from "../../offline/workspace/input-error";
import { readPolicyConfig } from "../../offline/workspace/policy-config";
import { parseExportedState } from "../collect/exported-state";
import { stateJudge } from "../collect/state";
import { buildReview } from "../document/build";
import { type Evidence, NO_EVIDENCE } from "../document/evidence";
import { parseReview, type Review } from "../document/schema";
import { parseSignOff } from "../document/sign-off";
import { type Format, FORMATS, isFormat, render } from "../formats";
import { parseRunLog } from "../log";
import { changesText } from "../text";
import { momentOf, read, readJson } from "./files";

/** Exit codes, as of every command: the pack refuses the deployment; anything else that went wrong. */
export const BLOCKED = 1;
export const FAILED = 2;

export interface ReviewCommandOptions {
  readonly project?: string;
  readonly stack?: string;
  readonly config?: readonly string[];
  readonly policyConfig?: string;
  readonly seed?: string;
  readonly up?: boolean;
  /** Of a program in a folder: false leaves out the update on a copy that decides what a preview leaves open. */
  readonly rehearsal?: boolean;
  readonly verdicts?: string;
  readonly state?: string;
  readonly out?: string;
  readonly format: string;
  readonly baseline?: string;
  readonly signOff?: string;
  readonly now?: string;
  readonly rulesUrl?: string;
  readonly sourceRoot?: string;
}

/** Reviews one stack and writes the review in every format that is asked for. Returns the exit code. */
export async function reviewStack(options: ReviewCommandOptions): Promise<number> {
  const formats = formatsOf(options.format);
  const now = momentOf(options.now);
  const { baseline, signOff } = options;
  const review = buildReview(await evidenceOf(options, now), {
    now,
    ...(baseline === undefined ? {} : { baseline: parseReview(read(baseline), baseline) }),
    ...(signOff === undefined ? {} : { signOff: parseSignOff(read(signOff), signOff) }),
  });
  const folder = outputFolder(options.out, review);
  mkdirSync(folder, { recursive: true });
  for (const format of formats) {
    const file = join(folder, FORMATS[format]);
    writeFileSync(file, await render(review, format, options));
    process.stderr.write(`wrote ${relative(process.env["INIT_CWD"] ?? ".", file)}\n`);
  }
  process.stdout.write(`${summaryOf(review)}\n`);
  return exitCodeOf(review);
}

async function evidenceOf(options: ReviewCommandOptions, now: string): Promise<Evidence> {
  if (options.verdicts !== undefined) return evidenceOfVerdicts(read(options.verdicts));
  if (options.state !== undefined) {
    const state = parseExportedState(readJson(options.state), options.state);
    return stateJudge({ policyConfig: policyConfigOf(options.policyConfig), now })(state);
  }
  const { evidenceOfRun } = await import("../collect/run.js");
  return evidenceOfRun(options.up === true ? "up" : "preview", options);
}

/** A policy configuration file; undefined: none. */
export function policyConfigOf(file: string | undefined): unknown {
  return file === undefined ? undefined : readPolicyConfig(personsPath(file), file);
}

/** A verdict file says what was judged, and nothing of what was asked for. */
export function evidenceOfVerdicts(text: string): Evidence {
  const log = parseRunLog(text);
  const urns = log.verdicts.map(({ location }) => /^urn:pulumi:(.*?)::(.*?)::/.exec(location.urn));
  const [, stack = "", project = ""] = urns.find((match) => match !== null) ?? [];
  return { ...NO_EVIDENCE, kind: "verdicts", project, stack, log };
}

function summaryOf({ verdict, changes, signOff, causes }: Review): string {
  const blocking = causes
    .filter(({ blocks }) => blocks)
    .map(
      ({ title, detail, fix }) =>
        `  ${title}: ${detail.replaceAll("\n", "\n    ")}${fix === null ? "" : `\n    fix: ${fix}`}`,
    );
  return [
    verdict.sentence,
    ...blocking,
    ...(changes === null ? [] : [changesText(changes)]),
    ...(signOff.signatures.length === 0 ? [] : [`${signOff.missing.length} findings without a signature`]),
  ].join("\n");
}

function exitCodeOf({ verdict: { outcome } }: Review): number {
  if (outcome === "blocked") return BLOCKED;
  return outcome === "unfinished" ? FAILED : 0;
}

function formatsOf(list: string): Format[] {
  return list.split(",").map((entry) => {
    const name = entry.trim();
    if (isFormat(name)) return name;
    throw new InputError(`--format knows ${Object.keys(FORMATS).join(", ")}, not ${JSON.stringify(name)}`);
  });
}

function outputFolder(out: string | undefined, { stack }: Review): string {
  if (out !== undefined) return personsPath(out);
  const name = `${stack.project}-${stack.name}`.replaceAll(/[^\w.-]/g, "_");
  return join(projectRoot(__dirname), ".guardrails", "review", name);
}
