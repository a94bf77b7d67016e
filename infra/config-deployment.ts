/** How a release takes over from the one before it. */
import * as v from "valibot";
import type { Check } from "./checks";
import { integer, json, networks } from "./config-values";

/** A function of the owner's that ECS asks while a release takes over; its word ends the deployment. */
export interface DeploymentHook {
  readonly functionArn: string;
  readonly stages: readonly string[];
}

export interface DeploymentSettings {
  /**
   * `rolling`: task by task. `blue-green`: web services start a second fleet, which is tried on the test listener, takes all
   * requests at once and is watched before the first one goes.
   */
  readonly strategy: "rolling" | "blue-green";
  /** Both fleets run this long after the change, so that going back takes seconds. */
  readonly bakeMinutes: number;
  readonly hooks: readonly DeploymentHook[];
  /** Who may ask the test listener; empty: the VPC's own network. */
  readonly testNetworks: readonly string[];
}

/** ECS API, DeploymentLifecycleHook. */
const STAGES = [
  "RECONCILE_SERVICE",
  "PRE_SCALE_UP",
  "POST_SCALE_UP",
  "TEST_TRAFFIC_SHIFT",
  "POST_TEST_TRAFFIC_SHIFT",
  "PRODUCTION_TRAFFIC_SHIFT",
  "POST_PRODUCTION_TRAFFIC_SHIFT",
] as const;

/** The deployment's check (functions/verify-deployment.ts) has a quarter of an hour, and both fleets cost double. */
const MOST_MINUTES = 10;
const USUAL_MINUTES = 5;

const HOOKS = `a list of objects with the functionArn of a Lambda function and the stages (${STAGES.join(", ")}) it is asked in`;

const hook = v.strictObject({
  functionArn: v.pipe(v.string(), v.regex(/^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/)),
  stages: v.pipe(v.array(v.picklist(STAGES)), v.minLength(1)),
});

export const DEPLOYMENT_KEYS = {
  deploymentStrategy: v.optional(v.picklist(["rolling", "blue-green"], "rolling or blue-green")),
  deploymentBakeMinutes: v.optional(integer(0, MOST_MINUTES)),
  deploymentHooks: v.optional(json(HOOKS, v.array(hook))),
  deploymentTestNetworks: v.optional(networks("a list of IPv4 networks such as 198.51.100.0/24")),
};

type Given = v.InferOutput<v.ObjectSchema<typeof DEPLOYMENT_KEYS, undefined>>;

export function deploymentSettings(given: Given): DeploymentSettings {
  return {
    strategy: given.deploymentStrategy ?? "rolling",
    bakeMinutes: given.deploymentBakeMinutes ?? USUAL_MINUTES,
    hooks: given.deploymentHooks ?? [],
    testNetworks: given.deploymentTestNetworks ?? [],
  };
}

/** What would be without effect, as [key, found, wanted]. */
export function deploymentMistakes(deployment: DeploymentSettings): Check[] {
  const { bakeMinutes, hooks, strategy, testNetworks } = deployment;
  if (strategy === "blue-green") return [];
  const wanted = "left out where deploymentStrategy is not blue-green";
  const mistakes: [boolean, string, string][] = [
    [bakeMinutes !== USUAL_MINUTES, "deploymentBakeMinutes", String(bakeMinutes)],
    [hooks.length > 0, "deploymentHooks", "set"],
    [testNetworks.length > 0, "deploymentTestNetworks", testNetworks.join(", ")],
  ];
  return mistakes.flatMap(([wrong, key, found]) => (wrong ? [[key, found, wanted]] : []));
}
