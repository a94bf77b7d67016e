import { Platforms } from "../model/platform";
import { derivations } from "../subjects";
import { amplify } from "./amplify";
import { apigateway } from "./apigateway";
import { apprunner } from "./apprunner";
import { architecture } from "./architecture";
import { batch } from "./batch";
import { beanstalk } from "./beanstalk";
import { blueprint } from "./blueprint";
import { cloudfront } from "./cloudfront";
import { cloudwatch } from "./cloudwatch";
import { codebuild } from "./codebuild";
import { domains } from "./domains";
import { ec2 } from "./ec2";
import { ecs } from "./ecs";
import { engines } from "./engines";
import { elasticache } from "./elasticache";
import { loadBalancers, targetGroups } from "./elb";
import { listenerCors } from "./elb/cors";
import { eventbridge } from "./eventbridge";
import { iam } from "./iam";
import { imageBuilds } from "./image-builds";
import { lambda } from "./lambda";
import { lightsail } from "./lightsail";
import { mq } from "./mq";
import { network } from "./network";
import { passwords } from "./passwords";
import { protection } from "./protection";
import { random } from "./random";
import { rds } from "./rds";
import { realisations } from "./realisations";
import { route53 } from "./route53";
import { runners } from "./runners";
import { s3 } from "./s3";
import { secretsmanager } from "./secretsmanager";
import { securityGroups } from "./security-groups";
import { wafv2 } from "./wafv2";

/** Every platform the pack reads, and what is found inside what they read. */
export const platforms = new Platforms(
  [
    ecs,
    secretsmanager,
    rds,
    elasticache,
    loadBalancers,
    targetGroups,
    mq,
    passwords,
    random,
    route53,
    securityGroups,
    runners,
    architecture,
    engines,
    cloudwatch,
    apprunner,
    lambda,
    batch,
    amplify,
    beanstalk,
    codebuild,
    imageBuilds,
    ec2,
    lightsail,
    eventbridge,
    iam,
    apigateway,
    listenerCors,
    cloudfront,
    s3,
    domains,
    network,
    wafv2,
    protection,
    blueprint,
    realisations,
  ],
  derivations,
);
