/** `npm run review`: the command line. Exit 0: nothing blocks; 1: blocked; 2: usage, environment, or no verdict. */
import { Command, CommanderError, Option } from "commander";
import { SIGNED_AS } from "./document/sign-off";
import { FORMATS } from "./formats";
import { reviewJsonSchema } from "./formats/json";
import { readBytes } from "./commands/files";
import type { FleetOptions, ImpactOptions } from "./commands/fleet";
import { BLOCKED, FAILED, type ReviewCommandOptions, reviewStack } from "./commands/review-stack";
import { type SignOptions, signReview } from "./commands/sign";

/** Usage errors are one sentence of this file's, without commander's own text beside it. */
const QUIET = { writeErr: () => undefined, outputError: () => undefined };

const NOW = "the moment of it (default: SOURCE_DATE_EPOCH, else the clock)";

function commandLine(): Command {
  const program = new Command("review")
    .description("A gated run as one document, in every format a team uses.")
    .helpCommand(false);
  subcommand(program, "run", "review a stack: what is meant when no command is given", { isDefault: true })
    .option("--project <folder>", "the folder of any Node.js Pulumi program (default: the product's own)")
    .option("--stack <name>", "the stack (default: prod)")
    .option("-c, --config <key=value>", "override a configuration value; may be given several times", several)
    .option("--policy-config <file>", "configuration of the policy pack")
    .option("--seed <file>", "what is there without being made by the program")
    .option("--up", "review an update of the offline account instead of a preview")
    .option("--no-rehearsal", "with --project, leave open what only an update knows")
    .addOption(
      new Option("--verdicts <file>", "review the verdicts of a run that has been").conflicts([
        "project",
        "up",
        "state",
      ]),
    )
    .addOption(new Option("--state <file>", "review an exported state, without an engine").conflicts(["project", "up"]))
    .option("--out <folder>", "where to write (default: .guardrails/review/<project>-<stack>)")
    .option("--format <list>", `of ${Object.keys(FORMATS).join(", ")}`, Object.keys(FORMATS).join(","))
    .option("--baseline <review.json>", "say first what changed since then")
    .option("--sign-off <file>", "the signatures that are kept in the repository")
    .option("--source-root <path>", "the program's folder within its repository, for SARIF's paths (default: the same)")
    .option("--rules-url <url>", "where the rules' pages are published, for SARIF's links")
    .option("--now <time>", NOW)
    .action(async (options: ReviewCommandOptions) => {
      process.exitCode = await reviewStack(options);
    });
  subcommand(program, "verify <statement> <review>", "check an in-toto statement against a document, offline").action(
    verify,
  );
  subcommand(program, "sign <review> <file>", "add a signature for every open finding of a review to a sign-off file")
    .addOption(new Option("--as <what>", "what is answered for").choices([...SIGNED_AS]).makeOptionMandatory())
    .requiredOption("--who <name>", "who answers for it")
    .requiredOption("--until <day>", "the last day it holds, YYYY-MM-DD")
    .option("--note <text>", "what the signature is about", "")
    .option("--now <time>", NOW)
    .action((review: string, file: string, options: SignOptions) => {
      signReview(review, file, options);
    });
  subcommand(program, "fleet <files...>", "review many exported states and verdict files, a review document for each")
    .requiredOption("--out <folder>", "where to write the documents")
    .option("--shard <i/n>", "only the i-th of n parts")
    .option("--policy-config <file>", "configuration of the policy pack")
    .option("--now <time>", NOW)
    .action(async (files: string[], options: FleetOptions) => {
      const { reviewFleet } = await import("./commands/fleet.js");
      process.exitCode = await reviewFleet(files, options);
    });
  subcommand(program, "merge <reviews...>", "one report on many reviews, whichever machines made them")
    .requiredOption("--out <folder>", "where to write fleet.json, fleet.md and fleet.html")
    .option("--now <time>", NOW)
    .action(async (files: string[], options: FleetOptions) => {
      const { mergeFleet } = await import("./commands/fleet.js");
      process.exitCode = mergeFleet(files, options);
    });
  subcommand(
    program,
    "impact <states...>",
    "which stacks another pack or configuration would newly block, without an engine",
  )
    .option("--pack <folder>", "another version of the pack, built")
    .option("--policy-config <file>", "the configuration of today")
    .option("--new-policy-config <file>", "another configuration")
    .option("--now <time>", NOW)
    .action(async (files: string[], options: ImpactOptions) => {
      const { impact } = await import("./commands/fleet.js");
      process.exitCode = await impact(files, options);
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
    .configureOutput(QUIET);
}

function several(entry: string, entries: readonly string[] | undefined): readonly string[] {
  return [...(entries ?? []), entry];
}

async function verify(statement: string, review: string): Promise<void> {
  const { verifyStatement } = await import("./formats/in-toto.js");
  const problem = verifyStatement(readBytes(statement), readBytes(review));
  if (problem === null) process.stdout.write("the statement is the document's\n");
  else process.stderr.write(`error: ${problem}\n`);
  process.exitCode = problem === null ? 0 : BLOCKED;
}

/** One sentence, without a value that was attached to a mistyped option: it may be a secret. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return "unexpected failure";
  const [sentence = ""] = error.message.replace(/^error: /, "").split("\n");
  return error instanceof CommanderError ? sentence.replace(/^(unknown option '[^=]*)=.*'$/, "$1=…'") : sentence;
}

async function main(): Promise<void> {
  try {
    await commandLine().exitOverride().configureOutput(QUIET).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    process.stderr.write(`error: ${sentenceOf(error)}\n`);
    process.exitCode = FAILED;
  }
}

void main();
