/**
 * The names under which applications read their settings, a file for each concern. No order between the files matters: a name has
 * the purpose that the most of its words speak for.
 */
import { CELERY_NAMES } from "./celery";
import { CORS_NAMES, corsSetting } from "./cors";
import { DATABASE_NAMES } from "./database";
import { LIMITER_NAMES } from "./limiter";
import { OPERATION_NAMES } from "./operation";
import type { PurposeNames } from "./purpose";
import { REDIS_NAMES } from "./redis";
import { SECRET_NAMES } from "./secrets";
import { SERVER_NAMES } from "./server";
import { covers, withoutIndex, wordsOf } from "./words";
import { remembered } from "../remember";

export { type BrokerSetting, brokerSetting } from "./celery";
export { type CorsSettingKind, corsSetting } from "./cors";
export { type LimiterSetting, type LimiterSettingKind, limiterSetting } from "./limiter";

const PURPOSES = {
  ...SECRET_NAMES,
  ...DATABASE_NAMES,
  ...REDIS_NAMES,
  ...CELERY_NAMES,
  ...LIMITER_NAMES,
  ...SERVER_NAMES,
  ...CORS_NAMES,
  ...OPERATION_NAMES,
} satisfies Record<string, PurposeNames>;

/** What a variable is for. */
export type Purpose = keyof typeof PURPOSES;
export type EnvironmentPurpose = Purpose;

const ALL: readonly (readonly [purpose: Purpose, names: PurposeNames])[] = Object.entries(PURPOSES).filter(
  (entry): entry is [Purpose, (typeof PURPOSES)[Purpose]] => entry[0] in PURPOSES,
);

const BY_NAME: ReadonlyMap<string, Purpose> = new Map(
  ALL.flatMap(([purpose, { names }]) => names.map((name) => [wordsOf(name).join(" "), purpose] as const)),
);

/** What a variable is for: by a name in use, in any spelling, or else by the longest phrase its words end with; [] : not known. */
export const purposesOf = remembered(readPurposes);

function readPurposes(name: string): readonly Purpose[] {
  const all = wordsOf(name);
  const words = withoutIndex(all);
  const exact = BY_NAME.get(all.join(" ")) ?? BY_NAME.get(words.join(" "));
  if (exact !== undefined) return [exact];
  const claims = ALL.map(([purpose, names]) => [purpose, claim(names, words)] as const).filter(([, size]) => size > 0);
  const most = Math.max(0, ...claims.map(([, size]) => size));
  return claims.filter(([, size]) => size === most).map(([purpose]) => purpose);
}

/** The one purpose of a variable; undefined: not known. */
export function purposeOf(name: string): Purpose | undefined {
  return purposesOf(name)[0];
}

function claim({ ends = [], says }: PurposeNames, words: readonly string[]): number {
  if (says?.(words) === true) return words.length;
  return Math.max(0, ...ends.map((end) => covers(words, end)));
}

type NamesByPurpose = Readonly<Record<Purpose, readonly string[]>>;

/** The names in use for each purpose, and `isCors` for a setting of any spelling that says which origins may call. */
export const environmentNames: NamesByPurpose & { readonly isCors: (name: string) => boolean } = {
  ...namesByPurpose(),
  isCors: (name) => !["weak", undefined].includes(corsSetting(name)),
};

function namesByPurpose(): NamesByPurpose {
  const entries = ALL.map(([purpose, { names }]) => [purpose, names] as const);
  return Object.fromEntries(entries) as Record<Purpose, readonly string[]>;
}
