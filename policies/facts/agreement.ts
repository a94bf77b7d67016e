/**
 * Variables that have to say the same wherever one product runs: two processes that meet at a queue, at data or at a token have to mean
 * the same one. Pool sizes, process counts and log levels may differ, and do.
 */
import { type EnvironmentPurpose, purposeOf } from "./names";
import { celerySetting } from "./names/celery-tasks";
import { wordsOf } from "./names/words";
import { remembered } from "./remember";

/**
 * - `broker`, `results`, `lock`, `database`: a place where processes meet.
 * - `signing`: a key.
 * - `environment`: what the product believes it runs as.
 * - `visibility`: Redis's visibility timeout, of which the shortest holds for all.
 */
export type Agreement = "broker" | "results" | "lock" | "database" | "signing" | "environment" | "visibility";

/** What a variable of this name has to agree about; undefined: nothing. */
export const agreementOf = remembered((name): Agreement | undefined => {
  if (ENVIRONMENTS.has(wordsOf(name).join(" "))) return "environment";
  if (celerySetting(name) === "visibility-timeout") return "visibility";
  const purpose = purposeOf(name);
  return purpose === undefined ? undefined : BY_PURPOSE[purpose];
});

const BY_PURPOSE: Readonly<Partial<Record<EnvironmentPurpose, Agreement>>> = {
  broker: "broker",
  resultBackend: "results",
  schedulerLock: "lock",
  databaseUrl: "database",
  databaseHost: "database",
  signingKey: "signing",
  environment: "environment",
};

const ENVIRONMENTS = new Set(["SENTRY ENVIRONMENT", "NODE ENV", "RAILS ENV", "DEPLOY ENV", "DEPLOYMENT ENVIRONMENT"]);

/** Where a URL leads: its host, port and path, without what logs in there or how. Compared, never shown. */
export interface Place {
  readonly host: string;
  readonly path: string;
}

/** Of a text that is no URL the text is the host. */
export function placeOf(value: string): Place {
  const text = value.trim().slice(0, 4096);
  const [, rest] = /^[a-z][a-z\d+.-]{0,60}:\/\/(.*)$/is.exec(text) ?? [];
  if (rest === undefined) return { host: text.toLowerCase(), path: "" };
  const [body = ""] = rest.split("?");
  const address = body.slice(body.lastIndexOf("@") + 1);
  const slash = address.indexOf("/");
  const host = slash < 0 ? address : address.slice(0, slash);
  return {
    host: host.toLowerCase().replace(/\.$/, ""),
    path: slash < 0 ? "" : address.slice(slash + 1).replace(/\/+$/, ""),
  };
}
