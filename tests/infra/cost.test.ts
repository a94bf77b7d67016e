import { declareBlueprint } from "../../infra/blueprint";
import { parseConfig } from "../../infra/config";
import { costItems, costRange } from "../../infra/cost";
import type { CostItem } from "../../policies/facts";
import type { Blueprint } from "../../policies/model";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const SETTINGS = { storageGiB: 100, logRetentionDays: 365, alarmMetrics: 60, architecture: "X86_64" } as const;

function declare(config: Readonly<Record<string, string>> = {}): Blueprint<unknown> {
  return declareBlueprint(parseConfig({ ...REQUIRED, ...config }), "eu-west-1");
}

/** The item of a kind; a kind that is absent counts nothing. */
function counted(items: readonly CostItem[], kind: CostItem["kind"]): number {
  const item = items.find((one) => one.kind === kind);
  if (item === undefined) return 0;
  if ("rules" in item) return item.rules;
  return "count" in item ? item.count : 1;
}

function ofType(resources: readonly Registered[], type: string): readonly Registered[] {
  return resources.filter((resource) => resource.type === type);
}

describe.each([
  ["with NAT gateways", {}],
  ["with endpoints", { "guardrails:natGateways": "none" }],
  ["with a machine", { "guardrails:natGateways": "instance", "guardrails:environment": "development" }],
])("the estimate %s", (_, config) => {
  let resources: readonly Registered[] = [];
  let blueprint: Blueprint<unknown> = declare();

  beforeAll(async () => {
    resources = await runProgram({ ...PRODUCTION, ...config });
    blueprint = resources[1]?.inputs as unknown as Blueprint<unknown>;
  }, 120_000);

  it("counts what the program registers", () => {
    const items = costItems(blueprint, SETTINGS, "smallest");
    const count = (type: string) => ofType(resources, type).length;
    const [acl] = ofType(resources, "aws:wafv2/webAcl:WebAcl");
    const rules = acl?.inputs["rules"];
    expect(counted(items, "kms-key")).toBe(count("aws:kms/key:Key"));
    expect(counted(items, "web-acl")).toBe(Array.isArray(rules) ? rules.length : -1);
    // RDS keeps the master user's itself.
    expect(counted(items, "secret")).toBe(count("aws:secretsmanager/secret:Secret") + 1);
    expect(counted(items, "nat-gateway")).toBe(count("aws:ec2/natGateway:NatGateway"));
    expect(counted(items, "machine")).toBe(count("aws:ec2/instance:Instance"));
    const interfaces = ofType(resources, "aws:ec2/vpcEndpoint:VpcEndpoint").filter(
      ({ inputs }) => inputs["vpcEndpointType"] === "Interface",
    );
    expect(counted(items, "vpc-endpoint")).toBe(interfaces.length);
    expect(counted(items, "load-balancer")).toBe(count("aws:lb/loadBalancer:LoadBalancer"));
    expect(counted(items, "metric")).toBe(count("aws:cloudwatch/logMetricFilter:LogMetricFilter"));
    expect(items.filter(({ kind }) => kind === "logs").map(({ name }) => name)).toStrictEqual(["logs", "flow logs"]);
    expect(count("aws:ec2/flowLog:FlowLog")).toBe(1);
    expect(counted(items, "insights-metric")).toBeGreaterThan(100);
    expect(counted(items, "dashboard")).toBe(count("aws:cloudwatch/dashboard:Dashboard"));
    expect(counted(items, "alarm") - SETTINGS.alarmMetrics).toBe(
      5 * count("aws:cloudwatch/compositeAlarm:CompositeAlarm"),
    );
  });
});

describe("the range", () => {
  it("reaches from the services' minimum to their maximum", () => {
    const blueprint = declare({ webMinTasks: "2", webMaxTasks: "8", workerMinTasks: "3", workerMaxTasks: "6" });
    const tasks = (size: "smallest" | "largest") =>
      costItems(blueprint, SETTINGS, size).flatMap((item) =>
        item.kind === "fargate" ? [`${item.name} ${item.tasks} ${item.capacity}`] : [],
      );
    expect(tasks("smallest")).toStrictEqual([
      "web 2 on-demand",
      "worker 1 on-demand",
      "worker on Spot 2 spot",
      "scheduler 1 on-demand",
      "monitor 1 on-demand",
    ]);
    expect(tasks("largest")).toStrictEqual([
      "web 8 on-demand",
      "worker 1 on-demand",
      "worker on Spot 5 spot",
      "scheduler 1 on-demand",
      "monitor 1 on-demand",
    ]);
  });

  it.each(["production", "staging", "development"])("has a price for everything in %s", (environment) => {
    const { smallest, largest } = costRange(declare({ environment }), SETTINGS);
    expect(smallest.unpriced).toStrictEqual([]);
    expect(smallest.monthly).toBeGreaterThan(0);
    expect(largest.monthly).toBeGreaterThanOrEqual(smallest.monthly);
  });

  it("takes a fifth off what ARM tasks cost", () => {
    const blueprint = declare();
    const tasks = (architecture: "X86_64" | "ARM64") =>
      costRange(blueprint, { ...SETTINGS, architecture }).smallest.lines.find(({ name }) => name === "web")?.monthly ??
      0;
    expect(tasks("ARM64") / tasks("X86_64")).toBeCloseTo(0.8, 3);
  });

  it("orders the environments by what they cost", () => {
    const [development = 0, staging = 0, production = 0] = ["development", "staging", "production"].map(
      (environment) => costRange(declare({ environment }), SETTINGS).smallest.monthly,
    );
    expect(development).toBeLessThan(staging);
    expect(staging).toBeLessThan(production);
  });
});
