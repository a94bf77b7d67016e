import * as aws from "@pulumi/aws";
import * as fc from "fast-check";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { nowOrLater } from "./later";
import { HOSTS, source } from "./values";

/** A cluster beside the database, whose members are of a class or scale by themselves. */
export const aurora = fc.record({
  minimum: nowOrLater(0.5, 2),
  maximum: nowOrLater(1, 16),
  classes: fc.array(nowOrLater("db.serverless", "db.serverless", "db.r7g.large"), { minLength: 1, maxLength: 2 }),
  engine: nowOrLater("aurora-postgresql", "aurora-postgresql", "aurora-mysql"),
  /** Of the group that the first member has of its own, and of the cluster's: each may come last of all. */
  ofMember: fc.constantFrom<unknown>(undefined, "none", "40", "4000", ref(source, "version")),
  ofCluster: fc.constantFrom<unknown>(undefined, undefined, "60", "3000"),
  /** `named`: members are found by the cluster's name only, so they may come before it. */
  link: fc.constantFrom("computed", "named"),
});

export type Aurora = typeof aurora extends fc.Arbitrary<infer T> ? T : never;

export function auroraOf({
  minimum,
  maximum,
  classes,
  engine,
  link,
  ofMember,
  ofCluster,
}: Aurora): readonly TestResource[] {
  const cluster = resource(
    aws.rds.Cluster,
    "aurora",
    {
      clusterIdentifier: "aurora",
      engine: engine as string,
      serverlessv2ScalingConfiguration: { minCapacity: minimum as number, maxCapacity: maximum as number },
      ...(ofCluster === undefined ? {} : { dbClusterParameterGroupName: "aurora" }),
    },
    { outputs: { endpoint: HOSTS.aurora, id: "aurora" } },
  );
  const members = classes.map((instanceClass, index) =>
    resource(aws.rds.ClusterInstance, `aurora-${index}`, {
      clusterIdentifier: link === "named" ? "aurora" : ref(cluster, "id"),
      engine: engine as never,
      instanceClass: instanceClass as string,
      ...(index > 0 || ofMember === undefined ? {} : { dbParameterGroupName: "aurora" }),
    }),
  );
  return [
    cluster,
    ...members,
    ...(ofMember === undefined ? [] : [groupOf(aws.rds.ParameterGroup, ofMember)]),
    ...(ofCluster === undefined ? [] : [groupOf(aws.rds.ClusterParameterGroup, ofCluster)]),
  ];
}

function groupOf(type: typeof aws.rds.ParameterGroup | typeof aws.rds.ClusterParameterGroup, value: unknown) {
  return resource<aws.rds.ParameterGroupArgs>(type, "aurora", {
    name: "aurora",
    family: "aurora-postgresql16",
    parameters: [{ name: value === "none" ? "work_mem" : "max_connections", value: value as string }],
  });
}
