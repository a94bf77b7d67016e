import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { lock } from "proper-lockfile";
import { errorCode } from "./child";
import type { Report } from "./road";

const WAIT_REPORT_MS = 15_000;

/**
 * One engine in the user's cache: a folder with `bin/pulumi` that appears by a rename, so it is whole or not there.
 * It lies outside node_modules, so every clone on the machine uses the same one.
 */
export class CacheEntry {
  readonly executable: string;

  constructor(readonly folder: string) {
    this.executable = join(folder, "bin", "pulumi");
  }

  exists(): boolean {
    return existsSync(this.executable);
  }

  /**
   * Runs `work` while no other process works on this entry. Throws a file system error (EACCES, EROFS, …) when the
   * cache folder cannot be written.
   */
  async exclusively<T>(work: () => Promise<T>, report: Report): Promise<T> {
    mkdirSync(dirname(this.folder), { recursive: true });
    const release = await this.acquire(report);
    try {
      this.removeLeftovers();
      return await work();
    } finally {
      // A lock lost to a suspended machine cannot be released; the entry is whole all the same.
      await release().catch(() => undefined);
    }
  }

  /** A new empty folder beside the entry, to be given to {@link commit} or {@link discard}. */
  partial(): string {
    return mkdtempSync(`${this.folder}.partial-`);
  }

  /** Makes the folder the entry, in the place of an unusable one. */
  commit(partial: string): void {
    rmSync(this.folder, { recursive: true, force: true });
    renameSync(partial, this.folder);
  }

  discard(partial: string): void {
    rmSync(partial, { recursive: true, force: true });
  }

  private async acquire(report: Report): Promise<() => Promise<void>> {
    const options = {
      realpath: false,
      // Losing the lock costs a second build at worst: an entry appears by a rename. It must not end the process.
      onCompromised: () => undefined,
    };
    try {
      return await lock(this.folder, options);
    } catch (error) {
      if (errorCode(error) !== "ELOCKED") throw error;
    }
    const waiting = "waiting for another process on this machine that is obtaining the engine";
    report(waiting);
    const timer = setInterval(() => {
      report(waiting);
    }, WAIT_REPORT_MS);
    try {
      const retries = { forever: true, factor: 1, minTimeout: 250, maxTimeout: 250 };
      return await lock(this.folder, { ...options, retries });
    } finally {
      clearInterval(timer);
    }
  }

  /** What a process left behind that was ended in the middle of its work. */
  private removeLeftovers(): void {
    const parent = dirname(this.folder);
    for (const name of readdirSync(parent)) {
      if (name.startsWith(`${basename(this.folder)}.partial-`)) this.discard(join(parent, name));
    }
  }
}
