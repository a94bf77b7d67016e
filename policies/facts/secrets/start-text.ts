/**
 * What a machine's start text sets: a shell script, cloud-init's YAML, PowerShell, and the files they write out. It is read line
 * by line, so that what stands in a here-document, a compose file or a unit is seen like what the script sets itself.
 */
import { commandsIn } from "../commands/script-commands";
import { assignedText, type Leaf } from "./documents";
import { secretLike } from "./secret-like";

export interface StartText {
  /** `NAME=value`, `NAME: value`, `-e NAME=value`, in their order. */
  readonly settings: readonly Leaf[];
  /** Every other command, word by word; what it sets is left out of it. */
  readonly commands: readonly (readonly string[])[];
  /** Files that it starts or reads and does not write itself: they may set more. */
  readonly elsewhere: readonly string[];
}

/** EC2 takes 16 KiB (EC2 user guide, *Run commands when you launch an instance*); a template's parts may be several. */
const LONGEST_TEXT = 131_072;

export function startText(text: string): StartText {
  const settings: Leaf[] = [];
  const commands: (readonly string[])[] = [];
  const values = new Map<string, string>();
  const lines: string[] = [];
  let named: string | undefined;
  for (const written of linesOf(text)) {
    const line = filledIn(written, values);
    lines.push(line);
    const before = settings.length;
    const leaf = spacedSetting(line);
    if (leaf === undefined) {
      for (const words of commandsIn(withoutList(line))) commands.push(words.map((word) => taken(word, settings)));
    } else if (named !== undefined && leaf.name === "value") {
      // A manifest's list: the name on one line, the value on the next.
      settings.push({ name: named, value: leaf.value });
    } else settings.push(leaf);
    named = leaf?.name === "name" ? leaf.value : undefined;
    for (const { name, value } of settings.slice(before)) values.set(name, value);
  }
  const kept = settings.filter(({ value }) => value !== "" && !isComputed(value));
  return { settings: kept, commands, elsewhere: elsewhere(commands, lines.join("\n")) };
}

/** With what the text itself has set to a plain word before: `$NAME`, `${NAME}`. */
function filledIn(line: string, values: ReadonlyMap<string, string>): string {
  return line.replaceAll(
    /\$(?:\{([A-Za-z_]\w{0,127})\}|([A-Za-z_]\w{0,127}))/g,
    (written: string, braced?: string, bare?: string) => {
      const value = values.get(braced ?? bare ?? "") ?? "";
      return /^[\w./:@%+,=~-]{1,64}$/.test(value) ? value : written;
    },
  );
}

/** A line that goes on in the next is one; comments, certificates and encoded text are none. */
function linesOf(text: string): readonly string[] {
  const whole = text.slice(0, LONGEST_TEXT).replaceAll(/\\\r?\n/g, " ");
  return whole.split(/\r?\n/).flatMap((written) => {
    const line = written.trim();
    if (/^-----BEGIN [A-Z ]{0,40}PRIVATE KEY/.test(line)) return [`PRIVATE_KEY: ${line}`];
    return line === "" || NOTHING.test(line) ? [] : [line];
  });
}

/** An entry of cloud-init's `runcmd`: a line for a shell, or its words as a list. */
function withoutList(line: string): string {
  if (!line.startsWith("- ")) return line;
  const entry = line.slice(2).trim();
  return entry.startsWith("[") ? entry.replaceAll(/^\[|\]$/g, "").replaceAll(", ", " ") : entry;
}

const NOTHING = /^(?:#|-----|\/\/ |;|<\/?\w{1,20}>$|[A-Za-z0-9+/]{40,}={0,2}$)/;

/** `name: value` and `name = value`, quoted or not, as YAML, JSON, INI, properties and PowerShell (`$env:NAME = "value"`) have it. */
const SPACED =
  /^(?:- {1,8})?(?:\$(?:env:)?)?["']?([A-Za-z_][\w.-]{0,127})["']?(?:: {1,32}| {0,8}:$| {1,32}= {1,32})(\S.*)?$/;
const POWERSHELL = /SetEnvironmentVariable\(["'](\w{1,128})["'], ?["']([^"']{1,1024})["']/;
const WINDOWS = /^setx (?:\/M )?(\w{1,128}) (\S.*)$/i;

function spacedSetting(line: string): Leaf | undefined {
  const [, name, written = ""] = SPACED.exec(line) ?? POWERSHELL.exec(line) ?? WINDOWS.exec(line) ?? [];
  if (name === undefined) return undefined;
  const value = assignedText(written.replace(/,$/, ""));
  return { name, value: value === written && isNoText(value) ? "" : value };
}

/** A block that follows, an anchor or a reference to one, or an expression. */
function isNoText(value: string): boolean {
  return /^[|>][-+\d]{0,2}$|^[&*!]\w/.test(value) || isExpression(value);
}

/** `os.environ["KEY"]`, `var.password`, `str | None`: what a program writes without quotes, and no text. */
function isExpression(value: string): boolean {
  return (
    /^[A-Za-z_][\w.]{0,128}[([]/.test(value) ||
    /^(?:process|os|env|config|settings|self|this|var|local|module|data|std)\.\w/.test(value) ||
    /^(?:str|string|int|bool|boolean|bytes|any|object|SecretStr)\b/i.test(value)
  );
}

/** Hands the setting in a word over; the word stays without its value, so that those beside it keep their places. */
function taken(word: string, settings: Leaf[]): string {
  const replaced = replacement(word);
  const [, flag = "", name, value = ""] =
    /^(-e|--[a-z-]{1,32}=|export )?([A-Za-z_][\w.-]{0,127})=([^]*)$/.exec(replaced ?? word) ?? [];
  if (name === undefined) return word;
  settings.push({ name, value: assignedText(value.replace(/,$/, "")) });
  return replaced === undefined ? `${flag}${name}=` : word.replace(replaced, `${name}=`);
}

/** What `sed` puts in the place of something: `s|KEY=.*|KEY=value|`. */
function replacement(word: string): string | undefined {
  const delimiter = /^s[/|#,@!]/.test(word) ? word.charAt(1) : undefined;
  const parts = delimiter === undefined ? [] : word.split(delimiter);
  return parts.length === 4 ? parts[2] : undefined;
}

/** What a shell puts together: of a text with a variable in it only a known form of credential is one that stands there. */
function isComputed(value: string): boolean {
  return /\$[{(A-Za-z_]|`/.test(value) && secretLike("", value) === undefined;
}

const SHELLS: ReadonlySet<string> = new Set(["bash", "sh", "zsh", "dash", "source", "."]);
const BEFORE: ReadonlySet<string> = new Set(["sudo", "exec", "nohup", "-E", "-x", "-e", "-ex", "-eux", "-s", "-l"]);
/** AWS's own, in its images: they join a cluster, and set nothing of the application's. */
const VENDORS = /^\/etc\/eks\/|^\/opt\/aws\//;

function elsewhere(commands: readonly (readonly string[])[], text: string): readonly string[] {
  return commands.flatMap((words): readonly string[] => {
    const [first = "", second] = words.filter((word) => !BEFORE.has(word) && !/^[A-Za-z_]\w{0,127}=$/.test(word));
    const program = first.slice(first.lastIndexOf("/") + 1);
    const files = filesOf(words);
    // What is piped into a shell has no name.
    if (SHELLS.has(program)) files.push(second === undefined || /^-(?!c$)/.test(second) ? program : second);
    else if (/\.(?:sh|bash|py|rb|pl|ps1)$/.test(first)) files.push(first);
    if (program === "docker-compose" || (program === "docker" && second === "compose")) files.push(...composed(text));
    return files.filter((file) => !file.startsWith("-") && !VENDORS.test(file) && !isWritten(file, text));
  });
}

/** `--env-file /app/.env`. */
function filesOf(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const [, joined] = /^--env-file(?:=(.*))?$/.exec(word) ?? [];
    const file = joined ?? (word === "--env-file" ? words[index + 1] : undefined);
    return file === undefined ? [] : [file];
  });
}

/** A compose file that somebody else wrote. */
function composed(text: string): readonly string[] {
  return /(?:>|tee|tee -a|path:) ?[\w./-]{0,200}compose[\w.-]{0,40}\.ya?ml/.test(text) ? [] : ["compose.yaml"];
}

/** Whether the text itself writes the file, under the same name: then it was read with it. */
function isWritten(file: string, text: string): boolean {
  const plain = text.replaceAll(/["']/g, "").replaceAll(/\$([A-Za-z_]\w{0,127})/g, "${$1}");
  return ["> ", ">", "tee ", "tee -a ", "path: "].some((before) => plain.includes(`${before}${file}`));
}
