import { plainText } from "./text";

const ON: ReadonlySet<string> = new Set(["1", "true", "t", "yes", "y", "on", "enabled", "enable", "active", "ok"]);
const OFF: ReadonlySet<string> = new Set([
  ...["0", "false", "f", "no", "n", "off", "disabled", "disable", "inactive", "none", "null", "nil", "undefined", ""],
]);

/**
 * A switch as the libraries read it (django-environ, environs, python-decouple, pydantic, Spring, strtobool), in any case; undefined: none
 * of them takes this text for one.
 */
export function readSwitch(value: string): boolean | undefined {
  const text = plainText(value.slice(0, 64))
    .replace(/^(['"])(.*)\1$/s, "$2")
    .trim()
    .toLowerCase();
  if (ON.has(text)) return true;
  return OFF.has(text) ? false : undefined;
}
