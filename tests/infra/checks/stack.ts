/** What the program registered, as the rows of the table look at it and as the tests change it. */
import { automaticName, type Registered } from "../run-program";

export type Stack = readonly Registered[];
export type Change = (stack: Stack) => Stack;
export type Inputs = Readonly<Record<string, unknown>>;

/** Resource types the table judges. */
export const T = {
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  bucket: "aws:s3/bucket:Bucket",
  bucketPolicy: "aws:s3/bucketPolicy:BucketPolicy",
  cacheSubnets: "aws:elasticache/subnetGroup:SubnetGroup",
  cluster: "aws:ecs/cluster:Cluster",
  compositeAlarm: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  databaseSubnets: "aws:rds/subnetGroup:SubnetGroup",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  elasticIp: "aws:ec2/eip:Eip",
  function: "aws:lambda/function:Function",
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  instance: "aws:rds/instance:Instance",
  key: "aws:kms/key:Key",
  listener: "aws:lb/listener:Listener",
  loadBalancer: "aws:lb/loadBalancer:LoadBalancer",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  parameterGroup: "aws:rds/parameterGroup:ParameterGroup",
  proxy: "aws:rds/proxy:Proxy",
  publicAccessBlock: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  redis: "aws:elasticache/replicationGroup:ReplicationGroup",
  repository: "aws:ecr/repository:Repository",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  secret: "aws:secretsmanager/secret:Secret",
  secretVersion: "aws:secretsmanager/secretVersion:SecretVersion",
  securityGroup: "aws:ec2/securityGroup:SecurityGroup",
  service: "aws:ecs/service:Service",
  subnet: "aws:ec2/subnet:Subnet",
  target: "aws:appautoscaling/target:Target",
  targetGroup: "aws:lb/targetGroup:TargetGroup",
  taskDefinition: "aws:ecs/taskDefinition:TaskDefinition",
  vpc: "aws:ec2/vpc:Vpc",
  webAcl: "aws:wafv2/webAcl:WebAcl",
} as const;

export function all(...types: readonly string[]): (stack: Stack) => Stack {
  return (stack) => stack.filter(({ type }) => types.includes(type));
}

/** The value at a path such as `healthCheck.path`; undefined: nothing there. */
export function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Inputs)[key] : undefined),
      value,
    );
}

/** The input at a path. */
export function input(resource: Registered, path: string): unknown {
  return at(resource.inputs, path);
}

export function text(resource: Registered, path: string): string {
  const value = input(resource, path);
  return typeof value === "string" ? value : "";
}

export function number(resource: Registered, path: string): number {
  return Number(input(resource, path));
}

/** The input at a path as a list; nothing there is an empty one. */
export function list(resource: Registered, path: string): readonly unknown[] {
  return listOf(input(resource, path));
}

export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** What the mocks give a resource for an id. */
export function idOf({ name }: Registered): string {
  return `${name}-id`;
}

/** What the mocks give a resource for an ARN. */
export function arnOf({ name }: Registered): string {
  return `arn:aws:service:eu-west-1:123456789012:${name}`;
}

/** A resource's name in AWS: its own, or the one it was given here for want of it. */
export function nameOf(resource: Registered): string {
  return text(resource, "name") || automaticName(resource.name);
}

export interface Container extends Inputs {
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly secrets: readonly { readonly name: string; readonly valueFrom: string }[];
}

/** A task definition's containers. */
export function containers(taskDefinition: Registered): readonly Container[] {
  return JSON.parse(text(taskDefinition, "containerDefinitions")) as Container[];
}

export function everyContainer(holds: (container: Container) => boolean): (taskDefinition: Registered) => boolean {
  return (taskDefinition) => {
    const found = containers(taskDefinition);
    return found.length > 0 && found.every(holds);
  };
}

/** One statement of a policy, its single members as lists. */
export interface Statement {
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly string[];
  readonly condition: unknown;
}

/** The statements of the policy in an input; no policy has none. */
export function statements(resource: Registered, path: string): readonly Statement[] {
  const document = text(resource, path);
  if (document === "") return [];
  return listOf(at(JSON.parse(document), "Statement")).map((statement) => {
    const principal = at(statement, "Principal");
    const named = typeof principal === "object" && principal !== null ? Object.values(principal) : [principal];
    return {
      allows: at(statement, "Effect") === "Allow",
      actions: listOf(at(statement, "Action")).map(String),
      resources: listOf(at(statement, "Resource")).map(String),
      principals: named.flatMap(listOf).map(String),
      condition: at(statement, "Condition"),
    };
  });
}

/** Changes the last resource of a type; a row that looks at the first one only does not notice. */
export function alter(type: string, patch: Inputs | ((resource: Registered) => Inputs)): Change {
  return (stack) => {
    const last = all(type)(stack).at(-1);
    if (last === undefined) throw new Error(`nothing of type ${type} to change`);
    return stack.map((resource) => (resource === last ? patched(resource, patch) : resource));
  };
}

/** Changes all resources of a type. */
export function alterAll(type: string, patch: Inputs | ((resource: Registered) => Inputs)): Change {
  return (stack) => stack.map((resource) => (resource.type === type ? patched(resource, patch) : resource));
}

/** Changes the containers of the last task definition; of all with `every`. */
export function alterContainers(patch: Inputs, how: typeof alter = alter): Change {
  return how(T.taskDefinition, (resource) => ({
    containerDefinitions: JSON.stringify(containers(resource).map((container) => ({ ...container, ...patch }))),
  }));
}

/** Adds a statement to the policy in an input of the last resource of a type. */
export function alterPolicy(type: string, path: string, statement: Inputs): Change {
  return alter(type, (resource) => ({
    [path]: JSON.stringify({
      Statement: [...listOf(at(JSON.parse(text(resource, path)), "Statement")), statement],
    }),
  }));
}

export function remove(...types: readonly string[]): Change {
  return (stack) => stack.filter(({ type }) => !types.includes(type));
}

/** Registers one resource more for each that is given. */
export function add(type: string, inputs: (stack: Stack) => readonly Inputs[]): Change {
  return (stack) => [
    ...stack,
    ...inputs(stack).map((given, i) => ({
      urn: `urn:pulumi:test::guardrails::${type}::added-${i}`,
      parent: "",
      type,
      name: `added-${i}`,
      protect: false,
      retainOnDelete: false,
      ignoreChanges: [],
      dependsOn: [],
      inputs: given,
      secretInputs: [],
    })),
  ];
}

function patched(resource: Registered, patch: Inputs | ((resource: Registered) => Inputs)): Registered {
  return { ...resource, inputs: { ...resource.inputs, ...(typeof patch === "function" ? patch(resource) : patch) } };
}
