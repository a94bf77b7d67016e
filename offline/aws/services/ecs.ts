import { blocks, isObject, isUnknown, number, type Properties, text, texts, type Value } from "../../provider/values";
import { refusal } from "../api-error";
import { between, conflicts, json, lengthBetween, matches, oneOf } from "../checks";
import { autoname, type Place, resourceType, type ResourceType } from "../resource-type";
import { securityGroupExists, SUBNET } from "./ec2";
import { roleExists } from "./iam";
import { only, reference, referrers } from "./support";

const CLUSTER = "aws:ecs/cluster:Cluster";
export const SERVICE = "aws:ecs/service:Service";
const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";
/** Tasks are no resource type of the provider: the account keeps what the ECS API runs under this name. */
export const TASK = "ecs:task";
const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
const LISTENER = "aws:lb/listener:Listener";
const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";

const NAME = /^[a-zA-Z0-9_-]{1,255}$/;
const NAME_RULE = "must contain only letters, numbers, hyphens and underscores, at most 255";

const cluster = resourceType(CLUSTER, {
  api: { service: "ECS", noun: "ECS Cluster", create: "CreateCluster", delete: "DeleteCluster" },
  replaceOn: ["name"],
  autoname: autoname(255),
  checks: [
    matches("name", NAME, NAME_RULE),
    oneOf("settings[].name", ["containerInsights"]),
    oneOf("settings[].value", ["enabled", "disabled", "enhanced"]),
  ],
  create: (place, inputs) => {
    const arn = place.arn("ecs", `cluster/${text(inputs.name) ?? ""}`);
    return {
      id: arn,
      outputs: { arn, settings: inputs.settings ?? [{ name: "containerInsights", value: "disabled" }] },
    };
  },
  delete: (place, { id, outputs }) => {
    if (
      place.account.all(SERVICE).some((service) => inCluster(service.outputs.cluster, id, text(outputs.name) ?? ""))
    ) {
      throw refusal("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.");
    }
    for (const task of referrers(place, TASK, "clusterArn", id)) place.account.remove(TASK, task.key);
  },
});

export function inCluster(value: Value | undefined, arn: string, name: string): boolean {
  return value === arn || value === name;
}

function findCluster(place: Place, value: Value | undefined): Properties | undefined {
  const wanted = text(value);
  if (wanted === undefined) return undefined;
  return place.account.all(CLUSTER).find(({ id, outputs }) => inCluster(wanted, id, text(outputs.name) ?? ""))?.outputs;
}

export function requireCluster(place: Place, value: Value | undefined): Properties {
  const found = findCluster(place, value ?? "default");
  if (found === undefined) throw refusal("ClusterNotFoundException", "Cluster not found.");
  return found;
}

const BUILT_IN_PROVIDERS = new Set(["FARGATE", "FARGATE_SPOT"]);

const clusterCapacityProviders = resourceType("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", {
  api: {
    service: "ECS",
    noun: "ECS Cluster Capacity Providers",
    create: "PutClusterCapacityProviders",
    update: "PutClusterCapacityProviders",
  },
  replaceOn: ["clusterName"],
  title: "clusterName",
  checks: [
    between("defaultCapacityProviderStrategies[].weight", 0, 1000),
    between("defaultCapacityProviderStrategies[].base", 0, 100000),
  ],
  create: (place, inputs) => {
    requireCluster(place, inputs.clusterName);
    refuseStrategy(inputs.defaultCapacityProviderStrategies, new Set(texts(inputs.capacityProviders)));
    return { id: text(inputs.clusterName) ?? "" };
  },
});

function refuseStrategy(strategy: Value | undefined, associated: ReadonlySet<string>): void {
  const items = blocks(strategy);
  for (const item of items) {
    const provider = text(item.capacityProvider);
    if (provider !== undefined && !associated.has(provider)) {
      throw refusal(
        "InvalidParameterException",
        `The specified capacity provider '${provider}' is not associated with the cluster. Specify a capacity provider that is associated and try again.`,
      );
    }
  }
  if (items.filter((item) => (number(item.base) ?? 0) > 0).length > 1) {
    throw refusal(
      "InvalidParameterException",
      "Only one capacity provider in a capacity provider strategy can have a base value greater than 0.",
    );
  }
}

/** Task sizes Fargate runs: CPU units → memory in MiB. Source: ECS developer guide, task CPU and memory. */
const FARGATE_SIZES: Readonly<Record<number, (memory: number) => boolean>> = {
  256: (memory) => [512, 1024, 2048].includes(memory),
  512: steps(1024, 4096, 1024),
  1024: steps(2048, 8192, 1024),
  2048: steps(4096, 16384, 1024),
  4096: steps(8192, 30720, 1024),
  8192: steps(16384, 61440, 4096),
  16384: steps(32768, 122880, 8192),
};

function steps(first: number, last: number, step: number): (memory: number) => boolean {
  return (memory) => memory >= first && memory <= last && (memory - first) % step === 0;
}

/** CPU units, also of the form "1 vCPU"; memory in MiB, also of the form "2 GB". */
function cpuUnits(value: Value | undefined): number | undefined {
  const vcpu = /^([\d.]+)\s*vCPU$/i.exec(text(value) ?? "")?.[1];
  return vcpu === undefined ? number(value) : Number(vcpu) * 1024;
}

function memoryMib(value: Value | undefined): number | undefined {
  const gigabytes = /^([\d.]+)\s*GB$/i.exec(text(value) ?? "")?.[1];
  return gigabytes === undefined ? number(value) : Number(gigabytes) * 1024;
}

const taskDefinition = resourceType(TASK_DEFINITION, {
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

function refuseFargateSize(inputs: Properties): void {
  const cpu = cpuUnits(inputs.cpu);
  const memory = memoryMib(inputs.memory);
  if (isUnknown(inputs.cpu) || isUnknown(inputs.memory)) return;
  if (cpu === undefined) throw refusal("ClientException", "Fargate requires that 'cpu' be defined at the task level.");
  if (memory === undefined)
    throw refusal("ClientException", "Fargate requires that 'memory' be defined at the task level.");
  if (FARGATE_SIZES[cpu]?.(memory)) return;
  throw refusal(
    "ClientException",
    `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. See the Amazon ECS documentation for the valid values.`,
  );
}

export function containersOf(definitions: Value | undefined): { [key: string]: Value }[] | undefined {
  const json = text(definitions);
  if (json === undefined) return undefined;
  const parsed = JSON.parse(json) as Value;
  return blocks(parsed);
}

function refuseContainer(container: { [key: string]: Value }, names: Set<string>): void {
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

const service = resourceType(SERVICE, {
  api: {
    service: "ECS",
    noun: "ECS Service",
    create: "CreateService",
    update: "UpdateService",
    delete: "DeleteService",
  },
  replaceOn: ["cluster", "iamRole", "launchType", "name", "schedulingStrategy"],
  defaults: {
    deploymentMaximumPercent: 200,
    deploymentMinimumHealthyPercent: 100,
    enableEcsManagedTags: false,
    enableExecuteCommand: false,
    schedulingStrategy: "REPLICA",
    waitForSteadyState: false,
  },
  autoname: autoname(255),
  checks: [
    matches("name", NAME, NAME_RULE),
    oneOf("launchType", ["EC2", "FARGATE", "EXTERNAL"]),
    oneOf("schedulingStrategy", ["REPLICA", "DAEMON"]),
    oneOf("propagateTags", ["SERVICE", "TASK_DEFINITION", "NONE"]),
    oneOf("availabilityZoneRebalancing", ["ENABLED", "DISABLED"]),
    oneOf("deploymentController.type", ["ECS", "CODE_DEPLOY", "EXTERNAL"]),
    between("healthCheckGracePeriodSeconds", 0, 2147483647),
    between("loadBalancers[].containerPort", 0, 65536),
    between("capacityProviderStrategies[].weight", 0, 1000),
    between("capacityProviderStrategies[].base", 0, 100000),
    conflicts("launchType", "capacityProviderStrategies"),
  ],
  unique: {
    property: "name",
    within: ["cluster"],
    taken: () => refusal("InvalidParameterException", "Creation of service was not idempotent."),
  },
  create: (place, inputs) => {
    const home = requireCluster(place, inputs.cluster);
    refuseService(place, inputs, home);
    const clusterName = text(home.name) ?? "default";
    const arn = place.arn("ecs", `service/${clusterName}/${text(inputs.name) ?? ""}`);
    return {
      id: arn,
      outputs: {
        arn,
        availabilityZoneRebalancing: inputs.availabilityZoneRebalancing ?? rebalancing(inputs),
        cluster: inputs.cluster ?? place.arn("ecs", "cluster/default"),
        iamRole: inputs.iamRole ?? "aws-service-role",
        launchType: inputs.launchType ?? (inputs.capacityProviderStrategies === undefined ? "EC2" : ""),
        platformVersion: inputs.platformVersion ?? (usesFargate(inputs) ? "LATEST" : ""),
      },
    };
  },
  update: (place, { inputs }) => {
    refuseService(place, inputs, requireCluster(place, inputs.cluster));
    return {};
  },
});

/** AWS's own choice for a service that says nothing: on where the deployment settings allow it. */
function rebalancing(inputs: Properties): string {
  return (number(inputs.deploymentMaximumPercent) ?? 200) > 100 && inputs.schedulingStrategy !== "DAEMON"
    ? "ENABLED"
    : "DISABLED";
}

function usesFargate(inputs: Properties): boolean {
  const strategy = blocks(inputs.capacityProviderStrategies);
  return (
    inputs.launchType === "FARGATE" ||
    strategy.some((item) => BUILT_IN_PROVIDERS.has(text(item.capacityProvider) ?? ""))
  );
}

function refuseService(place: Place, inputs: Properties, home: Properties): void {
  const task = requireTaskDefinition(place, inputs.taskDefinition);
  refuseNetwork(place, inputs, task);
  refuseLoadBalancers(place, inputs, task);
  const maximum = number(inputs.deploymentMaximumPercent) ?? 200;
  const minimum = number(inputs.deploymentMinimumHealthyPercent) ?? 100;
  if (maximum <= 100 && minimum >= 100) {
    throw refusal(
      "InvalidParameterException",
      "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
    );
  }
  if (inputs.availabilityZoneRebalancing === "ENABLED" && maximum <= 100) {
    throw refusal(
      "InvalidParameterException",
      "Availability Zone rebalancing does not support maximumPercent <= 100. Please set maximumPercent above 100.",
    );
  }
  if (Array.isArray(inputs.capacityProviderStrategies)) {
    const associated = place.account.get(
      "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
      text(home.name) ?? "",
    );
    refuseStrategy(inputs.capacityProviderStrategies, new Set(texts(associated?.outputs.capacityProviders)));
  }
  if (usesFargate(inputs) && task !== undefined && !texts(task.requiresCompatibilities).includes("FARGATE")) {
    throw refusal("InvalidParameterException", "Task definition does not support launch_type FARGATE.");
  }
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

export function refuseNetwork(place: Place, inputs: Properties, task: Properties | undefined): void {
  const network = isObject(inputs.networkConfiguration) ? inputs.networkConfiguration : undefined;
  if (task?.networkMode === "awsvpc" && network === undefined && !isUnknown(inputs.networkConfiguration)) {
    throw refusal(
      "InvalidParameterException",
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    );
  }
  if (network === undefined) return;
  for (const id of texts(network.subnets)) {
    if (place.account.get(SUBNET, id) === undefined) {
      throw refusal(
        "InvalidParameterException",
        `Error retrieving subnet information for [${id}]: The subnet ID '${id}' does not exist (ErrorCode: InvalidSubnetID.NotFound)`,
      );
    }
  }
  for (const id of texts(network.securityGroups)) {
    if (!securityGroupExists(place, id)) {
      throw refusal(
        "InvalidParameterException",
        `Error retrieving security group information for [${id}]: The security group '${id}' does not exist (ErrorCode: InvalidGroup.NotFound)`,
      );
    }
  }
}

function refuseLoadBalancers(place: Place, inputs: Properties, task: Properties | undefined): void {
  const containers = task && containersOf(task.containerDefinitions);
  for (const item of blocks(inputs.loadBalancers)) {
    const container = text(item.containerName);
    const port = number(item.containerPort);
    const found = containers?.find(({ name }) => name === container);
    if (containers && container !== undefined && found === undefined) {
      throw refusal("InvalidParameterException", `The container ${container} does not exist in the task definition.`);
    }
    const mapped = blocks(found?.portMappings).map((mapping) => mapping.containerPort);
    if (found && port !== undefined && !mapped.includes(port)) {
      throw refusal(
        "InvalidParameterException",
        `The container ${container ?? ""} did not have a container port ${port} defined.`,
      );
    }
    const arn = text(item.targetGroupArn);
    if (arn === undefined) continue;
    const group = place.account.get(TARGET_GROUP, arn)?.outputs;
    if (group === undefined)
      throw refusal(
        "InvalidParameterException",
        "Unable to assume role and validate the specified targetGroupArn: target group not found.",
      );
    if (task?.networkMode === "awsvpc" && group.targetType !== "ip") {
      throw refusal(
        "InvalidParameterException",
        `The provided target group ${arn} has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.`,
      );
    }
    if (!routed(place, arn)) {
      throw refusal(
        "InvalidParameterException",
        `The target group with targetGroupArn ${arn} does not have an associated load balancer.`,
      );
    }
  }
}

/** Whether a listener or one of its rules forwards to the target group. */
function routed(place: Place, targetGroup: string): boolean {
  return [LISTENER, LISTENER_RULE].some((type) =>
    place.account
      .all(type)
      .some(({ outputs }) =>
        JSON.stringify(outputs.defaultActions ?? outputs.actions ?? []).includes(`"${targetGroup}"`),
      ),
  );
}

const capacityProvider = resourceType("aws:ecs/capacityProvider:CapacityProvider", {
  api: { service: "ECS", noun: "ECS Capacity Provider" },
  replaceOn: ["name"],
  autoname: autoname(255),
  checks: [lengthBetween("name", 1, 255)],
  create: (place, inputs) => {
    const arn = place.arn("ecs", `capacity-provider/${text(inputs.name) ?? ""}`);
    return { id: arn, outputs: { arn } };
  },
});

const taskSet = resourceType("aws:ecs/taskSet:TaskSet", {
  api: { service: "ECS", noun: "ECS Task Set" },
  replaceOn: ["cluster", "service", "taskDefinition", "launchType"],
  references: [reference(["service"], SERVICE, () => refusal("ServiceNotFoundException", "Service not found."))],
  create: (place, inputs) => {
    const taskSetId = `ecs-svc/${place.account.next("ecs/task-set").toString().padStart(19, "1")}`;
    return {
      id: `${taskSetId},${text(inputs.service) ?? ""},${text(inputs.cluster) ?? ""}`,
      outputs: {
        arn: place.arn("ecs", `task-set/${taskSetId}`),
        taskSetId,
        stabilityStatus: "STEADY_STATE",
        status: "ACTIVE",
      },
    };
  },
});

export const ECS: readonly ResourceType[] = [
  cluster,
  clusterCapacityProviders,
  taskDefinition,
  service,
  capacityProvider,
  taskSet,
];
