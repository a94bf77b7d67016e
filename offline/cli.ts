import { Command, CommanderError, Option } from "commander";
import type { CommandOptions } from "./prepare";
import type { Operation } from "./run";

/** Usage errors are one sentence of this file's, without commander's own text beside it. */
const QUIET = { writeErr: () => undefined, outputError: () => undefined };

/** Exit codes: the pack refused the deployment; anything else that went wrong. */
const BLOCKED = 1;
const FAILED = 2;

const OPERATIONS: Readonly<Record<Operation, string>> = {
  preview: "preview a stack without a cloud account and have the policy pack judge it",
  up: "create or update a stack in the offline account, judged by the policy pack",
  destroy: "remove a stack from the offline account, its protected resources too",
};

function commandLine(): Command {
  const program = new Command("guardrails")
    .description("The stack on the real Pulumi engine, without a cloud account.")
    .helpCommand(false);
  for (const [name, description] of Object.entries(OPERATIONS)) {
    subcommand(program, name, description)
      .option(
        "-c, --config <key=value>",
        "override a configuration value; may be given several times",
        (entry: string, entries: readonly string[] | undefined) => [...(entries ?? []), entry],
      )
      .addOption(policyOption(name))
      .addOption(judgedOption(name, "--verdicts <file>", "also write every verdict to a file, a JSON line each"))
      .addOption(
        judgedOption(name, "--write-baseline <file>", "write what is found into a policy configuration, as known"),
      )
      .addOption(judgedOption(name, "--allow-new", "let a baseline that is there take in new findings"))
      .addOption(judgedOption(name, "--require-judged <n|n%>", "exit 1 where less of the stack was looked at"))
      .addOption(
        judgedOption(
          name,
          "--no-rehearsal",
          "leave out the update on a copy of the stack that decides what only an update knows (--project)",
        ),
      )
      .addOption(suggestOption(name))
      // How a trial is told what it tries.
      .addOption(new Option("--apply <file>").hideHelp())
      .addOption(new Option("--seed <file>", "what is there without being made by the program"))
      .option("--debug", "show the engine's own output on standard error")
      .action(async (options: CommandOptions) => {
        const { runCommand } = await import("./commands.js");
        const outcome = await runCommand(name as Operation, options);
        process.exitCode = outcome === "passed" ? 0 : outcome === "blocked" ? BLOCKED : FAILED;
      });
  }
  subcommand(program, "reset", "forget a stack's state and its offline account, whatever condition they are in").action(
    async (options: Pick<CommandOptions, "project" | "stack">) => {
      const { resetStack } = await import("./commands.js");
      process.exitCode = (await resetStack(options)) ? 0 : FAILED;
    },
  );
  return program;
}

function subcommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .allowExcessArguments(false)
    .option("--project <folder>", "the folder of any Node.js Pulumi program (default: the product's own)")
    .option("--stack <name>", "the stack, with its Pulumi.<stack>.yaml where there is one (default: prod)")
    .exitOverride()
    .configureOutput(QUIET);
}

function policyOption(command: string): Option {
  return judgedOption(
    command,
    "--policy-config <file>",
    "configuration of the policy pack (default: policy-config.json for the product, none for any other program)",
  );
}

/** Trying is previewing. */
function suggestOption(command: string): Option {
  const option = new Option(
    "--suggest",
    "of each failure, print the smallest change that was tried and mends it (a preview for each trial)",
  );
  return command === "preview" ? option : option.hideHelp();
}

/** An option of what is judged, which a destruction is not. */
function judgedOption(command: string, flags: string, description: string): Option {
  const option = new Option(flags, description);
  return command === "destroy" ? option.hideHelp() : option;
}

/** Commander's sentence without a value that was attached to a mistyped option: it may be a secret. */
function usageError(error: CommanderError): string {
  const [sentence = ""] = error.message.replace(/^error: /, "").split("\n");
  return sentence.replace(/^(unknown option '[^=]*)=.*'$/, "$1=…'");
}

async function main(): Promise<void> {
  try {
    await commandLine().exitOverride().configureOutput(QUIET).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return;
      const sentence = error.code === "commander.help" ? "no command given" : usageError(error);
      process.stderr.write(`error: ${sentence} (--help shows the usage)\n`);
    } else {
      process.stderr.write(`error: ${error instanceof Error ? error.message : "unexpected failure"}\n`);
    }
    process.exitCode = FAILED;
  }
}

void main();
