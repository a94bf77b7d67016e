import * as aws from "@pulumi/aws";
import { databaseDegradesGracefully } from "../../../policies/rules/database/database-degrades-gracefully";
import { blueprint, component, ref, resource, type TestResource } from "../../../policies/testing";
import { databaseUrl, declaration, declaredWorkload, plain, ruleTester, task, WEB, WORKER } from "../fixtures";

const HOST = "postgres.abc123def456.eu-west-1.rds.amazonaws.com";
const CLUSTER_HOST = "postgres.cluster-abc123def456.eu-west-1.rds.amazonaws.com";
const URL = `postgresql://app@${HOST}:5432/app`;
type Parameters = Readonly<Record<string, string>>;

const group = (parameters: Parameters) =>
  resource(aws.rds.ParameterGroup, "postgres", {
    name: "postgres",
    family: "postgres17",
    parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
  });
const database = (more: Partial<aws.rds.InstanceArgs> = {}, parent?: TestResource) =>
  resource(
    aws.rds.Instance,
    "postgres",
    { engine: "postgres", identifier: "postgres", instanceClass: "db.t4g.medium", ...more },
    { outputs: { address: HOST }, ...(parent === undefined ? {} : { parent }) },
  );
const LIMITS = { statement_timeout: "30000", idle_in_transaction_session_timeout: "60000" };
const limited = (parameters: Parameters = LIMITS) => [group(parameters), database({ parameterGroupName: "postgres" })];

const SUFFIX = "arn:aws:elasticloadbalancing:eu-west-1:111122223333";
const ARNS = { group: `${SUFFIX}:targetgroup/web/73e2d6bc`, edge: `${SUFFIX}:loadbalancer/app/edge/50dc6c49` };
/** A load balancer before the service; `idle`: its idle timeout in seconds. */
const behind = (idle: number, path = "/ready") => ({
  loadBalancers: [{ targetGroupArn: ARNS.group, containerName: "web", containerPort: 8000 }],
  resources: [
    resource(aws.lb.LoadBalancer, "edge", { name: "edge", idleTimeout: idle }, { outputs: { arn: ARNS.edge } }),
    resource(
      aws.lb.TargetGroup,
      "web",
      { name: "web", port: 8000, protocol: "HTTP", healthCheck: { path } },
      { outputs: { arn: ARNS.group } },
    ),
    resource(aws.lb.Listener, "https", {
      loadBalancerArn: ARNS.edge,
      defaultActions: [{ type: "forward", targetGroupArn: ARNS.group }],
    }),
  ],
});
/** The same group behind another balancer too: one of this stack with these inputs, or of another. */
const alsoBehind = (other?: aws.lb.LoadBalancerArgs) => {
  const first = behind(60);
  const arn = `${SUFFIX}:loadbalancer/app/other/60dc6c49`;
  const listener = resource(aws.lb.Listener, "other", {
    loadBalancerArn: arn,
    defaultActions: [{ type: "forward", targetGroupArn: ARNS.group }],
  });
  const balancers =
    other === undefined
      ? []
      : [resource(aws.lb.LoadBalancer, "other", { name: "other", ...other }, { outputs: { arn } })];
  return { ...first, resources: [...first.resources, ...balancers, listener] };
};
const serves = (
  environment: Readonly<Record<string, unknown>> = {},
  {
    command = WEB,
    loadBalancers = [],
    resources = [],
  }: Partial<ReturnType<typeof behind>> & { command?: readonly string[] } = {},
) => {
  const definition = task("web", { command, environment: { DATABASE_URL: URL, ...environment } });
  const args = { name: "web", taskDefinition: ref(definition, "arn"), desiredCount: 2, loadBalancers };
  return [...resources, definition, resource(aws.ecs.Service, "web", args)];
};
const role = (inputs: Readonly<Record<string, unknown>>): TestResource => ({
  ...database(),
  type: "postgresql:index/role:Role",
  name: "app",
  urn: "urn:pulumi:prod::product::postgresql:index/role:Role::app",
  inputs,
  outputs: {},
});

/** The production program's shape: the migration gives each role its limits. */
const TIMEOUTS = JSON.stringify(
  JSON.stringify({ app: { statement_timeout: 30_000, idle_in_transaction_session_timeout: 60_000 } }),
);
const ROLES = `TIMEOUTS = json.loads(${TIMEOUTS})\nalembic.command.upgrade(config, "head")`;
const declared = (script: string) =>
  blueprint(
    declaration({
      workloads: {
        web: declaredWorkload({ environment: { DATABASE_URL: databaseUrl, DB_POOL_TIMEOUT: plain("10") } }),
        migration: declaredWorkload({
          role: "migration",
          command: ["python", "-c", script],
          environment: { DATABASE_URL: databaseUrl },
          service: null,
        }),
      },
    }),
  );
function product(script: string): TestResource[] {
  const root = declared(script);
  const [migration, web] = [component("migration", { parent: root }), component("web", { parent: root })];
  const definition = task("web", { command: WEB, environment: { DATABASE_URL: URL } }, web);
  return [
    root,
    database({}, root),
    migration,
    task("migration", { command: ["python", "-c", script], environment: { DATABASE_URL: URL } }, migration),
    web,
    definition,
    resource(aws.ecs.Service, "web", { taskDefinition: ref(definition, "arn"), desiredCount: 2 }, { parent: web }),
  ];
}

const subject = "workload/web";
const passes = { [subject]: "verified" } as const;
const computed = resource(
  aws.ssm.Parameter,
  "limits",
  { type: "String" },
  { outputs: { insecureValue: "30000", version: 15 } },
);

const LIMITED = "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000";
/** Where there is no pool, a full server refuses at once. */
const NO_POOL = [
  {
    name: "Django, which keeps a connection for each thread",
    environment: { CONN_MAX_AGE: "60" },
    command: ["gunicorn", "shop.wsgi"],
  },
  {
    name: "SQLAlchemy without a pool",
    environment: { SQLALCHEMY_POOL_CLASS: "NullPool" },
    command: ["gunicorn", "shop:app"],
  },
];

/** A cluster with a parameter group, and an instance for each further one. */
const clustered = (parameters: Parameters, members: readonly Parameters[] = []) => [
  resource(aws.rds.ClusterParameterGroup, "postgres", {
    name: "postgres",
    family: "aurora-postgresql17",
    parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
  }),
  resource(
    aws.rds.Cluster,
    "postgres",
    { engine: "aurora-postgresql", clusterIdentifier: "postgres", dbClusterParameterGroupName: "postgres" },
    { outputs: { endpoint: CLUSTER_HOST, readerEndpoint: CLUSTER_HOST } },
  ),
  ...members.flatMap((own, index) => [
    resource(aws.rds.ParameterGroup, `own-${index}`, {
      name: `own-${index}`,
      family: "aurora-postgresql17",
      parameters: Object.entries(own).map(([name, value]) => ({ name, value })),
    }),
    resource(aws.rds.ClusterInstance, `postgres-${index}`, {
      clusterIdentifier: "postgres",
      engine: "aurora-postgresql",
      instanceClass: "db.r7g.large",
      dbParameterGroupName: `own-${index}`,
    }),
  ]),
  ...serves({ DATABASE_URL: URL.replace(HOST, CLUSTER_HOST) }),
];

ruleTester.run(databaseDegradesGracefully, {
  valid: [
    { name: "limits in the parameter group", phase: "up", stack: [...limited(), ...serves()], passes },
    {
      name: "one limit on both, of PostgreSQL 17",
      phase: "up",
      stack: [...limited({ transaction_timeout: "30s" }), ...serves()],
      passes,
    },
    {
      name: "limits in the URL's options",
      stack: [
        database(),
        ...serves({
          DATABASE_URL: `${URL}?options=-c%20statement_timeout%3D30000%20-c%20idle_in_transaction_session_timeout%3D60000`,
        }),
      ],
      passes,
    },
    {
      name: "limits in libpq's own variable",
      stack: [
        database(),
        ...serves({ PGOPTIONS: "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000" }),
      ],
      passes,
    },
    {
      name: "limits in the application's settings",
      stack: [database(), ...serves({ DB_STATEMENT_TIMEOUT: "30s", DB_IDLE_IN_TRANSACTION_SESSION_TIMEOUT: "60000" })],
      passes,
    },
    {
      name: "limits of a role that the program makes",
      stack: [
        database(),
        role({ name: "app", statementTimeout: 30_000, idleInTransactionSessionTimeout: 60_000 }),
        ...serves(),
      ],
      passes,
    },
    {
      name: "a second load balancer that waits for no answer",
      phase: "up",
      stack: [
        ...limited(),
        ...serves({ DB_POOL_TIMEOUT: "30" }, alsoBehind({ loadBalancerType: "network", idleTimeout: 15 })),
      ],
      passes,
    },
    {
      name: "a pool that gives up before the load balancer does",
      phase: "up",
      stack: [...limited(), ...serves({ DB_POOL_TIMEOUT: "10" }, behind(60))],
      passes,
    },
    { name: "a cluster with its own parameter group", phase: "up", stack: clustered(LIMITS), passes },
    {
      name: "instances of a cluster with parameter groups of their own",
      phase: "up",
      stack: clustered({}, [LIMITS, LIMITS]),
      passes,
    },
    {
      name: "an instance whose own parameter group says nothing of it",
      phase: "up",
      stack: clustered(LIMITS, [{ work_mem: "4096" }]),
      passes,
    },
    { name: "another engine", stack: [database({ engine: "mysql" }), ...serves()], passes: {} },
    { name: "this product's declaration", stack: [declared(ROLES)], passes: { [subject]: "declared" } },
    { name: "this product's own", phase: "up", stack: product(ROLES), passes },
    {
      name: "a worker, whose statements may take long",
      stack: [database(), ...serves({}, { command: WORKER })],
      passes: {},
    },
    ...NO_POOL.map(({ name, environment, command }) => ({
      name: `${name}: nobody waits for a place in a pool`,
      stack: [database(), ...serves({ PGOPTIONS: LIMITED, ...environment }, { command })],
      passes,
    })),
    { name: "no database", stack: serves({ DATABASE_URL: "sqlite:///app.db" }), passes: {} },
  ],
  invalid: [
    {
      name: "an instance of a cluster whose own parameter group takes the limit away",
      phase: "up",
      stack: clustered(LIMITS, [LIMITS, { statement_timeout: "0" }]),
      subject,
      messageId: "off",
    },
    {
      name: "one instance of two whose own parameter group limits statements",
      phase: "up",
      stack: clustered({}, [LIMITS, {}]),
      subject,
      messageId: "unlimited",
    },
    {
      name: "nothing limits anything",
      stack: [database(), ...serves()],
      subject,
      messageId: "unlimited",
      says: "no statement or idle transaction",
    },
    {
      name: "idle transactions are kept",
      stack: [...limited({ statement_timeout: "30000" }), ...serves()],
      subject,
      messageId: "unlimited",
      says: "no idle transaction",
    },
    {
      name: "the parameter group switches it off",
      stack: [...limited({ ...LIMITS, statement_timeout: "0" }), ...serves()],
      subject,
      messageId: "off",
      says: "limit on a statement",
    },
    {
      name: "the application switches it off",
      stack: [
        database(),
        ...serves({ PGOPTIONS: "-c statement_timeout=0 -c idle_in_transaction_session_timeout=60000" }),
      ],
      subject,
      messageId: "off",
    },
    {
      name: "a pool that waits longer than the load balancer",
      stack: [...limited(), ...serves({ DB_POOL_TIMEOUT: "90" }, behind(60))],
      subject,
      messageId: "waits",
      says: "waits 90 s for a database connection, and load balancer edge gives the request up after 60 s",
    },
    {
      name: "a pool that waits longer than the second load balancer",
      stack: [...limited(), ...serves({ DB_POOL_TIMEOUT: "30" }, alsoBehind({ idleTimeout: 15 }))],
      subject,
      messageId: "waits",
      says: "load balancer other gives the request up after 15 s",
    },
    {
      name: "a pool that waits longer than one load balancer, whatever another stack's does",
      stack: [...limited(), ...serves({ DB_POOL_TIMEOUT: "90" }, alsoBehind())],
      subject,
      messageId: "waits",
    },
    {
      name: "a pool that is waited for without an end",
      stack: [database(), ...serves({ PGOPTIONS: LIMITED, PG_POOL_MAX: "10" }, { command: ["node", "server.js"] })],
      subject,
      messageId: "endless",
    },
    {
      name: "a target group that asks whether it is alive",
      stack: [...limited(), ...serves({}, behind(60, "/health/live"))],
      subject,
      messageId: "alive",
      says: "target group web",
    },
    {
      name: "this product's declaration, without the limits",
      stack: [declared('alembic.command.upgrade(config, "head")')],
      subject,
      messageId: "unlimited",
    },
    {
      name: "this product's own, without the limits",
      phase: "up",
      stack: product('alembic.command.upgrade(config, "head")'),
      subject,
      messageId: "unlimited",
    },
  ],
  unproven: [
    {
      name: "a parameter that is computed",
      stack: [
        computed,
        resource(aws.rds.ParameterGroup, "postgres", {
          name: "postgres",
          family: "postgres17",
          parameters: [{ name: "statement_timeout", value: ref(computed, "insecureValue") }],
        }),
        database({ parameterGroupName: "postgres" }),
        ...serves({ DB_IDLE_IN_TRANSACTION_SESSION_TIMEOUT: "60000" }),
      ],
      subject,
      path: "parameters[0].value",
      producer: "limits",
    },
    {
      name: "a second load balancer, of another stack",
      stack: [...limited(), ...serves({ DB_POOL_TIMEOUT: "30" }, alsoBehind())],
      subject,
      path: "loadBalancerArn",
    },
    {
      name: "a second load balancer whose patience is computed",
      stack: [
        computed,
        ...limited(),
        ...serves({ DB_POOL_TIMEOUT: "30" }, alsoBehind({ idleTimeout: ref(computed, "version") })),
      ],
      subject,
      path: "idleTimeout",
      producer: "limits",
    },
    {
      name: "a second target group that is computed",
      stack: [
        computed,
        ...limited(),
        ...serves(
          {},
          {
            ...behind(60),
            loadBalancers: [
              ...behind(60).loadBalancers,
              { targetGroupArn: ref(computed, "insecureValue"), containerName: "web", containerPort: 8000 },
            ],
          },
        ),
      ],
      subject,
      path: "loadBalancers[1].targetGroupArn",
      producer: "limits",
    },
    {
      name: "a parameter group of another stack",
      stack: [database({ parameterGroupName: "shared" }), ...serves()],
      subject,
      path: "parameterGroupName",
    },
  ],
});
