import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Operation, RunResult } from "../../offline/run";
import { ROOT } from "./command-line";

/** What the engine did, or in a preview would do, to one resource. */
export interface Step {
  readonly urn: string;
  readonly type: string;
  readonly op: string;
}

export interface ProductRun extends RunResult {
  readonly steps: readonly Step[];
}

/** Operations of the engine on one resource in one word: a replacement is several steps. */
export type Change = "created" | "updated" | "replaced" | "deleted";

const CHANGES: Readonly<Record<string, Change>> = {
  create: "created",
  update: "updated",
  delete: "deleted",
  replace: "replaced",
  "create-replacement": "replaced",
  "delete-replaced": "replaced",
};

/** What changes, by URN, steps that change nothing left out. */
export function changesOf({ steps }: ProductRun): Record<string, Change> {
  const changes: Record<string, Change> = {};
  for (const { urn, op } of steps) {
    const change = CHANGES[op];
    if (change !== undefined) changes[urn] = change;
    else if (op !== "same" && op !== "read") throw new Error(`the engine did ${op} to ${urn}`);
  }
  return changes;
}

/** One of the project's stacks, with a state and an offline account of its own. */
export class ProductStack {
  private readonly folder = mkdtempSync(join(tmpdir(), "guardrails-e2e-"));
  private readonly stateDirectory = join(this.folder, "state");

  /** @param seed A file, from the repository's root, with what is there without the stack. */
  constructor(
    private readonly stack: string,
    private readonly seed?: string,
  ) {}

  /** Runs one operation with settings over those of the stack's file, typed as there. */
  async run(operation: Operation, overrides: Readonly<Record<string, unknown>> = {}): Promise<ProductRun> {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(PULUMI_|AWS_|GUARDRAILS_)/.test(name));
    const child = spawn(process.execPath, [join(__dirname, "programs", "product.mjs")], {
      env: Object.fromEntries(inherited),
      stdio: ["pipe", "pipe", "pipe"],
    });
    const { stack, seed, stateDirectory } = this;
    child.stdin.end(JSON.stringify({ operation, root: ROOT, stack, overrides, stateDirectory, seed }));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    if (stdout === "") throw new Error(`the run gave no result: ${stderr}`);
    return JSON.parse(stdout) as ProductRun;
  }

  /** The resources that the offline account holds, each by its type and its id; of tasks that have stopped ECS knows for an hour. */
  inAccount(): string[] {
    return Object.entries(this.account())
      .filter(([type]) => type !== "ecs:task")
      .flatMap(([type, ofType]) => Object.keys(ofType).map((id) => `${type} ${id}`));
  }

  /** What the calls of Lambda functions answered, as JSON texts by the function's name. */
  answers(): Record<string, string> {
    const calls = Object.values(this.account()["aws:lambda/invocation:Invocation"] ?? {});
    return Object.fromEntries(calls.map(({ outputs }) => [outputs.functionName ?? "", outputs.result ?? ""]));
  }

  private account(): Record<string, Record<string, { readonly outputs: Readonly<Record<string, string>> }>> {
    const file = join(this.stateDirectory, "account.json");
    if (!existsSync(file)) return {};
    return (JSON.parse(readFileSync(file, "utf8")) as { resources: ReturnType<ProductStack["account"]> }).resources;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
