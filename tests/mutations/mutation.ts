/** What is done to the program of prod, and what the pack has to say of it. */
import type { ResourceTransformation } from "@pulumi/pulumi";
import type { PropertyChange } from "../../offline/program/property-change";
import type { Changes, Phase } from "./record";

export type End = "blocked" | "advice";

export interface Mutation extends Changes {
  /** What somebody did, in words. */
  readonly did: string;
  /** The dispatcher's properties over those of the project. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Every rule that has something against it, and how that ends; no other may. */
  readonly found: Readonly<Record<string, End>>;
  /** The phase that first can know. */
  readonly at: Phase;
  /** `Type name` of the resource that an `up` must not get to create; undefined: nothing is refused. */
  readonly stops?: string;
  /** Whether AWS takes no update with it either, so that how one ends is not asked. */
  readonly refusedByAws?: boolean;
}

const TYPES = {
  Blueprint: "guardrails:index:Blueprint",
  TaskDefinition: "aws:ecs/taskDefinition:TaskDefinition",
  Service: "aws:ecs/service:Service",
  ScalingTarget: "aws:appautoscaling/target:Target",
  Database: "aws:rds/instance:Instance",
  DatabaseParameters: "aws:rds/parameterGroup:ParameterGroup",
  Cache: "aws:elasticache/replicationGroup:ReplicationGroup",
  CacheParameters: "aws:elasticache/parameterGroup:ParameterGroup",
  Secret: "aws:secretsmanager/secret:Secret",
  SecretVersion: "aws:secretsmanager/secretVersion:SecretVersion",
  Key: "aws:kms/key:Key",
  LoadBalancer: "aws:lb/loadBalancer:LoadBalancer",
  TargetGroup: "aws:lb/targetGroup:TargetGroup",
  WebAcl: "aws:wafv2/webAcl:WebAcl",
  WebAclAssociation: "aws:wafv2/webAclAssociation:WebAclAssociation",
  Alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  CompositeAlarm: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  Function: "aws:lambda/function:Function",
  Ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  Egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  RolePolicy: "aws:iam/rolePolicy:RolePolicy",
  Password: "random:index/randomPassword:RandomPassword",
} as const;

export type TypeName = keyof typeof TYPES;

/** A property of one of the program's resources. */
export function on(type: TypeName, name: string, path: string, value: unknown): PropertyChange {
  return { type: TYPES[type], name, path, value };
}

export function typeToken(name: string): string | undefined {
  return Object.hasOwn(TYPES, name) ? TYPES[name as TypeName] : undefined;
}

/** Of the declared architecture: what a program says of itself before it builds. */
export function declared(path: string, value: unknown): PropertyChange {
  return on("Blueprint", "guardrails", path, value);
}

/** Of the one container of a workload, as it is built. */
export function container(workload: string, path: string, value: unknown): PropertyChange {
  return on("TaskDefinition", workload, `containerDefinitions[0].${path}`, value);
}

/** A property of a resource made by `value`, which sees what every resource before it was given. */
export function computed(
  type: TypeName,
  name: string,
  property: string,
  value: (given: ReadonlyMap<string, Readonly<Record<string, unknown>>>) => unknown,
): () => ResourceTransformation {
  return () => {
    const given = new Map<string, Readonly<Record<string, unknown>>>();
    return ({ type: token, name: itsName, props, opts }) => {
      const own = props as Readonly<Record<string, unknown>>;
      given.set(`${token} ${itsName}`, own);
      return token === TYPES[type] && itsName === name
        ? { props: { ...own, [property]: value(given) }, opts }
        : undefined;
    };
  };
}

/** A plain variable of a workload, declared and built alike. */
export function variable(workload: string, name: string, value: string): readonly PropertyChange[] {
  return [
    declared(`workloads.${workload}.environment.${name}`, { kind: "plain", value }),
    built(workload, name, value),
    container(workload, `secrets[${name}]`, null),
  ];
}

/** A plain variable of a workload that is built with another value than is declared. */
export function built(workload: string, name: string, value: string): PropertyChange {
  return container(workload, `environment[${name}].value`, value);
}

/** A workload without a variable, declared and built alike. */
export function without(workload: string, name: string): readonly PropertyChange[] {
  return [
    declared(`workloads.${workload}.environment.${name}`, null),
    container(workload, `environment[${name}]`, null),
    container(workload, `secrets[${name}]`, null),
  ];
}

/** A workload's command, declared and built alike. */
export function command(workload: string, ...words: readonly string[]): readonly PropertyChange[] {
  return [declared(`workloads.${workload}.command`, words), container(workload, "command", words)];
}
