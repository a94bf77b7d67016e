import type { Input } from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";
import { migrationOwnsDdl } from "../../../policies/rules/release/migration-owns-ddl";
import { blueprint, component, ref, resource, run, type TestResource } from "../../../policies/testing";
import { declaration, declaredWorkload, ruleTester, task, WEB, WORKER, type Container } from "../fixtures";

const HOST = "postgres.abc123def456.eu-west-1.rds.amazonaws.com";
const OTHER = "reports.abc123def456.eu-west-1.rds.amazonaws.com";
const url = (user: string, host = HOST, password = "") => `postgresql://${user}${password}@${host}:5432/app`;
const database = (name = "postgres", address = HOST) =>
  resource(
    aws.rds.Instance,
    name,
    { instanceClass: "db.t4g.medium", identifier: name, username: "master" },
    { outputs: { address } },
  );
const postgres = database();

const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:";
const MANAGED = `${ARN}rds!db-0a1b2c3d-AbCdEf`;
/** A secret of the stack with its value, and a reference to it. */
const kept = (name: string, secretString: Input<string>): TestResource[] => {
  const arn = `${ARN}${name}-AbCdEf`;
  const entry = resource(aws.secretsmanager.Secret, name, { name }, { outputs: { arn, id: arn } });
  return [
    entry,
    resource(aws.secretsmanager.SecretVersion, name, { secretId: arn, secretString }, { outputs: { arn } }),
  ];
};
const member = (name: string, key = "") => `${ARN}${name}-AbCdEf${key === "" ? "" : `:${key}::`}`;

const ALEMBIC = ["alembic", "upgrade", "head"];
const migrate = (environment: Container["environment"], secrets: Container["secrets"] = {}) =>
  task("migrate", { command: ALEMBIC, environment: environment ?? {}, secrets: secrets });
const serves = (
  environment: Container["environment"],
  secrets: Container["secrets"] = {},
  { name = "web", command = WEB }: { readonly name?: string; readonly command?: readonly string[] } = {},
) => {
  const definition = task(name, { command, environment: environment ?? {}, secrets: secrets });
  return [
    definition,
    resource(aws.ecs.Service, name, { name, taskDefinition: ref(definition, "arn"), desiredCount: 2 }),
  ];
};
const plain = (user: string, host?: string) => ({ DATABASE_URL: url(user, host) });
const parts = (user: string) => ({ DB_HOST: HOST, DB_USER: user, DB_NAME: "app" });

/** The production program's shape: two composed secrets, and the master's for the migration alone. */
const store = (secret: string, user: string) =>
  ({
    kind: "store",
    store: { kind: "database", name: "postgres" },
    url: `postgresql+asyncpg://${user}:{password}@{host}:5432/app`,
    secret,
    key: "url",
  }) as const;
const declared = (secret: string, user: string, more: Record<string, ReturnType<typeof store>> = {}) =>
  blueprint(
    declaration({
      secrets: {
        "database-app": { purpose: "database-password", origin: { kind: "composed", from: ["postgres"] } },
        "database-migration": { purpose: "database-password", origin: { kind: "composed", from: ["postgres"] } },
        "database-master": { purpose: "database-password", origin: { kind: "managed" } },
      },
      workloads: {
        web: declaredWorkload({ environment: { DATABASE_URL: store(secret, user), ...more } }),
        migration: declaredWorkload({
          role: "migration",
          command: ALEMBIC,
          environment: { DATABASE_URL: store("database-migration", "migration") },
          service: null,
        }),
      },
    }),
  );
function product(user: string): TestResource[] {
  const root = declared("database-app", "app");
  const [migration, web] = [component("migration", { parent: root }), component("web", { parent: root })];
  const definition = task("web", { command: WEB, environment: plain(user) }, web);
  return [
    root,
    { ...postgres, parent: root, urn: postgres.urn.replace("product::", "product::guardrails:index:Blueprint$") },
    migration,
    task("migration", { command: ALEMBIC, environment: plain("migration") }, migration),
    web,
    definition,
    resource(aws.ecs.Service, "web", { taskDefinition: ref(definition, "arn"), desiredCount: 2 }, { parent: web }),
  ];
}

const subject = "workload/web";
const source = resource(aws.ssm.Parameter, "source", { type: "String" }, { outputs: { value: url("app") } });
const verified = { [subject]: "verified" } as const;
const computed = resource(aws.ssm.Parameter, "login", { type: "String" }, { outputs: { insecureValue: url("app") } });

ruleTester.run(migrationOwnsDdl, {
  valid: [
    { name: "two users", stack: [postgres, migrate(plain("owner")), ...serves(plain("app"))], passes: verified },
    ...(
      [
        ["the migration's", migrate(plain("owner"), { SENTRY_DSN: member("later") }), serves(plain("app"))],
        ["the service's", migrate(plain("owner")), serves(plain("app"), { STRIPE_KEY: member("later") })],
      ] as const
    ).map(([whose, migration, service]) => ({
      name: `two users, and a value of ${whose} that may be anything: its name says that it is no login`,
      stack: [source, ...kept("later", ref(source, "value")), postgres, migration, ...service],
      passes: { [subject]: "declared" as const },
    })),
    {
      name: "two users in host parts",
      stack: [
        postgres,
        migrate({ ...parts("owner"), DB_PASSWORD: "a" }),
        ...serves({ ...parts("app"), DB_PASSWORD: "b" }),
      ],
      passes: verified,
    },
    {
      name: "two secrets that hold two users",
      stack: [
        postgres,
        ...kept("owner", url("owner", HOST, ":pw1")),
        ...kept("app", url("app", HOST, ":pw2")),
        migrate({}, { DATABASE_URL: member("owner") }),
        ...serves({}, { DATABASE_URL: member("app") }),
      ],
      passes: verified,
    },
    {
      name: "two members of one secret that hold two users",
      stack: [
        postgres,
        ...kept("urls", JSON.stringify({ owner: url("owner", HOST, ":pw1"), app: url("app", HOST, ":pw2") })),
        migrate({}, { DATABASE_URL: member("urls", "owner") }),
        ...serves({}, { DATABASE_URL: member("urls", "app") }),
      ],
      passes: verified,
    },
    {
      name: "one name in two databases",
      stack: [postgres, database("reports", OTHER), migrate(plain("app", OTHER)), ...serves(plain("app"))],
      passes: verified,
    },
    { name: "this product's declaration", stack: [declared("database-app", "app")], passes: { [subject]: "declared" } },
    { name: "this product's own", phase: "up", stack: product("app"), passes: verified },
    {
      name: "nothing migrates here",
      stack: [postgres, ...serves(plain("app"))],
      passes: {},
    },
    {
      name: "a service without a database",
      stack: [postgres, migrate(plain("owner")), ...serves({ LOG_LEVEL: "INFO" })],
      passes: {},
    },
  ],
  invalid: [
    {
      name: "one user",
      stack: [postgres, migrate(plain("app")), ...serves(plain("app"))],
      subject,
      messageId: "shared",
      says: "DATABASE_URL, the same login that workload migrate",
    },
    {
      name: "one user in a URL and in host parts",
      stack: [postgres, migrate(plain("app")), ...serves({ ...parts("app"), DB_PASSWORD: "b" })],
      subject,
      messageId: "shared",
      says: "DB_PASSWORD",
    },
    {
      name: "one secret, wherever it is kept",
      stack: [
        postgres,
        migrate({ DB_HOST: HOST }, { DB_PASSWORD: member("elsewhere", "password") }),
        ...serves(
          { DB_HOST: HOST },
          { DB_PASSWORD: member("elsewhere", "password") },
          { name: "jobs", command: WORKER },
        ),
      ],
      subject: "workload/jobs",
      messageId: "shared",
    },
    {
      name: "two secrets that hold one user",
      stack: [
        postgres,
        ...kept("owner", url("app", HOST, ":pw1")),
        ...kept("app", url("app", HOST, ":pw2")),
        migrate({}, { DATABASE_URL: member("owner") }),
        ...serves({}, { DATABASE_URL: member("app") }),
      ],
      subject,
      messageId: "shared",
    },
    {
      name: "the master user serves",
      stack: [postgres, migrate(plain("owner")), ...serves(plain("master"))],
      subject,
      messageId: "master",
    },
    {
      name: "the master user's secret that RDS keeps",
      stack: [
        postgres,
        migrate(plain("owner")),
        ...serves({ DB_HOST: HOST }, { DB_PASSWORD: `${MANAGED}:password::`, DB_USER: `${MANAGED}:username::` }),
      ],
      subject,
      messageId: "master",
      says: "DB_PASSWORD",
    },
    {
      name: "a service that migrates as the master user",
      stack: [
        postgres,
        ...serves(plain("master"), {}, { command: ["sh", "-c", "alembic upgrade head && exec uvicorn app.main:app"] }),
      ],
      subject,
      messageId: "itselfAsMaster",
    },
    {
      name: "a service that migrates with its own login",
      stack: [
        postgres,
        ...serves(plain("app"), {}, { command: ["sh", "-c", "alembic upgrade head && exec uvicorn app.main:app"] }),
      ],
      subject,
      messageId: "itself",
    },
    {
      name: "this product's declaration, with one secret for both",
      stack: [declared("database-migration", "migration")],
      subject,
      messageId: "shared",
      stage: "blueprint",
    },
    {
      name: "this product's declaration, with the master's secret",
      stack: [declared("database-master", "master")],
      subject,
      messageId: "master",
      stage: "blueprint",
    },
    {
      name: "this product's own, built otherwise",
      phase: "up",
      stack: product("migration"),
      subject,
      messageId: "shared",
    },
  ],
  unproven: [
    {
      name: "a migration whose settings are in a file",
      stack: [
        postgres,
        task("migrate", {
          command: ALEMBIC,
          environment: {},
          more: { environmentFiles: [{ type: "s3", value: "arn:aws:s3:::shop/migrate.env" }] },
        }),
        ...serves(plain("app")),
      ],
      subject,
      path: "containerDefinitions[0].environmentFiles",
    },
    {
      name: "a login that is computed",
      stack: [postgres, computed, migrate(plain("owner")), ...serves({ DATABASE_URL: ref(computed, "insecureValue") })],
      subject,
      path: "containerDefinitions",
      producer: "login",
    },
    {
      name: "two secrets of which nobody here knows what they hold",
      stack: [
        postgres,
        migrate({ DB_HOST: HOST }, { DB_PASSWORD: member("one") }),
        ...serves({ DB_HOST: HOST }, { DB_PASSWORD: member("two") }),
      ],
      subject,
      path: "containerDefinitions[0].secrets.DB_PASSWORD",
    },
  ],
});

it("shows nobody's name or password", async () => {
  const stack = [postgres, migrate(plain("hunter2")), ...serves(plain("hunter2"))];
  const { diagnostics, records } = await run([migrationOwnsDdl], stack, { phase: "up" });
  expect(diagnostics).toHaveLength(1);
  expect(JSON.stringify([diagnostics, records])).not.toContain("hunter2");
});
