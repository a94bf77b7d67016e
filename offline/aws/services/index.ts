import { type ResourceType } from "../resource-type";
import { ACM } from "./acm";
import { APP_AUTOSCALING } from "./appautoscaling";
import { CLOUDWATCH } from "./cloudwatch";
import { EC2 } from "./ec2";
import { ECS } from "./ecs";
import { ELASTICACHE } from "./elasticache";
import { IAM } from "./iam";
import { KMS } from "./kms";
import { LAMBDA } from "./lambda";
import { LB } from "./lb";
import { MESSAGING } from "./messaging";
import { OTHER } from "./other";
import { RDS } from "./rds";
import { ROUTE53 } from "./route53";
import { S3 } from "./s3";
import { SECRETS_MANAGER } from "./secretsmanager";
import { WAFV2 } from "./wafv2";

/** Every type that is described, by service. */
export const SERVICES: readonly (readonly ResourceType[])[] = [
  ACM,
  APP_AUTOSCALING,
  CLOUDWATCH,
  EC2,
  ECS,
  ELASTICACHE,
  IAM,
  KMS,
  LAMBDA,
  LB,
  MESSAGING,
  OTHER,
  RDS,
  ROUTE53,
  S3,
  SECRETS_MANAGER,
  WAFV2,
];
