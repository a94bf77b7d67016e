import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DeclaredWorkload } from "guardrails-policies/model";
import type { Backlog } from "../backlog";
import type { WorkingHours } from "../config-hours";
import type { Additions } from "../workload-settings";
import { allow, allowOut } from "./access";
import type { Cluster } from "./cluster";
import { containerDefinitions, type HealthCheck, volumeNames } from "./container";
import { named } from "./context";
import type { Foundation } from "./foundation";
import type { Edge, Route } from "./edge";
import { logGroup } from "./log-group";
import { roles } from "./roles";
import type { Secrets } from "./secrets";
import { runService } from "./service";
import { type Door, doorOf, type Store } from "./store";

/** What workloads run on. */
export interface Platform extends Foundation {
  readonly cluster: Cluster;
  readonly secrets: Secrets;
  /** The stores there are; a workload reaches the ones its environment names. */
  readonly stores: readonly Store[];
  /** Of the image. */
  readonly architecture: "X86_64" | "ARM64";
  /** When what scales has tasks; null: always. */
  readonly workingHours: WorkingHours | null;
}

export interface WorkloadArgs extends Running {
  readonly platform: Platform;
  readonly declared: DeclaredWorkload;
}

/** How a workload runs, where workloads differ. */
export interface Running {
  /** Not for a one-off task, whose exit code is its health. */
  readonly healthCheck?: HealthCheck;
  /** The load balancer that sends it requests, by which way, and the port it listens on; without one nothing reaches it. */
  readonly ingress?: { readonly edge: Edge; readonly route: Route; readonly port: number };
  /** Names of the alarms that end a deployment and bring the release before back. */
  readonly deploymentAlarms?: readonly pulumi.Input<string>[];
  /** The queue it works off; it scales on that too. */
  readonly backlog?: Backlog;
  /** What its owner adds to its rights and its ways out. */
  readonly additions?: Pick<Additions, "permissions" | "egress">;
  /** People may open sessions in its tasks (ECS Exec) until an instant of ISO 8601, and reach one thing through them. */
  readonly sessions?: { readonly until: string; readonly into: Door };
  /** What has to have happened before the service changes: the migration. */
  readonly after?: readonly pulumi.Resource[];
}

/** One process type of the application on Fargate: a service, or with `service: null` a task that is run by hand. */
export class Workload extends pulumi.ComponentResource {
  /** What its service is called in the cluster. */
  readonly serviceName: string;
  readonly taskDefinitionArn: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;
  /** The two roles a task is given when it starts. */
  readonly roleArns: readonly pulumi.Output<string>[];
  /** What every revision of its task definition is called. */
  readonly family: string;

  constructor(
    readonly name: string,
    args: WorkloadArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("guardrails:index:Workload", name, {}, opts);
    const { declared, ingress, platform } = args;
    const { context, keys, secrets } = platform;
    this.serviceName = `${context.services.prefix}${name}`;
    this.family = `${context.prefix}-${name}`;
    this.securityGroupId = this.securityGroup(args).id;

    const logs = logGroup(name, `/${context.prefix}/${name}`, context, keys.logs, this);
    this.logGroupName = logs.name;
    const references = secretNames(declared).flatMap((secret) => secrets.references[secret] ?? []);
    const itsRoles = roles(
      {
        name,
        context,
        images: containersOf(declared).map(({ image }) => image),
        logGroupArn: logs.arn,
        secretArns: [...new Set(references.map(({ arn }) => arn))],
        keyArns: [...new Set(references.flatMap(({ keyArn }) => keyArn ?? []))],
        sessionsUntil: args.sessions?.until ?? null,
        permissions: args.additions?.permissions ?? [],
      },
      this,
    );
    this.roleArns = [itsRoles.execution.arn, itsRoles.task.arn];
    const task = new aws.ecs.TaskDefinition(
      name,
      {
        family: this.family,
        cpu: String(declared.cpu),
        memory: String(declared.memory),
        networkMode: "awsvpc",
        requiresCompatibilities: ["FARGATE"],
        runtimePlatform: { cpuArchitecture: platform.architecture, operatingSystemFamily: "LINUX" },
        executionRoleArn: itsRoles.execution.arn,
        taskRoleArn: itsRoles.task.arn,
        volumes: volumeNames(declared).map((volume) => ({ name: volume })),
        containerDefinitions: containerDefinitions({
          name,
          declared,
          secrets: secrets.references,
          log: { group: logs.name, region: context.region },
          port: ingress?.port ?? null,
          healthCheck: args.healthCheck ?? null,
          sessions: args.sessions !== undefined,
        }),
        // A revision that is replaced is deregistered; a service can still roll back to it.
        skipDestroy: false,
        tags: named(context, name),
      },
      { parent: this },
    );
    this.taskDefinitionArn = task.arn;
    if (declared.service !== null) {
      const { name: itsName, serviceName, securityGroupId } = this;
      const found = { name: itsName, serviceName, securityGroupId, roles: itsRoles, task };
      runService({ ...found, platform, running: args, declared: declared.service }, this);
    }
    this.registerOutputs();
  }

  /** Reaches its stores and, over HTTPS, the world; is reached by its load balancer only. */
  private securityGroup(args: WorkloadArgs): aws.ec2.SecurityGroup {
    const { platform, declared, ingress } = args;
    const { context, network, stores } = platform;
    const group = new aws.ec2.SecurityGroup(
      this.name,
      { description: `${this.name} tasks`, vpcId: network.vpcId, tags: named(context, this.name) },
      { parent: this },
    );
    const itself = { name: this.name, securityGroupId: group.id };
    const used = storeNames(declared);
    for (const store of stores.filter(({ name }) => used.has(name))) {
      allow(itself, doorOf(store, declared.role), context, this);
    }
    if (args.sessions !== undefined) allow(itself, args.sessions.into, context, this);
    if (ingress !== undefined) allow(ingress.edge, { ...itself, port: ingress.port }, context, this);
    for (const way of args.additions?.egress ?? []) allowOut(itself, way, context, this);
    new aws.vpc.SecurityGroupEgressRule(
      `${this.name}-https`,
      {
        securityGroupId: group.id,
        description: "AWS APIs, image registry, third parties",
        cidrIpv4: "0.0.0.0/0",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        tags: context.tags,
      },
      { parent: this },
    );
    return group;
  }
}

/** Its own container, and those beside it. */
function containersOf(declared: DeclaredWorkload): readonly Pick<DeclaredWorkload, "image" | "environment">[] {
  return [declared, ...Object.values(declared.sidecars ?? {})];
}

function secretNames(declared: DeclaredWorkload): string[] {
  const variables = containersOf(declared).flatMap(({ environment }) => Object.values(environment));
  const names = variables.flatMap((variable) => (variable.kind === "plain" ? [] : [variable.secret]));
  return [...new Set(names)].sort();
}

function storeNames({ environment, database }: DeclaredWorkload): Set<string> {
  const names = Object.values(environment).flatMap((variable) =>
    variable.kind === "store" ? [variable.store.name] : [],
  );
  return new Set(database === null ? names : [...names, database.name]);
}
