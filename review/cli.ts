/** `npm run review`: the command line. Exit 0: nothing blocks; 1: blocked; 2: usage, environment, or no verdict. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { personsPath } from "../offline/commands";
import { projectRoot } from "../offline/engine/machine";
import { InputError } from "../offline/workspace/input-error";
import { EMPTY_LOG, parseRunLog } from "./log";
import { buildReview } from "./document/build";
import { type Evidence, NO_EVIDENCE } from "./document/evidence";
import { parseReview, type Review } from "./document/schema";
import { NO_SIGN_OFF, parseSignOff, SIGNED_AS, type SignedAs, withSignature } from "./document/sign-off";
import { type Format, FORMATS, isFormat, render } from "./formats";
import { reviewJsonSchema } from "./formats/json";

const BLOCKED = 1;
const FAILED = 2;

interface ReviewCommandOptions {
  readonly project?: string;
  readonly stack?: string;
  readonly config?: readonly string[];
  readonly policyConfig?: string;
  readonly seed?: string;
  readonly up?: boolean;
  readonly verdicts?: string;
  readonly state?: string;
  readonly out?: string;
  readonly format: string;
  readonly baseline?: string;
  readonly signOff?: string;
  readonly now?: string;
  readonly rulesUrl?: string;
}

function commandLine(): Command {
  const program = new Command("review").description("A gated run as one document, in every format a team uses.");
  subcommand(program, "run", "review a stack (what is meant when no command is given)", { isDefault: true })
    .option("--project <folder>", "the folder of any Node.js Pulumi program (default: the product's own)")
    .option("--stack <name>", "the stack (default: prod)")
    .option("-c, --config <key=value>", "override a configuration value; may be given several times", several)
    .option("--policy-config <file>", "configuration of the policy pack")
    .option("--seed <file>", "what is there without being made by the program")
    .option("--up", "review an update of the offline account instead of a preview")
    .addOption(
      new Option("--verdicts <file>", "review the verdicts of a run that has been").conflicts([
        "project",
        "up",
        "state",
      ]),
    )
    .addOption(new Option("--state <file>", "review an exported state").conflicts(["project", "up"]))
    .option("--out <folder>", "where to write (default: .guardrails/review/<project>-<stack>)")
    .option("--format <list>", `of ${Object.keys(FORMATS).join(", ")}`, Object.keys(FORMATS).join(","))
    .option("--baseline <review.json>", "say first what changed since then")
    .option("--sign-off <file>", "the signatures that are kept in the repository")
    .option("--rules-url <url>", "where the rules' pages are published, for SARIF's links")
    .option("--now <time>", "the moment the review is of (default: SOURCE_DATE_EPOCH, else the clock)")
    .action(async (options: ReviewCommandOptions) => {
      process.exitCode = await reviewStack(options);
    });
  subcommand(program, "verify <statement> <review>", "check an in-toto statement against a document, offline").action(
    async (statement: string, review: string) => {
      const { verifyStatement } = await import("./formats/in-toto.js");
      const text = read(review);
      const problem = verifyStatement(read(statement), text, parseReview(text, review));
      process.stdout.write(problem === null ? "the statement is the document's\n" : `error: ${problem}\n`);
      process.exitCode = problem === null ? 0 : BLOCKED;
    },
  );
  subcommand(program, "sign <review> <file>", "add a signature for every open finding of a review to a sign-off file")
    .addOption(new Option("--as <what>", "what is answered for").choices([...SIGNED_AS]).makeOptionMandatory())
    .requiredOption("--who <name>", "who answers for it")
    .requiredOption("--until <day>", "the last day it holds, YYYY-MM-DD")
    .option("--note <text>", "what the signature is about", "")
    .option("--now <time>", "the moment of signing (default: SOURCE_DATE_EPOCH, else the clock)")
    .action((review: string, file: string, options: SignOptions) => {
      signReview(review, file, options);
    });
  subcommand(program, "schema", "print the JSON schema of review.json").action(() => {
    process.stdout.write(reviewJsonSchema());
  });
  return program;
}

function subcommand(program: Command, usage: string, description: string, options = {}): Command {
  return program
    .command(usage, options)
    .description(description)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, outputError: () => undefined });
}

function several(entry: string, entries: readonly string[] | undefined): readonly string[] {
  return [...(entries ?? []), entry];
}

async function reviewStack(options: ReviewCommandOptions): Promise<number> {
  const formats = formatsOf(options.format);
  const now = momentOf(options.now);
  const baseline =
    options.baseline === undefined ? {} : { baseline: parseReview(read(options.baseline), options.baseline) };
  const signOff =
    options.signOff === undefined ? {} : { signOff: parseSignOff(read(options.signOff), options.signOff) };
  const review = buildReview(await evidenceOf(options), { now, ...baseline, ...signOff });
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

async function evidenceOf(options: ReviewCommandOptions): Promise<Evidence> {
  if (options.verdicts !== undefined) return evidenceOfVerdicts(options.verdicts);
  if (options.state !== undefined) throw new InputError("--state is not built yet");
  const { evidenceOfRun } = await import("./collect/run.js");
  return evidenceOfRun(options.up === true ? "up" : "preview", options);
}

/** A verdict file says what was judged, and nothing of what was asked for. */
function evidenceOfVerdicts(file: string): Evidence {
  const text = read(file);
  const log = text === "" ? EMPTY_LOG : parseRunLog(text);
  const [, , stackName = "", project = ""] =
    log.verdicts
      .map(({ location }) => /^urn:(pulumi):(.*?)::(.*?)::/.exec(location.urn))
      .find((match) => match !== null) ?? [];
  return { ...NO_EVIDENCE, kind: "verdicts", project, stack: stackName, log };
}

function summaryOf({ verdict, changes, signOff, causes }: Review): string {
  const blocking = causes
    .filter(({ blocks }) => blocks)
    .map(({ title, detail, fix }) => `  ${title}: ${detail}${fix === null ? "" : `\n    fix: ${fix}`}`);
  return [
    verdict.sentence,
    ...blocking,
    ...(changes === null
      ? []
      : [`${changes.new.length} new, ${changes.fixed.length} fixed, ${changes.stillOpen.length} still open`]),
    ...(signOff.signatures.length === 0 ? [] : [`${signOff.missing.length} findings without a signature`]),
  ].join("\n");
}

function exitCodeOf({ verdict: { outcome } }: Review): number {
  if (outcome === "blocked") return BLOCKED;
  return outcome === "unfinished" ? FAILED : 0;
}

interface SignOptions {
  readonly as: SignedAs;
  readonly who: string;
  readonly until: string;
  readonly note: string;
  readonly now?: string;
}

function signReview(reviewFile: string, file: string, { as, who, until, note, now }: SignOptions): void {
  const review = parseReview(read(reviewFile), reviewFile);
  const before = readIfThere(file);
  const signOff = before === undefined ? NO_SIGN_OFF : parseSignOff(before, file);
  const after = withSignature(signOff, review, { as, who, when: momentOf(now), until, note });
  // What is written is read again, so that nothing is kept that a later run refuses.
  const text = `${JSON.stringify(after, null, 2)}\n`;
  parseSignOff(text, file);
  writeFileSync(personsPath(file), text);
  process.stdout.write(
    `${who} signed as ${as} until ${until}: ${after.signatures.at(-1)?.fingerprints.length ?? 0} findings\n`,
  );
}

function formatsOf(list: string): Format[] {
  const names = list.split(",").map((name) => name.trim());
  return names.map((name) => {
    if (!isFormat(name))
      throw new InputError(`--format knows ${Object.keys(FORMATS).join(", ")}, not ${JSON.stringify(name)}`);
    return name;
  });
}

/** ISO 8601 in UTC. SOURCE_DATE_EPOCH is what reproducible builds give (seconds). */
function momentOf(given: string | undefined): string {
  const epoch = process.env["SOURCE_DATE_EPOCH"];
  const date =
    given === undefined ? new Date(epoch === undefined ? Date.now() : Number(epoch) * 1000) : new Date(given);
  if (Number.isNaN(date.getTime()))
    throw new InputError(`${given === undefined ? "SOURCE_DATE_EPOCH" : "--now"} is not a time`);
  return date.toISOString();
}

function outputFolder(out: string | undefined, { stack }: Review): string {
  if (out !== undefined) return personsPath(out);
  const name = `${stack.project}-${stack.name}`.replaceAll(/[^\w.-]/g, "_");
  return join(projectRoot(__dirname), ".guardrails", "review", name);
}

function read(file: string): string {
  const text = readIfThere(file);
  if (text === undefined) throw new InputError(`there is no file ${file}`);
  return text;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(personsPath(file), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new InputError(`${file} cannot be read (${code ?? "unreadable"})`);
  }
}

async function main(): Promise<void> {
  try {
    await commandLine()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined, outputError: () => undefined })
      .parseAsync();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const sentence =
      error instanceof Error ? error.message.replace(/^error: /, "").split("\n")[0] : "unexpected failure";
    process.stderr.write(`error: ${sentence ?? ""}\n`);
    process.exitCode = FAILED;
  }
}

void main();
