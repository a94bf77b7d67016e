/** Database, proxy, Redis, secrets and their rotation, flags: what configuration makes of them. */
import { declareBlueprint } from "../../infra/blueprint";
import { generatorName } from "../../infra/declared/secrets";
import { budgetOf } from "../../infra/budget";
import { parseConfig } from "../../infra/config";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const EXTERNAL_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:payments-Ab12Cd";
const EXTERNAL_KEY = "arn:aws:kms:eu-west-1:123456789012:key/0b1c";
const EXTERNAL_VERSION = "0".repeat(32);
const STRIPE = { secretArn: EXTERNAL_ARN, versionId: EXTERNAL_VERSION, key: "api", kmsKeyArn: EXTERNAL_KEY };

function find(resources: readonly Registered[], type: string, name: string): Registered {
  const found = resources.find((resource) => resource.type === type && resource.name === name);
  if (found === undefined) throw new Error(`the program registered no ${type} ${name}`);
  return found;
}

function parsed(resources: readonly Registered[], type: string, name: string, input: string): unknown {
  return JSON.parse(String(find(resources, type, name).inputs[input]));
}

function names(resources: readonly Registered[], type: string): string[] {
  return resources
    .filter((resource) => resource.type === type)
    .map(({ name }) => name)
    .sort();
}

const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

describe("by default", () => {
  let resources: readonly Registered[] = [];
  beforeAll(async () => {
    resources = await runProgram(PRODUCTION);
  }, 120_000);

  it("watches the database's host every minute, by a role of its own", () => {
    const instance = find(resources, "aws:rds/instance:Instance", "postgres");
    expect(instance.inputs).toMatchObject({
      monitoringInterval: 60,
      monitoringRoleArn: "arn:aws:service:eu-west-1:123456789012:postgres-monitoring",
    });
    const trust = parsed(resources, "aws:iam/role:Role", "postgres-monitoring", "assumeRolePolicy");
    expect(JSON.stringify(trust)).toContain("monitoring.rds.amazonaws.com");
    const policy = find(resources, "aws:iam/rolePolicy:RolePolicy", "postgres-monitoring");
    expect(instance.dependsOn).toContain(policy.urn);
  });

  it("names a final snapshot of this stack's life: the next one's destroy needs another name", () => {
    const name = String(find(resources, "aws:rds/instance:Instance", "postgres").inputs["finalSnapshotIdentifier"]);
    expect(name).toMatch(/^guardrails-production-postgres-final-\S+$/);
  });

  it("puts no proxy, no repository", () => {
    expect(resources.filter(({ type }) => type.startsWith("aws:rds/proxy"))).toStrictEqual([]);
    expect(names(resources, "aws:ecr/repository:Repository")).toStrictEqual([]);
  });

  it("keeps both of Redis's logs, and its old token until told otherwise", () => {
    const { inputs } = find(resources, "aws:elasticache/replicationGroup:ReplicationGroup", "redis");
    expect(inputs["authTokenUpdateStrategy"]).toBe("ROTATE");
    expect(inputs["logDeliveryConfigurations"]).toMatchObject(
      ["engine-log", "slow-log"].map((logType) => ({
        logType,
        logFormat: "json",
        destination: `/guardrails-production/redis/${logType}`,
      })),
    );
    for (const log of ["redis-engine-log", "redis-slow-log"]) {
      expect(find(resources, "aws:cloudwatch/logGroup:LogGroup", log).inputs["kmsKeyId"]).toBeDefined();
    }
  });

  it("says in every secret how it gets a new value, and keeps it under the stack's key", () => {
    const secrets = resources.filter(({ type }) => type === "aws:secretsmanager/secret:Secret");
    expect(secrets.length).toBeGreaterThan(5);
    for (const { inputs } of secrets) {
      expect(inputs["description"]).toMatch(/New value: \S.+\.$/);
      expect(inputs).toMatchObject({ kmsKeyId: expect.anything() as unknown, recoveryWindowInDays: 30 });
    }
  });

  it("gives every workload the same flags and API versions", () => {
    for (const workload of Object.values(declareBlueprint(parseConfig(REQUIRED), "eu-west-1").workloads)) {
      expect(workload.environment).toMatchObject({
        API_VERSIONS: { kind: "plain", value: '["v1"]' },
        FEATURE_FLAGS_KEY: { kind: "plain", value: "guardrails:production:flags" },
      });
    }
  });

  it("lets no role but the stack's own functions and services be taken, and nobody from elsewhere", () => {
    for (const { name, inputs } of resources.filter(({ type }) => type === "aws:iam/role:Role")) {
      const { Statement } = JSON.parse(String(inputs["assumeRolePolicy"])) as {
        Statement: readonly { readonly Principal: Readonly<Record<string, unknown>>; readonly Condition?: unknown }[];
      };
      expect([name, Statement.map(({ Principal }) => Object.keys(Principal))]).toStrictEqual([name, [["Service"]]]);
      expect([name, JSON.stringify(Statement)]).toStrictEqual([name, expect.not.stringContaining('"*"')]);
    }
  });
});

describe("with a database proxy", () => {
  let resources: readonly Registered[] = [];
  beforeAll(async () => {
    resources = await runProgram({ ...PRODUCTION, "guardrails:databaseProxy": "true" });
  }, 120_000);

  it("lets the application through the proxy only, and the migration past it", () => {
    const target = (rule: string) => find(resources, INGRESS, rule).inputs["securityGroupId"];
    expect(target("web-to-postgres")).toBe("postgres-proxy-id");
    expect(target("worker-to-postgres")).toBe("postgres-proxy-id");
    expect(target("migration-to-postgres")).toBe("postgres-id");
    expect(target("postgres-proxy-to-postgres")).toBe("postgres-id");
    expect(find(resources, INGRESS, "postgres-proxy-to-postgres").inputs["referencedSecurityGroupId"]).toBe(
      "postgres-proxy-id",
    );
  });

  it("writes the proxy's host into the application's URL, and the database's into the migration's", () => {
    const url = (secret: string) =>
      (parsed(resources, SECRET_VERSION, secret, "secretString") as { readonly url: string }).url;
    expect(url("database-app")).toContain("@postgres-proxy.proxy.example:5432/");
    expect(url("database-migration")).toContain("@postgres.rds.example:5432/");
  });

  it("logs in with the application's password and reads no other secret", () => {
    expect(find(resources, SECRET_VERSION, "database-proxy").secretInputs).toContain("secretString");
    expect(parsed(resources, SECRET_VERSION, "database-proxy", "secretString")).toStrictEqual({
      username: "app",
      password: "password-of-database-app-password",
    });
    expect(parsed(resources, "aws:iam/rolePolicy:RolePolicy", "postgres-proxy", "policy")).toMatchObject({
      Statement: [
        {
          Action: "secretsmanager:GetSecretValue",
          Resource: ["arn:aws:service:eu-west-1:123456789012:database-proxy"],
        },
        { Action: "kms:Decrypt", Condition: { StringEquals: { "kms:ViaService": expect.any(String) as unknown } } },
      ],
    });
  });

  it("takes TLS only and leaves a fifth of the connections", () => {
    expect(find(resources, "aws:rds/proxy:Proxy", "postgres-proxy").inputs).toMatchObject({
      requireTls: true,
      engineFamily: "POSTGRESQL",
      auths: [{ authScheme: "SECRETS", iamAuth: "DISABLED" }],
    });
    expect(
      find(resources, "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup", "postgres-proxy").inputs,
    ).toMatchObject({ connectionPoolConfig: { maxConnectionsPercent: 80, connectionBorrowTimeout: 10 } });
  });

  it("sizes the pools for what the proxy may open", () => {
    const blueprint = declareBlueprint(parseConfig({ ...REQUIRED, databaseProxy: "true" }), "eu-west-1");
    expect(blueprint.databases.postgres).toMatchObject({ proxy: { maxConnectionsPercent: 80 } });
    const { fits, usable } = budgetOf(blueprint, "postgres");
    expect({ fits, usable }).toStrictEqual({ fits: true, usable: 645 });
    const tight = { ...REQUIRED, databaseMaxConnections: "400" };
    const overflow = (more: object) =>
      declareBlueprint(parseConfig({ ...tight, ...more }), "eu-west-1").workloads.web.database?.maxOverflow ?? -1;
    expect(overflow({ databaseProxy: "true" })).toBeLessThan(overflow({}));
  });
});

describe("a rotation", () => {
  it("counts passwords and tokens up by the names of their generators", () => {
    const settings = parseConfig({ ...REQUIRED, databasePasswordGeneration: "2", cacheTokenGeneration: "3" });
    expect(generatorName("database-app-password", settings)).toBe("database-app-password-2");
    expect(generatorName("database-migration-password", settings)).toBe("database-migration-password-2");
    expect(generatorName("redis-auth", settings)).toBe("redis-auth-3");
    expect(generatorName("encryption-key", settings)).toBe("encryption-key");
  });

  it("moves the application to its other login, which the migration is told", () => {
    const logins = ["1", "2", "3"].map((databasePasswordGeneration) => {
      const { workloads } = declareBlueprint(parseConfig({ ...REQUIRED, databasePasswordGeneration }), "eu-west-1");
      const login = workloads.migration.environment["DATABASE_APP_USERNAME"];
      const name = login?.kind === "plain" ? login.value : "";
      for (const role of ["web", "worker", "scheduler"] as const) {
        const start = `postgresql+asyncpg://${name}:{password}@{host}:`;
        expect(workloads[role].environment["DATABASE_URL"]).toMatchObject({
          url: expect.stringContaining(start) as unknown,
        });
      }
      return name;
    });
    expect(logins).toStrictEqual(["app", "app_b", "app"]);
  });

  it("leaves both logins with the proxy, and changes the secret of the one that nobody uses", async () => {
    const proxied = (generation: string) =>
      runProgram({
        ...PRODUCTION,
        "guardrails:databaseProxy": "true",
        "guardrails:databasePasswordGeneration": generation,
      });
    const generations = [await proxied("1"), await proxied("2"), await proxied("3")];
    const login = (resources: readonly Registered[], secret: string) =>
      names(resources, SECRET_VERSION).includes(secret)
        ? parsed(resources, SECRET_VERSION, secret, "secretString")
        : null;
    const app = (generation: number) => ({
      username: generation % 2 === 0 ? "app_b" : "app",
      password: `password-of-database-app-password${generation === 1 ? "" : `-${generation}`}`,
    });
    const logins = generations.map((resources) => [
      login(resources, "database-proxy"),
      login(resources, "database-proxy-b"),
    ]);
    expect(logins).toStrictEqual([
      [app(1), null],
      [app(1), app(2)],
      [app(3), app(2)],
    ]);
    const auths = generations.map(
      (resources) => (find(resources, "aws:rds/proxy:Proxy", "postgres-proxy").inputs["auths"] as unknown[]).length,
    );
    expect(auths).toStrictEqual([1, 2, 2]);
  }, 120_000);

  it("ends the old Redis token in its second step", async () => {
    const resources = await runProgram({
      ...PRODUCTION,
      "guardrails:cacheTokenGeneration": "2",
      "guardrails:cacheTokenUpdate": "set",
    });
    expect(find(resources, "aws:elasticache/replicationGroup:ReplicationGroup", "redis").inputs).toMatchObject({
      authToken: "password-of-redis-auth-2",
      authTokenUpdateStrategy: "SET",
    });
  }, 120_000);
});

describe("a secret kept elsewhere", () => {
  const given = JSON.stringify({ STRIPE_API_KEY: { ...STRIPE, workloads: ["web"] } });

  it("is read by the workloads that name it, in the version and with the key it has", async () => {
    const resources = await runProgram({ ...PRODUCTION, "guardrails:externalSecrets": given });
    const secretsOf = (workload: string) => {
      const [container] = parsed(
        resources,
        "aws:ecs/taskDefinition:TaskDefinition",
        workload,
        "containerDefinitions",
      ) as [{ readonly secrets: readonly { readonly name: string; readonly valueFrom: string }[] }];
      return container.secrets;
    };
    const policyOf = (workload: string) =>
      String(find(resources, "aws:iam/rolePolicy:RolePolicy", `${workload}-execution`).inputs["policy"]);
    expect(secretsOf("web")).toContainEqual({
      name: "STRIPE_API_KEY",
      valueFrom: `${EXTERNAL_ARN}:api::${EXTERNAL_VERSION}`,
    });
    expect(secretsOf("worker").map(({ name }) => name)).not.toContain("STRIPE_API_KEY");
    for (const arn of [EXTERNAL_ARN, EXTERNAL_KEY]) {
      expect(policyOf("web")).toContain(arn);
      expect(policyOf("worker")).not.toContain(arn);
    }
    expect(names(resources, "aws:secretsmanager/secret:Secret")).not.toContain("external-stripe-api-key");
  }, 120_000);

  it("is declared as its owner's to fill", () => {
    const { secrets } = declareBlueprint(parseConfig({ ...REQUIRED, externalSecrets: given }), "eu-west-1");
    expect(secrets["external-stripe-api-key"]).toStrictEqual({ purpose: "external", origin: { kind: "owner-filled" } });
  });

  it("takes the place of the stack's own", () => {
    const externalSecrets = JSON.stringify({ SECRET_KEY: { secretArn: EXTERNAL_ARN, workloads: ["web"] } });
    const { workloads } = declareBlueprint(parseConfig({ ...REQUIRED, externalSecrets }), "eu-west-1");
    expect(workloads.web.environment["SECRET_KEY"]).toMatchObject({ secret: "external-secret-key", key: null });
    expect(workloads.worker.environment["SECRET_KEY"]).toMatchObject({ secret: "signing-key" });
  });

  it.each([
    ["not JSON", "STRIPE"],
    ["a list", "[]"],
    ["a name that is no variable", { "stripe-key": { secretArn: EXTERNAL_ARN, workloads: ["web"] } }],
    ["a value in place of an ARN", { STRIPE_API_KEY: { secretArn: "a-value", workloads: ["web"] } }],
    ["no workload", { STRIPE_API_KEY: { secretArn: EXTERNAL_ARN, workloads: [] } }],
    ["an unknown member", { STRIPE_API_KEY: { ...STRIPE, workloads: ["web"], value: "x" } }],
  ])("is refused for %s", (_, value) => {
    const externalSecrets = typeof value === "string" ? value : JSON.stringify(value);
    expect(() => parseConfig({ ...REQUIRED, externalSecrets })).toThrow(
      /^guardrails:externalSecrets is a value that is not shown, but must be an object of variable names/,
    );
  });

  it("is refused for a workload that is not there, which may be one of the map's", () => {
    const externalSecrets = JSON.stringify({ STRIPE_API_KEY: { secretArn: EXTERNAL_ARN, workloads: ["beat"] } });
    expect(() => parseConfig({ ...REQUIRED, externalSecrets })).toThrow(
      /^guardrails:externalSecrets is "beat", but must be read by workloads there are: web, worker, scheduler/,
    );
  });
});
