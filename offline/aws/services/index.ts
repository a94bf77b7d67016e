import { type ResourceType } from "../resource-type";
import { ACM } from "./acm";
import { APP_AUTOSCALING } from "./appautoscaling";
import { BACKUP } from "./backup";
import { BUDGETS } from "./budgets";
import { CLOUDWATCH } from "./cloudwatch";
import { EC2 } from "./ec2";
import { ECR } from "./ecr";
import { ECS } from "./ecs";
import { ELASTICACHE } from "./elasticache";
import { IAM } from "./iam";
import { KMS } from "./kms";
import { LAMBDA } from "./lambda";
import { LB } from "./lb";
import { MESSAGING } from "./messaging";
import { RDS } from "./rds";
import { ROUTE53 } from "./route53";
import { S3 } from "./s3";
import { SECRETS_MANAGER } from "./secretsmanager";
import { SERVICE_DISCOVERY } from "./servicediscovery";
import { SSM } from "./ssm";
import { WAFV2 } from "./wafv2";

/** Every type that is described, by service. */
export const SERVICES: readonly (readonly ResourceType[])[] = [
  ACM,
  APP_AUTOSCALING,
  BACKUP,
  BUDGETS,
  CLOUDWATCH,
  EC2,
  ECR,
  ECS,
  ELASTICACHE,
  IAM,
  KMS,
  LAMBDA,
  LB,
  MESSAGING,
  RDS,
  ROUTE53,
  S3,
  SECRETS_MANAGER,
  SERVICE_DISCOVERY,
  SSM,
  WAFV2,
];
