import * as aws from "@pulumi/aws";
import { rules } from "../../../policies/rules";
import { ref, resource, run, type TestResource } from "../../../policies/testing";
import { said, subjectsOf } from "../subjects";

type Args = Partial<aws.ecs.ExpressGatewayServiceArgs>;
type Container = Partial<aws.types.input.ecs.ExpressGatewayServicePrimaryContainer>;

const express = (container: Container = {}, args: Args = {}) =>
  resource(aws.ecs.ExpressGatewayService, "api", {
    executionRoleArn: "arn:aws:iam::111122223333:role/execution",
    infrastructureRoleArn: "arn:aws:iam::111122223333:role/infrastructure",
    primaryContainer: { image: "shop:1", ...container },
    ...args,
  });
const source = resource(aws.ssm.Parameter, "source", { type: "String" }, { outputs: { value: "shop:2" } });

function read(...resources: readonly TestResource[]) {
  const [workload, ...rest] = subjectsOf("workload", resources);
  if (workload === undefined || rest.length > 0) throw new Error("one service is one workload");
  return workload;
}

describe("a service of ECS Express Mode", () => {
  it("is one container with its image, command and variables, of both kinds", () => {
    const key = resource(aws.ssm.Parameter, "key", { name: "/shop/key", type: "SecureString", value: "m8Qe2ZtV5xKp9" });
    const workload = read(
      key,
      express({
        commands: ["uvicorn", "shop:app"],
        environments: [{ name: "LOG_LEVEL", value: "INFO" }],
        secrets: [{ name: "SECRET_KEY", valueFrom: "/shop/key" }],
      }),
    );
    expect(said(workload.image)).toBe("shop:1");
    expect(said(workload.command)).toEqual(["uvicorn", "shop:app"]);
    expect(workload.environment.all.variables.map(({ name, channel, value }) => [name, channel, said(value)])).toEqual([
      ["LOG_LEVEL", "plain", "INFO"],
      ["SECRET_KEY", "secret", "m8Qe2ZtV5xKp9"],
    ]);
    expect(said(workload.hasRole("web"))).toBe(true);
  });

  it("runs 1 to 20 tasks of 1 vCPU unless it says otherwise, and as many again while it deploys", () => {
    const plain = read(express());
    expect([said(plain.cpus), said(plain.copies.atMost)]).toEqual([1, 40]);
    const scalingTargets = [
      { minTaskCount: 2, maxTaskCount: 5, autoScalingMetric: "AVERAGE_CPU", autoScalingTargetValue: 60 },
    ];
    const own = read(express({}, { cpu: "512", scalingTargets }));
    expect([said(own.cpus), said(own.copies.atMost)]).toEqual([0.5, 10]);
  });

  it("has what is not known yet, part by part", () => {
    const workload = read(source, express({ image: ref(source, "value"), commands: ["uvicorn", "shop:app"] }));
    expect(said(workload.image)).toEqual(["not-created primaryContainer.image"]);
    expect(said(workload.command)).toEqual(["uvicorn", "shop:app"]);
  });

  it("is judged like any other", async () => {
    const open = express({ commands: ["uvicorn", "shop:app"], environments: [{ name: "CORS_ORIGINS", value: "*" }] });
    const { created, verdicts } = await run(rules, [open], { phase: "up" });
    expect(created).toEqual([]);
    expect(verdicts.filter(({ level, verdict }) => verdict === "fail" && level === "mandatory")).toEqual([
      expect.objectContaining({ rule: "cors-not-wildcard", stage: "gate" }),
    ]);
  });

  it("is not stopped where it is sound", async () => {
    const sound = express(
      {
        image: `shop@sha256:${"0a".repeat(32)}`,
        commands: ["uvicorn", "shop:app"],
        environments: [{ name: "CORS_ORIGINS", value: "https://shop.example.com" }],
      },
      { healthCheckPath: "/health" },
    );
    const { diagnostics } = await run(rules, [sound], { phase: "up" });
    expect(diagnostics.filter(({ level }) => level === "mandatory")).toEqual([]);
  });
});
