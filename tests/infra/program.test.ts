import { BLUEPRINT_TYPE, type Blueprint } from "../../policies/model";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION } from "./settings";

const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";
const WORKLOADS = ["migration", "scheduler", "web", "worker"];

interface Container {
  readonly name: string;
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly secrets: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly [member: string]: unknown;
}

interface PolicyText {
  readonly Statement: readonly { readonly Sid: string; readonly Action: unknown; readonly Resource: unknown }[];
}

function ofType(resources: readonly Registered[], type: string): readonly Registered[] {
  return resources.filter((resource) => resource.type === type);
}

function one(resources: readonly Registered[], type: string, name: string): Registered {
  const found = resources.find((resource) => resource.type === type && resource.name === name);
  if (found === undefined) throw new Error(`the program registered no ${type} ${name}`);
  return found;
}

function text(resource: Registered, input: string): string {
  const value = resource.inputs[input];
  if (typeof value !== "string") throw new Error(`${resource.name} has no text in ${input}`);
  return value;
}

function container(resources: readonly Registered[], workload: string): Container {
  const [first] = JSON.parse(text(one(resources, TASK_DEFINITION, workload), "containerDefinitions")) as Container[];
  if (first === undefined) throw new Error(`${workload} has no container`);
  return first;
}

let production: readonly Registered[] = [];
let again: readonly Registered[] = [];

// Two runs in one process: the program keeps nothing between them.
beforeAll(async () => {
  production = await runProgram(PRODUCTION);
  again = await runProgram(PRODUCTION);
}, 120_000);

describe("the program", () => {
  it("registers the blueprint first and everything else under it", () => {
    const [stack, blueprint, ...rest] = production;
    expect(stack?.type).toBe("pulumi:pulumi:Stack");
    expect(blueprint).toMatchObject({ type: BLUEPRINT_TYPE, name: "guardrails", parent: stack?.urn });
    const parents = new Map(production.map(({ urn, parent }) => [urn, parent]));
    const descends = (urn: string): boolean =>
      urn === blueprint?.urn || (urn !== "" && urn !== stack?.urn && descends(parents.get(urn) ?? ""));
    expect(rest.length).toBeGreaterThan(100);
    expect(rest.filter(({ urn }) => !descends(urn)).map(({ urn }) => urn)).toStrictEqual([]);
  });

  it("registers the same in a second run of the same process", () => {
    const names = (resources: readonly Registered[]) => resources.map(({ urn }) => urn).sort();
    expect(names(again)).toStrictEqual(names(production));
    for (const workload of WORKLOADS) {
      const definitions = (resources: readonly Registered[]) =>
        text(one(resources, TASK_DEFINITION, workload), "containerDefinitions");
      expect(definitions(again)).toBe(definitions(production));
    }
  });

  it("gives every declared part a component of its name", () => {
    const declared = production[1]?.inputs as unknown as Blueprint;
    const components = production.filter(({ type }) => type.startsWith("guardrails:index:")).map(({ name }) => name);
    for (const part of [declared.workloads, declared.databases, declared.caches]) {
      expect(components).toStrictEqual(expect.arrayContaining(Object.keys(part)));
    }
  });

  it("stores each secret a workload reads under its declared name", () => {
    const declared = production[1]?.inputs as unknown as Blueprint;
    const stored = (type: string) => ofType(production, type).map(({ name }) => name);
    const secrets = stored("aws:secretsmanager/secret:Secret");
    expect(stored("aws:secretsmanager/secretVersion:SecretVersion").sort()).toStrictEqual([...secrets].sort());
    expect(Object.keys(declared.secrets)).toStrictEqual(expect.arrayContaining(secrets));
  });

  it("marks every secret value as a Pulumi secret", () => {
    for (const version of ofType(production, "aws:secretsmanager/secretVersion:SecretVersion")) {
      expect(version.secretInputs).toContain("secretString");
    }
    const redis = one(production, "aws:elasticache/replicationGroup:ReplicationGroup", "redis");
    expect(redis.secretInputs).toContain("authToken");
  });

  it("composes connection URLs of the generated password and the store's host", () => {
    const version = one(production, "aws:secretsmanager/secretVersion:SecretVersion", "redis-connection");
    const urls = JSON.parse(text(version, "secretString")) as Record<string, string>;
    expect(Object.keys(urls)).toStrictEqual(["broker", "cache", "limiter", "pubsub", "results", "scheduler-lock"]);
    expect(urls["limiter"]).toBe("rediss://:password-of-redis-auth@redis.cache.example:6379/1?ssl_cert_reqs=required");
    const database = one(production, "aws:secretsmanager/secretVersion:SecretVersion", "database-app");
    expect(JSON.parse(text(database, "secretString"))).toStrictEqual({
      password: "password-of-database-app-password",
      "sync-url":
        "postgresql+psycopg://app:password-of-database-app-password@postgres.rds.example:5432/app?sslmode=verify-full",
      url: "postgresql+asyncpg://app:password-of-database-app-password@postgres.rds.example:5432/app?ssl=verify-full",
    });
  });

  it("protects what holds data, in production", () => {
    const kept = production.filter(({ protect }) => protect).map(({ type }) => type);
    expect(kept).toStrictEqual(
      expect.arrayContaining([
        "aws:rds/instance:Instance",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:kms/key:Key",
        "aws:lb/loadBalancer:LoadBalancer",
      ]),
    );
    expect(one(production, "aws:rds/instance:Instance", "postgres").inputs["deletionProtection"]).toBe(true);
  });

  it("tags every resource that AWS lets it tag", () => {
    const untagged = production.filter(({ type, inputs }) => type.startsWith("aws:") && !("tags" in inputs));
    const types = new Set(untagged.map(({ type }) => type));
    expect([...types].sort()).toStrictEqual([
      "aws:acm/certificateValidation:CertificateValidation",
      "aws:appautoscaling/policy:Policy",
      "aws:cloudwatch/dashboard:Dashboard",
      "aws:cloudwatch/logMetricFilter:LogMetricFilter",
      "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
      "aws:ec2/route:Route",
      "aws:ec2/routeTableAssociation:RouteTableAssociation",
      "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
      "aws:iam/rolePolicy:RolePolicy",
      "aws:kms/alias:Alias",
      "aws:lambda/invocation:Invocation",
      "aws:route53/record:Record",
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "aws:s3/bucketVersioning:BucketVersioning",
      "aws:secretsmanager/secretVersion:SecretVersion",
      "aws:sns/topicPolicy:TopicPolicy",
      "aws:wafv2/webAclAssociation:WebAclAssociation",
      "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    ]);
  });

  it("makes the database serve what the budget was computed with, after a restart", () => {
    const group = one(production, "aws:rds/parameterGroup:ParameterGroup", "postgres");
    expect(group.inputs["parameters"]).toContainEqual({
      name: "max_connections",
      value: "800",
      applyMethod: "pending-reboot",
    });
  });
});

describe.each(WORKLOADS)("the workload %s", (workload) => {
  it("has canonical container definitions", () => {
    const definitions = text(one(production, TASK_DEFINITION, workload), "containerDefinitions");
    const { name, environment, secrets, ...rest } = container(production, workload);
    expect(name).toBe(workload);
    const names = (variables: readonly { readonly name: string }[]) => variables.map((variable) => variable.name);
    expect(names(environment)).toStrictEqual([...names(environment)].sort());
    expect(names(secrets)).toStrictEqual([...names(secrets)].sort());
    expect(new Set([...names(environment), ...names(secrets)]).size).toBe(environment.length + secrets.length);
    expect(rest).toMatchObject({
      cpu: 0,
      essential: true,
      portMappings: workload === "web" ? [{ containerPort: 8000, hostPort: 8000, protocol: "tcp" }] : [],
      readonlyRootFilesystem: true,
      systemControls: [],
      volumesFrom: [],
    });
    const members = Object.keys((JSON.parse(definitions) as Container[])[0] ?? {});
    expect(members).toStrictEqual([...members].sort());
  });

  it("declares its whole environment and nothing else", () => {
    const declared = production[1]?.inputs as unknown as Blueprint;
    const { environment, secrets } = container(production, workload);
    const names = [...environment, ...secrets].map(({ name }) => name).sort();
    expect(names).toStrictEqual(Object.keys(declared.workloads[workload]?.environment ?? {}).sort());
  });

  it("pins each secret to an exact version, but the one RDS rotates", () => {
    for (const { name, valueFrom } of container(production, workload).secrets) {
      const pinned = /^arn:aws:service:eu-west-1:123456789012:([a-z-]+):([a-z-]*)::version-of-\1$/;
      const rotated = /^arn:aws:service:eu-west-1:123456789012:postgres-master:(username|password)::$/;
      expect(valueFrom).toMatch(name.startsWith("DATABASE_MASTER_") ? rotated : pinned);
    }
  });

  it("is started by a role that reads exactly its secrets", () => {
    const arns = container(production, workload).secrets.map(({ valueFrom }) => valueFrom.split(":", 6).join(":"));
    const policy = one(production, "aws:iam/rolePolicy:RolePolicy", `${workload}-execution`);
    const { Statement } = JSON.parse(text(policy, "policy")) as PolicyText;
    const reading = Statement.filter(({ Action }) => JSON.stringify(Action).includes("secretsmanager:"));
    expect(reading).toHaveLength(1);
    expect(reading[0]?.Action).toBe("secretsmanager:GetSecretValue");
    expect([...(reading[0]?.Resource as string[])].sort()).toStrictEqual([...new Set(arns)].sort());
    const anywhere = Statement.filter(({ Resource }) => Resource === "*").map(({ Sid }) => Sid);
    expect(anywhere).toStrictEqual(["LogInToRegistry"]);
  });

  it("reaches the stores it names, and the stores let it in", () => {
    const stores = workload === "migration" ? ["postgres"] : ["postgres", "redis"];
    const rules = (type: string) =>
      ofType(production, type)
        .map(({ name }) => name)
        .filter((name) => name.startsWith(`${workload}-to-`))
        .sort();
    const expected = stores.map((store) => `${workload}-to-${store}`);
    expect(rules("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")).toStrictEqual(expected);
    expect(rules("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toStrictEqual(expected);
  });
});

describe("other configurations", () => {
  it("sends a provided signing key through as a secret, and makes no generator for it", async () => {
    const config = { ...PRODUCTION, "guardrails:signingKey": "brought-by-the-owner" };
    const resources = await runProgram(config, ["guardrails:signingKey"]);
    expect(ofType(resources, "random:index/randomPassword:RandomPassword").map(({ name }) => name)).not.toContain(
      "signing-key-1",
    );
    // Secret as a whole or in a leaf: nowhere in the plain part of the inputs.
    expect(resources[1]?.secretInputs).toStrictEqual(["secrets"]);
    const version = one(resources, "aws:secretsmanager/secretVersion:SecretVersion", "signing-key");
    expect(version.inputs["secretString"]).toBe("brought-by-the-owner");
    expect(version.secretInputs).toContain("secretString");
  }, 60_000);

  it("keeps development unprotected and on one gateway, with plain HTTP where there is no domain", async () => {
    const resources = await runProgram({
      "aws:region": "eu-west-1",
      "guardrails:environment": "development",
      "guardrails:image": "registry.example/shop:1",
    });
    expect(resources.filter(({ protect }) => protect)).toStrictEqual([]);
    expect(ofType(resources, "aws:ec2/natGateway:NatGateway")).toHaveLength(1);
    expect(ofType(resources, "aws:lb/listener:Listener").map(({ name }) => name)).toStrictEqual(["edge-http"]);
    // An image outside of ECR needs no registry permission.
    const policy = one(resources, "aws:iam/rolePolicy:RolePolicy", "web-execution");
    expect(text(policy, "policy")).not.toContain("ecr:");
  }, 60_000);

  it("replaces gateways by endpoints where there are none", async () => {
    const resources = await runProgram({ ...PRODUCTION, "guardrails:natGateways": "none" });
    expect(ofType(resources, "aws:ec2/natGateway:NatGateway")).toStrictEqual([]);
    const endpoints = ofType(resources, "aws:ec2/vpcEndpoint:VpcEndpoint").map(({ name }) => name);
    expect(endpoints).toStrictEqual(expect.arrayContaining(["ecr-api", "ecr-dkr", "logs", "s3", "secretsmanager"]));
  }, 60_000);
});
