/**
 * Runs one ECS task to its end and fails with the reason if it does not exit with zero. The program uploads this file to
 * Lambda as it is compiled, alone: the runtime brings the AWS SDK.
 */
import { createHash } from "node:crypto";
import {
  type DescribeTasksRequest,
  type DescribeTasksResponse,
  ECS,
  type Failure,
  type RunTaskRequest,
  type RunTaskResponse,
  type Task,
} from "@aws-sdk/client-ecs";

/** What to run, and where. */
export interface OneOffTask {
  /** ARN of the cluster. */
  readonly cluster: string;
  /** ARN of one revision of a task definition. */
  readonly taskDefinition: string;
  /** The container whose exit code counts. */
  readonly container: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  /** Where a person finds what the task said; for messages only. */
  readonly logGroup: string;
}

export interface TaskResult {
  /** ARN of the task that exited with zero. */
  readonly task: string;
}

/** The calls this function makes. */
export interface TaskApi {
  runTask(request: RunTaskRequest): Promise<RunTaskResponse>;
  describeTasks(request: DescribeTasksRequest): Promise<DescribeTasksResponse>;
}

export interface Clock {
  /** Milliseconds this invocation has left. */
  remaining(): number;
  pause(milliseconds: number): Promise<void>;
}

/** Milliseconds between two looks at a running task. */
const INTERVAL = 5_000;

/** Milliseconds kept to answer in, before Lambda ends the invocation without a word. */
const MARGIN = 15_000;

/**
 * Attempts ECS may still remember, at most. It forgets one an hour after its task stopped (ECS API, "Ensuring
 * idempotency"), and an attempt takes minutes.
 */
const ATTEMPTS = 50;

/**
 * Runs the task, or takes up one of the same request that is still running, so that a deployment that was cut off and
 * started again never runs two at once; one that has already exited with zero is not run again.
 *
 * @throws Error with one sentence: why the task did not run, did not end in time, or how it ended.
 */
export async function runToEnd(wanted: OneOffTask, api: TaskApi, clock: Clock): Promise<TaskResult> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const arn = await start(wanted, attempt, api);
    const first = await look(wanted, arn, api);
    const task = first?.lastStatus === STOPPED ? first : await end(wanted, arn, api, clock);
    if (exitCode(task, wanted) === 0) return { task: arn };
    // Over at first sight: it belongs to an earlier deployment, and a new one is a new attempt.
    if (task !== first) throw new Error(whyItFailed(task, wanted));
  }
  throw new Error(`${wanted.taskDefinition} failed ${ATTEMPTS} times; look at ${wanted.logGroup}.`);
}

const STOPPED = "STOPPED";

/** Starts the task, or is given the one ECS started for the same token before. */
async function start(wanted: OneOffTask, attempt: number, api: TaskApi): Promise<string> {
  const { tasks, failures } = await api.runTask({
    cluster: wanted.cluster,
    taskDefinition: wanted.taskDefinition,
    launchType: "FARGATE",
    count: 1,
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...wanted.subnets],
        securityGroups: [...wanted.securityGroups],
        assignPublicIp: "DISABLED",
      },
    },
    clientToken: token(wanted, attempt),
  });
  const arn = tasks?.[0]?.taskArn;
  if (arn === undefined) throw new Error(`ECS did not start ${wanted.taskDefinition}: ${reasons(failures)}.`);
  return arn;
}

/** 64 characters, ECS's limit. One for each request: the same token with other parameters is a conflict. */
function token(wanted: OneOffTask, attempt: number): string {
  const parts = [wanted.cluster, wanted.taskDefinition, wanted.subnets, wanted.securityGroups, attempt];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** The task as ECS knows it now; undefined: it does not know it yet. */
async function look({ cluster }: OneOffTask, arn: string, api: TaskApi): Promise<Task | undefined> {
  const { tasks } = await api.describeTasks({ cluster, tasks: [arn] });
  return tasks?.[0];
}

async function end(wanted: OneOffTask, arn: string, api: TaskApi, clock: Clock): Promise<Task> {
  while (clock.remaining() > INTERVAL + MARGIN) {
    await clock.pause(INTERVAL);
    const task = await look(wanted, arn, api);
    if (task?.lastStatus === STOPPED) return task;
  }
  throw new Error(
    `${arn} has not ended yet and was left to run; deploy again to wait for it (its log: ${wanted.logGroup}).`,
  );
}

function exitCode(task: Task, { container }: OneOffTask): number | undefined {
  return task.containers?.find(({ name }) => name === container)?.exitCode;
}

function whyItFailed(task: Task, wanted: OneOffTask): string {
  const code = exitCode(task, wanted);
  const container = task.containers?.find(({ name }) => name === wanted.container);
  const reason = container?.reason ?? task.stoppedReason ?? "ECS gives no reason";
  const id = task.taskArn?.split("/").at(-1) ?? "";
  if (code === undefined) return `The container ${wanted.container} of task ${id} never ran: ${reason}.`;
  const log = `${wanted.logGroup}, stream ${wanted.container}/${wanted.container}/${id}`;
  return `The container ${wanted.container} of task ${id} exited with ${code} (${reason}); its log: ${log}.`;
}

function reasons(failures: readonly Failure[] | undefined): string {
  const given = (failures ?? []).map(({ reason, detail }) => [reason, detail].filter(Boolean).join(", "));
  return given.length === 0 ? "it gives no reason" : given.join("; ");
}

/** What Lambda calls. */
export function handler(
  wanted: OneOffTask,
  context: { readonly getRemainingTimeInMillis: () => number },
): Promise<TaskResult> {
  return runToEnd(wanted, new ECS({}), {
    remaining: () => context.getRemainingTimeInMillis(),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  });
}
