import { existsSync, readFileSync } from "node:fs";
import { InputError } from "./input-error";

/** Reads a policy configuration file as JSON; what it means is the pack's to say. Throws {@link InputError}. */
export function readPolicyConfig(path: string, name: string): unknown {
  if (!existsSync(path)) throw new InputError(`there is no policy configuration file ${name}`);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new InputError(`the policy configuration file ${name} cannot be read (${code})`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`the policy configuration file ${name} is not valid JSON`);
  }
}
