/**
 * Whether a setting holds what a program should have resolved, by its name and its value together: a text with `${…}` in it may be a
 * template that the application fills in itself, a host or a password is not.
 */
import { wordsOf } from "../names/words";
import { LONGEST_VALUE, userInfos } from "./connection-strings";
import { isSecretName } from "./names";
import { isOwnKey } from "./own-keys";
import { type Unresolved, unresolvedValue } from "./unresolved";

export interface UnresolvedSetting extends Unresolved {
  /** `certain`: it is used as it stands; `likely`: its reader may make something of it, or mean it. */
  readonly certainty: "certain" | "likely";
}

export interface SettingUse {
  readonly name: string;
  /** A value of a secret store: nobody keeps templates there, and a random password may hold any signs. */
  readonly secret: boolean;
  /** The variables beside it: an application that reads them may put them in. */
  readonly beside: ReadonlySet<string>;
}

/** Names whose values are used as they stand: to connect to, to log in with. */
const USED = new Set(
  (
    "HOST HOSTNAME URL URI DSN ENDPOINT PORT USER USERNAME LOGIN SERVER BROKER BACKEND ADDRESS BUCKET ARN REGION DATABASE DBNAME QUEUE " +
    "CLUSTER DOMAIN ORIGIN ORIGINS HOSTS PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD"
  ).split(" "),
);

/** Of them, what nobody leaves out: `None` may be said of a URL or a password, where an application reads it as none (pydantic does). */
const NEEDED = new Set(
  "HOST HOSTNAME PORT SERVER ADDRESS BUCKET ARN REGION DATABASE DBNAME CLUSTER PGHOST PGPORT PGDATABASE".split(" "),
);

/** Names that a program gives to what it makes, with the stage's or the product's name in them. */
const MADE = new Set("BUCKET QUEUE TOPIC TABLE CLUSTER STREAM DATABASE DBNAME REPOSITORY".split(" "));
const MISSING_PIECE = /(?:^|[._/-])(?:undefined|NaN)(?:[._/-]|$)/;

/**
 * Settings of Laravel, whose `env()` makes `null` of the text (Illuminate\Support\Env), and whose own .env.example says so of what is
 * left out: `REDIS_PASSWORD=null`, `SESSION_DOMAIN=null`.
 */
const LARAVEL =
  /^(?:APP_KEY|CACHE_(?:DRIVER|STORE)|SESSION_(?:DRIVER|LIFETIME)|QUEUE_CONNECTION|BROADCAST_(?:DRIVER|CONNECTION)|FILESYSTEM_(?:DRIVER|DISK)|LOG_CHANNEL|MAIL_MAILER)$/;
const LEFT_OUT = new Set("DOMAIN USER USERNAME LOGIN".split(" "));

/** Names of what a reader fills in: formats, texts for people, expressions. */
const FILLED_IN = new Set(
  (
    "TEMPLATE TEMPLATES FORMAT FORMATS FMT PATTERN PATTERNS REGEX MESSAGE MESSAGES SUBJECT BODY PROMPT PROMPTS LAYOUT QUERY EXPRESSION " +
    "EXPR RULE RULES TEXT LOG LOGGING TITLE SNIPPET MACRO CRON PS1 SQL HTML MARKDOWN CONFIG YAML JSON SCRIPT COMMAND CMD ARGS OPTS OPTIONS"
  ).split(" "),
);

/** Frameworks that expand `${…}` in every setting (Spring, Quarkus and Micronaut read placeholders; the JVM's start scripts too). */
const EXPANDING = /^(?:SPRING|QUARKUS|MICRONAUT|LOGGING|LOGBACK|LOG4J|JAVA|JVM|MAVEN|GRADLE|KC|CATALINA)_/;

/** CloudFormation's dynamic references: nothing but CloudFormation follows them. */
const DYNAMIC_REFERENCE = /\{\{resolve:(?:ssm|ssm-secure|secretsmanager):/;

/** What a setting holds that should have been resolved; undefined: nothing. Reads the first 65,536 characters. Never throws. */
export function unresolvedSetting(value: string, use: SettingUse): UnresolvedSetting | undefined {
  const text = value.slice(0, LONGEST_VALUE).trim();
  if (DYNAMIC_REFERENCE.test(text)) {
    return { reason: "template", detail: "holds a reference that only CloudFormation follows", certainty: "certain" };
  }
  const found = unresolvedValue(text) ?? missingPiece(text, use);
  if (found === undefined) return undefined;
  const certainty = certaintyOf(text, found, use);
  return certainty === undefined ? undefined : { ...found, certainty };
}

/** `shop-undefined` as a bucket, `db.undefined.internal` as a host. */
function missingPiece(text: string, { name, secret }: SettingUse): Unresolved | undefined {
  const last = wordsOf(name).at(-1) ?? "";
  const isHost = /^(?:PG)?HOST(?:NAME)?$|^ENDPOINT$|^SERVER$|^ADDRESS$/.test(last) && text.includes(".");
  return !secret && (MADE.has(last) || isHost) && /^[\w./:-]{1,256}$/.test(text) && MISSING_PIECE.test(text)
    ? { reason: "missing", detail: "has a part that is the text of a missing value" }
    : undefined;
}

function certaintyOf(
  text: string,
  { reason }: Unresolved,
  use: SettingUse,
): UnresolvedSetting["certainty"] | undefined {
  const words = wordsOf(use.name);
  const used = isSecretName(use.name) || USED.has(words.at(-1) ?? "");
  switch (reason) {
    case "output":
    case "object":
      return "certain";
    case "missing":
      if (/^(?:undefined|NaN)$/.test(text)) return used || use.secret ? "certain" : "likely";
      // `null` is a value that some settings have.
      if (/^null$/.test(text)) return used && !isLeftOut(use, words.at(-1) ?? "") ? "certain" : undefined;
      if (/^None$/.test(text)) return NEEDED.has(words.at(-1) ?? "") ? "certain" : used ? "likely" : undefined;
      return unresolvedValue(authorities(text))?.reason === "missing" ? "certain" : "likely";
    case "template": {
      if (words.some((word) => FILLED_IN.has(word)) || EXPANDING.test(use.name)) return undefined;
      const joined = text.replace(/\{\{ {1,4}/g, "{{").replace(/ {1,4}\}\}/g, "}}");
      const parts = usedParts(joined, use.secret).filter(isMark);
      if (parts.length === 0 || (!used && parts.includes(joined) && !use.secret))
        return use.secret ? undefined : "likely";
      return parts.every((part) => isBeside(part, use.beside)) ? "likely" : "certain";
    }
    case "to-do":
      return "likely";
  }
}

/** Of Laravel, what is no key of the product's own; its database has a password. */
function isLeftOut({ name, beside }: SettingUse, last: string): boolean {
  if (!Array.from(beside).some((other) => LARAVEL.test(other))) return false;
  return LEFT_OUT.has(last) || (isSecretName(name) && !isOwnKey(name));
}

/** URLs without what comes after their hosts. */
function authorities(text: string): string {
  return text.replace(/(:\/\/[^/?#\s]{0,1024})[^\s]*/g, "$1");
}

/** The whole, and the parts of URLs that connections are made with. */
function usedParts(text: string, whole: boolean): readonly string[] {
  const urls = text
    .split("://")
    .slice(1)
    .flatMap((rest) => {
      const authority = /^[^/?#\s]*/.exec(rest)?.[0] ?? "";
      const address = authority.slice(authority.lastIndexOf("@") + 1);
      const places = address.split(/:(?=\$|\d|<|%|\{)/);
      // In a secret only what is nothing but a mark: a random text may hold the signs of one.
      return whole ? places : places.flatMap((place) => [place, ...marksIn(place)]);
    });
  const logins = userInfos(text).flatMap(({ user, password }) => [user, password ?? ""]);
  return [text, ...urls, ...logins];
}

const MARK = /\$\{[^{}]{1,128}\}|<%[^%]{1,256}%>|\{\{[^{}]{1,128}\}\}|<[A-Za-z][^<>]{0,64}>|%\([A-Za-z_]\w{0,64}\)s/;
const DEPLOYMENT_MARK = /#\{[\w.-]{1,64}\}#|__[A-Z][A-Z0-9_]{1,64}__|@@[A-Z][A-Z0-9_]{1,64}@@/;
const ONLY_MARK = new RegExp(`^(?:${MARK.source}|${DEPLOYMENT_MARK.source})$`);

function isMark(part: string): boolean {
  return ONLY_MARK.test(part) && unresolvedValue(part)?.reason === "template";
}

function marksIn(text: string): readonly string[] {
  return Array.from(text.matchAll(new RegExp(MARK, "g")), ([mark]) => mark);
}

/** `${DB_HOST}` beside a variable DB_HOST. */
function isBeside(mark: string, beside: ReadonlySet<string>): boolean {
  const [, name = ""] = /^(?:\$\{|\{\{\s*|%\()\.?([A-Za-z_]\w*)/.exec(mark) ?? [];
  return beside.has(name);
}
