import type { RunTaskRequest, RunTaskResponse, Task } from "@aws-sdk/client-ecs";
import { type OneOffTask, runToEnd, type TaskApi } from "../../../infra/functions/run-task";

const MIGRATION: OneOffTask = {
  cluster: "arn:aws:ecs:eu-west-1:123456789012:cluster/shop-production",
  taskDefinition: "arn:aws:ecs:eu-west-1:123456789012:task-definition/shop-production-migration:7",
  container: "migration",
  subnets: ["subnet-a", "subnet-b"],
  securityGroups: ["sg-migration"],
  logGroup: "/shop-production/migration",
};

const RUNNING: Task = { lastStatus: "RUNNING", containers: [{ name: "migration" }] };
const ended = (exitCode: number): Task => ({
  lastStatus: "STOPPED",
  stoppedReason: "Essential container in task exited",
  containers: [{ name: "migration", exitCode }],
});

/** ECS as it remembers tokens: the same token is the same task. `lives[n]` is what task n shows at each look, the last one for good. */
function ecs(lives: readonly (readonly (Task | undefined)[])[], refusal?: RunTaskResponse) {
  const tokens: string[] = [];
  const requests: RunTaskRequest[] = [];
  const looks = new Map<string, number>();
  const api: TaskApi = {
    runTask: (request) => {
      requests.push(request);
      if (refusal !== undefined) return Promise.resolve(refusal);
      const token = request.clientToken ?? "";
      if (!tokens.includes(token)) tokens.push(token);
      return Promise.resolve({ tasks: [{ taskArn: `task/shop-production/${tokens.indexOf(token)}` }] });
    },
    describeTasks: ({ tasks }) => {
      const arn = tasks?.[0] ?? "";
      const life = lives[Number(arn.split("/").at(-1))] ?? [];
      const look = looks.get(arn) ?? 0;
      looks.set(arn, look + 1);
      const shown = life[Math.min(look, life.length - 1)];
      return Promise.resolve(
        shown === undefined ? { failures: [{ reason: "MISSING" }] } : { tasks: [{ ...shown, taskArn: arn }] },
      );
    },
  };
  return { api, requests };
}

/** Fifteen minutes that pass only while somebody waits. */
function clock() {
  let left = 900_000;
  const pause = (milliseconds: number) => {
    left -= milliseconds;
    return Promise.resolve();
  };
  return { remaining: () => left, pause };
}

describe("runToEnd", () => {
  it("starts the task in the given place and waits for its exit code", async () => {
    const { api, requests } = ecs([[undefined, RUNNING, RUNNING, ended(0)]]);
    await expect(runToEnd(MIGRATION, api, clock())).resolves.toStrictEqual({ task: "task/shop-production/0" });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      cluster: MIGRATION.cluster,
      taskDefinition: MIGRATION.taskDefinition,
      launchType: "FARGATE",
      count: 1,
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: ["subnet-a", "subnet-b"],
          securityGroups: ["sg-migration"],
          assignPublicIp: "DISABLED",
        },
      },
    });
    expect(requests[0]?.clientToken).toMatch(/^[!-~]{1,64}$/);
  });

  it("fails with the exit code and the place of the log", async () => {
    const { api, requests } = ecs([[RUNNING, ended(3)]]);
    await expect(runToEnd(MIGRATION, api, clock())).rejects.toThrow(
      "The container migration of task 0 exited with 3 (Essential container in task exited); its log: /shop-production/migration, stream migration/migration/0.",
    );
    expect(requests).toHaveLength(1);
  });

  it("fails with ECS's reason when the image cannot be pulled", async () => {
    const stopped: Task = {
      lastStatus: "STOPPED",
      stoppedReason: "Task failed to start",
      containers: [{ name: "migration", reason: "CannotPullContainerError: not found" }],
    };
    const { api } = ecs([[{ ...RUNNING, lastStatus: "PENDING" }, stopped]]);
    await expect(runToEnd(MIGRATION, api, clock())).rejects.toThrow(
      "The container migration of task 0 never ran: CannotPullContainerError: not found.",
    );
  });

  it("counts the named container only", async () => {
    const stopped: Task = { ...ended(0), containers: [{ name: "sidecar", exitCode: 0 }] };
    const { api } = ecs([[RUNNING, stopped]]);
    await expect(runToEnd(MIGRATION, api, clock())).rejects.toThrow(/never ran: Essential container in task exited/);
  });

  it("fails with ECS's failures when the task is not placed", async () => {
    const { api } = ecs([], {
      tasks: [],
      failures: [{ reason: "Capacity is unavailable at this time", detail: "zone a" }],
    });
    await expect(runToEnd(MIGRATION, api, clock())).rejects.toThrow(
      `ECS did not start ${MIGRATION.taskDefinition}: Capacity is unavailable at this time, zone a.`,
    );
  });

  it("answers before the invocation is over when the task is not, and leaves it running", async () => {
    const { api } = ecs([[RUNNING]]);
    const time = clock();
    await expect(runToEnd(MIGRATION, api, time)).rejects.toThrow(
      /task\/shop-production\/0 has not ended yet and was left/,
    );
    expect(time.remaining()).toBeGreaterThanOrEqual(15_000);
    expect(time.remaining()).toBeLessThan(30_000);
  });

  it("takes up the task of a deployment that was cut off", async () => {
    const { api } = ecs([[...Array.from({ length: 200 }, () => RUNNING), ended(0)]]);
    await expect(runToEnd(MIGRATION, api, clock())).rejects.toThrow("has not ended yet");
    await expect(runToEnd(MIGRATION, api, clock())).resolves.toStrictEqual({ task: "task/shop-production/0" });
  });

  it("does not run a task again that has already succeeded", async () => {
    const { api } = ecs([[ended(0)]]);
    await expect(runToEnd(MIGRATION, api, clock())).resolves.toStrictEqual({ task: "task/shop-production/0" });
  });

  it("tries again when the deployment before has failed", async () => {
    const { api, requests } = ecs([[ended(1)], [ended(1)], [RUNNING, ended(0)]]);
    await expect(runToEnd(MIGRATION, api, clock())).resolves.toStrictEqual({ task: "task/shop-production/2" });
    expect(new Set(requests.map(({ clientToken }) => clientToken)).size).toBe(3);
  });

  it("uses another token for another revision", async () => {
    const tokens = await Promise.all(
      [MIGRATION, { ...MIGRATION, taskDefinition: `${MIGRATION.taskDefinition}1` }].map(async (wanted) => {
        const { api, requests } = ecs([[ended(0)]]);
        await runToEnd(wanted, api, clock());
        return requests[0]?.clientToken;
      }),
    );
    expect(new Set(tokens).size).toBe(2);
  });
});
