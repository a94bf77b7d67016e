import { remembered } from "../remember";
import { wordSet, wordsOf } from "./words";

/** Stores of feature flags that a program asks, by the words that their SDKs' settings begin with. */
const STORES: readonly (readonly [store: FlagStore, phrases: RegExp])[] = [
  [
    "LaunchDarkly",
    / (?:LAUNCHDARKLY|LAUNCH DARKLY) | LD (?:SDK|CLIENT SIDE|CLIENTSIDE|MOBILE|RELAY|BASE|STREAM|EVENTS) /,
  ],
  ["Unleash", / UNLEASH /],
  ["Flagsmith", / FLAGSMITH /],
  ["GrowthBook", / (?:GROWTHBOOK|GROWTH BOOK) /],
  ["Split", / (?:SPLITIO|SPLIT IO|SPLITSDK|SPLIT SDK|SPLIT API KEY|SPLIT AUTHORIZATION KEY|SPLIT BROWSER KEY) /],
  ["ConfigCat", / (?:CONFIGCAT|CONFIG CAT) /],
  // What is kept there need not be flags, but each copy of the program reads the same.
  [
    "AppConfig",
    / APPCONFIG (?:\w+ )*(?:APPLICATION|APP|ENVIRONMENT|ENV|PROFILE|PROFILES|CONFIGURATION|ENDPOINT|CONNECTION|ID|NAME|EXTENSION|FLAGS) /,
  ],
  ["OpenFeature", / (?:OPENFEATURE|OPEN FEATURE|FLAGD|OFREP) /],
  ["Statsig", / STATSIG /],
  // Its key alone is for counting visits; flags are read with a key of their own, or by a name that says so.
  ["PostHog", / POSTHOG (?:\w+ )*(?:PERSONAL|FEATURE|FLAG|FLAGS) /],
  ["Flipt", / FLIPT /],
  ["DevCycle", / (?:DEVCYCLE|DVC) (?:\w+ )*(?:SDK|SERVER|CLIENT|KEY) /],
  ["Harness", / (?:HARNESS (?:FF|FLAGS|FEATURE)|FF SDK|FF API) /],
  ["Eppo", / EPPO /],
  ["Optimizely", / OPTIMIZELY /],
];

export type FlagStore =
  | "LaunchDarkly"
  | "Unleash"
  | "Flagsmith"
  | "GrowthBook"
  | "Split"
  | "ConfigCat"
  | "AppConfig"
  | "OpenFeature"
  | "Statsig"
  | "PostHog"
  | "Flipt"
  | "DevCycle"
  | "Harness"
  | "Eppo"
  | "Optimizely"
  /** One of the product's own: `FEATURE_FLAGS_KEY`, `FEATURE_FLAGS_URL`. */
  | "feature flags";

/** What says where flags are kept; `FEATURE_FLAG_NEW_CHECKOUT` is a flag itself. */
const PLACES = wordSet(
  "KEY KEYS URL URI URLS DSN HOST ENDPOINT ADDRESS SDK API TOKEN SECRET STORE STORAGE BACKEND PROVIDER SERVICE SERVER FILE PATH BUCKET TABLE " +
    "SOURCE PREFIX PROJECT APPLICATION",
);
const OWN = / (?:FEATURE (?:FLAGS?|TOGGLES?|SWITCHES)|FEATUREFLAGS?|FEATURETOGGLES?) /;

/** The store of feature flags that a setting is about; undefined: of none, or a flag itself. */
export const flagStoreOf = remembered((name): FlagStore | undefined => {
  const words = wordsOf(name);
  const text = ` ${words.join(" ")} `;
  const found = STORES.find(([, phrases]) => phrases.test(text));
  if (found !== undefined) return found[0];
  return OWN.test(text) && PLACES.has(words.at(-1) ?? "") ? "feature flags" : undefined;
});
