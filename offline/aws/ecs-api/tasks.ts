import { createHash } from "node:crypto";
import {
  type Container,
  type DescribeTasksResponse,
  type Failure,
  type RunTaskResponse,
  type Task,
} from "@aws-sdk/client-ecs";
import { blocks, isObject, number, type Properties, text, texts } from "../../provider/values";
import { type StoredResource } from "../account";
import { refusal } from "../api-error";
import { hex } from "../names";
import { type Place } from "../resource-type";
import { containersOf, refuseNetwork, requireCluster, requireTaskDefinition, TASK } from "../services/ecs";
import { referrers } from "../services/support";
import { exitCodeOf } from "./exit-code";
import { type Wire } from "./wire";

/** Seconds ECS remembers a task that has stopped, and its token. Source: ECS API, RunTask and "Ensuring idempotency". */
const REMEMBERED = 3600;

/** Starts tasks, or finds those of the same token. @throws ApiError when ECS refuses */
export function runTask(place: Place, request: Properties): Wire<RunTaskResponse> {
  const cluster = requireCluster(place, request.cluster);
  const definition = requireTaskDefinition(place, request.taskDefinition);
  if (definition === undefined) throw refusal("InvalidParameterException", "Task definition can not be blank.");
  refuseLaunch(place, request, definition);
  const count = number(request.count) ?? 1;
  if (count < 1 || count > 10) {
    throw refusal("InvalidParameterException", "count must be between 1 and 10.");
  }
  forget(place);

  const token = text(request.clientToken);
  const known = token === undefined ? [] : referrers(place, TASK, "clientToken", token);
  const digest = createHash("sha256").update(JSON.stringify(request)).digest("hex");
  if (known.some(({ outputs }) => outputs.request !== digest)) {
    throw refusal(
      "ConflictException",
      "The RunTask request could not be processed due to conflicts. The provided clientToken is already in use with a different RunTask request.",
    );
  }
  const tasks =
    known.length > 0
      ? known
      : Array.from({ length: count }, () => start(place, cluster, definition, { ...request, request: digest }));
  return { tasks: tasks.map(shown), failures: [] };
}

/** Tasks as they are. @throws ApiError when ECS refuses */
export function describeTasks(place: Place, request: Properties): Wire<DescribeTasksResponse> {
  const cluster = requireCluster(place, request.cluster);
  const wanted = texts(request.tasks);
  if (wanted.length === 0) throw refusal("InvalidParameterException", "Tasks cannot be empty.");
  if (wanted.length > 100) throw refusal("InvalidParameterException", "Tasks cannot be more than 100.");
  const tasks: Wire<Task>[] = [];
  const failures: Failure[] = [];
  for (const task of wanted) {
    const arn = task.startsWith("arn:") ? task : place.arn("ecs", `task/${text(cluster.name) ?? ""}/${task}`);
    const found = place.account.get(TASK, arn);
    if (found === undefined || found.outputs.clusterArn !== cluster.arn) {
      failures.push({ arn, reason: "MISSING" });
      continue;
    }
    tasks.push(shown(found));
    if (found.outputs.lastStatus !== STOPPED) place.account.put(TASK, stopped(found));
  }
  return { tasks, failures };
}

const STOPPED = "STOPPED";

function refuseLaunch(place: Place, request: Properties, definition: Properties): void {
  const network = isObject(request.networkConfiguration) ? request.networkConfiguration.awsvpcConfiguration : undefined;
  refuseNetwork(place, network === undefined ? {} : { networkConfiguration: network }, definition);
  const launchType = text(request.launchType);
  if (launchType !== undefined && !texts(definition.requiresCompatibilities).includes(launchType)) {
    throw refusal("InvalidParameterException", `Task definition does not support launch_type ${launchType}.`);
  }
}

function start(place: Place, cluster: Properties, definition: Properties, request: Properties): StoredResource {
  const overrides = isObject(request.overrides) ? blocks(request.overrides.containerOverrides) : [];
  const containers = (containersOf(definition.containerDefinitions) ?? []).map((container) => {
    const name = text(container.name) ?? "";
    const overridden = { ...container, ...overrides.find((override) => override.name === name) };
    return { name, image: text(container.image) ?? "", exitCode: exitCodeOf(overridden) };
  });
  const arn = place.arn("ecs", `task/${text(cluster.name) ?? ""}/${hex(32)}`);
  const task: StoredResource = {
    key: arn,
    id: arn,
    inputs: {},
    outputs: {
      clientToken: request.clientToken ?? "",
      request: request.request ?? "",
      clusterArn: cluster.arn ?? "",
      taskDefinitionArn: definition.arn ?? "",
      group: `family:${text(definition.family) ?? ""}`,
      launchType: request.launchType ?? "EC2",
      containers,
      createdAt: now(),
      lastStatus: "RUNNING",
    },
  };
  // A task ends at once. One that fails is still seen running at the first look: who finds a task that failed at first
  // sight takes it for an earlier one, and starts another.
  const begun = containers.some(({ exitCode }) => exitCode !== 0) ? task : stopped(task);
  place.account.put(TASK, begun);
  return begun;
}

function stopped(task: StoredResource): StoredResource {
  return { ...task, outputs: { ...task.outputs, lastStatus: STOPPED, stoppedAt: now() } };
}

function forget(place: Place): void {
  for (const { key, outputs } of place.account.all(TASK)) {
    if ((number(outputs.stoppedAt) ?? Infinity) < now() - REMEMBERED) place.account.remove(TASK, key);
  }
}

/** The task as the API shows it. */
function shown({ id, outputs }: StoredResource): Wire<Task> {
  const lastStatus = text(outputs.lastStatus) ?? "";
  const createdAt = number(outputs.createdAt) ?? 0;
  const stoppedAt = number(outputs.stoppedAt);
  return {
    taskArn: id,
    clusterArn: text(outputs.clusterArn) ?? "",
    taskDefinitionArn: text(outputs.taskDefinitionArn) ?? "",
    group: text(outputs.group) ?? "",
    launchType: text(outputs.launchType) === "FARGATE" ? "FARGATE" : "EC2",
    lastStatus,
    desiredStatus: lastStatus,
    containers: blocks(outputs.containers).map((container): Wire<Container> => {
      const exitCode = stoppedAt === undefined ? undefined : number(container.exitCode);
      return {
        name: text(container.name) ?? "",
        image: text(container.image) ?? "",
        taskArn: id,
        lastStatus,
        ...(exitCode === undefined ? {} : { exitCode }),
      };
    }),
    createdAt,
    startedAt: createdAt,
    ...(stoppedAt === undefined
      ? {}
      : { stoppedAt, stopCode: "EssentialContainerExited", stoppedReason: "Essential container in task exited" }),
  };
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
