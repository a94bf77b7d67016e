import * as aws from "@pulumi/aws";
import * as fc from "fast-check";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { nowOrLater } from "./later";
import { HOSTS } from "./values";

/** A cluster beside the database, whose members are of a class or scale by themselves. */
export const aurora = fc.record({
  minimum: nowOrLater(0.5, 2),
  maximum: nowOrLater(1, 16),
  classes: fc.array(nowOrLater("db.serverless", "db.serverless", "db.r7g.large"), { minLength: 1, maxLength: 2 }),
  engine: nowOrLater("aurora-postgresql", "aurora-postgresql", "aurora-mysql"),
  /** `named`: members are found by the cluster's name only, so they may come before it. */
  link: fc.constantFrom("computed", "named"),
});

export type Aurora = typeof aurora extends fc.Arbitrary<infer T> ? T : never;

export function auroraOf({ minimum, maximum, classes, engine, link }: Aurora): readonly TestResource[] {
  const cluster = resource(
    aws.rds.Cluster,
    "aurora",
    {
      clusterIdentifier: "aurora",
      engine: engine as string,
      serverlessv2ScalingConfiguration: { minCapacity: minimum as number, maxCapacity: maximum as number },
    },
    { outputs: { endpoint: HOSTS.aurora, id: "aurora" } },
  );
  const members = classes.map((instanceClass, index) =>
    resource(aws.rds.ClusterInstance, `aurora-${index}`, {
      clusterIdentifier: link === "named" ? "aurora" : ref(cluster, "id"),
      engine: engine as never,
      instanceClass: instanceClass as string,
    }),
  );
  return [cluster, ...members];
}
