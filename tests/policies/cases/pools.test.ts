import * as aws from "@pulumi/aws";
import { rules } from "../../../policies/rules";
import { ref, resource, run, type TestResource } from "../../../policies/testing";
import { ADDRESS, database, definition, said, service, type ContainerFields, type Settings } from "./judged";

/** What programs of other people connect with, against a database that serves 70. */
const RULE = "connection-budget-holds";
const URL = `postgresql+asyncpg://app@${ADDRESS}:5432/app`;
const SMALL = { DB_POOL_SIZE: "5", DB_MAX_OVERFLOW: "0", DB_POOL_TIMEOUT: "10" };
const LARGE = { ...SMALL, DB_POOL_SIZE: "400" };

const web = (settings: Settings, container: ContainerFields = {}, args: Partial<aws.ecs.ServiceArgs> = {}) => {
  const made = definition("web", settings, container);
  return [made, service(made, { desiredCount: 4, ...args })];
};
const judged = (stack: readonly TestResource[]) => said(RULE, stack, "up");

describe("the processes of a server multiply its pool", () => {
  it.each<[string, ContainerFields, Settings]>([
    ["a variable", {}, { WEB_CONCURRENCY: "8" }],
    ["gunicorn -w 8", { command: ["gunicorn", "-w", "8", "app:app"] }, {}],
    ["gunicorn --workers 8", { command: ["gunicorn", "--workers", "8", "app:app"] }, {}],
    ["gunicorn --workers=8", { command: ["gunicorn", "--workers=8", "app:app"] }, {}],
    ["gunicorn's own variable", { command: ["gunicorn", "app:app"] }, { GUNICORN_CMD_ARGS: "--workers=8" }],
    ["uvicorn --workers 8", { command: ["uvicorn", "app:app", "--workers", "8"] }, {}],
    ["uvicorn --workers=8", { command: ["uvicorn", "app:app", "--workers=8"] }, {}],
    ["fastapi run", { command: ["fastapi", "run", "--workers", "8", "app.py"] }, {}],
    ["a shell", { command: ["sh", "-c", "gunicorn -w 8 app:app"] }, {}],
    ["a shell that runs something before", { command: ["sh", "-c", "cd /srv && exec gunicorn -w 8 app:app"] }, {}],
    ["granian", { command: ["granian", "--workers", "8", "app:app"] }, {}],
    ["hypercorn -w 8", { command: ["hypercorn", "-w", "8", "app:app"] }, {}],
    ["an entry point", { entryPoint: ["gunicorn"], command: ["-w", "8", "app:app"] }, {}],
  ])("%s", async (_, container, settings) => {
    expect(await judged([database(), ...web({ DATABASE_URL: URL, ...SMALL, ...settings }, container)])).toEqual([
      "blocked exceeded",
    ]);
  });

  it.each<[string, ContainerFields, Settings, string]>([
    ["as many as there are cores", { command: ["sh", "-c", "gunicorn --workers=$(nproc) app:app"] }, {}, "unproven"],
    ["a word", {}, { WEB_CONCURRENCY: "auto" }, "blocked unproven"],
    ["a start script", { command: ["/srv/start.sh"] }, {}, "unproven"],
  ])("is not proven where they are %s", async (_, container, settings, end) => {
    expect(await judged([database(), ...web({ DATABASE_URL: URL, ...SMALL, ...settings }, container)])).toEqual([end]);
  });

  it.each<[string, ContainerFields, Settings]>([
    ["another server's variable", {}, { GUNICORN_CMD_ARGS: "--workers=8" }],
    ["nobody's variable", {}, { WORKERS: "8" }],
    ["one process", { command: ["gunicorn", "-w", "1", "app:app"] }, {}],
  ])("is one pool with %s", async (_, container, settings) => {
    expect(await judged([database(), ...web({ DATABASE_URL: URL, ...SMALL, ...settings }, container)])).toEqual([
      "pass",
    ]);
  });

  it.each(["0", "-4", ""])("is one pool at least, whatever the number says: %j", async (WEB_CONCURRENCY) => {
    expect(await judged([database(), ...web({ DATABASE_URL: URL, ...LARGE, WEB_CONCURRENCY })])).toEqual([
      "blocked exceeded",
    ]);
  });
});

describe("a pool is counted by whatever names it", () => {
  it.each<[string, Settings]>([
    ["options in JSON", { SQLALCHEMY_ENGINE_OPTIONS: '{"pool_size":400}' }],
    ["another name beside a small one", { SQLALCHEMY_POOL_SIZE: "400" }],
    ["the URL itself", { DATABASE_URL: `postgresql://app@${ADDRESS}/app?connection_limit=400&pool_timeout=10` }],
    ["a prefix of the product's", { SHOP_DB_POOL_SIZE: "400" }],
  ])("%s", async (_, settings) => {
    expect(await judged([database(), ...web({ DATABASE_URL: URL, ...SMALL, ...settings })])).toEqual([
      "blocked exceeded",
    ]);
  });

  it("is not proven where it is no number", async () => {
    const stack = [database(), ...web({ DATABASE_URL: URL, ...SMALL, DB_POOL_SIZE: "0x10" })];
    expect(await said(RULE, stack)).toEqual(["blocked unproven"]);
    expect(await said("pool-limits-declared", stack)).toEqual(["blocked unproven"]);
  });
});

describe("a pool is counted by what the command line sets over the container's variables", () => {
  const judgedWith = (command: readonly string[], settings: Settings = {}) =>
    judged([database(), ...web({ DATABASE_URL: URL, ...SMALL, ...settings }, { command })]);
  const SIZE = "DB_POOL_SIZE=50";

  it.each<[string, readonly string[], Settings]>([
    ["gunicorn -e", ["gunicorn", "-e", SIZE, "app:app"], {}],
    ["gunicorn --env", ["gunicorn", "--env", SIZE, "app:app"], {}],
    ["gunicorn --env=", ["gunicorn", "-e", "A=1", `--env=${SIZE}`, "app:app"], {}],
    ["gunicorn's own variable", ["gunicorn", "app:app"], { GUNICORN_CMD_ARGS: `-e ${SIZE}` }],
    ["gunicorn in a script", ["sh", "-c", "exec gunicorn -e DB_POOL_SIZE=$SIZE app:app"], { SIZE: "50" }],
    ["uWSGI --env", ["uwsgi", "--http", ":80", "--env", SIZE, "--module", "app"], {}],
    ["env", ["env", SIZE, "gunicorn", "app:app"], {}],
    ["a script's command", ["sh", "-c", `${SIZE} exec gunicorn app:app`], {}],
    ["a script's export", ["sh", "-c", `export ${SIZE} && exec gunicorn app:app`], {}],
  ])("%s", async (_, command, settings) => {
    expect(await judgedWith(command, settings)).toEqual(["blocked exceeded"]);
  });

  it("and a list on the command line takes the place of the variable's", async () => {
    const GUNICORN_CMD_ARGS = "-e DB_POOL_SIZE=50";
    expect(await judgedWith(["gunicorn", "-e", "DB_POOL_SIZE=5", "app:app"], { GUNICORN_CMD_ARGS })).toEqual(["pass"]);
  });

  it("and gunicorn itself reads nothing of it", async () => {
    expect(await judgedWith(["gunicorn", "-e", "WEB_CONCURRENCY=50", "app:app"])).toEqual(["pass"]);
  });

  it("and is not proven where the value is not known", async () => {
    const command = ["sh", "-c", "exec gunicorn -e DB_POOL_SIZE=$(cat /size) app:app"];
    expect((await judgedWith(command)).join()).toMatch(/unproven/);
  });
});

describe("a database is known by whatever names it", () => {
  it.each<[string, Settings]>([
    ["its parts", { POSTGRES_SERVER: ADDRESS, POSTGRES_PORT: "5432", POSTGRES_DB: "app" }],
    ["its host alone", { PGHOST: ADDRESS, PGDATABASE: "app" }],
    ["Airflow's name", { AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: URL }],
    ["libpq's words", { DATABASE_URL: `host=${ADDRESS} dbname=app user=app` }],
    ["JDBC", { DATABASE_URL: `jdbc:postgresql://${ADDRESS}:5432/app` }],
    ["a second URL", { DATABASE_URL: "postgresql://db.example.com/x", SQLALCHEMY_DATABASE_URI: URL }],
    ["capitals", { DATABASE_URL: `postgresql+asyncpg://app@${ADDRESS.toUpperCase()}:5432/app` }],
    ["a dot at the end", { DATABASE_URL: `postgresql+asyncpg://app@${ADDRESS}.:5432/app` }],
    ["the first of several hosts", { DATABASE_URL: `postgresql+asyncpg://app@${ADDRESS}:5432,replica:5432/app` }],
    ["a name nobody agreed on", { DB_CONNECTION_STRING: URL }],
  ])("%s", async (_, settings) => {
    expect(await judged([database(), ...web({ ...LARGE, ...settings })])).toEqual(["blocked exceeded"]);
  });

  it("with a pool for each of its URLs", async () => {
    const pool = { ...SMALL, DB_POOL_SIZE: "12" };
    const both = { DATABASE_URL: URL, READ_DATABASE_URL: URL, ...pool };
    expect(await judged([database(), ...web({ DATABASE_URL: URL, ...pool })])).toEqual(["pass"]);
    expect(await judged([database(), ...web(both)])).toEqual(["blocked exceeded"]);
  });

  it("of Django by its processes, of Java by its own pool", async () => {
    const django = { DB_HOST: ADDRESS, DB_NAME: "app", CONN_MAX_AGE: "600" };
    expect(await judged([database(), ...web(django, { command: ["gunicorn", "-w", "40", "shop.wsgi"] })])).toEqual([
      "blocked exceeded",
    ]);
    const spring = { SPRING_DATASOURCE_URL: `jdbc:postgresql://${ADDRESS}/app` };
    const pool = { SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE: "400" };
    expect(
      await judged([database(), ...web({ ...spring, ...pool }, { command: ["java", "-jar", "app.jar"] })]),
    ).toEqual(["blocked exceeded"]);
  });

  it.each(["$(DB_HOST)", "{host}"])(
    "is not proven where the application fills it in, and blocks nobody: %s",
    async (host) => {
      const filled = { ...SMALL, DATABASE_URL: `postgresql://app@${host}:5432/app` };
      const { verdicts } = await run(rules, [database(), ...web(filled)], { phase: "up" });
      expect(await judged([database(), ...web(filled)])).toEqual(["unproven"]);
      expect(verdicts.filter(({ verdict, level }) => verdict !== "pass" && level === "mandatory")).toEqual([]);
    },
  );

  it("and one whose name AWS makes up is waited for, whatever is wrong with a pool that may be another's", async () => {
    const made = resource(
      aws.rds.Instance,
      "db",
      { engine: "postgres", instanceClass: "db.t4g.micro" },
      { outputs: { address: ADDRESS, identifier: "shop" } },
    );
    const elsewhere = ADDRESS.replace("shop.", "other.");
    const pool = { ...SMALL, DB_POOL_SIZE: "many", DATABASE_URL: `postgresql://app@${elsewhere}:5432/app` };
    expect(await said("pool-limits-declared", [...web(pool), made], "up")).toEqual([]);
    // Neither for what stands before it, whose name AWS makes up as well, nor for one that is given to it.
    const shared = { engineFamily: "POSTGRESQL", roleArn: "role", vpcSubnetIds: ["subnet-1"], auths: [] };
    const proxy = resource(aws.rds.Proxy, "proxy", shared, {
      outputs: { endpoint: "p.proxy-a1b2.example", name: "p" },
    });
    const behind = resource(aws.rds.ProxyTarget, "proxy", {
      dbProxyName: ref(proxy, "name"),
      targetGroupName: "default",
      dbInstanceIdentifier: ref(made, "identifier"),
    });
    const record = { zoneId: "zone", name: elsewhere, type: "CNAME", ttl: 60, records: [ref(proxy, "endpoint")] };
    const named = resource(aws.route53.Record, "db", record);
    for (const more of [[], [proxy, behind], [proxy, named]]) {
      const { diagnostics } = await run(rules, [...web(pool), made, ...more], { phase: "preview" });
      expect(diagnostics.filter(({ policy }) => policy === "pool-limits-declared")).not.toContainEqual(
        expect.objectContaining({ level: "mandatory" }),
      );
    }
    const own = web({ ...pool, DATABASE_URL: URL });
    expect(await said("pool-limits-declared", [...own, made], "up")).toEqual(["blocked unproven"]);
  });
});

describe("behind RDS Proxy", () => {
  const PROXY = "shop.proxy-abc123def456.eu-west-1.rds.amazonaws.com";
  const proxy = [
    resource(
      aws.rds.Proxy,
      "shop",
      { name: "shop", engineFamily: "POSTGRESQL", roleArn: "arn:x", vpcSubnetIds: [], auths: [] },
      { outputs: { endpoint: PROXY } },
    ),
    resource(aws.rds.ProxyTarget, "shop", {
      dbProxyName: "shop",
      targetGroupName: "default",
      dbInstanceIdentifier: "shop",
    }),
  ];
  const through = (scheme: string, size: string, host = PROXY) =>
    web({ ...SMALL, DB_POOL_SIZE: size, DATABASE_URL: `${scheme}://app@${host}:5432/app` });

  it.each(["postgresql+psycopg2", "postgresql", "postgresql+psycopg"])(
    "clients may share its connections, so that many of theirs exceed nothing: %s",
    async (scheme) => {
      expect(await judged([database(), ...proxy, ...through(scheme, "40")])).toEqual(["unproven"]);
      expect(await judged([database(), ...proxy, ...through(scheme, "5")])).toEqual(["pass"]);
    },
  );

  it("a driver that resets its sessions has each for itself", async () => {
    expect(await judged([database(), ...proxy, ...through("postgresql+asyncpg", "40")])).toEqual(["blocked exceeded"]);
    expect(await judged([database(), ...proxy, ...through("postgresql+asyncpg", "5")])).toEqual(["pass"]);
  });

  it("who goes past it still counts", async () => {
    const past = through("postgresql+psycopg2", "40", ADDRESS);
    expect(await judged([database(), ...proxy, ...past])).toEqual(["blocked exceeded"]);
    const worker = definition("worker", { ...SMALL, DB_POOL_SIZE: "100", DATABASE_URL: URL });
    const both = [...through("postgresql+psycopg2", "5"), worker, service(worker)];
    expect(await judged([database(), ...proxy, ...both])).toEqual(["blocked exceeded"]);
  });
});

describe("what a database serves", () => {
  const group = (...values: readonly string[]) =>
    resource(aws.rds.ParameterGroup, "limits", {
      name: "limits",
      family: "postgres16",
      parameters: values.map((value) => ({ name: "max_connections", value })),
    });
  const limited = database({ parameterGroupName: "limits" });

  it("is no more than its memory carries, whatever it is told", async () => {
    expect(await judged([group("20000"), limited, ...web({ DATABASE_URL: URL, ...LARGE })])).toEqual([
      "blocked exceeded",
    ]);
  });

  it("is a formula's value", async () => {
    const formula = group("LEAST({DBInstanceClassMemory/9531392},5000)");
    expect(await judged([formula, limited, ...web({ DATABASE_URL: URL, ...SMALL })])).toEqual(["pass"]);
  });

  it.each<[string, readonly TestResource[], string]>([
    ["of two numbers", [group("20000", "50"), limited], "blocked unproven"],
    ["of another engine", [database({ engine: "oracle-ee" })], "unproven"],
    ["of Aurora's MySQL", [database({ engine: "aurora-mysql" })], "unproven"],
    ["of a class whose memory is not known", [database({ instanceClass: "db.m9z.metal-96xl" })], "unproven"],
  ])("is not proven: %s", async (_, stack, end) => {
    expect(await judged([...stack, ...web({ DATABASE_URL: URL, ...SMALL })])).toEqual([end]);
  });

  /** With four tasks and five connections for people. */
  const pools = (size: number) => web({ DATABASE_URL: URL, ...SMALL, DB_POOL_SIZE: String(size) });

  it.each<[string, string, number, string]>([
    // By memory at least 56 and at most 85, of which RDS keeps some for itself.
    ["mysql", "db.t4g.micro", 11, "pass"],
    ["mysql", "db.t4g.micro", 12, "unproven"],
    ["mysql", "db.t4g.micro", 20, "unproven"],
    ["mysql", "db.t4g.micro", 21, "blocked exceeded"],
    ["mysql", "db.m6g.large", 148, "pass"],
    ["mysql", "db.m6g.large", 170, "blocked exceeded"],
    ["mariadb", "db.t4g.micro", 4, "pass"],
    ["mariadb", "db.t4g.micro", 10, "blocked exceeded"],
    ["mysql", "db.m9z.metal-96xl", 1, "unproven"],
  ])("is worked out of the memory where nobody sets it: %s on a %s", async (engine, instanceClass, size, expected) => {
    expect(await judged([database({ engine, instanceClass }), ...pools(size)])).toEqual([expected]);
  });

  it.each([
    ["oracle-ee", "db.m6g.large", "default max_connections", "unread"],
    ["mysql", "db.m9z.metal-96xl", "instanceClass", "unsupported"],
  ])("says what of %s on a %s is not known", async (engine, instanceClass, path, because) => {
    const { verdicts } = await run(rules, [database({ engine, instanceClass }), ...pools(1)], { phase: "up" });
    const [verdict] = verdicts.filter((one) => one.rule === RULE);
    expect(verdict?.unknowns?.map((one) => [one.location.path, one.because])).toEqual([[path, because]]);
  });

  it("is what MySQL's group says, whatever its memory", async () => {
    const own = database({ engine: "mysql", parameterGroupName: "limits" });
    expect(await judged([group("400"), own, ...pools(90)])).toEqual(["pass"]);
  });

  const slots = (parameters: Readonly<Record<string, string>>) =>
    resource(aws.rds.ParameterGroup, "limits", {
      name: "limits",
      family: "postgres16",
      parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
    });
  const medium = database({ parameterGroupName: "limits", instanceClass: "db.t4g.medium" });

  it.each<[string, Readonly<Record<string, string>>, number, string]>([
    ["as many as by default", { max_connections: "100" }, 22, "pass"],
    ["reserved_connections", { max_connections: "100", reserved_connections: "20" }, 19, "blocked exceeded"],
    ["reserved_connections that leave enough", { max_connections: "100", reserved_connections: "20" }, 18, "pass"],
    ["fewer", { max_connections: "100", reserved_connections: "0", superuser_reserved_connections: "1" }, 23, "pass"],
    ["superuser's", { max_connections: "100", superuser_reserved_connections: "23" }, 18, "blocked exceeded"],
    ["RDS's own", { max_connections: "100", "rds.rds_superuser_reserved_connections": "20" }, 19, "blocked exceeded"],
    ["of the class's formula", { reserved_connections: "300" }, 20, "blocked exceeded"],
    ["a word", { max_connections: "100", reserved_connections: "some" }, 1, "unproven"],
  ])("is without the slots that its group keeps: %s", async (_, parameters, size, expected) => {
    expect(await judged([slots(parameters), medium, ...pools(size)])).toEqual([expected]);
  });

  describe("to one user of MySQL is what max_user_connections says", () => {
    const mysql = database({ parameterGroupName: "limits", engine: "mysql", instanceClass: "db.m6g.large" });
    const limits = (ofUser: string) => slots({ max_connections: "500", max_user_connections: ofUser });
    const other = definition("other", { DATABASE_URL: URL, ...SMALL, DB_POOL_SIZE: "25" });

    it.each<[string, string, readonly TestResource[], string]>([
      ["as many as are left", "100", pools(25), "pass"],
      ["one too few", "99", pools(25), "blocked exceeded"],
      ["less than one connection each", "3", pools(25), "blocked exceeded"],
      ["no limit", "0", pools(25), "pass"],
      ["more than there are", "1000", pools(125), "blocked exceeded"],
      ["enough for two", "125", [...pools(25), other, service(other)], "pass"],
      ["enough for each of two, who may be two users", "100", [...pools(25), other, service(other)], "unproven"],
      ["too few for one of two", "99", [...pools(25), other, service(other)], "blocked exceeded"],
      ["a word", "many", pools(1), "unproven"],
    ])("%s", async (_, ofUser, clients, expected) => {
      expect(await judged([limits(ofUser), mysql, ...clients])).toEqual([expected]);
    });
  });

  it("is nothing anybody promises where no client of it is in the program", async () => {
    expect(await judged([database()])).toEqual([]);
  });
});

describe("a serverless Aurora serves what its largest capacity does", () => {
  const HOST = "shop.cluster-abc123def456.eu-west-1.rds.amazonaws.com";
  const aurora = (minCapacity: number, maxCapacity: number, args: Partial<aws.rds.ClusterArgs> = {}) => [
    resource(
      aws.rds.Cluster,
      "db",
      {
        clusterIdentifier: "shop",
        engine: "aurora-postgresql",
        serverlessv2ScalingConfiguration: { minCapacity, maxCapacity },
        ...args,
      },
      { outputs: { endpoint: HOST } },
    ),
    ...["db.serverless", "db.serverless"].map((instanceClass, number) =>
      resource(aws.rds.ClusterInstance, `db-${number}`, {
        clusterIdentifier: "shop",
        engine: "aurora-postgresql",
        instanceClass,
      }),
    ),
  ];
  /** Four tasks with a pool of this size each, and five connections for people. */
  const pool = (size: number) =>
    web({ ...SMALL, DB_POOL_SIZE: String(size), DATABASE_URL: `postgresql+asyncpg://app@${HOST}:5432/app` });

  it.each<[number, number, number, readonly string[]]>([
    [0.5, 1, 44, ["pass"]],
    [0.5, 1, 45, ["blocked exceeded"]],
    [0.5, 16, 497, ["pass"]],
    [0.5, 16, 498, ["blocked exceeded"]],
    [2, 16, 800, ["pass"]],
    [1, 1.5, 72, ["blocked exceeded"]],
  ])("from %d to %d units, a pool of %d", async (minimum, maximum, size, expected) => {
    expect(await judged([...aurora(minimum, maximum), ...pool(size)])).toEqual(expected);
    expect(await said(RULE, [...aurora(minimum, maximum), ...pool(size)])).toEqual(expected);
  });

  it("whatever its parameter group asks for", async () => {
    const group = resource(aws.rds.ClusterParameterGroup, "limits", {
      name: "limits",
      family: "aurora-postgresql16",
      parameters: [{ name: "max_connections", value: "5000" }],
    });
    const limited = aurora(0.5, 16, { dbClusterParameterGroupName: "limits" });
    expect(await judged([group, ...limited, ...pool(400)])).toEqual(["pass"]);
    expect(await judged([group, ...limited, ...pool(600)])).toEqual(["blocked exceeded"]);
  });

  it("and its class decides where its members are of one", async () => {
    const [cluster, ...members] = aurora(0.5, 1);
    const provisioned = members.map(({ name }) =>
      resource(aws.rds.ClusterInstance, name, {
        clusterIdentifier: "shop",
        engine: "aurora-postgresql",
        instanceClass: "db.r7g.large",
      }),
    );
    expect(await judged([...(cluster === undefined ? [] : [cluster]), ...provisioned, ...pool(100)])).toEqual(["pass"]);
  });

  it("and the smallest of several decides, which any may become", async () => {
    const [cluster, serverless] = aurora(0.5, 1);
    const large = resource(aws.rds.ClusterInstance, "db-large", {
      clusterIdentifier: "shop",
      engine: "aurora-postgresql",
      instanceClass: "db.r7g.large",
    });
    const mixed = [cluster, serverless, large].filter((one) => one !== undefined);
    expect(await judged([...mixed, ...pool(44)])).toEqual(["pass"]);
    expect(await judged([...mixed, ...pool(100)])).toEqual(["blocked exceeded"]);
    const odd = resource(aws.rds.ClusterInstance, "db-odd", {
      clusterIdentifier: "shop",
      engine: "aurora-postgresql",
      instanceClass: "db.m9z.metal-96xl",
    });
    expect(await judged([...mixed, odd, ...pool(5)])).toEqual(["unproven"]);
  });

  it("is not proven where nobody says how far it grows", async () => {
    expect(await judged([...aurora(1, 16, { serverlessv2ScalingConfiguration: undefined }), ...pool(5)])).toEqual([
      "unproven",
    ]);
  });
});

describe("an instance of Aurora has a parameter group of its own, which comes before the cluster's", () => {
  const HOST = "shop.cluster-abc123def456.eu-west-1.rds.amazonaws.com";
  const group = (type: typeof aws.rds.ParameterGroup | typeof aws.rds.ClusterParameterGroup, value: string) =>
    resource<aws.rds.ParameterGroupArgs>(type, `group-${value}`, {
      name: `group-${value}`,
      family: "aurora-postgresql16",
      parameters: [{ name: value === "none" ? "work_mem" : "max_connections", value }],
    });
  const cluster = (value?: string) =>
    resource(
      aws.rds.Cluster,
      "db",
      {
        clusterIdentifier: "shop",
        engine: "aurora-postgresql",
        ...(value === undefined ? {} : { dbClusterParameterGroupName: `group-${value}` }),
      },
      { outputs: { endpoint: HOST } },
    );
  const member = (name: string, value?: string, instanceClass = "db.r6g.large") =>
    resource(aws.rds.ClusterInstance, name, {
      clusterIdentifier: "shop",
      engine: "aurora-postgresql",
      instanceClass,
      ...(value === undefined ? {} : { dbParameterGroupName: `group-${value}` }),
    });
  const ofInstances = (value: string) => group(aws.rds.ParameterGroup, value);
  const ofClusters = (value: string) => group(aws.rds.ClusterParameterGroup, value);
  /** Four tasks with a pool of forty each. */
  const pool = web({ ...SMALL, DB_POOL_SIZE: "40", DATABASE_URL: `postgresql+asyncpg://app@${HOST}:5432/app` });
  const both = [ofClusters("2000"), ofClusters("100"), ofInstances("100"), ofInstances("1000"), ofInstances("none")];
  const formula = "LEAST({DBInstanceClassMemory/9531392},120)";

  it.each<[string, readonly TestResource[], string]>([
    ["lower than the cluster's", [cluster("2000"), member("a", "100"), member("b", "100")], "blocked exceeded"],
    ["higher than the cluster's", [cluster("100"), member("a", "1000"), member("b", "1000")], "pass"],
    ["lower than the class's own", [cluster(), member("a", "100")], "blocked exceeded"],
    ["that says nothing of it", [cluster("2000"), member("a", "none")], "pass"],
    ["that says nothing of it, and the cluster's does", [cluster("100"), member("a", "none")], "blocked exceeded"],
    ["on one of two", [cluster("2000"), member("a"), member("b", "100")], "blocked exceeded"],
    [
      "on one of two, and the other has the cluster's",
      [cluster("100"), member("a", "1000"), member("b")],
      "blocked exceeded",
    ],
    ["that nobody here made", [cluster("2000"), member("a"), member("b", "theirs")], "unproven"],
    // One that serves too few is enough, whatever the others serve.
    [
      "beside one that nobody here made",
      [cluster("2000"), member("a", "100"), member("b", "theirs")],
      "blocked exceeded",
    ],
    [
      "and another's class is nobody's",
      [cluster(), member("a", "100"), member("b", undefined, "db.x")],
      "blocked exceeded",
    ],
    [
      "that holds, and another's class is nobody's",
      [cluster(), member("a", "1000"), member("b", undefined, "db.x")],
      "unproven",
    ],
    ["of a larger class", [cluster("2000"), member("a", "1000"), member("b", "1000", "db.r6g.4xlarge")], "pass"],
    [
      "that is smaller than another's number",
      [cluster("2000"), member("a"), member("b", undefined, "db.t4g.small")],
      "pass",
    ],
    [
      "as a formula of its own class",
      [ofInstances(formula), cluster("2000"), member("a", formula), member("b")],
      "blocked exceeded",
    ],
  ])("%s", async (_, stack, expected) => {
    expect(await judged([...both, ...stack, ...pool])).toEqual([expected]);
  });

  it("and is found where it comes last", async () => {
    const stack = [member("a", "100"), cluster("2000"), ...pool, ...both];
    expect(await judged(stack)).toEqual(["blocked exceeded"]);
  });

  it("and may have the name of the cluster's", async () => {
    const stack = [ofClusters("100"), ofInstances("100"), cluster("100"), member("a", "100")];
    expect(await judged([...stack, ...pool])).toEqual(["blocked exceeded"]);
  });
});

describe("a replica serves what its source's parameter group says", () => {
  const HOST = "replica.abc123def456.eu-west-1.rds.amazonaws.com";
  const group = resource(aws.rds.ParameterGroup, "limits", {
    name: "limits",
    family: "postgres16",
    parameters: [{ name: "max_connections", value: "60" }],
  });
  const replica = (args: Partial<aws.rds.InstanceArgs> = {}) =>
    resource(
      aws.rds.Instance,
      "replica",
      { replicateSourceDb: "shop", instanceClass: "db.m6g.large", ...args },
      { outputs: { address: HOST } },
    );
  const pool = web({ ...SMALL, DB_POOL_SIZE: "25", DATABASE_URL: `postgresql+asyncpg://app@${HOST}:5432/app` });

  it.each<[string, readonly TestResource[], string]>([
    ["in one region", [group, database({ parameterGroupName: "limits" }), replica()], "blocked exceeded"],
    ["that is AWS's own", [database(), replica()], "pass"],
    [
      "and not with a group of its own",
      [group, database({ parameterGroupName: "limits" }), replica({ parameterGroupName: "default.postgres16" })],
      "pass",
    ],
    ["which nobody read", [replica({ replicateSourceDb: "theirs" })], "unproven"],
    ["in its source's engine", [database({ engine: "sqlserver-ex" }), replica()], "unproven"],
  ])("%s", async (_, stack, expected) => {
    expect(await judged([...stack, ...pool])).toEqual([expected]);
  });
});

describe("every task counts", () => {
  const one = definition("web", { DATABASE_URL: URL, ...SMALL });
  const scaling = (resourceId: string) =>
    resource(aws.appautoscaling.Target, "web", {
      resourceId,
      maxCapacity: 100,
      minCapacity: 1,
      scalableDimension: "ecs:service:DesiredCount",
      serviceNamespace: "ecs",
    });
  const arn = ref(one, "arn");
  const event = (taskCount?: number) =>
    resource(aws.cloudwatch.EventTarget, "nightly", {
      rule: "nightly",
      arn: "arn:aws:ecs:eu-west-1:111122223333:cluster/main",
      ecsTarget: { taskDefinitionArn: arn, ...(taskCount === undefined ? {} : { taskCount }) },
    });
  const schedule = (taskCount: number) =>
    resource(aws.scheduler.Schedule, "nightly", {
      scheduleExpression: "rate(1 day)",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: "arn:aws:ecs:eu-west-1:111122223333:cluster/main",
        roleArn: "arn:aws:iam::111122223333:role/run",
        ecsParameters: { taskDefinitionArn: arn, taskCount },
      },
    });
  const pipe = (taskCount: number) =>
    resource(aws.pipes.Pipe, "orders", {
      roleArn: "arn:aws:iam::111122223333:role/run",
      source: "arn:aws:sqs:eu-west-1:111122223333:orders",
      target: "arn:aws:ecs:eu-west-1:111122223333:cluster/main",
      targetParameters: { ecsTaskParameters: { taskDefinitionArn: arn, taskCount } },
    });
  const few = service(one, { desiredCount: 4 }, "few");
  const many = service(one, { desiredCount: 40 }, "many");

  it.each<[string, readonly TestResource[]]>([
    ["of two services of one definition", [one, few, many]],
    ["of a service in the default cluster that scales", [one, service(one), scaling("service/web")]],
    ["that a rule starts", [one, event(50)]],
    ["that a schedule starts", [one, schedule(50)]],
    ["that a pipe starts", [one, pipe(50)]],
    ["that a rule starts beside a service", [one, few, event(15)]],
    ["that two of them start", [one, event(8), schedule(8)]],
    [
      "of a rule that names the family alone",
      [
        one,
        resource(aws.cloudwatch.EventTarget, "nightly", {
          rule: "nightly",
          arn: "arn:aws:ecs:eu-west-1:111122223333:cluster/main",
          ecsTarget: { taskDefinitionArn: "arn:aws:ecs:eu-west-1:111122223333:task-definition/web", taskCount: 50 },
        }),
      ],
    ],
  ])("%s", async (_, stack) => {
    expect(await judged([database(), ...stack])).toEqual(["blocked exceeded"]);
  });

  it("is refused before the rule that starts too many is created", async () => {
    const rule = event(12);
    const { created, diagnostics } = await run(rules, [database(), one, few, rule], { phase: "up" });
    expect(created).not.toContain(rule);
    const [message = ""] = diagnostics.filter(({ policy }) => policy === RULE).map((found) => found.message);
    expect(message).toMatch(/would get at least \d+ connections/);
    expect(message).toMatch(/^ {2}at least +=/m);
    expect(message).toContain("not counted: what is registered later");
    expect(message).toContain("Cheapest fix for what is counted, which is not all: ");
    expect(await judged([rule, database(), one])).toEqual(["pass"]);
    expect(await judged([event(50), database(), one])).toEqual(["blocked exceeded"]);
  });

  it.each<[string, readonly TestResource[]]>([
    ["one that a rule starts", [one, event()]],
    [
      "a rule that calls a function",
      [
        one,
        resource(aws.cloudwatch.EventTarget, "nightly", {
          rule: "nightly",
          arn: "arn:aws:lambda:eu-west-1:1:function:f",
        }),
      ],
    ],
  ])("fits: %s", async (_, stack) => {
    expect(await judged([database(), ...stack])).toEqual(["pass"]);
  });

  it.each<[string, readonly TestResource[]]>([
    ["one on every machine", [one, service(one, { schedulingStrategy: "DAEMON" })]],
    ["a service that may be the one that scales", [one, service(one), scaling("service/main/web")]],
    [
      "a task set, which is a share of what its service runs",
      [
        one,
        resource(aws.ecs.TaskSet, "blue", {
          service: "web",
          cluster: "main",
          taskDefinition: arn,
          scale: { unit: "PERCENT", value: 100 },
        }),
      ],
    ],
  ])("is not proven: %s", async (_, stack) => {
    expect(await judged([database(), ...stack])).toEqual(["unproven"]);
  });
});

describe("a service whose controller is external runs what its task sets say", () => {
  const external = (args: Partial<aws.ecs.ServiceArgs> = {}) =>
    resource(
      aws.ecs.Service,
      "external",
      { name: "external", desiredCount: 8, deploymentController: { type: "EXTERNAL" }, ...args },
      { outputs: { id: "arn:aws:ecs:eu-west-1:111122223333:service/main/external" } },
    );
  const set = (definition: TestResource, service: aws.ecs.TaskSetArgs["service"]) =>
    resource(aws.ecs.TaskSet, "set", { service, cluster: "main", taskDefinition: ref(definition, "arn") });
  const client = web({ DATABASE_URL: URL, ...SMALL });
  const idle = definition("idle", {});
  const own = definition("own", { DATABASE_URL: URL, ...SMALL });

  it.each<[string, readonly TestResource[], string]>([
    ["of another's database", [external(), set(idle, ref(external(), "id"))], "pass"],
    ["by its name", [external(), set(idle, "external")], "pass"],
    ["of this database, as many as the service says", [external(), own, set(own, ref(external(), "id"))], "unproven"],
    ["of another service", [external(), set(idle, "other")], "unproven"],
    ["that nobody here makes", [external()], "unproven"],
    [
      "beside a definition that was made elsewhere",
      [external({ taskDefinition: "theirs:3" }), set(idle, "external")],
      "unproven",
    ],
    [
      "of a controller that is not external",
      [external({ deploymentController: { type: "ECS" } }), set(idle, "external")],
      "unproven",
    ],
  ])("%s", async (_, stack, expected) => {
    expect(await judged([database(), ...client, idle, ...stack])).toEqual([expected]);
  });
});

describe("a worker's children", () => {
  const worker = (command: readonly string[], cpu?: string, settings: Settings = SMALL) => {
    const made = definition("worker", { DATABASE_URL: URL, ...settings }, { command }, cpu);
    return [made, service(made, { desiredCount: 4 })];
  };
  const CELERY = ["celery", "-A", "app", "worker"];

  it("have a pool each, as many as the task has cores", async () => {
    expect(await judged([database(), ...worker(CELERY, "16384")])).toEqual(["blocked exceeded"]);
    expect(await judged([database(), ...worker([...CELERY, "-c", "2"], "16384")])).toEqual(["pass"]);
  });

  it.each([["gevent"], ["eventlet"], ["threads"]])("share one where they are threads: %s", async (pool) => {
    expect(await judged([database(), ...worker([...CELERY, "-P", pool, "-c", "500"])])).toEqual(["pass"]);
  });
});

describe("a sound client of another library", () => {
  const PLAIN = `postgresql://app@${ADDRESS}:5432/app`;

  it.each<[string, Settings, readonly string[]]>([
    [
      "node-postgres, which has no overflow",
      { DATABASE_URL: PLAIN, PG_POOL_MAX: "10", PG_POOL_TIMEOUT: "5" },
      ["node", "main.js"],
    ],
    ["Node.js with a URL that was written for Python", { DATABASE_URL: URL, PG_POOL_MAX: "10" }, ["node", "main.js"]],
    ["Django", { DATABASE_URL: PLAIN, CONN_MAX_AGE: "60", WEB_CONCURRENCY: "4" }, ["gunicorn", "shop.wsgi"]],
    [
      "Django with a URL that was written for SQLAlchemy",
      { DATABASE_URL: URL, CONN_MAX_AGE: "60" },
      ["gunicorn", "-w", "4", "shop.wsgi"],
    ],
    ["SQLAlchemy that keeps no connection", { DATABASE_URL: URL, DB_POOL_CLASS: "NullPool" }, ["uvicorn", "app:app"]],
    ["Go", { DATABASE_URL: PLAIN, DATABASE_MAX_CONNS: "10" }, ["/server"]],
    ["Prisma", { DATABASE_URL: `${PLAIN}?connection_limit=5&pool_timeout=10` }, ["node", "server.js"]],
    [
      "Active Record",
      { DATABASE_URL: `${PLAIN}?pool=5`, RAILS_MAX_THREADS: "5" },
      ["bundle", "exec", "puma", "-w", "2", "-t", "5:5"],
    ],
  ])("is not blocked: %s", async (_, settings, command) => {
    const { verdicts } = await run(rules, [database(), ...web(settings, { command })], { phase: "up" });
    const about = verdicts.filter(({ rule }) => rule === RULE || rule === "pool-limits-declared");
    expect(about.length).toBeGreaterThan(0);
    expect(about.filter(({ verdict, level }) => verdict !== "pass" && level === "mandatory")).toEqual([]);
  });

  it("is a migration's one connection", async () => {
    const migration = definition("migrate", { DATABASE_URL: URL }, { command: ["alembic", "upgrade", "head"] });
    expect(await judged([database(), migration])).toEqual(["pass"]);
  });

  it("is not proven where its settings are in a file", async () => {
    const files = [{ type: "s3", value: "arn:aws:s3:::shop/prod.env" }];
    expect(await judged([database(), ...web({ DATABASE_URL: URL }, { environmentFiles: files })])).toEqual([
      "unproven",
    ]);
  });
});

describe("a database in a document that is handed over whole", () => {
  const json = JSON.stringify({ engine: "postgres", host: ADDRESS, port: 5432, username: "app", dbname: "app" });
  const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf";
  const kept = (text: string) =>
    resource(aws.secretsmanager.SecretVersion, "db", { secretId: arn, secretString: text }, { outputs: { arn } });
  const handed = async (text: string, size: number, name = "DB_SECRET") => {
    const pool = { DB_POOL_SIZE: String(size), DB_MAX_OVERFLOW: "0" };
    const web = definition("web", pool, { secrets: [{ name, valueFrom: arn }] });
    return said("connection-budget-holds", [database(), kept(text), web, service(web)], "up");
  };

  it.each(["DB_SECRET", "POSTGRES_CREDENTIALS", "APP_DATA"])("is counted: %s", async (name) => {
    expect(await handed(json, 80, name)).toEqual(["blocked exceeded"]);
    expect(await handed(json, 20, name)).toEqual(["pass"]);
  });

  const login = { username: "app", password: "x" };
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["neither engine nor name, by what it is handed over as", { ...login, host: ADDRESS }, "DB_CREDENTIALS"],
    ["the same as whose it is", { ...login, host: ADDRESS }, "ORDERS_DATABASE_SECRET"],
    ["the same under any name, by the address of RDS", { ...login, host: ADDRESS }, "ORDERS_CREDENTIALS"],
    ["a port", { host: ADDRESS, port: 5432 }, "ORDERS"],
    ["another word for a host", { ...login, endpoint: `${ADDRESS}:5432` }, "DB_CREDENTIALS"],
    ["a URL among the settings of an application", { DATABASE_URL: URL, JWT_KEY: "x" }, "APP_SECRETS"],
    ["a URL without a name", { url: URL }, "APP_SECRETS"],
    ["its parts among those", { DB_HOST: ADDRESS, DB_USER: "app" }, "APP_SECRETS"],
    ["a document in a document", { database: { ...login, host: ADDRESS }, mail: { host: "mail" } }, "APP_SECRETS"],
    ["much beside it", { DATABASE_URL: URL, CERTIFICATE: "x".repeat(9000) }, "APP_SECRETS"],
  ])("is counted with %s", async (_, document, name) => {
    expect(await handed(JSON.stringify(document), 80, name)).toEqual(["blocked exceeded"]);
    expect(await handed(JSON.stringify(document), 20, name)).toEqual(["pass"]);
  });

  it("and the pool that it says is the pool", async () => {
    const document = { DATABASE_URL: URL, DATABASE_POOL_SIZE: "80" };
    expect(await handed(JSON.stringify(document), 20, "APP_SECRETS")).toEqual(["blocked exceeded"]);
  });

  it("and a login without a host is no small client", async () => {
    expect(await handed(JSON.stringify(login), 20, "DB_CREDENTIALS")).toEqual(["unproven"]);
    const web = definition(
      "web",
      { DB_HOST: ADDRESS, ...SMALL },
      { secrets: [{ name: "DB_CREDENTIALS", valueFrom: arn }] },
    );
    expect(await judged([database(), kept(JSON.stringify(login)), web, service(web)])).toEqual(["pass"]);
  });

  it.each<[string, string, string]>([
    ["a token", JSON.stringify({ host: ADDRESS, token: "x" }), "APP_DATA"],
    ["no document", "{ not json", "APP_DATA"],
    ["a mail server", JSON.stringify({ ...login, host: "mail.example.com", port: 587 }), "DB_CREDENTIALS"],
    ["a cache's port", JSON.stringify({ host: ADDRESS, port: "6379", db: "0" }), "CACHE"],
    ["another engine", JSON.stringify({ ...login, engine: "redis", host: ADDRESS }), "DB_SECRET"],
    ["a database for tests", JSON.stringify({ TEST_DATABASE_URL: URL }), "APP_SECRETS"],
    ["somebody's login", JSON.stringify(login), "APP_SECRETS"],
  ])("and one that is something else's is none: %s", async (_, document, name) => {
    expect(await handed(document, 80, name)).toEqual([]);
  });
});

describe("a pool that is named and nothing more", () => {
  const PLAIN = { DATABASE_URL: `postgresql://app@${ADDRESS}:5432/app` };
  const PUMA = ["bundle", "exec", "puma", "-w", "2", "-t", "5:20"];

  it.each<[string, readonly string[], Settings, string]>([
    ["Rails' DB_POOL", PUMA, { DB_POOL: "20" }, "blocked exceeded"],
    ["one with a prefix", PUMA, { RAILS_DB_POOL: "20" }, "blocked exceeded"],
    [
      "DATABASE_POOL of a worker",
      ["bundle", "exec", "sidekiq", "-c", "20"],
      { DATABASE_POOL: "20" },
      "blocked exceeded",
    ],
    ["Node.js, in its one process", ["node", "main.js"], { DB_POOL: "20" }, "blocked exceeded"],
    ["Java", ["java", "-jar", "app.jar"], { PG_POOL: "20" }, "blocked exceeded"],
    ["Rails, which fits", PUMA, { DB_POOL: "8" }, "pass"],
    ["a switch", PUMA, { DB_POOL: "true" }, "pass"],
    ["a switch by its number", PUMA, { DB_POOL: "1" }, "pass"],
    ["another pool", PUMA, { REDIS_POOL: "20", DB_THREAD_POOL: "20", DB_POOL_ENABLED: "20" }, "pass"],
    ["a name that asks whether", PUMA, { DB_USE_POOL: "2", RAILS_MAX_THREADS: "8" }, "pass"],
  ])("is read by its value: %s", async (_, command, settings, end) => {
    expect(await judged([database(), ...web({ ...PLAIN, ...settings }, { command })])).toEqual([end]);
  });

  it("and Python's has an overflow that nobody knows", async () => {
    expect(await judged([database(), ...web({ ...PLAIN, DB_POOL: "10" })])).toEqual(["unproven"]);
    expect(await judged([database(), ...web({ ...PLAIN, DB_POOL: "20" })])).toEqual(["blocked exceeded"]);
  });

  it("and is not proven where it is no number", async () => {
    const stack = [database(), ...web({ ...PLAIN, DB_POOL: "${SIZE}" }, { command: PUMA })];
    expect((await said(RULE, stack)).join()).toMatch(/unproven/);
  });
});

describe("pools with a smallest and a largest size", () => {
  const url = { DATABASE_URL: `postgresql://app@${ADDRESS}:5432/app` };
  const judged = (settings: Settings, command = ["uvicorn", "app:app"]) => {
    const web = definition("web", { ...url, ...settings }, { command });
    return said("connection-budget-holds", [database(), web, service(web)], "up");
  };

  it.each([
    ["ASYNCPG_POOL_MIN_SIZE", "ASYNCPG_POOL_MAX_SIZE"],
    ["DB_POOL_MIN_SIZE", "DB_POOL_MAX_SIZE"],
    ["PG_POOL_MIN", "PG_POOL_MAX"],
  ])("have no overflow: %s, %s", async (least, most) => {
    expect(await judged({ [least]: "1", [most]: "80" })).toEqual(["blocked exceeded"]);
    expect(await judged({ [least]: "1", [most]: "60" })).toEqual(["pass"]);
  });

  it("and a driver's word tells no engine from another where there is one", async () => {
    expect(await judged({ ASYNC_DB_POOL_SIZE: "80", ASYNC_DB_MAX_OVERFLOW: "0" })).toEqual(["blocked exceeded"]);
  });

  it("and a virtual machine is one process", async () => {
    const spring = { SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE: "60" };
    expect(await judged(spring, ["java", "-jar", "app.jar"])).toEqual(["pass"]);
    expect(await judged({}, ["java", "-jar", "app.jar"])).toEqual(["pass"]);
  });
});
