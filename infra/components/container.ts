import * as pulumi from "@pulumi/pulumi";
import type {
  ContainerCondition,
  DeclaredCommandCheck,
  DeclaredSidecar,
  DeclaredVariable,
  DeclaredWorkload,
} from "guardrails-policies/model";
import type { SecretReference } from "./secrets";

/** How a container is known to be alive: an exit code of zero. */
export interface HealthCheck {
  readonly command: readonly string[];
  /** Seconds a container may take to boot before a failure counts. */
  readonly startPeriod: number;
}

export interface ContainerArgs {
  readonly name: string;
  readonly declared: DeclaredWorkload;
  readonly secrets: Readonly<Record<string, SecretReference>>;
  readonly log: { readonly group: pulumi.Input<string>; readonly region: string };
  /** null: it listens on nothing. */
  readonly port: number | null;
  /** null: a one-off task, whose exit code is its health. */
  readonly healthCheck: HealthCheck | null;
  /** People may open a session in it. */
  readonly sessions?: boolean;
}

/** The volume for the one place the application's container may write to. */
const SCRATCH_VOLUME = "tmp";

/** The volumes of a workload's tasks: one for each container whose own file system is closed to it. */
export function volumeNames({ sidecars = {} }: DeclaredWorkload): string[] {
  return [SCRATCH_VOLUME, ...sorted(sidecars).flatMap(([name, sidecar]) => sidecarVolume(name, sidecar) ?? [])];
}

function sidecarVolume(name: string, { readonlyRootFilesystem }: DeclaredSidecar): string | null {
  return readonlyRootFilesystem ? `${SCRATCH_VOLUME}-${name}` : null;
}

/**
 * One workload's container definitions as ECS gives them back: names sorted, members sorted, defaults written out. Anything
 * less and the next deployment finds a difference that nobody made.
 */
export function containerDefinitions(args: ContainerArgs): pulumi.Output<string> {
  const beside = sorted(args.declared.sidecars ?? {}).map(([name, sidecar]) => sidecarDefinition(name, sidecar, args));
  return pulumi.jsonStringify([ownDefinition(args), ...beside]);
}

function ownDefinition(args: ContainerArgs) {
  const { name, declared, port, healthCheck } = args;
  return {
    command: declared.command,
    cpu: ownShare(declared),
    ...waits(declared.dependsOn ?? {}),
    environment: plainVariables(declared.environment),
    essential: true,
    ...(healthCheck === null
      ? {}
      : { healthCheck: checkOf({ ...healthCheck, interval: 30, retries: 3, timeout: 10 }) }),
    image: declared.image,
    // An init process reaps children and passes signals on, which a shell or Celery as process 1 would not.
    linuxParameters: { capabilities: { add: [], drop: ["ALL"] }, initProcessEnabled: true },
    logConfiguration: logTo(args),
    // The image declares /tmp as a volume of its user's, or the mount would belong to root.
    mountPoints: [{ containerPath: "/tmp", readOnly: false, sourceVolume: SCRATCH_VOLUME }],
    name,
    portMappings: port === null ? [] : [{ containerPort: port, hostPort: port, protocol: "tcp" }],
    privileged: false,
    // ECS Exec writes into it (ECS developer guide, "Monitor Amazon ECS containers with ECS Exec").
    readonlyRootFilesystem: args.sessions !== true,
    secrets: secretVariables(declared.environment, args.secrets),
    stopTimeout: declared.stopTimeout,
    systemControls: [],
    user: "1000:1000",
    volumesFrom: [],
  };
}

/** Left to itself ECS gives a container without a share next to nothing, as soon as another one has one. */
function ownShare({ cpu, sidecars = {} }: DeclaredWorkload): number {
  const taken = Object.values(sidecars).reduce((sum, sidecar) => sum + sidecar.cpu, 0);
  return taken === 0 ? 0 : cpu - taken;
}

/** Somebody else's image: what it may do beyond the least is its owner's to say. Others reach it by its port on 127.0.0.1. */
function sidecarDefinition(name: string, sidecar: DeclaredSidecar, args: ContainerArgs) {
  const { command, healthCheck, user } = sidecar;
  const volume = sidecarVolume(name, sidecar);
  const drop = sidecar.dropCapabilities ? ["ALL"] : [];
  return {
    ...(command === null ? {} : { command }),
    cpu: sidecar.cpu,
    ...waits(sidecar.dependsOn),
    environment: plainVariables(sidecar.environment),
    essential: sidecar.essential,
    ...(healthCheck === null ? {} : { healthCheck: checkOf(healthCheck) }),
    image: sidecar.image,
    // Agents bring an init of their own, which wants to be the first process.
    linuxParameters: { capabilities: { add: [], drop }, initProcessEnabled: false },
    logConfiguration: logTo(args),
    memory: sidecar.memory,
    mountPoints: volume === null ? [] : [{ containerPath: "/tmp", readOnly: false, sourceVolume: volume }],
    name,
    portMappings: [],
    privileged: false,
    readonlyRootFilesystem: sidecar.readonlyRootFilesystem,
    secrets: secretVariables(sidecar.environment, args.secrets),
    stopTimeout: sidecar.stopTimeout,
    systemControls: [],
    ...(user === null ? {} : { user }),
    volumesFrom: [],
  };
}

function waits(dependsOn: Readonly<Record<string, ContainerCondition>>) {
  const each = sorted(dependsOn).map(([containerName, condition]) => ({ condition, containerName }));
  return each.length === 0 ? {} : { dependsOn: each };
}

function checkOf({ command, interval, retries, startPeriod, timeout }: DeclaredCommandCheck) {
  return { command, interval, retries, startPeriod, timeout };
}

/** Each container's lines are in a stream under its own name. */
function logTo({ name, log }: ContainerArgs) {
  return {
    logDriver: "awslogs",
    options: { "awslogs-group": log.group, "awslogs-region": log.region, "awslogs-stream-prefix": name },
  };
}

type Environment = Readonly<Record<string, DeclaredVariable>>;

function plainVariables(environment: Environment): { name: string; value: string }[] {
  return sorted(environment).flatMap(([name, variable]) =>
    variable.kind === "plain" ? [{ name, value: variable.value }] : [],
  );
}

function secretVariables(
  environment: Environment,
  references: ContainerArgs["secrets"],
): { name: string; valueFrom: pulumi.Output<string> }[] {
  return sorted(environment).flatMap(([name, variable]) => {
    if (variable.kind === "plain") return [];
    const reference = references[variable.secret];
    if (reference === undefined)
      throw new Error(`${name} refers to the secret ${variable.secret}, which does not exist`);
    return [{ name, valueFrom: valueFrom(reference, variable.key) }];
  });
}

/** `arn:json-key:version-stage:version-id`, the form ECS wants; a field that is empty keeps its colon. */
function valueFrom({ arn, versionId }: SecretReference, key: string | null): pulumi.Output<string> {
  const member = key ?? "";
  if (versionId !== null) return pulumi.interpolate`${arn}:${member}::${versionId}`;
  return key === null ? pulumi.output(arn) : pulumi.interpolate`${arn}:${member}::`;
}

function sorted<Value>(values: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
