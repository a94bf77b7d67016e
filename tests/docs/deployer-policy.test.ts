/** What whoever deploys may do, against what the program registers for every stack file and with every optional part. */
import { join } from "node:path";
import { TYPE_ACTIONS } from "../../docs/deployer-actions";
import { deployerPolicies, type PolicyStatement } from "../../docs/deployer-policy";
import { PASSED_ROLES, PASSED_TO, SCOPES } from "../../docs/deployer-scopes";
import { NAMESPACE } from "../../infra/config";
import { readProject, readStackFile, stackNames } from "../../offline/workspace/project";
import { rawConfiguration, stackConfiguration } from "../../offline/workspace/stack-configuration";
import { type Registered, runProgram } from "../infra/run-program";
import { PRODUCTION } from "../infra/settings";

jest.setTimeout(300_000);

const ROOT = join(__dirname, "../..");

/** What no stack file switches on. */
const OPTIONAL: readonly Readonly<Record<string, string>>[] = [
  { databaseProxy: "true", createRepository: "keep", monthlyBudget: "500", deploymentStrategy: "blue-green" },
  { environment: "development", databaseReplica: "true", loadBalancer: "internal", natGateways: "none" },
  { environment: "development", workingHours: '{"from":"07:00","to":"19:00"}', natGateways: "single" },
  { environment: "development", natGateways: "instance" },
];

const documents = deployerPolicies(Object.keys(TYPE_ACTIONS));
const statements = Object.values(documents).flatMap(({ Statement }) => Statement);
let registered: readonly Registered[] = [];

beforeAll(async () => {
  const runs: Readonly<Record<string, string>>[] = [];
  for (const stack of stackNames(ROOT)) runs.push(configOf(stack));
  for (const part of OPTIONAL) {
    const own = Object.entries(part).map(([key, value]) => [`${NAMESPACE}:${key}`, value]);
    runs.push({ ...PRODUCTION, ...(Object.fromEntries(own) as Record<string, string>) });
  }
  const all: Registered[] = [];
  for (const config of runs) all.push(...(await runProgram(config)));
  registered = all;
});

function configOf(stack: string): Record<string, string> {
  const configuration = stackConfiguration(readProject(ROOT), stack, readStackFile(ROOT, stack), []);
  const own = Object.entries(rawConfiguration(configuration, NAMESPACE));
  return {
    ...Object.fromEntries(own.map(([key, value]) => [`${NAMESPACE}:${key}`, value])),
    "aws:region": String(configuration.config["aws:region"]),
  };
}

/** Whether one of a statement's ARNs ends in a pattern that takes the name. */
function takes(statement: string, ending: string, path = ""): boolean {
  const { Resource } = statements.find(({ Sid }) => Sid === statement) as PolicyStatement;
  return Resource.some((arn) => {
    const pattern = arn
      .split(":")
      .slice(5)
      .join(":")
      .replaceAll(/[.$+^]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("ROLE_PATH", path);
    return new RegExp(
      `^${pattern.replaceAll("PRODUCT-ENVIRONMENT", "(bazaar|guardrails|[a-z]+)-(production|staging|development)")}$`,
    ).test(ending);
  });
}

function namesOf(type: string, property: string): readonly string[] {
  return registered.filter((resource) => resource.type === type).map(({ inputs }) => String(inputs[property]));
}

describe("the table of actions", () => {
  it("has every type that some stack registers, and none that no stack does", () => {
    const types = new Set(registered.map(({ type }) => type).filter((type) => type.startsWith("aws:")));
    expect([...types].sort()).toStrictEqual(Object.keys(TYPE_ACTIONS).sort());
  });

  it("says where of each action, and every place is used", () => {
    const used = new Set(Object.values(TYPE_ACTIONS).flatMap((grants) => grants.map(([scope]) => scope)));
    expect([...used].sort()).toStrictEqual(Object.keys(SCOPES).sort());
  });
});

describe("the policy", () => {
  it("fits into managed policies", () => {
    expect(Object.keys(documents).length).toBeLessThanOrEqual(10);
    for (const document of Object.values(documents)) {
      expect(JSON.stringify(document).length).toBeLessThanOrEqual(6_144);
    }
  });

  it("allows no whole service, and only looks or regions everywhere", () => {
    for (const { Sid, Action, Resource, Condition } of statements) {
      expect(Action.filter((action) => /:\*$/.test(action))).toStrictEqual([]);
      const everywhere = Resource.includes("*") && Condition === undefined;
      expect([Sid, everywhere]).toStrictEqual([Sid, ["AlarmLooks", "ZoneLooks"].includes(Sid)]);
    }
  });

  it("passes the program's roles only, to the services they trust", () => {
    const passing = statements.filter(({ Action }) => Action.includes("iam:PassRole"));
    expect(passing.map(({ Sid, Action, Condition }) => ({ Sid, Action, Condition }))).toStrictEqual([
      {
        Sid: "Passing",
        Action: ["iam:PassRole"],
        Condition: { StringEquals: { "iam:PassedToService": PASSED_TO } },
      },
    ]);
    const roles = registered.filter(({ type }) => type === "aws:iam/role:Role");
    expect(roles.filter(({ name }) => !takes("Passing", `role/${name}-0a1b2c3`)).map(({ name }) => name)).toEqual([]);
    const beside = roles.filter(({ name }) => !takes("Passing", `role/teams/shop/${name}-0a1b2c3`, "teams/shop/"));
    expect(beside.map(({ name }) => name)).toEqual([]);
    const trusted = roles.map(({ inputs }) => /"Service":"([^"]+)"/.exec(String(inputs["assumeRolePolicy"]))?.[1]);
    expect([...new Set(trusted)].sort()).toStrictEqual([...PASSED_TO].sort());
    const unused = PASSED_ROLES.filter((pattern) => {
      const only = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
      return !roles.some(({ name }) => only.test(`${name}-0a1b2c3`));
    });
    expect(unused).toStrictEqual([]);
  });

  it.each([
    ["aws:cloudwatch/logGroup:LogGroup", "name", "LogGroups", "log-group:"],
    ["aws:cloudwatch/metricAlarm:MetricAlarm", "name", "Alarms", "alarm:"],
    ["aws:cloudwatch/compositeAlarm:CompositeAlarm", "alarmName", "Alarms", "alarm:"],
    ["aws:cloudwatch/dashboard:Dashboard", "dashboardName", "Alarms", "dashboard/"],
    ["aws:sns/topic:Topic", "name", "Topics", ""],
    ["aws:lambda/function:Function", "name", "Functions", "function:"],
    ["aws:ecs/cluster:Cluster", "name", "Clusters", "cluster/"],
    ["aws:rds/instance:Instance", "identifier", "Databases", "db:"],
    ["aws:rds/eventSubscription:EventSubscription", "name", "Databases", "es:"],
    ["aws:elasticache/replicationGroup:ReplicationGroup", "replicationGroupId", "Caches", "replicationgroup:"],
    ["aws:scheduler/schedule:Schedule", "name", "Schedules", "schedule/default/"],
    ["aws:budgets/budget:Budget", "name", "Budgets", "budget/"],
    ["aws:kms/alias:Alias", "name", "KeyAliases", ""],
    ["aws:ecr/repository:Repository", "name", "Repositories", "repository/"],
  ])("reaches every %s by its %s", (type, property, statement, kind) => {
    const names = namesOf(type, property);
    expect(names).not.toStrictEqual([]);
    expect(names.filter((name) => !takes(statement, `${kind}${name}`))).toStrictEqual([]);
  });

  it.each([
    ["aws:s3/bucket:Bucket", "Buckets", ""],
    ["aws:lb/loadBalancer:LoadBalancer", "Balancers", "loadbalancer/app/"],
    ["aws:rds/subnetGroup:SubnetGroup", "Databases", "subgrp:"],
    ["aws:rds/parameterGroup:ParameterGroup", "Databases", "pg:"],
    ["aws:elasticache/subnetGroup:SubnetGroup", "Caches", "subnetgroup:"],
    ["aws:wafv2/webAcl:WebAcl", "Firewalls", "regional/webacl/"],
  ])("reaches every %s by the name Pulumi gives it", (type, statement, kind) => {
    const found = registered.filter((resource) => resource.type === type);
    expect(found).not.toStrictEqual([]);
    for (const { name, inputs } of found) {
      expect(inputs["name"]).toBeUndefined();
      expect([
        name,
        takes(statement, `${kind}${name}-0a1b2c3/1`) || takes(statement, `${kind}${name}-0a1b2c3`),
      ]).toStrictEqual([name, true]);
    }
  });

  it("asks for the tags that what it reaches by tags has", () => {
    const byTags = [
      "aws:iam/role:Role",
      "aws:kms/key:Key",
      "aws:secretsmanager/secret:Secret",
      "aws:acm/certificate:Certificate",
    ];
    const found = registered.filter(({ type }) => byTags.includes(type));
    expect(new Set(found.map(({ type }) => type))).toStrictEqual(new Set(byTags));
    const untagged = found.filter(({ inputs }) => {
      const tags = inputs["tags"] as Readonly<Record<string, string>> | undefined;
      return tags?.["product"] === undefined || tags["environment"] === undefined;
    });
    expect(untagged.map(({ urn }) => urn)).toStrictEqual([]);
  });
});
