import * as pulumi from "@pulumi/pulumi";
import type { DeclaredVariable, DeclaredWorkload } from "guardrails-policies/model";
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

/** The volume for the one place a container may write to. */
export const SCRATCH_VOLUME = "tmp";

/**
 * One workload's container definitions as ECS gives them back: names sorted, members sorted, defaults written out. Anything
 * less and the next deployment finds a difference that nobody made.
 */
export function containerDefinitions(args: ContainerArgs): pulumi.Output<string> {
  const { name, declared, port, healthCheck, log } = args;
  return pulumi.jsonStringify([
    {
      command: declared.command,
      cpu: 0,
      environment: plainVariables(declared.environment),
      essential: true,
      ...(healthCheck === null
        ? {}
        : {
            healthCheck: {
              command: healthCheck.command,
              interval: 30,
              retries: 3,
              startPeriod: healthCheck.startPeriod,
              timeout: 10,
            },
          }),
      image: declared.image,
      // An init process reaps children and passes signals on, which a shell or Celery as process 1 would not.
      linuxParameters: { capabilities: { add: [], drop: ["ALL"] }, initProcessEnabled: true },
      logConfiguration: {
        logDriver: "awslogs",
        options: { "awslogs-group": log.group, "awslogs-region": log.region, "awslogs-stream-prefix": name },
      },
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
    },
  ]);
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

function sorted(environment: Environment): [string, DeclaredVariable][] {
  return Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1));
}
