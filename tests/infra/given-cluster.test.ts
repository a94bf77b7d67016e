/** A cluster that somebody else made and keeps: what runs in it, under which names, and who looks there. */
import { parseConfig } from "../../infra/config";
import { refuseElsewhere } from "../../infra/config-limits";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const CLUSTER = "arn:aws:ecs:eu-west-1:123456789012:cluster/shared";
const SERVICES = ["web", "worker", "scheduler", "monitor", "mail"];
const WORKLOADS = {
  mail: { role: "worker", queues: ["mail"] },
  nightly: { role: "job", command: ["python"], schedule: "rate(1 day)" },
};
const CONFIG = { ...PRODUCTION, "guardrails:workloads": JSON.stringify(WORKLOADS) };

it.each(["shared", "arn:aws:ecs:eu-west-1:123456789012:service/shared/web", "arn:aws:ecs:eu-west-1:1:cluster/shared"])(
  "refuses %s for a cluster",
  (clusterArn) => {
    expect(() => parseConfig({ ...REQUIRED, clusterArn })).toThrow(
      /^guardrails:clusterArn is ".*", but must be the ARN of an ECS cluster such as /,
    );
  },
);

it("refuses a cluster of another region", () => {
  expect(() => {
    refuseElsewhere(parseConfig({ ...REQUIRED, clusterArn: CLUSTER }), "us-east-1");
  }).toThrow("guardrails:clusterArn is of eu-west-1, but must be of us-east-1, the stack's region.");
});

describe.each([
  ["given", { "guardrails:clusterArn": CLUSTER }, "shared", "guardrails-production-", CLUSTER],
  ["of the stack's own", {}, "guardrails-production", "", "arn:aws:service:eu-west-1:123456789012:cluster"],
])("a cluster that is %s", (_, more, clusterName, prefix, clusterArn) => {
  let resources: readonly Registered[] = [];
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const names = SERVICES.map((name) => `${prefix}${name}`).sort();

  beforeAll(async () => {
    resources = await runProgram({ ...CONFIG, ...more });
  }, 60_000);

  it("is made, with its capacity, only where it is the stack's", () => {
    const made = prefix === "" ? [clusterName] : [];
    expect(ofType("aws:ecs/cluster:Cluster").map(({ inputs }) => inputs["name"])).toEqual(made);
    expect(ofType("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")).toHaveLength(made.length);
  });

  it("runs the services, under names that nobody else's have", () => {
    const services = ofType("aws:ecs/service:Service");
    expect(services.map(({ inputs }) => inputs["name"]).sort()).toEqual(names);
    for (const { inputs } of services) expect(inputs["cluster"]).toBe(clusterArn);
  });

  it("is where they are scaled, watched, verified, and jobs and the migration run", () => {
    const scaled = ofType("aws:appautoscaling/target:Target").map(({ inputs }) => inputs["resourceId"]);
    expect(scaled).toContain(`service/${clusterName}/${prefix}web`);
    const dimensions = ofType("aws:cloudwatch/metricAlarm:MetricAlarm").flatMap(({ inputs }) =>
      [...JSON.stringify(inputs).matchAll(/"ClusterName":"([^"]*)","ServiceName":"([^"]*)"/g)].map(
        ([, cluster, service]) => ({ cluster, service }),
      ),
    );
    expect(new Set(dimensions.map(({ cluster }) => cluster))).toEqual(new Set([clusterName]));
    expect(dimensions.filter(({ service }) => !names.includes(String(service)))).toEqual([]);
    const policies = JSON.stringify(ofType("aws:iam/rolePolicy:RolePolicy").map(({ inputs }) => inputs["policy"]));
    expect(policies).toContain(`:service/${clusterName}/${prefix}mail`);
    const inputs = ofType("aws:lambda/invocation:Invocation").map(({ inputs: { input } }) => String(input));
    const verified = inputs.map((text) => JSON.parse(text) as { services?: object }).find(({ services }) => services);
    expect(Object.keys(verified?.services ?? {}).sort()).toEqual(names);
    expect(inputs.filter((text) => text.includes(`"cluster":"${clusterArn}"`))).toHaveLength(2);
    expect(ofType("aws:scheduler/schedule:Schedule")[0]?.inputs["target"]).toMatchObject({ arn: clusterArn });
  });
});
