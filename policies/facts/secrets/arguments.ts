/**
 * Secrets on a command line, and in labels and log options.
 *
 * Options: the references of redis-server and redis-cli, mysql, psql's environment, curl, wget, sshpass, mongosh, rabbitmqctl, docker login,
 * openssl (`-passin pass:`), keytool, ldapsearch, htpasswd, Celery Flower, vault.
 */
import { commandsIn } from "../commands/script-commands";
import { withoutSubstitutions } from "../commands/substitutions";
import { isTemplate, LONGEST_VALUE } from "./connection-strings";
import { assignedText } from "./documents";
import { isPlainlyNot } from "./plain-values";
import { nameStrength } from "./names";
import { safeName } from "./safe-name";
import { secretLike, type SecretLike } from "./secret-like";

export interface SecretArgument extends SecretLike {
  /** The place in the command, from 0. */
  readonly index: number;
}

export interface SecretOption extends SecretLike {
  /** As it may be shown; undefined: say "an option". */
  readonly name: string | undefined;
}

interface PasswordOption {
  readonly apart?: RegExp;
  /** The value follows without a space. */
  readonly joined?: RegExp;
  /** The sub-command that has them; of others they are something else, such as a port. */
  readonly at?: string;
}

/** Short options whose value is a password, by the program that reads them. */
const PASSWORD_OPTIONS: Readonly<Record<string, PasswordOption>> = {
  "redis-cli": { apart: /^(?:-a|--pass)$/ },
  "valkey-cli": { apart: /^(?:-a|--pass)$/ },
  mysql: { joined: /^-p(.+)$/ },
  mysqldump: { joined: /^-p(.+)$/ },
  mysqladmin: { joined: /^-p(.+)$/ },
  mariadb: { joined: /^-p(.+)$/ },
  curl: { apart: /^(?:-u|--user|-U|--proxy-user|--oauth2-bearer)$/, joined: /^-u(.+)$/ },
  sshpass: { apart: /^-p$/, joined: /^-p(.+)$/ },
  mongo: { apart: /^-p$/ },
  mongosh: { apart: /^-p$/ },
  mongodump: { apart: /^-p$/ },
  docker: { apart: /^-p$/, at: "login" },
  podman: { apart: /^-p$/, at: "login" },
  az: { apart: /^-p$/, at: "login" },
  helm: { apart: /^-p$/, at: "login" },
  ldapsearch: { apart: /^-w$/ },
  sqlcmd: { apart: /^-P$/, joined: /^-P(.+)$/ },
  unzip: { apart: /^-P$/ },
  keytool: { apart: /^-(?:store|key|new|src)(?:store)?pass$/ },
  openssl: { apart: /^-(?:passin|passout|pass|k)$/ },
};

/** Long options of servers that no rule of words finds, and sub-commands whose last argument is the password. */
const LONG_OPTIONS = /^--?(?:requirepass|masterauth|basic[-_]auth|http-user|rpcauth|auth-token|api-keys?|pass|pwd)$/;
const SUBCOMMANDS =
  / (?:add_user|change_password) \S+ (\S+)$| config set requirepass (\S+)$| auth (?:\S+ )?(\S+)$| configure set aws_secret_access_key (\S+)$| vault login (\S+)$| ssm put-parameter (?=.*--type[ =]SecureString).*--value[ =](\S+)/i;

/** The secrets on a command line, each with its place. Scripts inside it (`sh -c`) are read word by word. Never throws. */
export function secretArguments(argv: readonly string[]): readonly SecretArgument[] {
  const found = new Map<number, SecretLike>();
  const add = (index: number, secret: SecretLike | undefined): void => {
    if (secret && !found.has(index)) found.set(index, secret);
  };
  commandSecrets(argv, add);
  for (const [index, argument] of argv.entries()) {
    if (!found.has(index) && /\s/.test(argument)) add(index, inScript(argument));
  }
  return Array.from(found, ([index, secret]) => ({ index, ...secret })).toSorted((a, b) => a.index - b.index);
}

/** The secrets among labels, tags, log options: name and value vote together. */
export function secretOptions(options: Readonly<Record<string, string>>): readonly SecretOption[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const found = secretLike(name, value);
    return found === undefined ? [] : [{ name: safeName(name), ...found }];
  });
}

function commandSecrets(words: readonly string[], add: (index: number, secret: SecretLike | undefined) => void): void {
  let program = "";
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    const base = word.slice(word.lastIndexOf("/") + 1);
    if (Object.hasOwn(PASSWORD_OPTIONS, base)) program = base;
    const text = withoutSubstitutions(word.slice(0, LONGEST_VALUE)).text;
    add(index, assignment(text) ?? (word.length < LONGEST_VALUE ? secretLike("", text) : undefined));
    const all = Object.hasOwn(PASSWORD_OPTIONS, program) ? PASSWORD_OPTIONS[program] : undefined;
    const options = all?.at === undefined || words.includes(all.at) ? all : undefined;
    const joined = options?.joined?.exec(word)?.[1];
    if (joined !== undefined && isPassword(joined)) add(index, OPTION);
    if (next === undefined || next.startsWith("-")) continue;
    if ((options?.apart?.test(word) ?? false) || LONG_OPTIONS.test(word))
      add(index + 1, isPassword(next) ? OPTION : undefined);
    else if (/^--?[A-Za-z]/.test(word) && !word.includes("=")) add(index + 1, longOption(word, next));
    else if (/^(?:-H|--header)$/.test(word)) add(index + 1, secretLike("", next));
  }
  const line = SUBCOMMANDS.exec(` ${words.join(" ").slice(0, LONGEST_VALUE)}`);
  const password = line?.slice(1).find((group: string | undefined) => group !== undefined);
  if (password !== undefined && isPassword(password)) add(words.lastIndexOf(password), OPTION);
}

const OPTION: SecretLike = { reason: "name", detail: "is the value of an option for passwords", strength: "likely" };

/** `NAME=value`, `--name=value`, `-Dname=value`. */
function assignment(word: string): SecretLike | undefined {
  const [, name, value = ""] = /^(?:--?(?:D|J-D)?)?([A-Za-z_][\w.-]{0,127})=([^]+)$/.exec(word) ?? [];
  if (name === undefined) return undefined;
  if (LONG_OPTIONS.test(`--${name}`) && isPassword(value)) return OPTION;
  return secretLike(name, assignedText(value));
}

/** `--password-stdin` is a switch, whatever follows. */
function longOption(word: string, value: string): SecretLike | undefined {
  const name = word.replace(/^--?/, "");
  if (name.endsWith("-stdin")) return undefined;
  return name.length > 1 && nameStrength(name) !== "neutral" ? secretLike(name, value) : undefined;
}

/** A password on a command line: not a variable that the shell fills in, a switch, a file. A pair `user:password` is one. */
function isPassword(value: string): boolean {
  const password = /^[\w.@-]{1,64}:(.*)$/.exec(value)?.[1] ?? value;
  if (password === "" || /^\$/.test(password) || isTemplate(password) || /^(?:env|file|fd|stdin):/.test(value))
    return false;
  return !isPlainlyNot("PASSWORD", password) || /^\d{4,}$/.test(password);
}

/** Commands in commands, deeper than which nobody reads. */
const DEEPEST_SCRIPT = 4;

/**
 * The commands of a script, and those whose output it uses; variables stay as they are written, so that `$DB_PASSWORD` is seen as
 * one.
 */
function inScript(script: string, depth = 0): SecretLike | undefined {
  const { text, inside } = withoutSubstitutions(script);
  let first: SecretLike | undefined;
  for (const command of commandsIn(text)) {
    commandSecrets(command, (_, secret) => {
      first ??= secret;
    });
  }
  for (const inner of depth < DEEPEST_SCRIPT ? inside : []) first ??= inScript(inner, depth + 1);
  return first;
}
