/** The commands that lead a person into the database, for a runbook: written from what the stack knows, so that they work as they are. */
import * as pulumi from "@pulumi/pulumi";
import { directDoor, type Store } from "./components/store";

/** Where a local PostgreSQL does not listen already. */
const LOCAL_PORT = 15_432;

export interface AccessCommands {
  /** Starts the task, waits until it takes sessions, and holds the port open until it is interrupted. */
  readonly open: pulumi.Output<string>;
  /** In another shell meanwhile: as the owner of everything, with the server's certificate verified. */
  readonly psql: pulumi.Output<string>;
}

export interface AccessParts {
  readonly start: pulumi.Output<string>;
  readonly clusterName: pulumi.Output<string>;
  readonly postgres: Store & { readonly master: { readonly arn: pulumi.Input<string> } };
  /** The database in it. */
  readonly database: string;
}

/**
 * Needs the AWS CLI with its Session Manager plugin, and jq and psql for the second one. Whoever runs them may `ecs:RunTask`,
 * `ecs:DescribeTasks`, `iam:PassRole`, `ssm:StartSession` and `secretsmanager:GetSecretValue` of the owner's secret.
 */
export function accessCommands({ start, clusterName, postgres, database }: AccessParts): AccessCommands {
  const { host, port } = directDoor(postgres);
  const container = "tasks[0].containers[0]";
  const describe = pulumi.interpolate`aws ecs describe-tasks --cluster ${clusterName} --tasks "$task" --output text`;
  const parameters = pulumi.interpolate`host=${host},portNumber=${port},localPortNumber=${LOCAL_PORT}`;
  const open = [
    pulumi.interpolate`task=$(${start} --enable-execute-command --query 'tasks[0].taskArn' --output text)`,
    pulumi.interpolate`aws ecs wait tasks-running --cluster ${clusterName} --tasks "$task"`,
    // The task runs a little before its agent does; a target that is not connected is refused.
    pulumi.interpolate`for _ in $(seq 30); do ${describe} --query '${container}.managedAgents[0].lastStatus' | grep -q RUNNING && break; sleep 2; done`,
    pulumi.interpolate`runtime=$(${describe} --query '${container}.runtimeId')`,
    pulumi.interpolate`aws ssm start-session --target "ecs:${clusterName}_\${task##*/}_$runtime" --document-name AWS-StartPortForwardingSessionToRemoteHost --parameters ${parameters}`,
  ];
  const secret = pulumi.interpolate`aws secretsmanager get-secret-value --secret-id ${postgres.master.arn} --query SecretString --output text`;
  const target = pulumi.interpolate`host=${host} hostaddr=127.0.0.1 port=${LOCAL_PORT} dbname=${database}`;
  return {
    open: pulumi.all(open).apply((lines) => lines.join(" &&\n")),
    psql: pulumi.interpolate`owner=$(${secret}) && PGUSER=$(jq -r .username <<< "$owner") PGPASSWORD=$(jq -r .password <<< "$owner") psql "${target} sslmode=verify-full sslrootcert=rds-global-bundle.pem"`,
  };
}
