/**
 * Whether a setting holds what a program should have resolved, by its name and its value together: a text with `${…}` in it may be a
 * template that the application fills in itself, a host or a password is not.
 */
import { wordsOf } from "../names/words";
import { LONGEST_VALUE, userInfos } from "./connection-strings";
import { isSecretName } from "./names";
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
  const found = unresolvedValue(text);
  if (found === undefined) return undefined;
  const certainty = certaintyOf(text, found, use);
  return certainty === undefined ? undefined : { ...found, certainty };
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
      if (/^null$/.test(text)) return used ? "certain" : undefined;
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

const MARK = /\$\{[^{}]{1,128}\}|\{\{[^{}]{1,128}\}\}|<[A-Za-z][^<>]{0,64}>|%\([A-Za-z_]\w{0,64}\)s/;
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
