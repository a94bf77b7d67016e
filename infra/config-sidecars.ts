/** The shape of containers beside the application's in a workload's tasks; what they mean: sidecars.ts. */
import { CONTAINER_CONDITIONS } from "guardrails-policies/model";
import * as v from "valibot";
import { keptSecret, SECRET_ENTRIES } from "./config-secrets";
import { byName, IMAGE, integerOf, text, texts, VARIABLE_NAME } from "./config-values";
import type { Sidecar } from "./sidecars";

const HEALTH_CHECK = "an object with command, and if need be interval, timeout, retries and startPeriod";
const SECRET = "an object with secretArn, and if need be versionId, key and kmsKeyArn";

/** What a container waits for before it starts (ECS API, ContainerDependency): the others by name, each with a condition. */
export const DEPENDS_ON = byName(
  text("a container's name", /^\S+$/),
  v.picklist(CONTAINER_CONDITIONS, `one of ${CONTAINER_CONDITIONS.join(", ")}`),
  "an object of containers, each with a condition",
);

// Ranges: ECS API, HealthCheck.
const healthCheck = v.strictObject(
  {
    command: texts("a list of words that begins with CMD or CMD-SHELL"),
    interval: v.optional(integerOf(5, 300)),
    timeout: v.optional(integerOf(2, 60)),
    retries: v.optional(integerOf(1, 10)),
    startPeriod: v.optional(integerOf(0, 300)),
  },
  HEALTH_CHECK,
);

const sidecar = v.strictObject({
  image: IMAGE,
  command: v.optional(texts("a list of the command's words")),
  cpu: integerOf(1),
  // ECS API, ContainerDefinition: the least that a container's memory may be.
  memory: integerOf(6),
  variables: v.optional(byName(VARIABLE_NAME, v.string("text"), "an object of variables")),
  secrets: v.optional(
    byName(
      text("a variable's name of upper-case letters, digits and _", /^[A-Z][A-Z0-9_]*$/),
      v.strictObject(SECRET_ENTRIES, SECRET),
      "an object of variables, each read from a secret",
    ),
  ),
  essential: v.optional(v.boolean("true or false")),
  healthCheck: v.optional(healthCheck),
  dependsOn: v.optional(DEPENDS_ON),
  user: v.optional(text("a user of its image, such as 10001 or 10001:10001", /^[\w.-]+(:[\w.-]+)?$/)),
  readonlyRootFilesystem: v.optional(v.boolean("true or false")),
  dropCapabilities: v.optional(v.boolean("true or false")),
});

type GivenSidecar = v.InferOutput<typeof sidecar>;

/** As workloads are named: of log streams, volumes and secrets. */
const NAME = text(
  "named by at most 20 lower-case letters, digits and single hyphens",
  /^(?=.{1,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
);

export const SIDECARS = byName(NAME, sidecar, "an object of containers by name");

export type GivenSidecars = Readonly<Record<string, GivenSidecar>>;

export function sidecarsOf(given: GivenSidecars): Readonly<Record<string, Sidecar>> {
  return Object.fromEntries(Object.entries(given).map(([name, one]) => [name, withDefaults(one)]));
}

function withDefaults(given: GivenSidecar): Sidecar {
  const { cpu, memory, image, healthCheck: check } = given;
  return {
    image,
    cpu,
    memory,
    command: given.command ?? null,
    variables: given.variables ?? {},
    secrets: Object.fromEntries(Object.entries(given.secrets ?? {}).map(([name, one]) => [name, keptSecret(one)])),
    // An agent that ends takes no request with it; its owner says where one has to.
    essential: given.essential ?? false,
    // ECS's own (ECS API, HealthCheck).
    healthCheck:
      check === undefined
        ? null
        : {
            command: check.command,
            interval: check.interval ?? 30,
            timeout: check.timeout ?? 5,
            retries: check.retries ?? 3,
            startPeriod: check.startPeriod ?? 0,
          },
    dependsOn: given.dependsOn ?? {},
    user: given.user ?? null,
    readonlyRootFilesystem: given.readonlyRootFilesystem ?? true,
    dropCapabilities: given.dropCapabilities ?? true,
  };
}
