/** Whether a container's health check can find anything: ECS takes its exit status (ECS API reference, *HealthCheck*). */

export type Blindness =
  /** It succeeds whatever it found: `… || true`, `exit 0`. */
  | "never-fails"
  /** curl succeeds on any answer, an error's too, unless it is told to fail (curl manual, `--fail`). */
  | "ignores-status";

/** Longer checks are scripts of their own, which nobody reads here. */
const LONGEST = 4000;

/**
 * Why a check passes though its application does not; undefined: it may fail, or it was not understood.
 * @param words as ECS takes them, `CMD` or `CMD-SHELL` first
 */
export function blindnessOf([kind, ...words]: readonly string[]): Blindness | undefined {
  const line = words.join(" ").trim();
  if (line.length > LONGEST || (kind !== "CMD" && kind !== "CMD-SHELL")) return undefined;
  if (kind === "CMD-SHELL") return blindScript(line);
  const [program = "", option = "", script = ""] = words;
  if (/^(?:\/bin\/)?(?:ba|da|a)?sh$/.test(program) && option === "-c") return blindScript(script.trim());
  if (isBlind(line)) return "never-fails";
  return isCurl(line) && !mayFail(line) ? "ignores-status" : undefined;
}

function blindScript(script: string): Blindness | undefined {
  const ends = lastStatement(script);
  // Behind `&&` it runs only if what is before it succeeded, and otherwise that one's status is the check's.
  if (ends.after !== "&&" && isBlind(ends.statement)) return "never-fails";
  const fetches = script
    .replace(/\|\|\s*exit\s+[1-9]\d*\s*$/, "")
    .replace(/\d?>{1,2}\s*(?:&\d|\/dev\/null)/g, "")
    .trim();
  return isCurl(fetches) && !/[|;&`<>]|\$\(/.test(withoutUrls(fetches)) && !mayFail(fetches)
    ? "ignores-status"
    : undefined;
}

/** The statement whose status is the script's, and what stands before it. */
function lastStatement(script: string): { readonly statement: string; readonly after: string } {
  const parts = script.split(/(\|\||&&|;|\n)/);
  // A separator at the end begins nothing.
  while (parts.length > 2 && parts.at(-1)?.trim() === "") parts.splice(-2);
  return { statement: parts.at(-1)?.trim() ?? "", after: parts.at(-2) ?? "" };
}

function isBlind(statement: string): boolean {
  return /^(?:exit 0|(?:\/usr)?(?:\/bin\/)?true|:|echo(?: [^|&;`$]*)?)$/.test(statement);
}

function isCurl(line: string): boolean {
  return /^(?:\/usr\/bin\/)?curl\s/.test(line);
}

/** `-f` in any group of short options, or its long forms; what prints the status may be looked at. */
function mayFail(line: string): boolean {
  return /\s(?:-[a-zA-Z]*f[a-zA-Z]*|--fail|--fail-with-body|--fail-early|-[a-zA-Z]*[wK]|--write-out|--config)(?=[\s=]|$)/.test(
    line,
  );
}

/** A query's `&` and quotes around a URL are not the shell's. */
function withoutUrls(line: string): string {
  return line.replace(/"https?:\/\/[^"]*"|'https?:\/\/[^']*'|https?:\/\/[^\s"'&;|]*/g, "");
}
