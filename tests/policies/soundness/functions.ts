import * as aws from "@pulumi/aws";
import * as fc from "fast-check";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { nowOrLater } from "./later";
import { FURTHER, furtherValue, setting } from "./values";

const ACCOUNT = "eu-west-1:111122223333";

/** A function, what calls it and what keeps it ready. */
export const fn = fc.record({
  environment: fc.dictionary(
    fc.constantFrom(...FURTHER, "DATABASE_URL", "CORS_ORIGINS"),
    fc.oneof(setting, furtherValue),
    {
      maxKeys: 3,
    },
  ),
  packageType: nowOrLater(undefined, "Image"),
  commands: nowOrLater(
    undefined,
    ["app.handler"],
    ["celery", "-A", "app", "worker"],
    ["celery", "-A", "app", "beat"],
    ["uvicorn", "app:app", "--reload"],
    ["alembic", "upgrade", "head"],
  ),
  runtime: nowOrLater(undefined, "python3.13", "nodejs16.x"),
  reserved: nowOrLater(undefined, 0, 1, 50),
  caller: fc.constantFrom("url", "permission", "named", "queue", "none"),
  concurrency: nowOrLater(undefined, 2, 400),
  ready: fc.option(nowOrLater(1, 400), { nil: undefined }),
  authorization: nowOrLater("NONE", "AWS_IAM"),
});

type Fn = typeof fn extends fc.Arbitrary<infer T> ? T : never;

export function functionOf(drawn: Fn, index: number): readonly TestResource[] {
  const { environment, packageType, commands, runtime, reserved, caller, authorization, ready } = drawn;
  const name = `f${index}`;
  const own = resource(
    aws.lambda.Function,
    name,
    {
      name,
      role: "arn:aws:iam::111122223333:role/f",
      packageType: packageType as string,
      runtime: runtime as never,
      handler: "app.handler",
      reservedConcurrentExecutions: reserved as number,
      ...(commands === undefined ? {} : { imageConfig: { commands: commands as string[] } }),
      environment: { variables: environment as Record<string, string> },
    },
    { outputs: { arn: `arn:aws:lambda:${ACCOUNT}:function:${name}` } },
  );
  const url = () =>
    resource(aws.lambda.FunctionUrl, name, {
      functionName: caller === "named" ? name : ref(own, "name"),
      authorizationType: authorization as string,
    });
  const permission = () =>
    resource(aws.lambda.Permission, name, {
      action: "lambda:InvokeFunction",
      function: ref(own, "arn"),
      principal: "elasticloadbalancing.amazonaws.com",
    });
  const queue = () =>
    resource(aws.lambda.EventSourceMapping, name, {
      functionName: ref(own, "arn"),
      eventSourceArn: `arn:aws:sqs:${ACCOUNT}:queue`,
      scalingConfig: { maximumConcurrency: drawn.concurrency as number },
    });
  const warm = () =>
    resource(aws.lambda.ProvisionedConcurrencyConfig, name, {
      functionName: name,
      qualifier: "1",
      provisionedConcurrentExecutions: ready as number,
    });
  const callers = { url, named: url, permission, queue, none: undefined }[caller];
  return [own, ...(callers === undefined ? [] : [callers()]), ...(ready === undefined ? [] : [warm()])];
}
