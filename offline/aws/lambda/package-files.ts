import { copyFileSync, cpSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { isObject, text, type Value } from "../../provider/values";

/**
 * Unpacks a function's `code` into a folder, as Lambda does. False when the program does not hold the code as files: an
 * archive from elsewhere, a zip file, an object in S3, a container image.
 *
 * @param code an archive as it is on the wire: of assets (`assets`, by their path in it) or of a folder (`path`)
 */
export function unpack(code: Value | undefined, folder: string): boolean {
  if (!isObject(code)) return false;
  const path = text(code.path);
  if (path !== undefined && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    cpSync(path, folder, { recursive: true });
    return true;
  }
  if (!isObject(code.assets)) return false;
  return Object.entries(code.assets).every(([name, asset]) => place(asset, join(folder, normalize(`${sep}${name}`))));
}

function place(asset: Value, file: string): boolean {
  if (!isObject(asset)) return false;
  const [content, path] = [text(asset.text), text(asset.path)];
  mkdirSync(dirname(file), { recursive: true });
  if (content !== undefined) writeFileSync(file, content);
  else if (path !== undefined) copyFileSync(path, file);
  return content !== undefined || path !== undefined;
}
