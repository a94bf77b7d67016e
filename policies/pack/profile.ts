import type { EnvironmentName } from "../model";
import type { PolicyConfiguration } from "./configuration";

export type Profile = "production" | "development";

/** What teams call stacks that people depend on, or that stand in for them. One such word is enough. */
const PRODUCTION = new Set(
  (
    "prod production prd live main master release trunk stable staging stage stg preprod preproduction " +
    "uat acc acceptance canary customer customers public"
  ).split(" "),
);

const DEVELOPMENT = new Set(
  (
    "dev devel develop development test tests testing tst sandbox sbx local localhost review pr mr preview ephemeral " +
    "feature feat fix bugfix spike poc playground experiment scratch tmp temp ci"
  ).split(" "),
);

/**
 * The strictest of what the configuration, the stack's name and the blueprint say. Each may make it stricter, none weaker: a
 * stack whose name says nothing is production, whatever else is claimed.
 * @param environment of the blueprint; undefined without one.
 */
export function profileOf(
  { profile }: Pick<PolicyConfiguration, "profile">,
  stackName: string,
  environment: EnvironmentName | undefined,
): Profile {
  const declared = environment === undefined || environment === "development" ? "development" : "production";
  const opinions = [profile ?? "development", profileOfName(stackName), declared];
  return opinions.includes("production") ? "production" : "development";
}

/** What a stack's name says, word by word; production unless a word says development and none says production. */
export function profileOfName(stackName: string): Profile {
  // A stack of a cloud backend is `organisation/project/stack`: the last part names it.
  const words = wordsOf(stackName.slice(stackName.lastIndexOf("/") + 1));
  if (words.some((word) => PRODUCTION.has(word))) return "production";
  return words.some((word) => DEVELOPMENT.has(word)) ? "development" : "production";
}

/** `prod2`, `liveEU`, `my_prod-eu.1`: words without the digits that count them. */
function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, 200)
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
}
