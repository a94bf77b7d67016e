/** Releases with two fleets: how many tasks there are then, who may try a release, and what is watched. */
import { declareBlueprint } from "../../infra/blueprint";
import { budgetOf, tasksAtPeak } from "../../infra/budget";
import { parseConfig } from "../../infra/config";
import { connectionBudgetHolds } from "../../policies/rules/database/connection-budget-holds";
import { blueprint as registered, run as judge } from "../../policies/testing";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const SERVICE = "aws:ecs/service:Service";
const RULE = "aws:lb/listenerRule:ListenerRule";
const HOOK = {
  functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:smoke",
  stages: ["POST_TEST_TRAFFIC_SHIFT"],
};
const WORKLOADS = JSON.stringify({ partners: { role: "web", hosts: ["partners.shop.example.com"] } });

function find(resources: readonly Registered[], type: string, name: string): Registered {
  const found = resources.find((resource) => resource.type === type && resource.name === name);
  if (found === undefined) throw new Error(`the program registered no ${type} ${name}`);
  return found;
}

function declare(config: Readonly<Record<string, string>>) {
  return declareBlueprint(parseConfig({ ...REQUIRED, ...config }), "eu-west-1");
}

let resources: readonly Registered[] = [];
beforeAll(async () => {
  resources = await runProgram({
    ...PRODUCTION,
    "guardrails:deploymentStrategy": "blue-green",
    "guardrails:deploymentBakeMinutes": "7",
    "guardrails:deploymentHooks": JSON.stringify([HOOK]),
    "guardrails:workloads": WORKLOADS,
  });
}, 120_000);

it("is for what the load balancer sends requests to; everything else rolls, and the scheduler stops first", () => {
  const strategies = Object.entries(declare({ deploymentStrategy: "blue-green", workloads: WORKLOADS }).workloads);
  expect(strategies.flatMap(([name, { service }]) => (service?.strategy === "BLUE_GREEN" ? [name] : []))).toStrictEqual(
    ["web", "partners"],
  );
  for (const name of ["worker", "scheduler", "monitor"]) {
    const { inputs } = find(resources, SERVICE, name);
    expect(inputs["deploymentConfiguration"]).toBeUndefined();
    expect(inputs["deploymentCircuitBreaker"]).toStrictEqual({ enable: true, rollback: true });
  }
  expect(find(resources, SERVICE, "scheduler").inputs).toMatchObject({
    deploymentMinimumHealthyPercent: 0,
    deploymentMaximumPercent: 100,
  });
});

it("counts both fleets in the connection budget, whatever the percentages say", () => {
  const blueprint = declare({ deploymentStrategy: "blue-green" });
  const { web } = blueprint.workloads;
  expect(tasksAtPeak(web.service)).toBe(16);
  expect(tasksAtPeak(web.service === null ? null : { ...web.service, maximumPercent: 100 })).toBe(16);
  expect(budgetOf(blueprint, "postgres")).toMatchObject({ fits: true });
});

it("is judged with both fleets at the first preview, while nothing is built", async () => {
  const judged = async (config: Readonly<Record<string, string>>) => {
    const blueprint = declare({
      databaseMaxConnections: "600",
      databasePoolSize: "15",
      databaseMaxOverflow: "0",
      ...config,
    });
    const { web } = blueprint.workloads;
    // Percentages that would let no second task start, were the releases rolling.
    const service = web.service === null ? null : { ...web.service, maximumPercent: 100 };
    const declared = registered({ ...blueprint, workloads: { ...blueprint.workloads, web: { ...web, service } } });
    const { verdicts } = await judge([connectionBudgetHolds], [declared], { phase: "preview" });
    return verdicts.map(({ verdict }) => verdict);
  };
  // 8 tasks × 2 processes × 15 fit, with what the others take; twice as many do not.
  expect(await judged({})).toStrictEqual(["pass"]);
  expect(await judged({ deploymentStrategy: "blue-green" })).toStrictEqual(["fail"]);
});

it.each([
  ["web", "edge", 50_000],
  ["partners", "partners", 10],
])("leads %s's requests by rules whose weights are ECS's", (service, route, priority) => {
  const { inputs } = find(resources, SERVICE, service);
  expect(inputs["deploymentConfiguration"]).toStrictEqual({
    strategy: "BLUE_GREEN",
    bakeTimeInMinutes: "7",
    lifecycleHooks: [
      {
        hookTargetArn: HOOK.functionArn,
        lifecycleStages: HOOK.stages,
        roleArn: "arn:aws:service:eu-west-1:123456789012:edge-release",
      },
    ],
  });
  const arn = (name: string) => `arn:aws:service:eu-west-1:123456789012:${name}`;
  expect(inputs["loadBalancers"]).toMatchObject([
    {
      targetGroupArn: arn(route),
      advancedConfiguration: {
        alternateTargetGroupArn: arn(`${route}--b`),
        productionListenerRule: arn(`${route}-release`),
        testListenerRule: arn(`${route}-release-test`),
        roleArn: arn("edge-release"),
      },
    },
  ]);
  for (const name of [`${route}-release`, `${route}-release-test`]) {
    const rule = find(resources, RULE, name);
    expect(rule).toMatchObject({ ignoreChanges: ["actions"], inputs: { priority } });
    // Until the first release the first fleet has them all.
    const targetGroups = [
      { arn: arn(route), weight: 100 },
      { arn: arn(`${route}--b`), weight: 0 },
    ];
    expect(rule.inputs["actions"]).toStrictEqual([{ type: "forward", forward: { targetGroups } }]);
  }
  expect(inputs["alarms"]).toMatchObject({ enable: true, rollback: true });
});

it("lets ECS change no other product's load balancer", () => {
  const { inputs } = find(resources, "aws:iam/rolePolicy:RolePolicy", "edge-release");
  const { Statement: statements } = JSON.parse(String(inputs["policy"])) as {
    Statement: readonly { readonly Action: unknown; readonly Resource: unknown; readonly Condition?: unknown }[];
  };
  const changing = statements.filter(({ Action }) => /Modify|Register|Deregister/.test(JSON.stringify(Action)));
  expect(changing).toHaveLength(2);
  for (const { Condition, Resource } of changing) {
    expect(Condition).toStrictEqual({ StringEquals: { "aws:ResourceTag/product": "guardrails" } });
    expect(JSON.stringify(Resource)).not.toContain('"*"');
  }
});

it("shows the next release on a port of its own, to the VPC or to the networks that are named", async () => {
  const ports = (of: readonly Registered[]) =>
    of
      .filter(({ name }) => name.startsWith("edge-test-"))
      .map(({ inputs }) => [inputs["cidrIpv4"], inputs["fromPort"]]);
  expect(ports(resources)).toStrictEqual([["10.64.0.0/16", 8443]]);
  expect(find(resources, "aws:lb/listener:Listener", "edge-test").inputs).toMatchObject({
    protocol: "HTTPS",
    defaultActions: [{ type: "fixed-response" }],
  });
  const named = await runProgram({
    ...PRODUCTION,
    "guardrails:deploymentStrategy": "blue-green",
    "guardrails:deploymentTestNetworks": '["198.51.100.0/24"]',
  });
  expect(ports(named)).toStrictEqual([["198.51.100.0/24", 8443]]);
}, 60_000);

it("watches both fleets, since either may serve", () => {
  const alarm = find(resources, "aws:cloudwatch/metricAlarm:MetricAlarm", "no-targets");
  expect(JSON.stringify(alarm.inputs["metricQueries"])).toContain("FILL(fleet1, 0) + FILL(fleet2, 0)");
  const groups = ["suffix-of-edge", "suffix-of-edge--b"];
  for (const group of groups) expect(JSON.stringify(alarm.inputs["metricQueries"])).toContain(`"${group}"`);
  // Requests by target group would count the fleet that served once.
  expect(resources.map(({ name }) => name)).not.toContain("web-requests");
});

it("lets ECS lead requests of this product, and ask the functions that are named", () => {
  const policy = find(resources, "aws:iam/rolePolicy:RolePolicy", "edge-release");
  const { Statement } = JSON.parse(String(policy.inputs["policy"])) as {
    Statement: { Sid: string; Resource: unknown; Condition?: unknown }[];
  };
  expect(Statement.find(({ Sid }) => Sid === "AskHooks")?.Resource).toStrictEqual([HOOK.functionArn]);
  const open = Statement.filter(({ Condition, Sid }) => Condition === undefined && Sid !== "AskHooks");
  expect(open.map(({ Sid }) => Sid)).toStrictEqual(["Look"]);
});

it("names its target groups so that no workload's has the name, and AWS takes it", async () => {
  const workloads = Object.fromEntries(
    ["partners", "partners-b", "twenty-characters-ok"].map((name) => [name, { role: "web", paths: [`/${name}/*`] }]),
  );
  const named = await runProgram({
    ...PRODUCTION,
    "guardrails:deploymentStrategy": "blue-green",
    "guardrails:workloads": JSON.stringify(workloads),
  });
  const groups = named.filter(({ type }) => type === "aws:lb/targetGroup:TargetGroup").map(({ name }) => name);
  expect(new Set(groups).size).toBe(groups.length);
  expect(groups).toHaveLength(8);
  // A hyphen and seven characters come behind it; 32 are AWS's most.
  for (const name of groups) expect([name, name.length <= 24]).toStrictEqual([name, true]);
}, 60_000);

it.each([
  ["deploymentStrategy", "canary"],
  ["deploymentBakeMinutes", "11"],
  ["deploymentHooks", '[{"functionArn":"smoke","stages":["PRE_SCALE_UP"]}]'],
  ["deploymentHooks", JSON.stringify([{ ...HOOK, stages: ["SOMETIME"] }])],
  ["deploymentTestNetworks", '["everywhere"]'],
])("refuses %s %s", (key, value) => {
  expect(() => parseConfig({ ...REQUIRED, [key]: value })).toThrow(`guardrails:${key} is `);
});

it.each([
  ["deploymentBakeMinutes", "7"],
  ["deploymentHooks", JSON.stringify([HOOK])],
  ["deploymentTestNetworks", '["198.51.100.0/24"]'],
])("refuses %s %s where releases roll: it would be without effect", (key, value) => {
  const wanted = "must be left out where deploymentStrategy is not blue-green";
  expect(() => parseConfig({ ...REQUIRED, [key]: value })).toThrow(wanted);
  expect(parseConfig({ ...REQUIRED, [key]: value, deploymentStrategy: "blue-green" })).toBeDefined();
});

it.each(["198.51.100.7/24", "198.51.300.0/24"])(
  "refuses the network %s, which is none, in every list of them",
  (network) => {
    const settings = { deploymentStrategy: "blue-green", loadBalancer: "internal", domain: "shop.example.com" };
    for (const key of ["deploymentTestNetworks", "clientNetworks", "httpRedirectFrom"])
      expect(() => parseConfig({ ...REQUIRED, ...settings, [key]: JSON.stringify([network]) })).toThrow(
        `guardrails:${key} is `,
      );
  },
);
