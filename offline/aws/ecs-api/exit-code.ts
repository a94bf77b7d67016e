import { basename } from "node:path";
import { text, texts, type Value } from "../../provider/values";

/**
 * What a container exits with. No image runs offline, so this goes by the command: `false` is 1, `sh -c "exit N"` is N,
 * and everything else does what it is meant to and exits with 0.
 *
 * @param container one of a task definition's; `command` and `entryPoint` are lists of texts
 */
export function exitCodeOf(container: { readonly [key: string]: Value }): number {
  const [program = "", option, script = ""] = [...texts(container.entryPoint), ...texts(container.command)];
  const name = basename(program);
  if (name === "false") return 1;
  const code = name === "sh" && option === "-c" ? /^\s*exit\s+(\d+)\s*$/.exec(text(script) ?? "")?.[1] : undefined;
  return Number(code ?? 0) % 256;
}
