import { blocks, number, type Properties, text, texts, type Value } from "../../../provider/values";
import { refusal } from "../../api-error";
import { between, json, matches, oneOf } from "../../checks";
import { type Place, resourceType } from "../../resource-type";
import { roleExists } from "../iam";
import { only } from "../support";
import { NAME, NAME_RULE, TASK_DEFINITION } from "./common";
import { containerShape } from "./container-shape";
import { type Container, refuseContainers } from "./container-values";
import { refuseFargateSize } from "./fargate";

export const taskDefinition = resourceType(TASK_DEFINITION, {
  api: {
    service: "ECS",
    noun: "ECS Task Definition",
    create: "RegisterTaskDefinition",
    delete: "DeregisterTaskDefinition",
  },
  replaceOn: [
    "containerDefinitions",
    "cpu",
    "enableFaultInjection",
    "ephemeralStorage",
    "executionRoleArn",
    "family",
    "ipcMode",
    "memory",
    "networkMode",
    "pidMode",
    "placementConstraints",
    "proxyConfiguration",
    "requiresCompatibilities",
    "runtimePlatform",
    "taskRoleArn",
    "volumes",
  ],
  defaults: { skipDestroy: false, trackLatest: false },
  // Every revision of a family has the family as its id.
  key: (outputs) => text(outputs.arn),
  title: "family",
  checks: [
    matches("family", NAME, NAME_RULE),
    json("containerDefinitions", "array"),
    containerShape,
    oneOf("networkMode", ["bridge", "host", "awsvpc", "none"]),
    oneOf("requiresCompatibilities[]", ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"]),
    oneOf("ipcMode", ["host", "none", "task"]),
    oneOf("pidMode", ["host", "task"]),
    between("ephemeralStorage.sizeInGib", 21, 200),
    oneOf("runtimePlatform.cpuArchitecture", ["X86_64", "ARM64"]),
  ],
  create: (place, inputs) => {
    refuseTask(place, inputs);
    const family = text(inputs.family) ?? "";
    const revision = place.account.next(`ecs/task-definition/${place.region}/${family}`);
    const arnWithoutRevision = place.arn("ecs", `task-definition/${family}`);
    return {
      id: family,
      outputs: {
        arn: `${arnWithoutRevision}:${revision}`,
        arnWithoutRevision,
        revision,
        enableFaultInjection: inputs.enableFaultInjection ?? false,
        networkMode: inputs.networkMode ?? "bridge",
      },
    };
  },
});

function refuseTask(place: Place, inputs: Properties): void {
  const containers = containersOf(inputs.containerDefinitions);
  if (containers?.length === 0) throw refusal("ClientException", "Container list cannot be empty.");
  const names = new Set<string>();
  for (const container of containers ?? []) refuseContainer(container, names);
  if (containers && !containers.some((container) => container.essential !== false)) {
    throw refusal("ClientException", "At least one container in the task must be essential.");
  }
  for (const [property, value] of [
    ["executionRoleArn", inputs.executionRoleArn],
    ["taskRoleArn", inputs.taskRoleArn],
  ] as const) {
    const arn = text(value);
    if (arn !== undefined && !roleExists(place, arn)) {
      throw refusal("ClientException", `Role is not valid: the ${property} ${arn} does not exist.`);
    }
  }
  refuseFargate(inputs, containers);
  refuseContainers(containers ?? [], inputs);
}

function refuseFargate(inputs: Properties, containers: readonly Container[] | undefined): void {
  if (!texts(inputs.requiresCompatibilities).includes("FARGATE")) return;
  if (text(inputs.networkMode) !== "awsvpc") {
    throw refusal("ClientException", "Fargate only supports network mode ‘awsvpc’.");
  }
  refuseFargateSize(inputs);
  const secrets = containers?.some((container) => Array.isArray(container.secrets) && container.secrets.length > 0);
  if (secrets && inputs.executionRoleArn === undefined) {
    throw refusal(
      "ClientException",
      "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    );
  }
}

export function containersOf(definitions: Value | undefined): Container[] | undefined {
  const json = text(definitions);
  if (json === undefined) return undefined;
  const parsed = JSON.parse(json) as Value;
  return blocks(parsed);
}

function refuseContainer(container: Container, names: Set<string>): void {
  const name = text(container.name);
  if (name === undefined || name === "")
    throw refusal("ClientException", "Container.name should not be null or empty.");
  if (names.has(name)) throw refusal("ClientException", "Container name must be unique within a task definition.");
  names.add(name);
  if (text(container.image) === undefined)
    throw refusal("ClientException", "Container.image should not be null or empty.");
  const timeout = number(container.stopTimeout);
  if (timeout !== undefined && (timeout < 0 || timeout > 120)) {
    throw refusal("ClientException", "Stop timeout value must be between 0 and 120 seconds on Fargate.");
  }
  const variables = [...named(container.environment), ...named(container.secrets)];
  const twice = variables.find((variable, index) => variables.indexOf(variable) !== index);
  if (twice !== undefined && named(container.secrets).includes(twice)) {
    throw refusal(
      "ClientException",
      `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${twice}'.`,
    );
  }
}

function named(list: Value | undefined): string[] {
  return blocks(list).flatMap((item) => only(item.name));
}

/** A task definition by its ARN, `family:revision` or, the latest one, family. */
export function findTaskDefinition(place: Place, wanted: string): Properties | undefined {
  return place.account.all(TASK_DEFINITION).findLast(({ outputs }) => {
    const family = text(outputs.family) ?? "";
    return [outputs.arn, outputs.arnWithoutRevision, family, `${family}:${number(outputs.revision) ?? 0}`].includes(
      wanted,
    );
  })?.outputs;
}

export function requireTaskDefinition(place: Place, value: Value | undefined): Properties | undefined {
  const wanted = text(value);
  if (wanted === undefined) return undefined;
  const found = findTaskDefinition(place, wanted);
  if (found === undefined) throw refusal("ClientException", "TaskDefinition not found.");
  return found;
}
