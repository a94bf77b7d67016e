import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { compareText } from "../text";
import { canonical } from "./engine-events";

/** Folders that are no source of anybody's. */
const NOT_SOURCE = new Set(["node_modules", ".git", ".pulumi", ".guardrails", "dist", "coverage"]);

/** SHA-256 over the names and contents of a folder's sources, in the order of their names. */
export function folderDigest(folder: string, only: (path: string) => boolean = () => true): string {
  const hash = createHash("sha256");
  for (const path of filesIn(folder, folder).filter(only).sort(compareText)) {
    const content = createHash("sha256")
      .update(readFileSync(join(folder, path)))
      .digest("hex");
    hash.update(`${content}  ${path}\n`);
  }
  return hash.digest("hex");
}

function filesIn(root: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_SOURCE.has(entry.name) ? [] : filesIn(root, path);
    return entry.isFile() ? [relative(root, path).split(sep).join("/")] : [];
  });
}

/** The digest of a policy configuration, whatever the order of its members; null: there is none. */
export function configurationDigest(config: unknown): string | null {
  return config === undefined ? null : createHash("sha256").update(canonical(config)).digest("hex");
}

/** The pack as it is run: its compiled files. */
export function packDigest(folder: string): string {
  return folderDigest(join(folder, "dist"), (path) => path.endsWith(".js"));
}
