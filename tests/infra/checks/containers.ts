import { secretLike } from "../../../policies/facts";
import type { Row } from "./row";
import {
  all,
  alter,
  alterAll,
  alterContainers,
  arnOf,
  at,
  everyContainer,
  idOf,
  input,
  list,
  listOf,
  number,
  type Stack,
  T,
} from "./stack";

const taskDefinitions = all(T.taskDefinition);
const services = all(T.service);

/** Task definitions a service runs; a task that is run once is as healthy as its exit code. */
function ofServices(stack: Stack): Stack {
  const run = services(stack).map((service) => input(service, "taskDefinition"));
  return taskDefinitions(stack).filter((definition) => run.includes(arnOf(definition)));
}

/** Task definitions, services and the cluster. */
export const containerRows: readonly Row[] = [
  {
    property: "no secret in a container's plain environment",
    need: "must",
    checks: ["ECS.8", "CT.ECS.PR.12", "AWS-0036"],
    subjects: taskDefinitions,
    holds: everyContainer(({ environment }) =>
      environment.every(({ name, value }) => secretLike(name, value) === undefined),
    ),
    flip: alterContainers({ environment: [{ name: "JWT_SECRET_KEY", value: "b1946ac92492d2347c6235b4d2611184" }] }),
  },
  {
    property: "no plain environment at all",
    need: "conflict",
    checks: ["ECS2"],
    subjects: taskDefinitions,
    holds: everyContainer(({ environment }) => environment.length === 0),
    flip: alterContainers({ environment: [] }, alterAll),
  },
  {
    property: "containers are not privileged",
    need: "must",
    checks: ["CKV_AWS_334", "ECS.4"],
    subjects: taskDefinitions,
    holds: everyContainer((container) => container["privileged"] === false),
    flip: alterContainers({ privileged: true }),
  },
  {
    property: "containers name a user other than root",
    need: "must",
    checks: ["ECS.20", "CT.ECS.PR.3"],
    subjects: taskDefinitions,
    holds: everyContainer(({ user }) => typeof user === "string" && !/^(root|0*)?(:|$)/.test(user)),
    flip: alterContainers({ user: "0:1000" }),
  },
  {
    property: "root file systems are read-only",
    need: "must",
    checks: ["CKV_AWS_336", "ECS.5", "CT.ECS.PR.6"],
    subjects: taskDefinitions,
    holds: everyContainer((container) => container["readonlyRootFilesystem"] === true),
    flip: alterContainers({ readonlyRootFilesystem: false }),
  },
  {
    property: "tasks do not share the host's processes",
    need: "should",
    checks: ["CKV_AWS_335", "ECS.3"],
    subjects: taskDefinitions,
    holds: (definition) => input(definition, "pidMode") !== "host",
    flip: alter(T.taskDefinition, { pidMode: "host" }),
  },
  {
    property: "tasks have a network interface of their own",
    need: "should",
    checks: ["ECSTaskDefinitionUserForHostMode", "ECS.17", "CT.ECS.PR.4"],
    subjects: taskDefinitions,
    holds: (definition) => input(definition, "networkMode") === "awsvpc",
    flip: alter(T.taskDefinition, { networkMode: "host" }),
  },
  {
    property: "containers log",
    need: "must",
    checks: ["ECS7", "ECS.9"],
    subjects: taskDefinitions,
    holds: everyContainer((container) => at(container, "logConfiguration.logDriver") === "awslogs"),
    flip: alterContainers({ logConfiguration: undefined }),
  },
  {
    property: "a service's containers have a health check",
    need: "must",
    checks: ["ecs_task_definition_healthcheck_missing"],
    subjects: ofServices,
    holds: everyContainer((container) => listOf(at(container, "healthCheck.command")).length > 1),
    flip: alterContainers({ healthCheck: undefined }, alterAll),
  },
  {
    property: "the application's role is not the one that starts it",
    need: "must",
    checks: ["CKV_AWS_249"],
    subjects: taskDefinitions,
    holds: (definition) => {
      const [task, execution] = [input(definition, "taskRoleArn"), input(definition, "executionRoleArn")];
      return typeof task === "string" && typeof execution === "string" && task !== execution;
    },
    flip: alter(T.taskDefinition, (definition) => ({ taskRoleArn: input(definition, "executionRoleArn") })),
  },
  {
    property: "EFS volumes are mounted over TLS",
    need: "should",
    checks: ["CKV_AWS_97", "ECS.18", "AWS-0035"],
    subjects: taskDefinitions,
    holds: (definition) =>
      list(definition, "volumes").every(
        (volume) =>
          at(volume, "efsVolumeConfiguration") === undefined ||
          at(volume, "efsVolumeConfiguration.transitEncryption") === "ENABLED",
      ),
    flip: alter(T.taskDefinition, { volumes: [{ name: "data", efsVolumeConfiguration: { fileSystemId: "fs-1" } }] }),
  },
  {
    property: "containers have a memory limit of their own",
    need: "should",
    checks: ["CT.ECS.PR.7"],
    subjects: taskDefinitions,
    holds: everyContainer((container) => Number(container["memory"]) > 0),
    flip: alterContainers({ memory: 512 }, alterAll),
  },
  {
    property: "tasks have a memory limit",
    need: "should",
    checks: [],
    subjects: taskDefinitions,
    holds: (definition) => number(definition, "memory") > 0,
    flip: alter(T.taskDefinition, { memory: undefined }),
  },
  {
    property: "tasks have no public address",
    need: "must",
    checks: ["CKV_AWS_333", "ECS.2"],
    subjects: services,
    holds: (service) => input(service, "networkConfiguration.assignPublicIp") === false,
    flip: alter(T.service, { networkConfiguration: { assignPublicIp: true } }),
  },
  {
    property: "services run on the latest platform",
    need: "should",
    checks: ["CKV_AWS_332", "ECS.10"],
    subjects: services,
    holds: (service) => input(service, "platformVersion") === "LATEST",
    flip: alter(T.service, { platformVersion: "1.3.0" }),
  },
  {
    property: "services span zones, roll back, and say how many tasks a deployment may take or add",
    need: "must",
    checks: ["ecs_service_without_running_tasks"],
    subjects: services,
    holds: (service, stack) => {
      const used = list(service, "networkConfiguration.subnets");
      const zones = all(T.subnet)(stack)
        .filter((subnet) => used.includes(idOf(subnet)))
        .map((subnet) => input(subnet, "availabilityZone"));
      return (
        new Set(zones).size >= 2 &&
        input(service, "deploymentCircuitBreaker.enable") === true &&
        input(service, "deploymentCircuitBreaker.rollback") === true &&
        number(service, "deploymentMinimumHealthyPercent") >= 0 &&
        number(service, "deploymentMaximumPercent") >= 100
      );
    },
    flip: alterAll(T.subnet, { availabilityZone: "eu-west-1a" }),
  },
  {
    property: "Container Insights is on",
    need: "must",
    checks: ["CKV_AWS_65", "ECS4", "ECS.12", "AWS-0034"],
    subjects: all(T.cluster),
    holds: (cluster) =>
      list(cluster, "settings").some(
        (setting) =>
          at(setting, "name") === "containerInsights" && ["enabled", "enhanced"].includes(String(at(setting, "value"))),
      ),
    flip: alter(T.cluster, { settings: [{ name: "containerInsights", value: "disabled" }] }),
  },
  {
    property: "a shell in a container is impossible, or logged under a key",
    need: "should",
    checks: ["CKV_AWS_223", "CKV_AWS_224"],
    subjects: all(T.cluster),
    holds: (cluster, stack) => {
      const session = input(cluster, "configuration.executeCommandConfiguration");
      return (
        services(stack).every((service) => input(service, "enableExecuteCommand") === false) ||
        (at(session, "kmsKeyId") !== undefined && at(session, "logging") === "OVERRIDE")
      );
    },
    flip: alter(T.service, { enableExecuteCommand: true }),
  },
];
