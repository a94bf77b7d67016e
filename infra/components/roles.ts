import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Permission } from "../workload-settings";
import type { Context } from "./context";
import { policyDocument, readSecrets, type Statement, trust } from "./policy";
import { stackRole } from "./stack-role";

export interface RolesArgs {
  readonly name: string;
  readonly context: Context;
  /** Of each of its containers. */
  readonly images: readonly string[];
  readonly logGroupArn: pulumi.Input<string>;
  /** The secrets its environment names, and nothing else. */
  readonly secretArns: readonly pulumi.Input<string>[];
  /** The customer keys those are encrypted with. */
  readonly keyArns: readonly pulumi.Input<string>[];
  /** What its owner lets its code do. */
  readonly permissions: readonly Permission[];
  /** Until when people may open sessions in its tasks; null: nobody may. */
  readonly sessionsUntil: string | null;
}

export interface Roles {
  /** ECS's, to start the task: image, log stream, secrets. */
  readonly execution: aws.iam.Role;
  /** The application's own. */
  readonly task: aws.iam.Role;
  /** What the roles may do; a task that starts before they are attached fails. */
  readonly policies: readonly aws.iam.RolePolicy[];
}

/** The two roles of one workload. */
export function roles(args: RolesArgs, parent: pulumi.Resource): Roles {
  const { name, context } = args;
  const role = (suffix: string, description: string) =>
    stackRole(
      `${name}-${suffix}`,
      { context, description, assumeRolePolicy: trust("ecs-tasks.amazonaws.com", context.accountId) },
      parent,
    );
  const execution = role("execution", `Starts ${name} tasks of ${context.prefix}`);
  const task = role("task", `What ${name} tasks of ${context.prefix} may do`);
  const policy = (suffix: string, of: aws.iam.Role, statements: readonly Statement[]) =>
    new aws.iam.RolePolicy(`${name}-${suffix}`, { role: of.id, policy: policyDocument(statements) }, { parent });
  const policies = [
    policy("execution", execution, [
      ...pull(args),
      writeLogs(args),
      ...readSecrets(args.secretArns, args.keyArns, context.region),
    ]),
    policy("task", task, [denyIdentity, ...carrySessions(args), ...args.permissions.map(permitted)]),
  ];
  return { execution, task, policies };
}

/** From the images' own repositories; an image outside of ECR needs no permission of ours. */
function pull({ images, context }: RolesArgs): Statement[] {
  const repositories = [...new Set(images.flatMap((image) => repositoryArn(image, context) ?? []))];
  if (repositories.length === 0) return [];
  return [
    // ECR's log-in belongs to no repository, so it cannot name one.
    { Sid: "LogInToRegistry", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    {
      Sid: "PullImage",
      Effect: "Allow",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      Resource: repositories.length === 1 ? (repositories[0] ?? "") : repositories,
    },
  ];
}

function repositoryArn(image: string, { partition }: Context): string | null {
  const [, account, region, repository] =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com[^/]*\/([^:@]+)/.exec(image) ?? [];
  if (account === undefined || region === undefined || repository === undefined) return null;
  return `arn:${partition}:ecr:${region}:${account}:repository/${repository}`;
}

function writeLogs({ logGroupArn }: RolesArgs): Statement {
  return {
    Sid: "WriteLogs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: pulumi.interpolate`${logGroupArn}:*`,
  };
}

/** Whatever else is granted later: an application that was broken into gives nobody new rights. */
const denyIdentity: Statement = {
  Sid: "DenyIdentity",
  Effect: "Deny",
  Action: ["iam:*", "organizations:*", "sts:AssumeRole"],
  Resource: "*",
};

/**
 * The channels a session runs through (ECS developer guide, "ECS Exec": they belong to no resource). What a task may not open
 * after a time nobody can use after it, whoever may start the task or forgets it.
 */
function carrySessions({ sessionsUntil }: RolesArgs): Statement[] {
  if (sessionsUntil === null) return [];
  return [
    {
      Sid: "CarrySessions",
      Effect: "Allow",
      Action: [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
      Resource: "*",
      Condition: { DateLessThan: { "aws:CurrentTime": sessionsUntil } },
    },
  ];
}

function permitted({ actions, resources }: Permission, index: number): Statement {
  return { Sid: `Application${index}`, Effect: "Allow", Action: actions, Resource: resources };
}
