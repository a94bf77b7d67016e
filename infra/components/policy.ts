import * as pulumi from "@pulumi/pulumi";

/** One statement of an IAM or key policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: Readonly<Record<string, pulumi.Input<string>>>;
  readonly Action: string | readonly string[];
  /** Left out in a repository's policy, which is about the repository alone. */
  readonly Resource?: pulumi.Input<string> | readonly pulumi.Input<string>[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
}

/** A policy document; keys keep the order they are written in, so the same policy is the same text. */
export function policyDocument(statements: readonly Statement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
}

/**
 * A trust policy: this service, acting for this account, may take the role.
 *
 * @param accountId null for a service that is not documented to name the account it acts for. Only this account can give it
 *   the role then, too.
 */
export function trust(service: string, accountId: pulumi.Input<string> | null): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Assume",
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        ...(accountId === null ? {} : { Condition: { StringEquals: { "aws:SourceAccount": accountId } } }),
      },
    ],
  });
}

/** Reads these secrets, and decrypts with their keys through Secrets Manager only. */
export function readSecrets(
  secretArns: readonly pulumi.Input<string>[],
  keyArns: readonly pulumi.Input<string>[],
  region: string,
): Statement[] {
  const read: Statement = {
    Sid: "ReadSecrets",
    Effect: "Allow",
    Action: "secretsmanager:GetSecretValue",
    Resource: secretArns,
  };
  const decrypt: Statement = {
    Sid: "DecryptSecrets",
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: keyArns,
    Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
  };
  return [...(secretArns.length === 0 ? [] : [read]), ...(keyArns.length === 0 ? [] : [decrypt])];
}
