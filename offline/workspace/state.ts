import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { lock } from "proper-lockfile";
import { array, looseObject, nullish, object, optional, safeParse, string, unknown } from "valibot";
import { DELETION_PROTECTIONS } from "../aws/account";
import { InputError } from "./input-error";

/** A resource as the engine's state records it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  /** Refuses to be deleted: by Pulumi (`protect`), or by AWS (one of its deletion protections is on). */
  readonly protectedBy: readonly ("pulumi" | "aws")[];
}

/** A lock not renewed for this long belongs to a process that is gone. */
const STALE_LOCK_MILLISECONDS = 20_000;

/**
 * The folder that holds one stack between runs: the engine's file backend, the offline account, and the passphrase.
 * It is held exclusively from {@link StateDirectory.open} to {@link StateDirectory.release}.
 */
export class StateDirectory {
  private constructor(
    readonly path: string,
    private readonly unlock: () => Promise<void>,
  ) {}

  /**
   * Creates the folder where needed and locks it. `lost` is called should another process take the lock away (this one
   * slept too long). Throws {@link InputError} when another run holds it.
   */
  static async open(path: string, lost: () => void): Promise<StateDirectory> {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    try {
      const unlock = await lock(path, { stale: STALE_LOCK_MILLISECONDS, onCompromised: lost });
      return new StateDirectory(path, unlock);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
      throw new InputError("another run holds this stack's state: wait for it to end, and start this one again");
    }
  }

  async release(): Promise<void> {
    // Already gone when the lock was lost, or the folder with it.
    await this.unlock().catch(() => undefined);
  }

  /** The URL of the engine's backend. Its own locks are left-overs of runs that were killed, since this folder is held exclusively. */
  openBackend(): string {
    const backend = join(this.path, "backend");
    mkdirSync(backend, { recursive: true });
    rmSync(join(backend, ".pulumi", "locks"), { recursive: true, force: true });
    return pathToFileURL(backend).href;
  }

  /** The offline AWS account. */
  get accountFile(): string {
    return join(this.path, "account.json");
  }

  /** The passphrase of this state, made at its first use. */
  passphrase(): string {
    const file = join(this.path, "passphrase");
    if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
    return readFileSync(file, "utf8");
  }

  /** The salt the engine made for {@link passphrase}; null before its first run. */
  get encryptionSalt(): string | null {
    const file = join(this.path, "encryptionsalt");
    return existsSync(file) ? readFileSync(file, "utf8") : null;
  }

  rememberEncryptionSalt(salt: string): void {
    writeFileSync(join(this.path, "encryptionsalt"), salt, { mode: 0o600 });
  }

  hasStack(project: string, stack: string): boolean {
    return existsSync(this.checkpointFile(project, stack));
  }

  /** Every resource in the engine's state, the stack itself included. Throws {@link InputError} on a damaged file. */
  resources(project: string, stack: string): StateResource[] {
    if (!this.hasStack(project, stack)) return [];
    const checkpoint = safeParse(Checkpoint, json(readFileSync(this.checkpointFile(project, stack), "utf8")));
    if (!checkpoint.success) {
      throw new InputError(`the state of stack ${stack} is damaged: \`npm run reset -- --stack ${stack}\` forgets it`);
    }
    return (checkpoint.output.checkpoint.latest?.resources ?? []).map((resource) => ({
      urn: resource.urn,
      type: resource.type,
      protectedBy: protections(resource),
    }));
  }

  /** Empties the folder, whatever condition it is in; the lock lies beside it. */
  forget(): void {
    for (const entry of readdirSync(this.path)) {
      rmSync(join(this.path, entry), { recursive: true, force: true });
    }
  }

  private checkpointFile(project: string, stack: string): string {
    return join(this.path, "backend", ".pulumi", "stacks", project, `${stack}.json`);
  }
}

const CheckpointResource = looseObject({
  urn: string(),
  type: string(),
  protect: optional(unknown()),
  inputs: optional(unknown()),
});
const Checkpoint = object({
  checkpoint: object({ latest: nullish(object({ resources: nullish(array(CheckpointResource)) })) }),
});

function protections(resource: { readonly protect?: unknown; readonly inputs?: unknown }): ("pulumi" | "aws")[] {
  const inputs: Readonly<Record<string, unknown>> =
    typeof resource.inputs === "object" && resource.inputs !== null ? { ...resource.inputs } : {};
  return [
    ...(resource.protect === true ? (["pulumi"] as const) : []),
    ...(DELETION_PROTECTIONS.some((name) => inputs[name] === true) ? (["aws"] as const) : []),
  ];
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
