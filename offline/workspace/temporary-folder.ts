import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder only this user can read, removed by {@link TemporaryFolder.remove} and at the latest when the process exits. */
export class TemporaryFolder {
  readonly path = mkdtempSync(join(tmpdir(), "guardrails-"));

  constructor() {
    process.once("exit", this.remove);
  }

  readonly remove = (): void => {
    process.off("exit", this.remove);
    rmSync(this.path, { recursive: true, force: true });
  };
}
