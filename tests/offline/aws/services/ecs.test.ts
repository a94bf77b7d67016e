import { type Properties } from "../../../../offline/provider/values";
import { str } from "../../client";
import { aws, world } from "../fresh-world";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";

let taskArn: string;
beforeAll(async () => {
  taskArn = str((await aws.made(TASK, "world", task({}))).arn);
});

function task(changes: Properties, container: Properties = {}): Properties {
  const containers = [{ name: "web", image: "app@sha256:0", portMappings: [{ containerPort: 8000 }], ...container }];
  return {
    family: "shop",
    cpu: "512",
    memory: "1024",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    containerDefinitions: JSON.stringify(containers),
    ...changes,
  };
}

function service(changes: Properties): Properties {
  return {
    cluster: world.clusterArn,
    taskDefinition: taskArn,
    launchType: "FARGATE",
    networkConfiguration: { subnets: world.subnetIds, securityGroups: [world.securityGroupId] },
    ...changes,
  };
}

describe("a Fargate task's size", () => {
  // Source: ECS developer guide, task CPU and memory.
  test.each([
    ["256", "512"],
    ["512", "4096"],
    ["1024", "8192"],
    ["2048", "16384"],
    ["4096", "30720"],
    ["8192", "16384"],
    ["16384", "122880"],
    ["1 vCPU", "2 GB"],
  ])("%s CPU with %s MiB runs", async (cpu, memory) => {
    await expect(aws.create(TASK, "sized", task({ cpu, memory }))).resolves.toBeDefined();
  });

  test.each([
    ["256", "4096", "256 CPU, 4096 memory"],
    ["512", "8192", "512 CPU, 8192 memory"],
    ["1024", "1024", "1024 CPU, 1024 memory"],
    ["8192", "18432", "8192 CPU, 18432 memory"],
    ["300", "512", "300 CPU, 512 memory"],
  ])("%s CPU with %s MiB does not", async (cpu, memory, values) => {
    await expect(aws.create(TASK, "sized", task({ cpu, memory }))).rejects.toThrow(
      `creating ECS Task Definition (shop): operation error ECS: RegisterTaskDefinition, https response error StatusCode: 400`,
    );
    await expect(aws.create(TASK, "sized", task({ cpu, memory }))).rejects.toThrow(
      `ClientException: No Fargate configuration exists for given values: ${values}. See the Amazon ECS documentation for the valid values.`,
    );
  });
});

describe("a task definition is refused", () => {
  test.each<[string, () => Properties, string]>([
    ["without containers", () => task({ containerDefinitions: "[]" }), "Container list cannot be empty."],
    ["with a container without a name", () => task({}, { name: "" }), "Container.name should not be null or empty."],
    [
      "with a container without an image",
      () => task({ containerDefinitions: '[{"name":"a"}]' }),
      "Container.image should not be null or empty.",
    ],
    [
      "with two containers of one name",
      () => task({ containerDefinitions: '[{"name":"a","image":"b"},{"name":"a","image":"c"}]' }),
      "Container name must be unique",
    ],
    [
      "with no essential container",
      () => task({}, { essential: false }),
      "At least one container in the task must be essential.",
    ],
    [
      "with a stop timeout over 120 seconds",
      () => task({}, { stopTimeout: 121 }),
      "Stop timeout value must be between 0 and 120",
    ],
    [
      "with a secret named as a variable",
      () =>
        task(
          { executionRoleArn: world.roleArn },
          { environment: [{ name: "A", value: "b" }], secrets: [{ name: "A", valueFrom: "c" }] },
        ),
      "The secret name must be unique",
    ],
    [
      "with secrets and no execution role",
      () => task({}, { secrets: [{ name: "A", valueFrom: "c" }] }),
      "you must also specify a value for 'executionRoleArn'",
    ],
    [
      "with a role that is not there",
      () => task({ executionRoleArn: "arn:aws:iam::123456789012:role/ghost" }),
      "the executionRoleArn arn:aws:iam::123456789012:role/ghost does not exist",
    ],
    ["on Fargate in bridge mode", () => task({ networkMode: "bridge" }), "Fargate only supports network mode"],
    ["on Fargate without cpu", () => task({ cpu: null }), "Fargate requires that 'cpu' be defined at the task level."],
    [
      "on Fargate without memory",
      () => task({ memory: "" }),
      "Fargate requires that 'memory' be defined at the task level.",
    ],
  ])("%s", async (_what, inputs, message) => {
    await expect(aws.create(TASK, "refused", inputs())).rejects.toThrow(message);
  });
});

test("a service gets its ARN, and what AWS chooses for it", async () => {
  const { id, outputs } = await aws.create(SERVICE, "web", service({}));
  expect(id).toMatch(new RegExp(`^arn:aws:ecs:eu-west-1:123456789012:service/${world.clusterName}/web-[0-9a-f]{7}$`));
  expect(outputs).toMatchObject({
    availabilityZoneRebalancing: "ENABLED",
    platformVersion: "LATEST",
    iamRole: "aws-service-role",
  });
  const single = service({ deploymentMaximumPercent: 100, deploymentMinimumHealthyPercent: 0 });
  const { outputs: scheduler } = await aws.create(SERVICE, "scheduler", single);
  expect(scheduler.availabilityZoneRebalancing).toBe("DISABLED");
});

describe("a service is refused", () => {
  test.each<[string, () => Properties, string]>([
    [
      "with two fleets, by a strategy ECS does not have",
      () => service({ deploymentConfiguration: { strategy: "GREEN" } }),
      "deploymentConfiguration.strategy",
    ],
    [
      "with a bake time of two days",
      () => service({ deploymentConfiguration: { strategy: "BLUE_GREEN", bakeTimeInMinutes: "2880" } }),
      "must be between 0 and 1440",
    ],
    [
      "with a hook whose role is not there",
      () =>
        service({
          deploymentConfiguration: {
            strategy: "BLUE_GREEN",
            lifecycleHooks: [{ roleArn: "ghost", hookTargetArn: "f", lifecycleStages: ["PRE_SCALE_UP"] }],
          },
        }),
      "Unable to assume the role ghost.",
    ],
    [
      "in a cluster that is not there",
      () => service({ cluster: "ghost" }),
      "ClusterNotFoundException: Cluster not found.",
    ],
    [
      "of a task definition that is not there",
      () => service({ taskDefinition: "ghost:1" }),
      "ClientException: TaskDefinition not found.",
    ],
    [
      "without its network",
      () => ({ cluster: world.clusterArn, taskDefinition: taskArn }),
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    [
      "in a subnet that is not there",
      () => service({ networkConfiguration: { subnets: ["subnet-0"] } }),
      "The subnet ID 'subnet-0' does not exist (ErrorCode: InvalidSubnetID.NotFound)",
    ],
    [
      "in a group that is not there",
      () => service({ networkConfiguration: { subnets: world.subnetIds, securityGroups: ["sg-0"] } }),
      "The security group 'sg-0' does not exist (ErrorCode: InvalidGroup.NotFound)",
    ],
    [
      "that can neither start nor stop a task",
      () => service({ deploymentMaximumPercent: 100, deploymentMinimumHealthyPercent: 100 }),
      "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
    ],
    [
      "rebalanced with no room to",
      () =>
        service({
          availabilityZoneRebalancing: "ENABLED",
          deploymentMaximumPercent: 100,
          deploymentMinimumHealthyPercent: 0,
        }),
      "Availability Zone rebalancing does not support maximumPercent <= 100",
    ],
    [
      "on a capacity provider the cluster does not have",
      () => ({
        ...service({ capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }] }),
        launchType: null,
      }),
      "The specified capacity provider 'FARGATE_SPOT' is not associated with the cluster.",
    ],
    [
      "behind a target group that is not there",
      () => service({ loadBalancers: [{ containerName: "web", containerPort: 8000, targetGroupArn: "arn:ghost" }] }),
      "target group not found",
    ],
    [
      "for a container that is not in the task",
      () => service({ loadBalancers: [{ containerName: "api", containerPort: 8000, targetGroupArn: "a" }] }),
      "The container api does not exist in the task definition.",
    ],
    [
      "for a port the container does not open",
      () => service({ loadBalancers: [{ containerName: "web", containerPort: 9000, targetGroupArn: "a" }] }),
      "The container web did not have a container port 9000 defined.",
    ],
  ])("%s", async (_what, inputs, message) => {
    await expect(aws.create(SERVICE, "refused", inputs())).rejects.toThrow(message);
  });

  test("whose second fleet is its first", async () => {
    const group = (name: string) =>
      aws.made("aws:lb/targetGroup:TargetGroup", name, {
        vpcId: world.vpcId,
        port: 8000,
        protocol: "HTTP",
        targetType: "ip",
      });
    const { id: one } = await group("fleet");
    const balancer = await aws.made("aws:lb/loadBalancer:LoadBalancer", "fleets", {
      loadBalancerType: "application",
      subnets: world.subnetIds,
    });
    await aws.made("aws:lb/listener:Listener", "fleets", {
      loadBalancerArn: balancer.id,
      port: 80,
      defaultActions: [{ type: "forward", targetGroupArn: one }],
    });
    const behind = (alternateTargetGroupArn: string) =>
      service({
        deploymentConfiguration: { strategy: "BLUE_GREEN" },
        loadBalancers: [
          {
            containerName: "web",
            containerPort: 8000,
            targetGroupArn: one,
            advancedConfiguration: { alternateTargetGroupArn },
          },
        ],
      });
    await expect(aws.create(SERVICE, "alone", behind(one))).rejects.toThrow(
      "must be another one than the target group",
    );
    const { id: other } = await group("fleet-b");
    await expect(aws.create(SERVICE, "two", behind(other))).resolves.toBeDefined();
  });

  test("on Fargate with a task definition for EC2", async () => {
    const { arn } = await aws.made(TASK, "ec2", task({ family: "ec2", requiresCompatibilities: ["EC2"] }));
    await expect(aws.create(SERVICE, "ec2", service({ taskDefinition: str(arn) }))).rejects.toThrow(
      "Task definition does not support launch_type FARGATE.",
    );
  });

  test("behind a target group no listener sends to, or one for instances", async () => {
    const group = async (name: string, targetType: string) =>
      (
        await aws.made("aws:lb/targetGroup:TargetGroup", name, {
          vpcId: world.vpcId,
          port: 8000,
          protocol: "HTTP",
          targetType,
        })
      ).id;
    const behind = (targetGroupArn: string) =>
      service({ loadBalancers: [{ containerName: "web", containerPort: 8000, targetGroupArn }] });
    await expect(aws.create(SERVICE, "unrouted", behind(await group("unrouted", "ip")))).rejects.toThrow(
      "does not have an associated load balancer",
    );
    await expect(aws.create(SERVICE, "instances", behind(await group("instances", "instance")))).rejects.toThrow(
      "has target type instance, which is incompatible with the awsvpc network mode",
    );
  });

  test("under a name that is taken in its cluster", async () => {
    await aws.create(SERVICE, "taken", service({ name: "taken" }));
    await expect(aws.create(SERVICE, "again", service({ name: "taken" }))).rejects.toThrow(
      "InvalidParameterException: Creation of service was not idempotent.",
    );
  });

  test("as an update, when the new task definition is not there", async () => {
    const made = await aws.create(SERVICE, "updated", service({}));
    await expect(aws.update(made, service({ taskDefinition: "ghost:9" }))).rejects.toThrow(
      "operation error ECS: UpdateService",
    );
  });
});

test("a cluster with services stays", async () => {
  const cluster = await aws.create("aws:ecs/cluster:Cluster", "full", {});
  const running = await aws.create(SERVICE, "inside", service({ cluster: cluster.id }));
  await expect(aws.delete(cluster)).rejects.toThrow("ClusterContainsServicesException");
  await aws.delete(running);
  await aws.delete(cluster);
});

test("a strategy may have one base only, of providers the cluster has", async () => {
  const type = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";
  const cluster = await aws.made("aws:ecs/cluster:Cluster", "strategies", {});
  const strategy = (...names: string[]) => ({
    clusterName: str(cluster.name),
    capacityProviders: ["FARGATE"],
    defaultCapacityProviderStrategies: names.map((capacityProvider) => ({ capacityProvider, base: 1, weight: 1 })),
  });
  await expect(aws.create(type, "foreign", strategy("FARGATE_SPOT"))).rejects.toThrow(
    "is not associated with the cluster",
  );
  await expect(aws.create(type, "bases", strategy("FARGATE", "FARGATE"))).rejects.toThrow(
    "Only one capacity provider in a capacity provider strategy can have a base value greater than 0.",
  );
});

describe("scaling", () => {
  const TARGET = "aws:appautoscaling/target:Target";
  const scalable = (resourceId: string) => ({
    resourceId,
    scalableDimension: "ecs:service:DesiredCount",
    serviceNamespace: "ecs",
  });

  test("needs a service, a range and a target", async () => {
    const { name } = await aws.made(SERVICE, "scaled", service({}));
    const resourceId = `service/${world.clusterName}/${str(name)}`;
    await expect(aws.create(TARGET, "t", { ...scalable("ghost"), minCapacity: 1, maxCapacity: 2 })).rejects.toThrow(
      "Unsupported service namespace, resource type or scalable dimension",
    );
    await expect(aws.create(TARGET, "t", { ...scalable("ghost"), minCapacity: 1, maxCapacity: 2 })).rejects.toThrow(
      "Unsupported service namespace, resource type or scalable dimension",
    );
    await expect(
      aws.create(TARGET, "t", { ...scalable("service/a/ghost"), minCapacity: 1, maxCapacity: 2 }),
    ).rejects.toThrow("ValidationException: ECS service doesn't exist: service/a/ghost");
    await expect(aws.create(TARGET, "t", { ...scalable(resourceId), minCapacity: 3, maxCapacity: 2 })).rejects.toThrow(
      "Maximum capacity cannot be less than minimum capacity",
    );
    const policy = { ...scalable(resourceId), policyType: "TargetTrackingScaling" };
    await expect(aws.create("aws:appautoscaling/policy:Policy", "p", policy)).rejects.toThrow(
      "ObjectNotFoundException: No scalable target registered for service namespace: ecs",
    );
    const target = await aws.create(TARGET, "t", { ...scalable(resourceId), minCapacity: 1, maxCapacity: 2 });
    expect(target.id).toBe(resourceId);
    expect((await aws.create("aws:appautoscaling/policy:Policy", "p", policy)).outputs.arn).toMatch(
      /^arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:[0-9a-f-]{36}:resource\/ecs\/service\//,
    );
    const action = { ...scalable(resourceId), scalableTargetAction: { minCapacity: 1 } };
    await expect(
      aws.create("aws:appautoscaling/scheduledAction:ScheduledAction", "a", { ...action, schedule: "daily" }),
    ).rejects.toThrow("Invalid schedule expression");
  });
});
