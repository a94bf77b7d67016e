import type * as pulumi from "@pulumi/pulumi";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION } from "./settings";

const FUNCTION = "aws:lambda/function:Function";
const INVOCATION = "aws:lambda/invocation:Invocation";
const SERVICE = "aws:ecs/service:Service";
const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

let production: readonly Registered[] = [];

beforeAll(async () => {
  production = await runProgram(PRODUCTION);
}, 120_000);

function one(type: string, name: string): Registered {
  const found = production.find((resource) => resource.type === type && resource.name === name);
  if (found === undefined) throw new Error(`the program registered no ${type} ${name}`);
  return found;
}

function json(resource: Registered, input: string): Readonly<Record<string, unknown>> {
  return JSON.parse(String(resource.inputs[input])) as Readonly<Record<string, unknown>>;
}

function statements(role: string): readonly Statement[] {
  return json(one("aws:iam/rolePolicy:RolePolicy", role), "policy")["Statement"] as readonly Statement[];
}

describe("the migration gate", () => {
  it("runs the revision that is deployed, in the migration's own place", () => {
    const migration = one("aws:ec2/securityGroup:SecurityGroup", "migration");
    expect(json(one(INVOCATION, "migration-gate"), "input")).toMatchObject({
      taskDefinition: "arn:aws:service:eu-west-1:123456789012:migration",
      container: "migration",
      logGroup: "/guardrails-production/migration",
      securityGroups: [`${migration.name}-id`],
    });
    expect(one(INVOCATION, "migration-gate").inputs["lifecycleScope"]).toBe("CREATE_ONLY");
  });

  it("passes before any service changes", () => {
    const gate = one(INVOCATION, "migration-gate").urn;
    const services = production.filter(({ type }) => type === SERVICE);
    expect(services.map(({ name }) => name).sort()).toStrictEqual(["monitor", "scheduler", "web", "worker"]);
    for (const service of services) expect(service.dependsOn).toContain(gate);
  });

  it("waits for all the migration needs: its rights, its way to the database, its way out", () => {
    const { dependsOn } = one(INVOCATION, "migration-gate");
    const needed = [
      one("aws:iam/rolePolicy:RolePolicy", "migration-execution"),
      one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "migration-to-postgres"),
      one("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "migration-https"),
      one(TASK_DEFINITION, "migration"),
      ...production.filter(({ type }) => type === "aws:ec2/route:Route"),
    ];
    for (const { urn } of needed) expect(dependsOn).toContain(urn);
  });

  it("may run that task in that cluster, give it its two roles, and nothing else", () => {
    const [run, watch, give, log, ...rest] = statements("migration-gate");
    const cluster = { ArnEquals: { "ecs:cluster": "arn:aws:service:eu-west-1:123456789012:cluster" } };
    expect(run).toMatchObject({
      Action: "ecs:RunTask",
      Resource: "arn:aws:ecs:eu-west-1:123456789012:task-definition/guardrails-production-migration:*",
      Condition: cluster,
    });
    expect(watch).toMatchObject({
      Action: "ecs:DescribeTasks",
      Resource: "arn:aws:ecs:eu-west-1:123456789012:task/guardrails-production/*",
      Condition: cluster,
    });
    expect(give).toMatchObject({
      Action: "iam:PassRole",
      Resource: ["migration-execution", "migration-task"].map(
        (name) => `arn:aws:service:eu-west-1:123456789012:${name}`,
      ),
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    });
    expect(log?.Sid).toBe("WriteLogs");
    expect(rest).toStrictEqual([]);
  });
});

describe("the deployment check", () => {
  it("names what each service was asked to run", () => {
    expect(json(one(INVOCATION, "deployment-check"), "input")["services"]).toStrictEqual(
      Object.fromEntries(
        ["web", "worker", "scheduler", "monitor"].map((name) => [
          name,
          `arn:aws:service:eu-west-1:123456789012:${name}`,
        ]),
      ),
    );
  });

  it("comes after the services", () => {
    const { dependsOn } = one(INVOCATION, "deployment-check");
    for (const name of ["web", "worker", "scheduler", "monitor"]) expect(dependsOn).toContain(one(SERVICE, name).urn);
  });

  it("may look at those services only", () => {
    const [look, log, ...rest] = statements("deployment-check");
    expect(look).toMatchObject({
      Action: "ecs:DescribeServices",
      Resource: ["web", "worker", "scheduler", "monitor"].map(
        (name) => `arn:aws:ecs:eu-west-1:123456789012:service/guardrails-production/${name}`,
      ),
    });
    expect(log?.Sid).toBe("WriteLogs");
    expect(rest).toStrictEqual([]);
  });
});

describe.each(["migration-gate", "deployment-check"])("the function of the %s", (name) => {
  it("reserves nothing of the account's and runs for as long as Lambda lets it, with its log kept under the stack's key", () => {
    const logs = one("aws:cloudwatch/logGroup:LogGroup", name);
    expect(logs.inputs).toMatchObject({ name: `/aws/lambda/guardrails-production-${name}`, retentionInDays: 365 });
    expect(logs.inputs["kmsKeyId"]).toBeDefined();
    expect(one(FUNCTION, name).inputs).toMatchObject({
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      timeout: 900,
      handler: "index.handler",
      loggingConfig: { logGroup: logs.inputs["name"] },
    });
  });

  it("is one file that needs nothing but the runtime's own modules", async () => {
    const files = await (one(FUNCTION, name).inputs["code"] as pulumi.asset.AssetArchive).assets;
    expect(Object.keys(files)).toStrictEqual(["index.js"]);
    const code = await (files["index.js"] as pulumi.asset.StringAsset).text;
    expect(code).toMatch(/\bhandler\b/);
    const modules = [...code.matchAll(/(?:from |require\()"([^"]+)"/g)].map(([, module]) => module ?? "");
    expect(modules).toContain("@aws-sdk/client-ecs");
    expect(modules.filter((module) => !["@aws-sdk/client-ecs", "node:crypto"].includes(module))).toStrictEqual([]);
  });
});
