/**
 * The image of `examples/app` without a container: the steps of its Dockerfile, run one after the other, with a folder of
 * this machine in place of the image's root. No registry is asked: the base is this machine's Python.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";
import { lockSync } from "proper-lockfile";
import { INSTALL_TIMEOUT, libraryPython, runPython } from "../library";

export const APP = resolve(__dirname, "..", "..", "..", "examples", "app");
const CACHE = join(homedir(), ".cache", "guardrails");

/** What reads the Dockerfile and lints it. */
export const dockerfileTools = (): Promise<string> => libraryPython(join(__dirname, "requirements.txt"));

export interface Step {
  readonly instruction: string;
  readonly value: string;
}

interface Stage {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** A folder that stands for an image's root. */
export interface Image {
  readonly root: string;
  /** What `ENV` says, with the image's own paths under its root. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
}

export interface Build {
  /** Where the last stage goes; the ones before are kept in the cache, by what they are made of. */
  readonly root: string;
  /** The files the build may read: the folder of the application, or an earlier version of it. */
  readonly context?: string;
  /** What `ADD` finds at an address; nothing is fetched. */
  readonly downloads: Readonly<Record<string, string>>;
}

/** Every instruction of the Dockerfile, in order, without comments. */
export async function dockerfileSteps(): Promise<readonly Step[]> {
  const script = `
import json, sys
from dockerfile_parse import DockerfileParser
steps = DockerfileParser(path=${JSON.stringify(APP)}).structure
print(json.dumps([{key: step[key] for key in ("instruction", "value")} for step in steps if step["instruction"] != "COMMENT"]))`;
  const { stdout, stderr, status } = runPython(await dockerfileTools(), script, {});
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Step[];
}

/** Runs every step. Throws with the step's own words when one fails, and for an instruction it does not know. */
export async function buildImage({ root, context = APP, downloads }: Build): Promise<Image> {
  const built: Record<string, Image> = {};
  const all = stages(await dockerfileSteps());
  const last = all.at(-1);
  for (const stage of all) {
    built[stage.name] =
      stage === last
        ? runStage(stage, new Builder(root, context, downloads, built))
        : await cachedStage(stage, context, downloads, built);
  }
  const image = last && built[last.name];
  if (image === undefined) throw new Error("the Dockerfile has no FROM");
  return image;
}

function stages(steps: readonly Step[]): Stage[] {
  const found: { name: string; steps: Step[] }[] = [];
  for (const step of steps) {
    if (step.instruction === "FROM") {
      found.push({ name: / AS (\S+)$/i.exec(step.value)?.[1] ?? String(found.length), steps: [] });
    } else {
      found.at(-1)?.steps.push(step);
    }
  }
  return found;
}

/** Made in the folder it stays in, since a virtual environment's programs hold its path; complete only with its mark. */
async function cachedStage(
  stage: Stage,
  context: string,
  downloads: Build["downloads"],
  built: Readonly<Record<string, Image>>,
): Promise<Image> {
  const hash = createHash("sha256").update(JSON.stringify(stage.steps)).update(basePython());
  for (const { instruction, value } of stage.steps) {
    if (instruction !== "COPY") continue;
    for (const source of value.split(/\s+/).slice(0, -1)) hash.update(readFileSync(join(context, source)));
  }
  const root = join(CACHE, `image-${hash.digest("hex").slice(0, 16)}`);
  const mark = join(root, "complete.json");
  mkdirSync(CACHE, { recursive: true });
  while (!existsSync(mark)) {
    const release = tryLock(root);
    if (release === null) {
      // Another test file builds it at this moment.
      await new Promise((wait) => setTimeout(wait, 250));
      continue;
    }
    try {
      if (existsSync(mark)) continue;
      rmSync(root, { recursive: true, force: true });
      writeFileSync(mark, JSON.stringify(runStage(stage, new Builder(root, context, downloads, built))));
    } finally {
      release();
    }
  }
  return JSON.parse(readFileSync(mark, "utf8")) as Image;
}

function tryLock(folder: string): (() => void) | null {
  try {
    return lockSync(folder, { realpath: false, stale: INSTALL_TIMEOUT });
  } catch {
    return null;
  }
}

function runStage(stage: Stage, builder: Builder): Image {
  for (const step of stage.steps) builder.run(step);
  return builder.image;
}

function basePython(): string {
  const { stdout } = spawnSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" });
  return stdout.trim();
}

class Builder {
  private environment: Record<string, string> = {};
  private workingDirectory: string;

  constructor(
    private readonly root: string,
    private readonly context: string,
    private readonly downloads: Build["downloads"],
    private readonly built: Readonly<Record<string, Image>>,
  ) {
    this.workingDirectory = root;
    // The base image's: a program called `python`, whatever this machine calls it.
    const programs = join(root, "usr", "local", "bin");
    mkdirSync(programs, { recursive: true });
    symlinkSync(basePython(), join(programs, "python"));
    this.environment["PATH"] = `${programs}:/usr/bin:/bin`;
  }

  get image(): Image {
    const { root, environment, workingDirectory } = this;
    return { root, environment, workingDirectory };
  }

  run({ instruction, value }: Step): void {
    switch (instruction) {
      case "WORKDIR":
        this.workingDirectory = this.place(value);
        mkdirSync(this.workingDirectory, { recursive: true });
        return;
      case "ENV":
        this.setVariables(value);
        return;
      case "COPY":
        this.copy(value);
        return;
      case "ADD":
        this.add(value);
        return;
      case "RUN":
        this.shell(value);
        return;
      case "VOLUME":
      case "USER":
        // Who runs it and what is mounted is the container's; tests/proofs/app/image.test.ts holds both against the stack.
        return;
      default:
        throw new Error(`no step of the Dockerfile may be ${instruction}: the tests do not know how to run it`);
    }
  }

  /** Where a path of the image is. */
  private place(path: string): string {
    return path.startsWith("/") ? join(this.root, path) : join(this.workingDirectory, path);
  }

  private setVariables(value: string): void {
    for (const [, name = "", quoted, bare = ""] of value.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)) {
      const text = (quoted ?? bare).replaceAll("/srv/", `${this.root}/srv/`);
      this.environment[name] = text.replace(/\$(\w+)/g, (_, other: string) => this.environment[other] ?? "");
    }
  }

  private copy(value: string): void {
    const [, from, rest = ""] = /^(?:--from=(\S+)\s+)?(.*)$/.exec(value) ?? [];
    const words = rest.split(/\s+/);
    const target = this.place(words.pop() ?? "");
    for (const source of words) {
      const stage = from === undefined ? null : this.built[from];
      if (stage === undefined) throw new Error(`COPY takes from a stage ${String(from)} that was not built`);
      const into = rest.endsWith("/") ? join(target, basename(source)) : target;
      // A link to what another stage has made: the same files, without moving some hundred megabytes.
      if (stage !== null) symlinkSync(join(stage.root, source), into);
      else
        cpSync(join(this.context, source), into, { recursive: true, filter: (path) => !path.includes("__pycache__") });
    }
  }

  private add(value: string): void {
    const [address = "", target = ""] = value.split(/\s+/).filter((word) => !word.startsWith("--"));
    const found = this.downloads[address];
    if (found === undefined) throw new Error(`ADD takes ${address}, which the test has nothing for`);
    mkdirSync(join(this.place(target), ".."), { recursive: true });
    cpSync(found, this.place(target));
  }

  private shell(command: string): void {
    const { status, stdout, stderr, error } = spawnSync("/bin/sh", ["-ec", command], {
      cwd: this.workingDirectory,
      encoding: "utf8",
      // What pip is told of this machine's way to PyPI comes along, as it does on any build server.
      env: { ...process.env, ...this.environment },
    });
    if (status !== 0) throw new Error(`RUN ${command} failed: ${error?.message ?? `${stdout}\n${stderr}`}`);
  }
}
