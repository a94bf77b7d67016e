/**
 * What ECS refuses of a container, and of the containers of a task together. Sources: ECS API reference,
 * `ContainerDefinition`, `HealthCheck`, `ContainerDependency`, `Secret`, `PortMapping`; ECS developer guide, "Amazon ECS task
 * definition parameters for Fargate" (privileged, devices, host ports, execution role) and "Send logs to CloudWatch".
 */
import { blocks, isObject, number, type Properties, text, texts, type Value } from "../../../provider/values";
import { type ApiError, refusal } from "../../api-error";
import { cpuUnits, memoryMib } from "./fargate";

export type Container = { [key: string]: Value };

/** What a row looks at. */
interface Seen {
  readonly container: Container;
  readonly siblings: readonly Container[];
  readonly task: Properties;
  readonly fargate: boolean;
}

/** One thing ECS refuses: its sentence; undefined: it takes the container. */
type Row = (seen: Seen) => string | undefined;

const HEALTH_RANGES = { interval: [5, 300], timeout: [2, 60], retries: [1, 10], startPeriod: [0, 300] } as const;
const CONDITIONS = ["START", "COMPLETE", "SUCCESS", "HEALTHY"];
const ECR_IMAGE = /^\d{12}\.dkr\.ecr(-fips)?\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\//;
const FARGATE_DRIVERS = ["awslogs", "splunk", "awsfirelens"];

const health: Row = ({ container: { healthCheck } }) => {
  if (!isObject(healthCheck)) return undefined;
  if (texts(healthCheck.command).length === 0) return "Container health check command cannot be empty.";
  for (const [key, [least, most]] of Object.entries(HEALTH_RANGES)) {
    const given = number(healthCheck[key]);
    if (given !== undefined && (given < least || given > most))
      return `Invalid health check ${key} ${given}: it must be between ${least} and ${most}.`;
  }
  return undefined;
};

const dependencies: Row = ({ container, siblings }) => {
  for (const { containerName, condition } of blocks(container.dependsOn)) {
    const [name, wanted] = [text(containerName) ?? "", text(condition) ?? ""];
    const other = siblings.find((sibling) => sibling.name === name);
    if (other === undefined || other === container)
      return `Container '${text(container.name) ?? ""}' depends on container '${name}', which is not another container of the task definition.`;
    if (!CONDITIONS.includes(wanted)) return `Invalid container dependency condition '${wanted}'.`;
    if (wanted === "HEALTHY" && !isObject(other.healthCheck))
      return `Container '${name}' needs a health check: another depends on it with the condition HEALTHY.`;
    if ((wanted === "COMPLETE" || wanted === "SUCCESS") && other.essential !== false)
      return `Container '${name}' is essential, so no other may depend on its end (condition ${wanted}).`;
  }
  return undefined;
};

const secrets: Row = ({ container }) => {
  for (const { name, valueFrom } of blocks(container.secrets)) {
    if ((text(name) ?? "") === "") return "Secret.name should not be null or empty.";
    if ((text(valueFrom) ?? "") === "") return "Secret.valueFrom should not be null or empty.";
  }
  return undefined;
};

const hostPorts: Row = ({ container, task }) => {
  if (task.networkMode !== "awsvpc") return undefined;
  const moved = blocks(container.portMappings).some(({ hostPort, containerPort }) => {
    const host = number(hostPort) ?? 0;
    return host !== 0 && host !== number(containerPort);
  });
  return moved ? "When networkMode=awsvpc, the host ports and container ports in port mappings must match." : undefined;
};

const fargateOnly: Row = ({ container, fargate }) => {
  if (!fargate) return undefined;
  const linux = isObject(container.linuxParameters) ? container.linuxParameters : {};
  const found = [
    container.privileged === true ? "privileged" : "",
    texts(container.links).length > 0 ? "links" : "",
    blocks(linux.devices).length > 0 ? "devices" : "",
    (number(linux.sharedMemorySize) ?? 0) > 0 ? "sharedMemorySize" : "",
  ].find((name) => name !== "");
  return found === undefined ? undefined : `Fargate compatible task definitions do not support ${found}.`;
};

const logs: Row = ({ container, task, fargate }) => {
  const log = isObject(container.logConfiguration) ? container.logConfiguration : {};
  const driver = text(log.logDriver);
  if (fargate && driver !== undefined && !FARGATE_DRIVERS.includes(driver))
    return `The log driver ${driver} is not supported on Fargate.`;
  if (driver !== "awslogs") return undefined;
  if (fargate && task.executionRoleArn === undefined)
    return "Fargate requires task definition to have execution role ARN to support log driver awslogs.";
  const options = isObject(log.options) ? log.options : {};
  const needed = ["awslogs-group", "awslogs-region", ...(fargate ? ["awslogs-stream-prefix"] : [])];
  const missing = needed.filter((option) => options[option] === undefined);
  return missing.length > 0 ? `Log driver awslogs requires options: ${missing.join(", ")}` : undefined;
};

const images: Row = ({ container, task, fargate }) =>
  fargate && task.executionRoleArn === undefined && ECR_IMAGE.test(text(container.image) ?? "")
    ? "Fargate requires task definition to have execution role ARN to support ECR images."
    : undefined;

const memory: Row = ({ container, task, fargate }) => {
  const [hard, soft] = [number(container.memory), number(container.memoryReservation)];
  const name = text(container.name) ?? "";
  const limit = memoryMib(task.memory);
  if (hard !== undefined && soft !== undefined && soft > hard)
    return `Invalid 'memoryReservation' setting for container '${name}': it must be less than 'memory'.`;
  if (limit === undefined)
    return hard === undefined && soft === undefined && !fargate
      ? `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`
      : undefined;
  return (hard ?? soft ?? 0) > limit
    ? `Invalid 'memory' setting for container '${name}': it must not be greater than the task's memory, ${limit} MiB.`
    : undefined;
};

const ROWS: readonly Row[] = [health, dependencies, secrets, hostPorts, fargateOnly, logs, images, memory];

/** What all containers reserve together; a container that says nothing reserves nothing. */
function refuseSum(containers: readonly Container[], task: Properties): string | undefined {
  const sum = (of: (container: Container) => number | undefined) =>
    containers.reduce((total, container) => total + (of(container) ?? 0), 0);
  const [cpu, memoryLimit] = [cpuUnits(task.cpu), memoryMib(task.memory)];
  if (cpu !== undefined && sum((container) => number(container.cpu)) > cpu)
    return `The containers' CPU units together must not exceed the task's, ${cpu}.`;
  const reserved = sum((container) => number(container.memoryReservation) ?? number(container.memory));
  return memoryLimit !== undefined && reserved > memoryLimit
    ? `The memory reserved by all containers together must not exceed the task's, ${memoryLimit} MiB.`
    : undefined;
}

/** @throws ApiError for the first container that ECS does not take */
export function refuseContainers(containers: readonly Container[], task: Properties): void {
  const fargate = texts(task.requiresCompatibilities).includes("FARGATE");
  for (const container of containers) {
    for (const row of ROWS) {
      const said = row({ container, siblings: containers, task, fargate });
      if (said !== undefined) throw clientError(said);
    }
  }
  const said = refuseSum(containers, task);
  if (said !== undefined) throw clientError(said);
}

function clientError(detail: string): ApiError {
  return refusal("ClientException", detail);
}
