import * as aws from "@pulumi/aws";
import { blueprintHonoured } from "../../../policies/rules/gate/blueprint-honoured";
import {
  BLUEPRINT_TYPE,
  type DeclaredDatabase,
  type DeclaredVariable,
  type DeclaredWorkload,
} from "../../../policies/model";
import {
  blueprint,
  type Cases,
  component,
  interpolate,
  json,
  ref,
  resource,
  secret,
  type TestResource,
  type UnprovenCase,
} from "../../../policies/testing";
import {
  databaseUrl,
  declaration,
  declaredWorkload,
  plain,
  ruleTester,
  singleton,
  task,
  WEB,
  WORKER,
} from "../fixtures";

const IMAGE = declaredWorkload({}).image;
const SIZE = { cpu: "512", memory: "1024" };
const CONTAINER = { name: "web", image: IMAGE, command: WEB, stopTimeout: 110, healthCheck: { startPeriod: 60 } };
const generator = resource(
  aws.secretsmanager.Secret,
  "database-app",
  {},
  {
    outputs: { arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:database-app-AbCdEf" },
  },
);

const POSTGRES: DeclaredDatabase = {
  engine: "postgres",
  engineVersion: "16.4",
  instanceClass: "db.t4g.medium",
  maxConnections: 380,
  multiAz: true,
  backupRetentionDays: 14,
  deletionProtection: true,
  proxy: null,
};
const described = (web: Partial<DeclaredWorkload> = {}) =>
  blueprint(declaration({ workloads: { web: declaredWorkload(web) } }));
const root = described();
const inWeb = component("web", { parent: root });

const SPOT = [{ capacityProvider: "FARGATE_SPOT", weight: 1 }];

type Parts = Readonly<Record<string, unknown>>;
const definition = (container: Parts = {}, size: Partial<aws.ecs.TaskDefinitionArgs> = SIZE, parent = inWeb) =>
  resource(
    aws.ecs.TaskDefinition,
    "web",
    { family: "web", ...size, containerDefinitions: JSON.stringify([{ ...CONTAINER, ...container }]) },
    { parent },
  );

/** Its image's ARN is another resource's, so nothing of it is known at a first preview. */
const repository = resource(aws.ecr.Repository, "images", {}, { outputs: { repositoryUrl: IMAGE.split("@")[0] } });
const late = (container: Parts = {}) =>
  resource(
    aws.ecs.TaskDefinition,
    "web",
    {
      family: "web",
      ...SIZE,
      containerDefinitions: json([
        {
          ...CONTAINER,
          image: interpolate`${ref(repository, "repositoryUrl")}@${IMAGE.split("@")[1] ?? ""}`,
          ...container,
        },
      ]),
    },
    { parent: inWeb },
  );

const service = (
  args: Partial<aws.ecs.ServiceArgs> = {},
  options: { readonly ignoreChanges?: readonly string[] } = {},
) =>
  resource(
    aws.ecs.Service,
    "web",
    {
      taskDefinition: "web",
      desiredCount: 2,
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      availabilityZoneRebalancing: "ENABLED",
      deploymentCircuitBreaker: { enable: true, rollback: true },
      ...args,
    },
    { parent: inWeb, ...options },
  );
const scaling = (args: Partial<aws.appautoscaling.TargetArgs> = {}) =>
  resource(
    aws.appautoscaling.Target,
    "web",
    {
      resourceId: "service/default/web",
      scalableDimension: "ecs:service:DesiredCount",
      serviceNamespace: "ecs",
      minCapacity: 2,
      maxCapacity: 5,
      ...args,
    },
    { parent: inWeb },
  );

const group = (value = "380") =>
  resource(
    aws.rds.ParameterGroup,
    "postgres",
    { family: "postgres16", name: "shop", parameters: [{ name: "max_connections", value }] },
    { parent: root },
  );
const instance = (
  args: Partial<aws.rds.InstanceArgs> = {},
  options: { readonly ignoreChanges?: readonly string[] } = {},
) =>
  resource(
    aws.rds.Instance,
    "postgres",
    {
      engine: "postgres",
      engineVersion: "16.4",
      instanceClass: "db.t4g.medium",
      parameterGroupName: "shop",
      multiAz: true,
      backupRetentionPeriod: 14,
      deletionProtection: true,
      ...args,
    },
    { parent: root, ...options },
  );
const proxy = resource(
  aws.rds.Proxy,
  "postgres",
  { engineFamily: "POSTGRESQL", roleArn: "r", vpcSubnetIds: [] },
  { parent: root },
);
const share = resource(
  aws.rds.ProxyDefaultTargetGroup,
  "postgres",
  { dbProxyName: "postgres", connectionPoolConfig: { maxConnectionsPercent: 80 } },
  { parent: root },
);

const redis = (args: Partial<aws.elasticache.ReplicationGroupArgs> = {}) =>
  resource(
    aws.elasticache.ReplicationGroup,
    "redis",
    {
      description: "redis",
      engine: "redis",
      engineVersion: "7.1",
      nodeType: "cache.t4g.small",
      numCacheClusters: 2,
      automaticFailoverEnabled: true,
      transitEncryptionEnabled: true,
      authToken: secret("a".repeat(40)),
      snapshotRetentionLimit: 7,
      parameterGroupName: "noeviction",
      ...args,
    },
    { parent: root },
  );
const noEviction = (value = "noeviction") =>
  resource(
    aws.elasticache.ParameterGroup,
    "redis",
    { family: "redis7", name: "noeviction", parameters: [{ name: "maxmemory-policy", value }] },
    { parent: root },
  );

const web = "workload/web";
const itsService = "service/web";
const withVariables = (environment: Readonly<Record<string, DeclaredVariable>>) => {
  const declared = described({ environment });
  return { declared, parent: component("web", { parent: declared }) };
};
const MODE = withVariables({ MODE: plain("fast") });
const URL = withVariables({ DATABASE_URL: databaseUrl });
const reading = (valueFrom: unknown) =>
  task("web", { secrets: { DATABASE_URL: valueFrom }, command: WEB, more: { ...CONTAINER } }, URL.parent);

const sized = (definitionOf: ReturnType<typeof task>) => ({
  ...definitionOf,
  inputs: { ...definitionOf.inputs, ...SIZE },
});

/** A stack whose blueprint declares what is built in it and nothing else: what else it may say has cases of its own. */
function declaringBuilt<Case extends { readonly stack: readonly TestResource[] }>(test: Case): Case {
  const names = new Set(test.stack.map(({ name }) => name));
  const built = (parts: unknown) =>
    Object.fromEntries(Object.entries(parts as object).filter(([name]) => names.has(name)));
  const stack = test.stack.map((part) => {
    if (part.type !== BLUEPRINT_TYPE) return part;
    const { workloads, databases, caches, ...others } = part.inputs;
    const parts = { workloads: built(workloads), databases: built(databases), caches: built(caches) };
    return { ...part, inputs: { ...others, ...parts } };
  });
  return { ...test, stack };
}

const DATABASE = { host: "postgres.example.com", port: 5432, instance: null };
const declaredRedis = {
  engine: "redis",
  engineVersion: "7.1",
  clusterMode: false,
  transitEncryption: true,
  authentication: true,
  evictionPolicy: "noeviction",
} as const;
const CACHE = { host: "redis.example.com", port: 6379, nodes: [] };

const cases: Cases = {
  valid: [
    { name: "no blueprint", stack: [task("web", { command: WEB })], passes: {} },
    { name: "a blueprint that nothing realises yet", stack: [root], passes: {} },
    {
      name: "a workload as declared",
      stack: [root, inWeb, definition(), service(), scaling()],
      passes: { [web]: "verified", [itsService]: "verified", "scaling/web": "verified" },
    },
    {
      name: "a workload that is not known yet",
      stack: [root, inWeb, repository, late()],
      passes: { [web]: "declared" },
    },
    {
      name: "the same, at up",
      phase: "up",
      stack: [root, inWeb, repository, late()],
      passes: { [web]: "verified" },
    },
    {
      name: "sizes in other units, members in another case, and AWS's own defaults written out or left out",
      stack: [
        root,
        inWeb,
        resource(
          aws.ecs.TaskDefinition,
          "web",
          {
            family: "web",
            cpu: "0.5 vCPU",
            memory: "1 GB",
            containerDefinitions: JSON.stringify([
              {
                Name: "web",
                Image: IMAGE,
                Command: WEB,
                StopTimeout: 110,
                HealthCheck: { startPeriod: 60 },
                Essential: true,
                Cpu: 0,
              },
            ]),
          },
          { parent: inWeb },
        ),
      ],
      passes: { [web]: "verified" },
    },
    {
      name: "a container of another's beside it",
      stack: [
        root,
        inWeb,
        resource(
          aws.ecs.TaskDefinition,
          "web",
          {
            family: "web",
            ...SIZE,
            containerDefinitions: JSON.stringify([{ name: "otel", image: "otel:1" }, CONTAINER]),
          },
          { parent: inWeb },
        ),
      ],
      passes: { [web]: "verified" },
    },
    {
      name: "variables as declared, one of them from a secret",
      phase: "up",
      stack: [URL.declared, URL.parent, generator, sized(reading(interpolate`${ref(generator, "arn")}:url::`))],
      passes: { [web]: "verified" },
    },
    {
      name: "a number of tasks that scaling owns",
      stack: [root, inWeb, definition(), service({ desiredCount: 4 }), scaling()],
      passes: { [web]: "verified", [itsService]: "verified", "scaling/web": "verified" },
    },
    {
      name: "stores as declared",
      stack: [root, group(), instance(), noEviction(), redis()],
      passes: { "database/postgres": "verified", "cache/redis": "verified" },
    },
    {
      name: "a smaller version that AWS chose, and a copy of the database",
      stack: [
        blueprint(declaration({ databases: { postgres: { ...POSTGRES, engineVersion: "16" } } })),
        group(),
        instance(),
        resource(
          aws.rds.Instance,
          "copy",
          { instanceClass: "db.t4g.small", replicateSourceDb: "postgres" },
          { parent: root },
        ),
      ],
      passes: { "database/postgres": "verified" },
    },
    {
      name: "what the engine is told to leave alone",
      stack: [root, group(), instance({ backupRetentionPeriod: 3 }, { ignoreChanges: ["backupRetentionPeriod"] })],
      passes: { "database/postgres": "verified" },
    },
    {
      name: "a function, which no blueprint knows",
      stack: [
        root,
        resource(aws.lambda.Function, "gate", { role: "r", runtime: "nodejs22.x", handler: "a.b" }, { parent: root }),
      ],
      passes: {},
    },
  ],
  invalid: [
    {
      name: "a workload that is not declared",
      stack: [root, task("reports", { command: WORKER }, root)],
      subject: "workload/reports",
      messageId: "undeclared",
      stage: "resource",
    },
    {
      name: "a database that is not declared",
      stack: [
        root,
        resource(aws.rds.Instance, "audit", { engine: "postgres", instanceClass: "db.t4g.micro" }, { parent: root }),
      ],
      subject: "database/audit",
      messageId: "undeclared",
    },
    {
      name: "a cache that is not declared",
      stack: [
        root,
        resource(aws.elasticache.Cluster, "sessions", { engine: "redis", numCacheNodes: 1 }, { parent: root }),
      ],
      subject: "cache/sessions",
      messageId: "undeclared",
    },
    {
      name: "a service that runs what is made elsewhere",
      stack: [root, resource(aws.ecs.Service, "reports", { taskDefinition: "reports:7" }, { parent: root })],
      subject: "service/reports",
      messageId: "undeclared",
    },
    {
      name: "a workload beside the blueprint",
      stack: [root, task("reports", { command: WORKER })],
      subject: "workload/reports",
      messageId: "beside",
    },
    ...(
      [
        ["another image", { image: "example.com/app:latest" }, "other", "image"],
        ["another command", { command: WORKER }, "other", "command"],
        ["an entry point before its command", { entryPoint: ["sh", "-c"] }, "other", "command"],
        ["less time to stop", { stopTimeout: 10 }, "differs", "seconds to stop is 10, and the blueprint declares 110"],
        ["AWS's own time to stop", { stopTimeout: undefined }, "differs", "30"],
        ["no health check", { healthCheck: undefined }, "missing", "seconds to boot"],
        [
          "a variable that nobody declares",
          { environment: [{ name: "DEBUG", value: "1" }] },
          "extra",
          "variable DEBUG",
        ],
      ] as const
    ).map(([name, container, messageId, says]) => ({
      name,
      stack: [root, inWeb, definition(container)],
      subject: web,
      messageId,
      says,
      stage: "resource" as const,
    })),
    {
      name: "less memory",
      stack: [root, inWeb, definition({}, { cpu: "512", memory: "0.5 GB" })],
      subject: web,
      messageId: "differs",
      says: "512",
    },
    {
      name: "another image, which an update shows",
      phase: "up",
      stack: [root, inWeb, repository, late({ command: WORKER })],
      subject: web,
      messageId: "other",
    },
    {
      name: "a variable with another value",
      stack: [
        MODE.declared,
        MODE.parent,
        definition({ environment: [{ name: "MODE", value: "hunter2-Canary" }] }, SIZE, MODE.parent),
      ],
      subject: web,
      messageId: "other",
      says: "variable MODE is another",
    },
    {
      name: "a variable that is not there",
      stack: [MODE.declared, MODE.parent, definition({}, SIZE, MODE.parent)],
      subject: web,
      messageId: "missing",
      says: "variable MODE",
    },
    {
      name: "a secret in plain sight",
      stack: [
        URL.declared,
        URL.parent,
        definition({ environment: [{ name: "DATABASE_URL", value: "x" }] }, SIZE, URL.parent),
      ],
      subject: web,
      messageId: "other",
    },
    {
      name: "another member of the secret",
      phase: "up",
      stack: [URL.declared, URL.parent, generator, sized(reading(interpolate`${ref(generator, "arn")}:admin_url::`))],
      subject: web,
      messageId: "other",
    },
    ...(
      [
        ["more while it deploys", { deploymentMaximumPercent: 300 }, "differs", "300"],
        ["fewer while it deploys", { deploymentMinimumHealthyPercent: 50 }, "differs", "50"],
        ["no circuit breaker", { deploymentCircuitBreaker: undefined as never }, "differs", "circuit breaker"],
        ["Spot", { capacityProviderStrategies: SPOT }, "differs", "Spot capacity is on"],
        ["no rebalancing", { availabilityZoneRebalancing: "DISABLED" }, "differs", "zone rebalancing is off"],
      ] as const
    ).map(([name, args, messageId, says]) => ({
      name: `a service with ${name}`,
      stack: [root, inWeb, definition(), service(args), scaling()],
      subject: itsService,
      messageId,
      says,
    })),
    {
      name: "a service that scales further",
      stack: [root, inWeb, definition(), service(), scaling({ maxCapacity: 50 })],
      subject: itsService,
      messageId: "differs",
      says: "50",
    },
    {
      name: "a service that nothing scales",
      stack: [root, inWeb, definition(), service()],
      subject: itsService,
      messageId: "missing",
    },
    {
      name: "a scaling target that goes lower",
      stack: [root, inWeb, definition(), service(), scaling({ minCapacity: 1 })],
      subject: "scaling/web",
      messageId: "differs",
      stage: "gate",
    },
    {
      name: "a singleton that scales",
      stack: [
        described({ service: singleton }),
        inWeb,
        definition(),
        service({
          desiredCount: 1,
          deploymentMinimumHealthyPercent: 0,
          deploymentMaximumPercent: 100,
          availabilityZoneRebalancing: "DISABLED",
        }),
        { ...scaling({ minCapacity: 1 }) },
      ],
      subject: itsService,
      messageId: "extra",
    },
    {
      name: "two of what is declared once",
      stack: [
        described({ service: singleton }),
        inWeb,
        definition(),
        service({
          desiredCount: 2,
          deploymentMinimumHealthyPercent: 0,
          deploymentMaximumPercent: 100,
          availabilityZoneRebalancing: "DISABLED",
        }),
      ],
      subject: itsService,
      messageId: "differs",
      says: "number of tasks is 2, and the blueprint declares 1",
    },
    ...(
      [
        ["a larger class", { instanceClass: "db.m7g.large" }, "differs", "db.m7g.large"],
        ["another version", { engineVersion: "15.9" }, "differs", "15.9"],
        ["one zone", { multiAz: undefined as never }, "differs", "second zone is off"],
        ["no backups", { backupRetentionPeriod: undefined as never }, "differs", "0"],
        ["no protection", { deletionProtection: false }, "differs", "deletion protection is off"],
      ] as const
    ).map(([name, args, messageId, says]) => ({
      name: `a database with ${name}`,
      stack: [root, group(), instance(args)],
      subject: "database/postgres",
      messageId,
      says,
    })),
    {
      name: "fewer connections than everything was computed with",
      stack: [root, group("200"), instance()],
      subject: "database/postgres",
      messageId: "differs",
      says: "max_connections is 200, and the blueprint declares 380",
      stage: "resource",
    },
    {
      name: "a proxy that nobody declared",
      stack: [root, group(), instance(), proxy, share],
      subject: "database/postgres",
      messageId: "extra",
      says: "proxy",
    },
    ...(
      [
        ["one node", { numCacheClusters: 1 }, "differs", "number of nodes is 1"],
        ["smaller nodes", { nodeType: "cache.t4g.micro" }, "differs", "cache.t4g.micro"],
        [
          "two shards",
          { numCacheClusters: undefined as never, numNodeGroups: 2, replicasPerNodeGroup: 1 },
          "differs",
          "number of nodes is 4",
        ],
        ["no encryption on the way", { transitEncryptionEnabled: false }, "differs", "encryption in transit is off"],
        ["no token", { authToken: undefined as never }, "differs", "authentication is off"],
        ["no snapshots", { snapshotRetentionLimit: undefined as never }, "differs", "days of snapshots is 0"],
        ["another engine", { engine: "valkey" }, "differs", "valkey"],
      ] as const
    ).map(([name, args, messageId, says]) => ({
      name: `a cache with ${name}`,
      stack: [root, noEviction(), redis(args)],
      subject: "cache/redis",
      messageId,
      says,
    })),
    {
      name: "a cache that forgets",
      stack: [root, noEviction("allkeys-lru"), redis()],
      subject: "cache/redis",
      messageId: "differs",
      says: "allkeys-lru",
    },
  ],
  unproven: [
    {
      name: "a parameter group that is made elsewhere",
      stack: [root, instance({ parameterGroupName: "of-another-stack" })],
      subject: "database/postgres",
      path: "parameterGroupName",
    },
    {
      name: "several containers, none of which is it",
      stack: [
        root,
        inWeb,
        resource(
          aws.ecs.TaskDefinition,
          "web",
          {
            family: "web",
            ...SIZE,
            containerDefinitions: JSON.stringify([
              { ...CONTAINER, name: "app" },
              { ...CONTAINER, name: "otel" },
            ]),
          },
          { parent: inWeb },
        ),
      ],
      subject: web,
      path: "containerDefinitions",
    },
    {
      name: "a variable that may be in a file",
      stack: [
        MODE.declared,
        MODE.parent,
        definition({ environmentFiles: [{ type: "s3", value: "arn:aws:s3:::settings/web.env" }] }, SIZE, MODE.parent),
      ],
      subject: web,
      path: "containerDefinitions[0].environmentFiles",
    },
  ],
};

ruleTester.run(blueprintHonoured, {
  valid: [
    ...cases.valid.map(declaringBuilt),
    {
      name: "stores that were made elsewhere, which nobody builds here",
      stack: [
        blueprint(
          declaration({
            workloads: { web: declaredWorkload({}) },
            databases: { postgres: { engine: "postgres", engineVersion: "16.4", maxConnections: 40, given: DATABASE } },
            caches: { redis: { ...declaredRedis, given: CACHE } },
          }),
        ),
        inWeb,
        definition(),
      ],
      passes: { [web]: "verified" },
    },
  ],
  invalid: [
    ...cases.invalid.map(declaringBuilt),
    ...["workload/worker", "database/replica", "cache/sessions"].map((subject) => ({
      name: `a ${subject.replace("/", " ")} that is declared and never built`,
      phase: "up" as const,
      stack: [
        blueprint(
          declaration({
            workloads: {
              web: declaredWorkload({}),
              ...(subject === "workload/worker" ? { worker: declaredWorkload({}) } : {}),
            },
            databases: subject === "database/replica" ? { replica: POSTGRES } : {},
            caches:
              subject === "cache/sessions"
                ? { sessions: { ...declaredRedis, nodeType: "cache.t4g.small", nodes: 2, snapshotRetentionDays: 7 } }
                : {},
          }),
        ),
        inWeb,
        definition(),
      ],
      subject,
      messageId: "unbuilt",
      says: `${subject.replace("/", " ")} is declared, and nothing that this stack builds is it`,
      stage: "stack" as const,
    })),
  ],
  unproven: cases.unproven.map(declaringBuilt) as [UnprovenCase, ...UnprovenCase[]],
});

it("only advises of what was never built: nothing that is there is wrong", () => {
  expect(blueprintHonoured.advises["unbuilt"]).toBe("always");
});
