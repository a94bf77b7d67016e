/** What a product runs as, by the words that teams use: a key of a document, a part of a setting's name, or a value. */
import { remembered } from "../remember";
import { hasAny, wordSet, wordsOf } from "./words";

/** - `base`: what holds in every environment; `fallback`: in each that has nothing of its own. */
export type EnvironmentClass = "production" | "staging" | "development" | "base" | "fallback";

const WORDS: readonly (readonly [EnvironmentClass, ReadonlySet<string>])[] = [
  ["production", wordSet("PRODUCTION PROD PRD LIVE")],
  ["staging", wordSet("STAGING STAGE STG PREPRODUCTION PREPROD UAT QA ACCEPTANCE CANARY PREVIEW SANDBOX DEMO")],
  ["development", wordSet("DEVELOPMENT DEVELOP DEV LOCAL LOCALHOST TEST TESTING CI")],
];

const SHARED: Readonly<Record<string, EnvironmentClass | undefined>> = {
  ...{ DEFAULT: "fallback", DEFAULTS: "fallback", FALLBACK: "fallback", OTHERS: "fallback" },
  ...{ BASE: "base", COMMON: "base", SHARED: "base", ALL: "base", GLOBAL: "base" },
};

const BY_WORD: ReadonlyMap<string, EnvironmentClass> = new Map(
  WORDS.flatMap(([environment, words]) => [...words].map((word) => [word, environment] as const)),
);

/** `prod`, `Production`; undefined: no environment's word. */
export function environmentClass(word: string): EnvironmentClass | undefined {
  return BY_WORD.get(word.slice(0, 32).trim().toUpperCase());
}

/** As a document's key: also `default` and `common`. */
export function memberClass(key: string): EnvironmentClass | undefined {
  const word = key.slice(0, 32).trim().toUpperCase();
  return BY_WORD.get(word) ?? (Object.hasOwn(SHARED, word) ? SHARED[word] : undefined);
}

/** Whether a word of a name, in capitals, says for which environment its setting is; others name products, too (`LIVE`, `PREVIEW`). */
export function isEnvironmentWord(word: string): boolean {
  return IN_NAMES.has(word);
}

const IN_NAMES = wordSet("PRODUCTION PROD PRD STAGING STG DEVELOPMENT DEV LOCAL LOCALHOST TEST TESTING");

/** What a product reads to know where it runs: `ENV`, `NODE_ENV`, `SHOP_ENV`, `STAGE`, `ASPNETCORE_ENVIRONMENT`. */
export const isEnvironmentName = remembered((name): boolean => {
  const words = wordsOf(name);
  if (words.join(" ") === "SPRING PROFILES ACTIVE") return true;
  const last = words.at(-1) ?? "";
  return words.length <= 2 && ENVIRONMENT.has(last) && !hasAny(words, OTHERS);
});

const ENVIRONMENT = wordSet("ENV ENVIRONMENT STAGE");
/** What only tells others of it, and other things called so. */
const OTHERS = wordSet("SENTRY DD DATADOG OTEL ROLLBAR BUGSNAG VIRTUAL CONDA BASH BUILD API EXECUTION PIP");
