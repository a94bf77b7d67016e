import * as aws from "@pulumi/aws";
import { connectionBudgetHolds } from "../../../policies/rules/database/connection-budget-holds";
import { blueprint, component, ref, resource, run, type TestResource } from "../../../policies/testing";
import { databaseUrl, declaration, declaredWorkload, givenDatabase, plain, ruleTester, task, WEB } from "../fixtures";

const HOST = "postgres.abc123def456.eu-west-1.rds.amazonaws.com";
const URL = `postgresql://app@${HOST}:5432/app`;

const group = (maxConnections: string) =>
  resource(aws.rds.ParameterGroup, "limits", {
    name: "limits",
    family: "postgres16",
    parameters: [{ name: "max_connections", value: maxConnections, applyMethod: "pending-reboot" }],
  });
const postgres = (args: Partial<aws.rds.InstanceArgs> = {}) =>
  resource(
    aws.rds.Instance,
    "postgres",
    { instanceClass: "db.t4g.medium", parameterGroupName: "limits", ...args },
    { outputs: { address: HOST } },
  );

const api = (pool: number) =>
  task("api", {
    command: WEB,
    environment: { DATABASE_URL: URL, DB_POOL_SIZE: String(pool), DB_MAX_OVERFLOW: "5", WEB_CONCURRENCY: "2" },
  });
const service = (of: TestResource) =>
  resource(aws.ecs.Service, "api", { name: "api", taskDefinition: ref(of, "arn"), desiredCount: 2 });
const target = resource(aws.appautoscaling.Target, "api", {
  resourceId: "service/default/api",
  scalableDimension: "ecs:service:DesiredCount",
  serviceNamespace: "ecs",
  minCapacity: 2,
  maxCapacity: 5,
});
const real = (pool: number, database: readonly TestResource[]) => [...database, api(pool), service(api(pool)), target];

/** Its start script may start any number of processes. */
const etl = task("etl", { command: ["/srv/start.sh"], environment: { DATABASE_URL: URL, DB_POOL_SIZE: "5" } });

const declared = (pool: string, databases = declaration().databases) =>
  blueprint(
    declaration({
      databases,
      workloads: {
        web: declaredWorkload({
          environment: {
            DATABASE_URL: databaseUrl,
            DB_POOL_SIZE: plain(pool),
            DB_MAX_OVERFLOW: plain("5"),
            WEB_CONCURRENCY: plain("2"),
          },
        }),
      },
    }),
  );

const subject = "database/postgres";

/** Made elsewhere: nothing of it is registered, and what clients are told leads to its host. */
const given = (maxConnections: number) => {
  const root = declared("5", { postgres: givenDatabase(maxConnections) });
  const part = component("web", { parent: root });
  const environment = {
    DATABASE_URL: "postgresql+asyncpg://app:secret@shared.abc123.eu-west-1.rds.amazonaws.com:5432/app",
    ...{ DB_POOL_SIZE: "5", DB_MAX_OVERFLOW: "5", WEB_CONCURRENCY: "2" },
  };
  const definition = task("web", { command: WEB, environment }, part);
  const args = { name: "web", taskDefinition: ref(definition, "arn"), desiredCount: 5 };
  return [root, part, definition, resource(aws.ecs.Service, "web", args, { parent: part })];
};

ruleTester.run(connectionBudgetHolds, {
  valid: [
    { name: "a declared budget that fits", stack: [declared("5")], passes: { [subject]: "declared" } },
    {
      name: "a database that was made elsewhere, by its owner's word and never more",
      phase: "up",
      stack: given(380),
      passes: { [subject]: "declared" },
    },
    {
      name: "the same at a first preview",
      stack: [declared("5", { postgres: givenDatabase(380) })],
      passes: { [subject]: "declared" },
    },
    // 5 tasks × 200 % × 2 processes × (5 + 5) + 5 = 205 of 375.
    {
      name: "a real budget that fits",
      phase: "up",
      stack: real(5, [group("380"), postgres()]),
      passes: { [subject]: "verified" },
    },
    {
      name: "no parameter group: the class decides",
      phase: "up",
      stack: real(5, [postgres({ parameterGroupName: undefined as never })]),
      passes: { [subject]: "verified" },
    },
  ],
  invalid: [
    {
      name: "a declared pool of 200",
      stack: [declared("200")],
      subject,
      messageId: "exceeded",
      says: "(200 + 5)",
      stage: "blueprint",
    },
    {
      name: "a database that was made elsewhere and serves fewer",
      phase: "up",
      stack: given(150),
      subject,
      messageId: "exceeded",
      says: "max_connections 150",
    },
    {
      name: "a real pool that scaling multiplies past the limit",
      phase: "up",
      stack: real(20, [group("380"), postgres()]),
      subject,
      messageId: "exceeded",
      says: "10 tasks × 2 processes × 1 engine × (20 + 5)",
    },
    {
      name: "an unlimited pool",
      phase: "up",
      stack: real(0, [group("380"), postgres()]),
      subject,
      messageId: "exceeded",
      says: "unlimited",
    },
    ...['not counted: "etl"', "at least 505 connections", "Cheapest fix for what is counted, which is not all: "].map(
      (says) => ({
        name: `a sum beside a client that nobody can count: ${says}`,
        phase: "up" as const,
        stack: [...real(20, [group("380"), postgres()]), etl],
        subject,
        messageId: "exceeded",
        says,
      }),
    ),
    {
      name: "a limit lower than the class would give",
      phase: "up",
      stack: real(5, [group("100"), postgres()]),
      subject,
      messageId: "exceeded",
      says: "max_connections 100",
    },
    {
      name: "a limit written as a formula of the class's memory",
      phase: "up",
      stack: real(5, [group("LEAST({DBInstanceClassMemory/9531392},90)"), postgres()]),
      subject,
      messageId: "exceeded",
      says: "max_connections 90",
    },
  ],
  unproven: [
    {
      name: "a host that is unknown",
      stack: real(5, [group("380"), postgres()]),
      subject,
      path: "address",
      producer: "postgres",
    },
  ],
});

describe("a sum that is told before the rest is registered", () => {
  const told = async (resources: readonly TestResource[]) => {
    const { diagnostics } = await run([connectionBudgetHolds], resources, { phase: "up" });
    return diagnostics.map(({ message }) => message).join();
  };

  it("is whole where all were declared", async () => {
    const message = await told([declared("200")]);
    expect(message).toMatch(/^ {2}total +=/m);
    expect(message).not.toContain("not counted");
    expect(message).toContain("Cheapest fix: ");
  });
});
