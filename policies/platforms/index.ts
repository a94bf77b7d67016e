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
import { codepipeline } from "./codepipeline";
import { domains } from "./domains";
import { ec2 } from "./ec2";
import { ecr } from "./ecr";
import { ecs } from "./ecs";
import { engines } from "./engines";
import { elasticache } from "./elasticache";
import { loadBalancers, targetGroups } from "./elb";
import { listenerCors } from "./elb/cors";
import { listenerLogin } from "./elb/login";
import { eventbridge } from "./eventbridge";
import { glue } from "./glue";
import { iam } from "./iam";
import { imageBuilds } from "./image-builds";
import { lambda } from "./lambda";
import { lightsail } from "./lightsail";
import { mskconnect } from "./mskconnect";
import { network } from "./network";
import { passwordsGiven } from "./passwords";
import { protection } from "./protection";
import { random } from "./random";
import { rds } from "./rds";
import { realisations } from "./realisations";
import { route53 } from "./route53";
import { runners } from "./runners";
import { s3 } from "./s3";
import { secretsmanager } from "./secretsmanager";
import { securityGroups } from "./security-groups";
import { stepfunctions } from "./stepfunctions";
import { variablesGiven } from "./variables";
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
    passwordsGiven,
    variablesGiven,
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
    codepipeline,
    imageBuilds,
    ec2,
    lightsail,
    ecr,
    eventbridge,
    stepfunctions,
    glue,
    mskconnect,
    iam,
    apigateway,
    listenerCors,
    listenerLogin,
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
