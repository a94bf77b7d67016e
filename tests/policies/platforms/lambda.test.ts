import * as aws from "@pulumi/aws";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { onlySubjectOf, said } from "../subjects";

const functionOf = (args: Partial<aws.lambda.FunctionArgs>) =>
  resource(
    aws.lambda.Function,
    "api",
    { role: "r", name: "api", runtime: "python3.13", handler: "app.handler", ...args },
    { outputs: { arn: "arn:aws:lambda:eu-west-1:111122223333:function:api" } },
  );
const read = (lambda: TestResource, ...others: readonly TestResource[]) =>
  onlySubjectOf("workload", [lambda, ...others]);
const variables = (args: Partial<aws.lambda.FunctionArgs>) => {
  const { all, open } = read(functionOf(args)).environment;
  return [all.variables.map(({ name, value }) => [name, said(value)]), open.map(({ location }) => location.path)];
};

it("reads a function's variables", () => {
  const secret = resource(aws.ssm.Parameter, "url", { type: "String" }, { outputs: { value: "redis://r" } });
  expect(variables({ environment: { variables: { MODE: "fast", REDIS_URL: ref(secret, "value") } } })).toEqual([
    [
      ["MODE", "fast"],
      ["REDIS_URL", ["not-created environment.variables.REDIS_URL"]],
    ],
    [],
  ]);
  expect(variables({})).toEqual([[], []]);
});

it.each([
  ["/opt/bootstrap", []],
  ["/opt/datadog_wrapper", []],
  ["/var/task/start.sh", ["environment.variables.AWS_LAMBDA_EXEC_WRAPPER"]],
])("knows that a script before the runtime may set more: %s", (script, open) => {
  expect(variables({ environment: { variables: { AWS_LAMBDA_EXEC_WRAPPER: script } } })[1]).toEqual(open);
});

describe("what it starts", () => {
  it.each([
    [{}, true],
    [{ runtime: "provided.al2023", handler: "bootstrap" }, true],
    [{ packageType: "Image", imageUri: "i", imageConfig: { commands: ["app.main.handler"] } }, true],
    [{ packageType: "Image", imageUri: "i" }, false],
    [{ packageType: "Image", imageUri: "i", imageConfig: { commands: ["gunicorn", "app:app"] } }, false],
    [{ packageType: "Image", imageUri: "i", imageConfig: { entryPoints: ["/start"], commands: ["x.y"] } }, false],
    [{ packageType: "Image", imageUri: "i", imageConfig: { commands: ["start.sh"] } }, false],
  ])("is a handler in one process: %j, %s", (args, handler) => {
    expect(read(functionOf(args)).oneProcess).toBe(handler);
  });

  it("reads an image's own command", () => {
    const commands = ["gunicorn", "-w", "4", "app:app"];
    const workload = read(functionOf({ packageType: "Image", imageUri: "i", imageConfig: { commands } }));
    expect(said(workload.command)).toEqual(commands);
    expect(said(workload.hasRole("web"))).toBe(true);
  });

  it("lasts for no longer than a request", () => {
    const workload = read(functionOf({ packageType: "Image", imageUri: "i" }));
    expect(["worker", "scheduler", "migration"].map((role) => said(workload.hasRole(role as "worker")))).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe("who calls it over the web", () => {
  const lambda = functionOf({});
  const permission = (principal: string, name: aws.lambda.PermissionArgs["function"] = ref(lambda, "name")) =>
    resource(aws.lambda.Permission, "call", { action: "lambda:InvokeFunction", function: name, principal });
  const url = (functionName: string) =>
    resource(aws.lambda.FunctionUrl, "url", { functionName, authorizationType: "NONE" });

  it.each([
    ["an API", permission("apigateway.amazonaws.com"), true],
    ["a load balancer", permission("elasticloadbalancing.amazonaws.com"), true],
    ["a queue", permission("sqs.amazonaws.com"), "absent"],
    ["an API, by the function's name", permission("apigateway.amazonaws.com", "api"), true],
    [
      "an API, by an alias",
      permission("apigateway.amazonaws.com", "arn:aws:lambda:eu-west-1:111122223333:function:api:live"),
      true,
    ],
    ["its URL", url("api"), true],
    ["another's URL", url("other"), "absent"],
  ])("%s", (_, caller, web) => {
    expect(said(read(lambda, caller).hasRole("web"))).toBe(web);
  });
});

it.each([
  [{}, ["outside reservedConcurrentExecutions"], 1],
  [{ reservedConcurrentExecutions: -1 }, ["outside reservedConcurrentExecutions"], 1],
  [{ reservedConcurrentExecutions: 20 }, 20, 1],
  [{ reservedConcurrentExecutions: 0 }, 0, 0],
])("runs as often as is asked for, up to what is reserved: %j", (args, atMost, atLeast) => {
  const { copies } = read(functionOf(args));
  expect([said(copies.atMost), said(copies.atLeast)]).toEqual([atMost, atLeast]);
});

describe("how many run at its busiest", () => {
  const queue = (functionName: string, args: Partial<aws.lambda.EventSourceMappingArgs> = {}) =>
    resource(aws.lambda.EventSourceMapping, `from ${functionName}`, {
      functionName,
      eventSourceArn: "arn:aws:sqs:eu-west-1:111122223333:orders",
      scalingConfig: { maximumConcurrency: 50 },
      ...args,
    });
  const ready = resource(aws.lambda.ProvisionedConcurrencyConfig, "ready", {
    functionName: "api",
    qualifier: "live",
    provisionedConcurrentExecutions: 30,
  });

  it.each<[string, readonly TestResource[], Partial<aws.lambda.FunctionArgs>, number]>([
    ["a queue that takes it so far", [queue("api")], {}, 50],
    ["by its ARN", [queue("arn:aws:lambda:eu-west-1:111122223333:function:api")], {}, 50],
    ["what is kept ready", [ready], {}, 30],
    ["both", [queue("api"), ready], {}, 80],
    ["no more than what is reserved", [queue("api")], { reservedConcurrentExecutions: 20 }, 20],
    ["a queue without a limit", [queue("api", { scalingConfig: {} })], {}, 1],
    ["one that is switched off", [queue("api", { enabled: false })], {}, 1],
    ["another function's", [queue("mail")], {}, 1],
  ])("%s", (_, others, args, atLeast) => {
    expect(said(read(functionOf(args), ...others).copies.atLeast)).toBe(atLeast);
  });
});

it("is in the groups of its network", () => {
  const group = resource(aws.ec2.SecurityGroup, "api", {}, { outputs: { id: "sg-1" } });
  const vpcConfig = { subnetIds: ["subnet-1"], securityGroupIds: [ref(group, "id")] };
  expect(said(read(functionOf({ vpcConfig }), group).securityGroups)).toEqual([group.urn]);
  expect(said(read(functionOf({})).securityGroups)).toBe("absent");
});
