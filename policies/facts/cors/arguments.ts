/**
 * CORS settings on a command line: options of servers whose names say it, as `--cors-allowed-origins`, `--web.cors.origin=…` and
 * `--ServerApp.allow_origin` do (vLLM, MLflow, Prometheus, Jupyter, geth, graphql-engine).
 */
import { commandsIn } from "../commands/script-commands";
import { corsSetting } from "../names/cors";

export interface CorsArgument {
  /** As it is written, without its dashes. */
  readonly name: string;
  /** `${NAME}`: what a variable of that name holds. */
  readonly value: string;
}

/** Every option with a value, in scripts inside the command too. Takes time linear in the command. Never throws. */
export function corsArguments(argv: readonly string[]): readonly CorsArgument[] {
  const scripts = argv.filter((word) => /\s/.test(word)).flatMap(commandsIn);
  return [argv, ...scripts].flatMap(optionsIn);
}

function optionsIn(words: readonly string[]): readonly CorsArgument[] {
  return words.flatMap((word, index) => {
    const [, name = "", joined] = /^--?([A-Za-z][\w.-]{0,127})(?:=([^]*))?$/.exec(word) ?? [];
    const next = words[index + 1];
    const value = joined ?? (next === undefined || next.startsWith("-") ? undefined : next);
    // `uvicorn --header "Access-Control-Allow-Origin:*"`: sent with every answer.
    if (name === "header" && value !== undefined) return allowedBy(value);
    if (name === "" || corsSetting(name) === undefined) return [];
    return value === undefined ? [] : [{ name, value }];
  });
}

function allowedBy(header: string): readonly CorsArgument[] {
  const [, name = "", value = ""] = /^([\w-]{1,64}):([^]*)$/.exec(header) ?? [];
  return name.toLowerCase() === "access-control-allow-origin" ? [{ name, value: value.trim() }] : [];
}
