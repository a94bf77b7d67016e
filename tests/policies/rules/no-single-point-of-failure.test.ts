import * as aws from "@pulumi/aws";
import type { Blueprint, DeclaredNetwork } from "../../../policies/model";
import { noSinglePointOfFailure } from "../../../policies/rules/resilience/no-single-point-of-failure";
import { blueprint, component, ref, resource, type TestResource } from "../../../policies/testing";
import {
  BEAT,
  declaration,
  declaredWorkload,
  givenCache,
  givenDatabase,
  ruleTester,
  singleton,
  task,
  WEB,
  WORKER,
} from "../fixtures";

const running = (name: string, command: readonly string[], desiredCount: number) => {
  const definition = task(name, { command });
  return [definition, resource(aws.ecs.Service, name, { name, taskDefinition: ref(definition, "arn"), desiredCount })];
};
const placed = (subnets: unknown, name = "web") => {
  const definition = task(name, { command: name === "beat" ? BEAT : WEB });
  const desiredCount = name === "beat" ? 1 : 2;
  const args = { name, taskDefinition: ref(definition, "arn"), desiredCount, networkConfiguration: { subnets } };
  return [definition, resource(aws.ecs.Service, name, args as aws.ecs.ServiceArgs)];
};
const subnet = (name: string, zone: string | undefined) =>
  resource(
    aws.ec2.Subnet,
    name,
    { vpcId: "vpc-1", ...(zone === undefined ? {} : { availabilityZone: zone }) },
    { outputs: { id: `subnet-${name}` } },
  );
const inSubnets = (...subnets: readonly TestResource[]) => [
  ...subnets,
  ...placed(subnets.map((each) => ref(each, "id"))),
];
const database = (args: Partial<aws.rds.InstanceArgs>) =>
  resource(aws.rds.Instance, "postgres", { engine: "postgres", instanceClass: "db.t4g.medium", ...args });
const cache = (args: Partial<aws.elasticache.ReplicationGroupArgs>) =>
  resource(aws.elasticache.ReplicationGroup, "redis", { description: "queue", ...args });
const nat = (name: string) => resource(aws.ec2.NatGateway, name, {});
const safe = [
  ...running("web", WEB, 2),
  ...running("worker", WORKER, 2),
  ...running("beat", BEAT, 1),
  database({ multiAz: true }),
  cache({ automaticFailoverEnabled: true, numCacheClusters: 2 }),
];
const counter = resource(aws.ssm.Parameter, "copies", { type: "String" }, { outputs: { insecureValue: 2 } });

type Declared = Parameters<typeof declaration>[0];

const declared = (part: Declared = {}, count = 2) => {
  const web = declaredWorkload({});
  const workloads = {
    web: { ...web, service: web.service === null ? null : { ...web.service, desiredCount: count } },
    beat: declaredWorkload({ role: "scheduler", command: BEAT, service: singleton }),
  };
  return blueprint(declaration({ workloads, ...part }));
};
const stores = declaration();

/** What only watches is declared so: its command says it no more than another program's. */
function monitored(): TestResource[] {
  const command = ["python", "-c", "import monitor; monitor.run()"];
  const watch = declaredWorkload({ role: "monitor", command });
  const root = blueprint(declaration({ workloads: { watch }, databases: {}, caches: {} }));
  const part = component("watch", { parent: root });
  const definition = task("watch", { command }, part);
  const args = { name: "watch", taskDefinition: ref(definition, "arn"), desiredCount: 1 };
  const zones = ["a", "b"].map((zone) => resource(aws.ec2.NatGateway, zone, {}, { parent: root }));
  return [root, part, definition, resource(aws.ecs.Service, "watch", args, { parent: part }), ...zones];
}

/** The production program's shape, with what is built of it. */
function product(multiAz: boolean): TestResource[] {
  const root = blueprint(declaration({ workloads: { web: declaredWorkload({}) } }));
  const part = component("web", { parent: root });
  const definition = task("web", { command: WEB }, part);
  const service = resource(
    aws.ecs.Service,
    "web",
    { name: "web", taskDefinition: ref(definition, "arn"), desiredCount: 2 },
    { parent: part },
  );
  const args = { engine: "postgres", instanceClass: "db.m7g.large", multiAz };
  return [
    root,
    part,
    definition,
    service,
    resource(aws.rds.Instance, "postgres", args, { parent: root }),
    resource(
      aws.elasticache.ReplicationGroup,
      "redis",
      { description: "queue", automaticFailoverEnabled: true },
      { parent: root },
    ),
    ...["a", "b"].map((zone) => resource(aws.ec2.NatGateway, zone, {}, { parent: root })),
  ];
}

/** Nothing stands alone of what there is; the rest is somebody else's, by the blueprint's word. */
function outside(
  natGateways: DeclaredNetwork["natGateways"],
  databases: Blueprint["databases"],
  caches: Blueprint["caches"] = {},
): TestResource[] {
  const network = { cidrBlock: "10.0.0.0/16", availabilityZones: 2, natGateways };
  const root = blueprint(declaration({ network, databases, caches }));
  const args = { engine: "postgres", instanceClass: "db.m7g.large", multiAz: true };
  return [
    root,
    ...(databases === stores.databases ? [resource(aws.rds.Instance, "postgres", args, { parent: root })] : []),
  ];
}

const subject = "architecture";
const passes = { [subject]: "verified" } as const;
const finds = (name: string, stack: readonly TestResource[], says: string) => ({
  name,
  phase: "up" as const,
  stack,
  subject,
  messageId: "single",
  says,
});

ruleTester.run(noSinglePointOfFailure, {
  valid: [
    {
      name: "a monitor by its blueprint's word, which runs once",
      phase: "up",
      stack: monitored(),
      passes: { architecture: "verified" },
    },
    {
      name: "no gateway, as declared",
      phase: "up",
      stack: outside("none", stores.databases),
      passes: { [subject]: "verified" },
    },
    ...(["given", "none"] as const).map((natGateways) => ({
      name: `a database that was made elsewhere, and gateways: ${natGateways}`,
      phase: "up" as const,
      stack: outside(natGateways, { postgres: givenDatabase(380) }),
      passes: { [subject]: "declared" as const },
    })),
    {
      name: "a Redis that was made elsewhere",
      phase: "up",
      stack: outside("none", stores.databases, { redis: givenCache("noeviction") }),
      passes: { [subject]: "declared" },
    },
    {
      name: "gateways of somebody else's",
      phase: "up",
      stack: outside("given", stores.databases),
      passes: { [subject]: "declared" },
    },
    {
      name: "a gateway that AWS spreads over the zones",
      phase: "up",
      stack: [...safe, resource(aws.ec2.NatGateway, "nat", { availabilityMode: "regional" })],
      passes,
    },
    { name: "two of each, and one scheduler", phase: "up", stack: [...safe, nat("a"), nat("b")], passes },
    {
      name: "a cluster of two, a serverless cache",
      phase: "up",
      stack: [
        ...running("web", WEB, 3),
        resource(aws.rds.Cluster, "postgres", { engine: "aurora-postgresql", clusterIdentifier: "shop" }),
        ...["a", "b"].map((name) =>
          resource(aws.rds.ClusterInstance, name, {
            clusterIdentifier: "shop",
            instanceClass: "db.r7g.large",
          } as never),
        ),
        resource(aws.elasticache.ServerlessCache, "redis", { engine: "redis" }),
      ],
      passes,
    },
    {
      name: "in subnets of two zones",
      phase: "up",
      stack: inSubnets(subnet("a", "eu-west-1a"), subnet("b", "eu-west-1b"), subnet("c", "eu-west-1b")),
      passes,
    },
    {
      name: "in two subnets of somebody else's, which is its owner's word",
      phase: "up",
      stack: placed(["subnet-1", "subnet-2"]),
      passes: { [subject]: "declared" },
    },
    {
      name: "in one subnet of a zone that it says, and one of somebody else's",
      phase: "up",
      stack: [subnet("a", "eu-west-1a"), ...placed(["subnet-a", "subnet-2"])],
      passes: { [subject]: "declared" },
    },
    { name: "declared", stack: [declared()], passes: { [subject]: "declared" } },
    { name: "the production program, built", phase: "up", stack: product(true), passes },
    {
      name: "what developers use",
      stack: [declared({ environment: "development" }, 1)],
      passes: {},
    },
    { name: "stores without a service", stack: [database({})], passes: {} },
  ],
  invalid: [
    finds("one web task", running("web", WEB, 1), "workload web with one copy"),
    finds("one worker", [...running("web", WEB, 2), ...running("worker", WORKER, 1)], "workload worker with one copy"),
    finds("a database in one zone", [...running("web", WEB, 2), database({})], "database postgres in one zone"),
    finds(
      "a cluster of one",
      [
        ...running("web", WEB, 2),
        resource(aws.rds.Cluster, "postgres", { engine: "aurora-postgresql", clusterIdentifier: "shop" }),
      ],
      "database postgres in one zone",
    ),
    finds("no failover", [...running("web", WEB, 2), cache({})], "cache redis without a node"),
    finds(
      "one gateway in one zone, by its own word",
      [...running("web", WEB, 2), resource(aws.ec2.NatGateway, "nat", { availabilityMode: "zonal" })],
      "one NAT gateway",
    ),
    finds("one subnet", placed(["subnet-1"]), "workload web in one zone"),
    finds("the same subnet twice", placed(["subnet-1", "subnet-1"]), "workload web in one zone"),
    finds("a scheduler that cannot start elsewhere", placed(["subnet-1"], "beat"), "workload beat in one zone"),
    finds(
      "two subnets of one zone",
      inSubnets(subnet("a", "eu-west-1a"), subnet("b", "eu-west-1a")),
      "workload web in one zone",
    ),
    finds("one subnet, known from who made it", inSubnets(subnet("a", undefined)), "workload web in one zone"),
    finds(
      "an Express Mode service in one subnet",
      [
        ...safe,
        resource(aws.ecs.ExpressGatewayService, "site", {
          executionRoleArn: "arn:aws:iam::123456789012:role/site",
          infrastructureRoleArn: "arn:aws:iam::123456789012:role/site",
          primaryContainer: { image: "shop:1", commands: WEB },
          scalingTargets: [{ minTaskCount: 2, maxTaskCount: 4 } as never],
          networkConfigurations: [{ subnets: ["subnet-1"], securityGroups: [] }],
        }),
      ],
      "workload site in one zone",
    ),
    finds("one gateway", [...running("web", WEB, 2), nat("a")], "one NAT gateway"),
    finds(
      "several at once, each by name",
      [...running("web", WEB, 1), database({}), cache({}), nat("a")],
      "database postgres in one zone, cache redis without a node to fail over to, workload web with one copy, one NAT",
    ),
    {
      name: "declared with one gateway",
      stack: [declared({ network: { ...stores.network, natGateways: "single" } })],
      subject,
      messageId: "single",
      stage: "blueprint",
    },
    {
      name: "declared with one machine",
      stack: [declared({ network: { ...stores.network, natGateways: "instance" } })],
      subject,
      messageId: "single",
      says: "one NAT instance for all zones",
      stage: "blueprint",
    },
    {
      name: "declared with one web task",
      stack: [declared({}, 1)],
      subject,
      messageId: "single",
      says: "workload web",
    },
    finds("the production program with its database in one zone", product(false), "database postgres in one zone"),
  ],
  unproven: [
    {
      name: "a count that is computed",
      stack: (() => {
        const definition = task("web", { command: WEB });
        const args = { taskDefinition: ref(definition, "arn"), desiredCount: ref(counter, "insecureValue") };
        return [counter, definition, resource(aws.ecs.Service, "web", args)];
      })(),
      subject,
      path: "desiredCount",
      producer: "copies",
    },
  ],
});
