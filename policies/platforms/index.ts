import { Platforms } from "../model/platform";
import { derivations } from "../subjects";
import { blueprint } from "./blueprint";
import { ecs } from "./ecs";
import { elasticache } from "./elasticache";
import { loadBalancers, targetGroups } from "./elb";
import { mq } from "./mq";
import { random } from "./random";
import { rds } from "./rds";
import { route53 } from "./route53";
import { runners } from "./runners";
import { secretsmanager } from "./secretsmanager";
import { securityGroups } from "./security-groups";

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
    random,
    route53,
    securityGroups,
    runners,
    blueprint,
  ],
  derivations,
);
