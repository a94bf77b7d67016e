import * as aws from "@pulumi/aws";
import { json, ref, resource } from "../../../policies/testing";
import { ADDRESS, database, said, service, type ContainerFields, type Settings } from "./judged";

/** Four tasks with a pooler in each, in front of a database that serves 70. */
const behind = (
  pooler: ContainerFields,
  settings: Settings,
  secrets: readonly unknown[] = [],
  phase: "preview" | "up" = "up",
) => {
  const environment = (of: Settings) => Object.entries(of).map(([name, value]) => ({ name, value }));
  const own = { DATABASE_URL: "postgresql://app@localhost:6432/app", DB_POOL_SIZE: "100", DB_MAX_OVERFLOW: "0" };
  const containers = [
    { name: "web", image: "x", command: ["uvicorn", "app:app"], environment: environment(own) },
    { name: "pooler", image: "example.com/pooler:1", environment: environment(settings), secrets, ...pooler },
  ];
  const made = resource(
    aws.ecs.TaskDefinition,
    "web",
    { family: "web", containerDefinitions: json(containers) },
    { outputs: { arn: "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1" } },
  );
  return said(
    "connection-budget-holds",
    [database(), made, service(made, { desiredCount: 4, taskDefinition: ref(made, "arn") })],
    phase,
  );
};

const HOST = { DB_HOST: ADDRESS, MAX_CLIENT_CONN: "5000" };
const BITNAMI = { POSTGRESQL_HOST: ADDRESS, PGBOUNCER_MAX_CLIENT_CONN: "5000" };

describe("a PgBouncer of the task's own", () => {
  it.each<[string, Settings, string]>([
    ["its pool", { ...HOST, DEFAULT_POOL_SIZE: "400" }, "blocked exceeded"],
    ["its pool, which fits", { ...HOST, DEFAULT_POOL_SIZE: "15" }, "pass"],
    ["its reserve as well", { ...HOST, DEFAULT_POOL_SIZE: "15", RESERVE_POOL_SIZE: "10" }, "blocked exceeded"],
    ["no more than its database may have", { ...HOST, DEFAULT_POOL_SIZE: "50", MAX_DB_CONNECTIONS: "15" }, "pass"],
    ["no more than its user may have", { ...HOST, DEFAULT_POOL_SIZE: "50", MAX_USER_CONNECTIONS: "15" }, "pass"],
    [
      "its reserve as far as the database's share goes",
      { ...HOST, DEFAULT_POOL_SIZE: "10", RESERVE_POOL_SIZE: "50", MAX_DB_CONNECTIONS: "15" },
      "pass",
    ],
    ["the default, capped", { ...HOST, MAX_DB_CONNECTIONS: "12" }, "pass"],
    [
      "all of a share that is too large",
      { ...HOST, DEFAULT_POOL_SIZE: "50", MAX_DB_CONNECTIONS: "30" },
      "blocked exceeded",
    ],
    [
      "its pool where the share has no limit",
      { ...HOST, DEFAULT_POOL_SIZE: "50", MAX_DB_CONNECTIONS: "0" },
      "blocked exceeded",
    ],
    [
      "no more by Bitnami's names",
      { ...BITNAMI, PGBOUNCER_DEFAULT_POOL_SIZE: "50", PGBOUNCER_MAX_DB_CONNECTIONS: "15" },
      "pass",
    ],
    [
      "all by Bitnami's names",
      { ...BITNAMI, PGBOUNCER_DEFAULT_POOL_SIZE: "50", PGBOUNCER_MAX_DB_CONNECTIONS: "40" },
      "blocked exceeded",
    ],
    [
      "no more, whatever else tells it is one",
      { DB_HOST: ADDRESS, POOL_MODE: "transaction", DEFAULT_POOL_SIZE: "50", MAX_DB_CONNECTIONS: "15" },
      "pass",
    ],
  ])("takes %s", async (_, settings, end) => {
    expect(await behind({ command: undefined }, settings)).toEqual([end]);
  });

  it.each<[string, Settings]>([
    [
      "a share by a name its image does not read",
      { ...BITNAMI, PGBOUNCER_DEFAULT_POOL_SIZE: "50", MAX_DB_CONNECTIONS: "15" },
    ],
    [
      "a user's share that Bitnami's script does not know",
      { ...BITNAMI, PGBOUNCER_DEFAULT_POOL_SIZE: "50", PGBOUNCER_MAX_USER_CONNECTIONS: "15" },
    ],
    ["a size by a name its image does not read", { ...BITNAMI, DEFAULT_POOL_SIZE: "5" }],
    ["a share that is no number", { ...HOST, DEFAULT_POOL_SIZE: "5", MAX_DB_CONNECTIONS: "many" }],
    ["two sizes", { ...HOST, DEFAULT_POOL_SIZE: "5", PGBOUNCER_DEFAULT_POOL_SIZE: "50" }],
  ])("is not proven: %s", async (_, settings) => {
    expect(await behind({ command: undefined }, settings, [], "preview")).toEqual(["blocked unproven"]);
  });
});

describe("a pooler whose file is not read", () => {
  const secrets = [
    { name: "DATABASE_URL", valueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf" },
  ];

  it.each<[string, readonly string[]]>([
    ["pgcat", ["pgcat", "/etc/pgcat/pgcat.toml"]],
    ["Odyssey", ["/usr/bin/odyssey", "/etc/odyssey/odyssey.conf"]],
    ["PgBouncer", ["pgbouncer", "/etc/pgbouncer/pgbouncer.ini"]],
    ["pgpool", ["pgpool", "-n", "-f", "/etc/pgpool.conf"]],
    ["a shell before it", ["sh", "-c", "exec pgcat /etc/pgcat.toml"]],
  ])("is not proven: %s", async (_, command) => {
    expect(await behind({ command }, { DB_HOST: ADDRESS })).toEqual(["unproven"]);
    expect(await behind({ command }, {}, secrets)).toEqual(["unproven"]);
    // Its file alone says what it connects to.
    expect(await behind({ command }, {})).toEqual(["unproven"]);
  });

  it("is counted where the image makes the file of variables", async () => {
    const command = ["pgbouncer", "/etc/pgbouncer/pgbouncer.ini"];
    expect(await behind({ command }, { ...HOST, DEFAULT_POOL_SIZE: "15" })).toEqual(["pass"]);
    expect(await behind({ command }, { ...HOST, DEFAULT_POOL_SIZE: "40" })).toEqual(["blocked exceeded"]);
  });

  it("and who connects to one is none", async () => {
    const app = { DATABASE_URL: `postgresql://app@${ADDRESS}/app?connection_limit=30`, PGBOUNCER_MAX_CLIENT_CONN: "9" };
    expect(await behind({ command: ["node", "main.js"] }, app)).toEqual(["blocked exceeded"]);
  });
});
