import type { Row } from "./row";
import { all, alterAll, input, T } from "./stack";

const functions = all(T.function);

const has = (property: string, check: string, path: string, value: unknown): Row => ({
  property,
  need: "should",
  checks: [check],
  subjects: functions,
  holds: (one) => input(one, path) !== undefined,
  flip: alterAll(T.function, { [path]: value }),
});

/** The two functions of a deployment. */
export const functionRows: readonly Row[] = [
  has("a function's failed events go to a queue", "CKV_AWS_116", "deadLetterConfig", { targetArn: "arn:aws:sqs:::q" }),
  has("a function is inside a VPC", "CKV_AWS_117", "vpcConfig", { subnetIds: [], securityGroupIds: [] }),
  has("a function's code is signed", "CKV_AWS_272", "codeSigningConfigArn", "arn:aws:lambda:::code-signing-config:c"),
  has("a function is traced", "CKV_AWS_50", "tracingConfig", { mode: "Active" }),
  has("a function has executions of its own", "CKV_AWS_115", "reservedConcurrentExecutions", 1),
];
