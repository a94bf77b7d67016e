import { spawn } from "node:child_process";
import { cpSync, existsSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { VerdictRecord } from "guardrails-policies/model";
import { readVerdicts } from "../run/verdict-file";
import { TemporaryFolder } from "../workspace/temporary-folder";
import { suggestionText } from "./print";
import { mend, type Try } from "./search";
import type { Trial } from "./trial";

export interface Suggesting {
  /** The command line that this process was started with, for others like it. */
  readonly cli: string;
  /** Of a preview, what a person gave beside what is decided here. */
  readonly args: readonly string[];
  /** The folder of all states, and that of this stack. */
  readonly statesFolder: string;
  readonly stateDirectory: string;
  /** The keys of our own configuration that are set; of another program's, none is ours. */
  readonly given: ReadonlySet<string>;
  readonly report: (line: string) => void;
}

/** Tries what mends each failure, each in a preview of its own on a copy of the state, and says in text what was seen. */
export async function suggestions(verdicts: readonly VerdictRecord[], suggesting: Suggesting): Promise<string> {
  const seen = new Map<string, ReturnType<Try>>();
  const attempt: Try = (trial) => {
    const key = JSON.stringify(trial);
    const before = seen.get(key);
    if (before !== undefined) return before;
    const trying = previewWith(trial, suggesting);
    seen.set(key, trying);
    return trying;
  };
  const texts: string[] = [];
  for (const failure of verdicts.filter(({ verdict }) => verdict === "fail")) {
    suggesting.report(`trying what mends ${failure.rule} of ${failure.subject}`);
    texts.push(suggestionText(failure, await mend(failure, verdicts, suggesting.given, attempt)));
  }
  return texts.join("");
}

/** A function of ours runs once a process, so each trial is a process. */
async function previewWith(trial: Trial, suggesting: Suggesting): ReturnType<Try> {
  const { cli, args, statesFolder, stateDirectory } = suggesting;
  const folder = new TemporaryFolder();
  try {
    const states = join(folder.path, "states");
    if (existsSync(stateDirectory)) {
      cpSync(stateDirectory, join(states, relative(statesFolder, stateDirectory)), { recursive: true });
    }
    const [changes, verdictFile] = [join(folder.path, "changes.json"), join(folder.path, "verdicts.jsonl")];
    writeFileSync(changes, JSON.stringify(trial), { mode: 0o600 });
    const child = spawn(process.execPath, [cli, "preview", ...args, "--apply", changes, "--verdicts", verdictFile], {
      env: { ...process.env, GUARDRAILS_STATE: states },
      stdio: "ignore",
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    const log = code === 0 || code === 1 ? readVerdicts(verdictFile) : undefined;
    return log === undefined || log instanceof Error ? undefined : log.verdicts;
  } finally {
    folder.remove();
  }
}
