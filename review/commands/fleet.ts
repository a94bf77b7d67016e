import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { personsPath } from "../../offline/prepare";
import { InputError } from "../../offline/workspace/input-error";
import { isExportedState, parseExportedState } from "../collect/exported-state";
import { stateJudge } from "../collect/state";
import { buildReview } from "../document/build";
import { impactOf, mergeReviews } from "../document/fleet";
import { parseReview, type Review } from "../document/schema";
import { renderFleet } from "../formats/fleet";
import { renderJson } from "../formats/json";
import { compareText, oneLine } from "../text";
import { momentOf, read, readJson } from "./files";
import { BLOCKED, evidenceOfVerdicts, policyConfigOf } from "./review-stack";

export interface FleetOptions {
  readonly out: string;
  readonly shard?: string;
  readonly policyConfig?: string;
  readonly now?: string;
}

/** Reviews the stacks of many files (exported states, verdict files), or one shard of them: a review document for each. */
export async function reviewFleet(paths: readonly string[], options: FleetOptions): Promise<number> {
  const now = momentOf(options.now);
  const files = shardOf(filesOf(paths), options.shard);
  const judge = stateJudge({ policyConfig: policyConfigOf(options.policyConfig), now });
  mkdirSync(personsPath(options.out), { recursive: true });
  let blocked = 0;
  for (const [index, file] of files.entries()) {
    const evidence = file.endsWith(".jsonl")
      ? evidenceOfVerdicts(read(file))
      : await judge(parseExportedState(readJson(file), file));
    const review = buildReview(evidence, { now });
    if (review.verdict.outcome === "blocked") blocked += 1;
    writeFileSync(join(personsPath(options.out), fileNameOf(review)), renderJson(review));
    process.stderr.write(`${index + 1} of ${files.length}: ${oneLine(file)}: ${review.verdict.outcome}\n`);
  }
  process.stdout.write(`${files.length} stacks reviewed, ${blocked} blocked\n`);
  return blocked > 0 ? BLOCKED : 0;
}

/** One report on all reviews below the given folders and files. */
export function mergeFleet(paths: readonly string[], options: Pick<FleetOptions, "out" | "now">): number {
  const reviews = filesOf(paths).map((file) => parseReview(read(file), file));
  if (reviews.length === 0) throw new InputError("there is no review to merge");
  const fleet = mergeReviews(reviews, momentOf(options.now));
  const folder = personsPath(options.out);
  mkdirSync(folder, { recursive: true });
  const formats = renderFleet(fleet);
  for (const [name, text] of Object.entries(formats)) writeFileSync(join(folder, name), text);
  const blocked = fleet.stacks.filter(({ outcome }) => outcome === "blocked").length;
  process.stdout.write(`${fleet.stacks.length} stacks, ${blocked} blocked\n`);
  return blocked > 0 ? BLOCKED : 0;
}

export interface ImpactOptions {
  readonly pack?: string;
  readonly policyConfig?: string;
  readonly newPolicyConfig?: string;
  readonly now?: string;
}

/** What another pack or configuration would newly block, from exported states: no engine, no program. */
export async function impact(paths: readonly string[], options: ImpactOptions): Promise<number> {
  const now = momentOf(options.now);
  if (options.pack === undefined && options.newPolicyConfig === undefined) {
    throw new InputError("impact needs --pack or --new-policy-config: what would be different");
  }
  const config = policyConfigOf(options.policyConfig);
  const before = stateJudge({ policyConfig: config, now });
  const after = stateJudge({
    policyConfig: options.newPolicyConfig === undefined ? config : policyConfigOf(options.newPolicyConfig),
    now,
    ...(options.pack === undefined ? {} : { packFolder: personsPath(options.pack) }),
  });
  let newly = 0;
  for (const file of filesOf(paths)) {
    const value = readJson(file);
    if (!isExportedState(value))
      throw new InputError(`${file} is not an exported state: a review alone cannot be judged again`);
    const state = parseExportedState(value, file);
    const change = impactOf(buildReview(await before(state), { now }), buildReview(await after(state), { now }));
    if (change.newlyBlocked.length > 0) newly += 1;
    process.stdout.write(impactText(change));
  }
  process.stdout.write(`${newly} stacks would be newly blocked\n`);
  return newly > 0 ? BLOCKED : 0;
}

function impactText({ stack, before, after, newlyBlocked, noLongerBlocked }: ReturnType<typeof impactOf>): string {
  const lines = [
    ...newlyBlocked.map(
      ({ rule, subject, message }) => `  newly blocked ${rule}: ${subject}: ${message.replaceAll("\n", "\n    ")}`,
    ),
    ...noLongerBlocked.map(({ rule, subject }) => `  no longer blocked ${rule}: ${subject}`),
  ];
  return lines.length === 0 ? "" : `${stack}: ${before} → ${after}\n${lines.join("\n")}\n`;
}

/** Every file named, and those in every folder named, by name: the same order on every machine. */
function filesOf(paths: readonly string[]): string[] {
  const files = paths.flatMap((path) => {
    const at = personsPath(path);
    const stat = statSync(at, { throwIfNoEntry: false });
    if (stat === undefined) throw new InputError(`there is no file ${path}`);
    if (!stat.isDirectory()) return [at];
    const entries = readdirSync(at, { recursive: true, encoding: "utf8" });
    return entries.filter((entry) => /\.jsonl?$/.test(entry)).map((entry) => join(at, entry));
  });
  return [...new Set(files)].sort(compareText);
}

/** The i-th of n parts, counted from 1: every file is in one. */
function shardOf(files: readonly string[], shard: string | undefined): readonly string[] {
  if (shard === undefined) return files;
  const [, part, parts] = (/^(\d+)\/(\d+)$/.exec(shard) ?? []).map(Number);
  if (part === undefined || parts === undefined || part < 1 || part > parts) {
    throw new InputError(`--shard is ${JSON.stringify(shard)}, but must be i/n with 1 ≤ i ≤ n`);
  }
  return files.filter((_, index) => index % parts === part - 1);
}

function fileNameOf({ stack }: Review): string {
  return `${stack.project}-${stack.name}`.replaceAll(/[^\w.-]/g, "_") + ".review.json";
}
