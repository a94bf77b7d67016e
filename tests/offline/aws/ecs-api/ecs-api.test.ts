/** The offline account's ECS API as the SDK's own client sees it. */
import { ECS, type RunTaskRequest, type RunTaskResponse } from "@aws-sdk/client-ecs";
import { Account } from "../../../../offline/aws/account";
import { type EcsApi, serveEcsApi } from "../../../../offline/aws/ecs-api/server";
import { placeOf } from "../../../../offline/aws/place";
import { str } from "../../client";
import { aws, offline, world } from "../fresh-world";

const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";

let api: EcsApi;
let ecs: ECS;
beforeAll(async () => {
  // The SDK says so once for each process that is not on the newest Node.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  for (const family of ["shop", "shop", "other"]) await define(family);
  await aws.create("aws:ecs/service:Service", "web", {
    name: "web",
    cluster: world.clusterArn,
    taskDefinition: "shop",
    desiredCount: 2,
    launchType: "FARGATE",
    networkConfiguration: { subnets: world.subnetIds },
  });
  for (const [family, command] of Object.entries(COMMANDS)) await define(family, command);
  api = await serveEcsApi(placeOf(Account.open(offline.accountFile), "eu-west-1"));
  const credentials = { accessKeyId: "AKIAOFFLINE000000000", secretAccessKey: "offline" };
  ecs = new ECS({ endpoint: api.url, region: "eu-west-1", credentials });
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(async () => {
  ecs.destroy();
  await api.stop();
});

const COMMANDS = {
  "fails-false": { command: ["false"] },
  "fails-exit": { command: ["sh", "-c", "exit 3"] },
  "fails-entry-point": { entryPoint: ["/bin/sh", "-c"], command: ["exit 4"] },
  "succeeds-exit": { command: ["sh", "-c", "exit 0"] },
  "succeeds-else": { command: ["sh", "-c", "alembic upgrade head && exit 1"] },
};

async function define(family: string, container: object = {}): Promise<string> {
  const { arn } = await aws.made(TASK_DEFINITION, family, {
    family,
    cpu: "256",
    memory: "512",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    containerDefinitions: JSON.stringify([{ name: "main", image: "app@sha256:0", ...container }]),
  });
  return str(arn);
}

function wanted(changes: Partial<RunTaskRequest> = {}): RunTaskRequest {
  return {
    cluster: world.clusterArn,
    taskDefinition: "shop:1",
    launchType: "FARGATE",
    networkConfiguration: {
      awsvpcConfiguration: { subnets: world.subnetIds, securityGroups: [world.securityGroupId] },
    },
    ...changes,
  };
}

async function started(changes: Partial<RunTaskRequest> = {}): Promise<string> {
  const { tasks }: RunTaskResponse = await ecs.runTask(wanted(changes));
  return tasks?.[0]?.taskArn ?? "";
}

async function look(arn: string) {
  const { tasks } = await ecs.describeTasks({ cluster: world.clusterArn, tasks: [arn] });
  return tasks?.[0];
}

describe("a task", () => {
  test("has ended with 0 when it is first looked at", async () => {
    const arn = await started();
    expect(arn).toMatch(new RegExp(`^arn:aws:ecs:eu-west-1:123456789012:task/${world.clusterName}/[0-9a-f]{32}$`));
    expect(await look(arn)).toMatchObject({
      taskArn: arn,
      clusterArn: world.clusterArn,
      taskDefinitionArn: "arn:aws:ecs:eu-west-1:123456789012:task-definition/shop:1",
      lastStatus: "STOPPED",
      stopCode: "EssentialContainerExited",
      stoppedAt: expect.any(Date) as Date,
      containers: [{ name: "main", exitCode: 0 }],
    });
  });

  test.each([
    ["fails-false", 1],
    ["fails-exit", 3],
    ["fails-entry-point", 4],
  ])("%s is seen running, and then to exit with %d", async (taskDefinition, exitCode) => {
    const arn = await started({ taskDefinition });
    const running = await look(arn);
    expect(running?.lastStatus).toBe("RUNNING");
    expect(running?.containers?.[0]).not.toHaveProperty("exitCode");
    expect(await look(arn)).toMatchObject({ lastStatus: "STOPPED", containers: [{ exitCode }] });
  });

  test.each(["succeeds-exit", "succeeds-else"])("%s", async (taskDefinition) => {
    expect(await look(await started({ taskDefinition }))).toMatchObject({ containers: [{ exitCode: 0 }] });
  });

  test("does what it is overridden with", async () => {
    const overrides = { containerOverrides: [{ name: "main", command: ["false"] }] };
    const arn = await started({ overrides });
    await look(arn);
    expect(await look(arn)).toMatchObject({ containers: [{ exitCode: 1 }] });
  });

  test("is of the family's latest revision when only the family is named", async () => {
    const arn = await started({ taskDefinition: "shop" });
    expect((await look(arn))?.taskDefinitionArn).toMatch(/task-definition\/shop:2$/);
  });

  test("is started once for a token, and again when ECS has forgotten it", async () => {
    const first = await started({ clientToken: "once" });
    expect(await started({ clientToken: "once" })).toBe(first);
    expect(await started({ clientToken: "twice" })).not.toBe(first);
    await expect(ecs.runTask(wanted({ clientToken: "once", taskDefinition: "other" }))).rejects.toMatchObject({
      name: "ConflictException",
    });
    const later = Date.now() + 2 * 3600 * 1000;
    jest.spyOn(Date, "now").mockReturnValue(later);
    expect(await started({ clientToken: "once" })).not.toBe(first);
    expect(await look(first)).toBeUndefined();
  });

  test("is missing where it is not", async () => {
    const { tasks, failures } = await ecs.describeTasks({ cluster: world.clusterName, tasks: ["0123"] });
    expect(tasks).toEqual([]);
    expect(failures).toEqual([
      { arn: `arn:aws:ecs:eu-west-1:123456789012:task/${world.clusterName}/0123`, reason: "MISSING" },
    ]);
  });

  test.each<[string, Partial<RunTaskRequest>, string, string]>([
    ["in no cluster", { cluster: "ghost" }, "ClusterNotFoundException", "Cluster not found."],
    ["of nothing", { taskDefinition: "ghost:1" }, "ClientException", "TaskDefinition not found."],
    ["without its network", { networkConfiguration: undefined }, "InvalidParameterException", "Network Configuration"],
    [
      "in a subnet that is not there",
      { networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-0"] } } },
      "InvalidParameterException",
      "The subnet ID 'subnet-0' does not exist",
    ],
    ["where it cannot run", { launchType: "EC2" }, "InvalidParameterException", "does not support launch_type EC2"],
    ["too often", { count: 11 }, "InvalidParameterException", "count must be between 1 and 10"],
  ])("is refused %s", async (_what, changes, name, message) => {
    await expect(ecs.runTask(wanted(changes))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message) as string,
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe("a service", () => {
  test("runs what it was asked to, by name and by ARN", async () => {
    const arn = `arn:aws:ecs:eu-west-1:123456789012:service/${world.clusterName}/web`;
    for (const name of ["web", arn]) {
      const { services } = await ecs.describeServices({ cluster: world.clusterArn, services: [name] });
      expect(services).toHaveLength(1);
      expect(services?.[0]).toMatchObject({
        serviceArn: arn,
        serviceName: "web",
        status: "ACTIVE",
        desiredCount: 2,
        runningCount: 2,
        deployments: [
          {
            status: "PRIMARY",
            rolloutState: "COMPLETED",
            taskDefinition: "arn:aws:ecs:eu-west-1:123456789012:task-definition/shop:2",
          },
        ],
      });
    }
  });

  test("is missing where it is not", async () => {
    const { services, failures } = await ecs.describeServices({ cluster: world.clusterArn, services: ["ghost"] });
    expect(services).toEqual([]);
    expect(failures).toEqual([
      { arn: `arn:aws:ecs:eu-west-1:123456789012:service/${world.clusterName}/ghost`, reason: "MISSING" },
    ]);
  });

  test("is one of ten at most", async () => {
    await expect(ecs.describeServices({ cluster: world.clusterArn, services: [] })).rejects.toThrow("cannot be empty");
    const services = Array.from({ length: 11 }, (_, index) => `s${index}`);
    await expect(ecs.describeServices({ cluster: world.clusterArn, services })).rejects.toThrow("more than 10");
  });
});

test("what it does not know, it refuses by name, and what is no request", async () => {
  await expect(ecs.listClusters({})).rejects.toMatchObject({ name: "UnknownOperationException" });
  const headers = { "x-amz-target": "AmazonEC2ContainerServiceV20141113.RunTask" };
  const response = await fetch(api.url, { method: "POST", headers, body: "[" });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ __type: "SerializationException" });
});
