import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectRoot } from "../engine/machine";
import type { ProgramFolder } from "./program-folder";

/** What the engine tells a program about the operation it is run for. */
export interface ProgramRun {
  readonly engineAddress: string;
  readonly monitorAddress: string;
  readonly organization: string;
  readonly project: string;
  readonly stack: string;
  readonly preview: boolean;
  readonly parallel: number;
  /** By fully qualified key, decrypted. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

/** How the program's process ended. */
export interface ProgramEnd {
  /** Null: it was killed. */
  readonly code: number | null;
  /** The last thing it wrote to standard error. */
  readonly lastWords: string;
}

/** The runner's exit code once it has told the engine everything about a failure. */
export const FAILED_AND_SAID_SO = 32;

/** Of what a program writes to standard error, this much is kept, to be able to say why it ended. */
const KEPT = 8_192;

/**
 * Runs a program in a process and with a working directory of its own, through the SDK's own runner, TypeScript compiled
 * as it is loaded and its types not checked. It gets no credentials: they have no use here, and whoever wrote the program may
 * be unknown.
 */
export class ProgramProcess {
  private readonly child: ChildProcess;
  readonly ended: Promise<ProgramEnd>;

  constructor(folder: ProgramFolder, run: ProgramRun, onOutput: (text: string) => void) {
    const here = projectRoot(__dirname);
    const program = join(here, "offline", "program");
    // Resolved here: a program has no use for the name.
    const compiler = createRequire(join(here, "package.json")).resolve("tsx");
    const imports = [join(program, "packages.mjs"), compiler].flatMap((file) => ["--import", pathToFileURL(file).href]);
    this.child = spawn(
      process.execPath,
      [...imports, folder.runner, ...runnerArguments(folder, run), join(program, "start.cjs")],
      {
        cwd: folder.workingDirectory,
        env: { ...withoutCredentials(process.env), ...variables(folder, run, here) },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    this.ended = this.followed(onOutput);
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }

  private followed(onOutput: (text: string) => void): Promise<ProgramEnd> {
    let lastWords = "";
    this.child.stdout?.setEncoding("utf8").on("data", onOutput);
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      lastWords = `${lastWords}${text}`.slice(-KEPT);
      onOutput(text);
    });
    const kill = (): void => {
      this.kill();
    };
    process.on("exit", kill);
    return new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("close", (code) => {
        process.off("exit", kill);
        resolve({ code, lastWords });
      });
    });
  }
}

/** The environment without what opens an account of anybody's, and without what is meant for the policy pack. */
export function withoutCredentials(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^(PULUMI_|GUARDRAILS_|AWS_(?!REGION$|DEFAULT_REGION$))/.test(name),
  );
  return Object.fromEntries(kept);
}

function variables(folder: ProgramFolder, { config, secretKeys }: ProgramRun, here: string): Record<string, string> {
  const packages = join(here, "node_modules");
  const { NODE_PATH: searched = "" } = process.env;
  return {
    // An AWS SDK call of the program's own fails at once, and does not wait for an instance's metadata.
    AWS_EC2_METADATA_DISABLED: "true",
    GUARDRAILS_PACKAGES: here,
    GUARDRAILS_PROGRAM: folder.entry,
    GUARDRAILS_PROGRAM_FORMAT: folder.esm ? "module" : "commonjs",
    NODE_PATH: searched === "" ? packages : `${searched}:${packages}`,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(Object.entries(config).map(oldStyle))),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
  };
}

/** `aws:config:region`, as in old SDKs: Pulumi's own host still passes keys so, and every SDK reads them. */
function oldStyle([key, value]: readonly [string, string]): [string, string] {
  const colon = key.indexOf(":");
  return [`${key.slice(0, colon)}:config:${key.slice(colon + 1)}`, value];
}

function runnerArguments(folder: ProgramFolder, run: ProgramRun): string[] {
  const named = {
    monitor: run.monitorAddress,
    engine: run.engineAddress,
    organization: run.organization,
    project: run.project,
    "root-directory": folder.root,
    stack: run.stack,
    pwd: folder.workingDirectory,
    parallel: String(run.parallel),
  };
  return [
    ...Object.entries(named).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
    ...(run.preview ? ["--dry-run"] : []),
  ];
}
