import * as aws from "@pulumi/aws";
import type { VerdictRecord } from "../../../policies/model";
import { rules } from "../../../policies/rules";
import { json, ref, resource, run, type TestResource } from "../../../policies/testing";

export const ADDRESS = "shop.abc123def456.eu-west-1.rds.amazonaws.com";
export const CACHE = "master.shop.abc123.euw1.cache.amazonaws.com";

export const cache = resource(
  aws.elasticache.ReplicationGroup,
  "redis",
  { description: "shop", replicationGroupId: "shop" },
  { outputs: { primaryEndpointAddress: CACHE } },
);

/** 75 connections, of which 5 are reserved. */
export const database = (args: Partial<aws.rds.InstanceArgs> = {}) =>
  resource(
    aws.rds.Instance,
    "db",
    { identifier: "shop", engine: "postgres", instanceClass: "db.t4g.micro", ...args },
    { outputs: { address: ADDRESS } },
  );

export type Settings = Readonly<Record<string, unknown>>;

export interface ContainerFields {
  readonly name?: string;
  readonly command?: readonly string[] | undefined;
  readonly [field: string]: unknown;
}

/** A task definition as a program outside of this project writes it. */
export function definition(name: string, settings: Settings, container: ContainerFields = {}, cpu?: string) {
  const environment = Object.entries(settings).map(([key, value]) => ({ name: key, value }));
  const fields = { name, image: "example.com/shop:1", command: ["uvicorn", "app:app"], environment, ...container };
  return resource(
    aws.ecs.TaskDefinition,
    name,
    { family: name, containerDefinitions: json([fields]), ...(cpu === undefined ? {} : { cpu }) },
    { outputs: { arn: `arn:aws:ecs:eu-west-1:111122223333:task-definition/${name}:1` } },
  );
}

/** A service that is replaced one after the other, and so never runs more than its count. */
export const service = (of: TestResource, args: Partial<aws.ecs.ServiceArgs> = {}, name = of.name) =>
  resource(aws.ecs.Service, name, {
    name,
    taskDefinition: ref(of, "arn"),
    desiredCount: 1,
    deploymentMaximumPercent: 100,
    availabilityZoneRebalancing: "DISABLED",
    ...args,
  });

/**
 * What a rule says at a preview of a stack without a blueprint, sorted: `pass`, `unproven`, `blocked exceeded`, `advice unlocked`,
 * and `blocked unproven` for what may not stay open; nothing: it does not apply.
 */
export async function said(rule: string, stack: readonly TestResource[], phase: "preview" | "up" = "preview") {
  const { verdicts } = await run(rules, stack, { phase });
  return [...new Set(verdicts.filter((verdict) => verdict.rule === rule).map(ending))].sort();
}

function ending({ verdict, level, messageId }: VerdictRecord): string {
  const blocks = level === "mandatory";
  if (verdict === "fail") return `${blocks ? "blocked" : "advice"} ${messageId ?? ""}`;
  return verdict === "unproven" && blocks ? "blocked unproven" : verdict;
}
