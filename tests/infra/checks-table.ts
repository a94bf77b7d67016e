/**
 * What public scanners check on the resource types of this stack, and what it does about it: one row a property, with the
 * scanners' own ids. A row that is not true of production has a written exception in `policy-config.json`.
 */
import { accessRows, repositoryRows } from "./checks/access";
import { containerRows } from "./checks/containers";
import { edgeRows } from "./checks/edge";
import { functionRows } from "./checks/functions";
import { networkRows } from "./checks/network";
import type { Row } from "./checks/row";
import { secretRows } from "./checks/secrets";
import { proxyRows, storeRows } from "./checks/stores";

/** Judged on the production stack as it is. */
export const ROWS: readonly Row[] = [
  ...containerRows,
  ...storeRows,
  ...secretRows,
  ...edgeRows,
  ...networkRows,
  ...accessRows,
  ...functionRows,
];

/** Judged on the production stack with every optional part switched on; without it there is nothing to judge. */
export const OPTIONAL_ROWS: readonly Row[] = [...proxyRows, ...repositoryRows];

/** Beginnings of resource types that scanners have checks for and this stack has no resource of. */
export const ABSENT: readonly (readonly [string, string])[] = [
  ["SSM parameters", "aws:ssm/"],
  ["API Gateway", "aws:apigateway/"],
  ["API Gateway v2", "aws:apigatewayv2/"],
  ["Lambda function URLs", "aws:lambda/functionUrl:"],
  ["CloudFront", "aws:cloudfront/"],
  ["AppSync", "aws:appsync/"],
  ["Aurora clusters", "aws:rds/cluster:"],
  ["EFS", "aws:efs/"],
  ["IAM users", "aws:iam/user:"],
  ["SQS", "aws:sqs/"],
];
