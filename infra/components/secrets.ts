import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Blueprint, DeclaredVariable, SecretPurpose, WorkloadRole } from "guardrails-policies/model";
import type { Settings } from "../settings";
import { fillUrl } from "../connections";
import { keptSecrets } from "../kept-secrets";
import { named } from "./context";
import type { Foundation } from "./foundation";
import type { Generators } from "./generators";
import { doorOf, type Store } from "./store";

/** Where a container gets a secret from. */
export interface SecretReference {
  readonly arn: pulumi.Input<string>;
  /** Pins one version, so that a new value is a new task definition; null: the current one, whatever it is then. */
  readonly versionId: pulumi.Input<string> | null;
  /** The customer key it is encrypted with; null: AWS's own. */
  readonly keyArn: pulumi.Input<string> | null;
}

export interface SecretsArgs {
  readonly foundation: Foundation;
  readonly blueprint: Blueprint<pulumi.Output<string>>;
  readonly generators: Generators;
  readonly stores: readonly Store[];
  /** The database, whose master's password RDS or its owner keeps. */
  readonly postgres: { readonly master: SecretReference };
  readonly settings: Settings<unknown>;
}

/**
 * One Secrets Manager secret ($0.40 a month) for each secret a workload reads, under the key it has in the blueprint. Composed
 * ones hold connection URLs as JSON; which, the workloads' environments say.
 */
export class Secrets extends pulumi.ComponentResource {
  readonly references: Readonly<Record<string, SecretReference>>;

  constructor(name: string, args: SecretsArgs, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:Secrets", name, {}, opts);
    const references: Record<string, SecretReference> = {};
    for (const [key, variables] of usedSecrets(args.blueprint)) {
      references[key] = keptElsewhere(key, args) ?? this.store(key, valueOf(key, variables, args), args);
    }
    this.references = references;
    this.registerOutputs();
  }

  /**
   * Without a resource policy of its own: the roles' policies say who reads it, and one that denied everybody else would deny
   * the deployment, which reads the value back at each refresh.
   */
  private store(key: string, value: pulumi.Output<string>, { blueprint, foundation }: SecretsArgs): SecretReference {
    const { context, keys } = foundation;
    const purpose = blueprint.secrets[key]?.purpose ?? "external";
    const secret = new aws.secretsmanager.Secret(
      key,
      {
        description: `${context.prefix}: ${key}. New value: ${ROTATION[purpose]}.`,
        kmsKeyId: keys.secrets,
        // How long a deleted secret can be brought back; seven days is Secrets Manager's shortest.
        recoveryWindowInDays: context.deletionProtection ? 30 : 7,
        tags: named(context, key),
      },
      { parent: this },
    );
    const version = new aws.secretsmanager.SecretVersion(
      key,
      { secretId: secret.id, secretString: value },
      { parent: this },
    );
    return { arn: secret.arn, versionId: version.versionId, keyArn: keys.secrets };
  }
}

/**
 * How a secret gets a new value, in its description, where people look for it. None rotates by itself: a task reads secrets
 * when it starts only, so a new value is a deployment.
 */
const ROTATION: Readonly<Record<SecretPurpose, string>> = {
  signing: "count signingKeyGeneration up; the key before stays valid until the next time",
  encryption: "never, until everything encrypted with it has been encrypted again",
  "database-password": "count databasePasswordGeneration up",
  "cache-password": "count cacheTokenGeneration up, deploy, then set cacheTokenUpdate to set",
  connection: "comes with its password's: databasePasswordGeneration or cacheTokenGeneration",
  "admin-password": "in the application; this one is used once, by the first migration",
  external: "from its issuer, then set it again",
};

/** What AWS or an owner keeps: RDS the master's password, without a version, since it rotates it itself. */
function keptElsewhere(name: string, { postgres, settings }: SecretsArgs): SecretReference | undefined {
  if (name === "database-master") return postgres.master;
  const kept = keptSecrets(settings).find(([key]) => key === name)?.[1];
  return kept && { arn: kept.secretArn, versionId: kept.versionId, keyArn: kept.kmsKeyArn };
}

/** A variable that is read from a secret, and who reads it. */
type SecretVariable = Exclude<DeclaredVariable, { kind: "plain" }> & { readonly role: WorkloadRole };

/** Every secret some workload reads, with the variables it is read into. */
function usedSecrets(blueprint: Blueprint<unknown>): Map<string, SecretVariable[]> {
  const used = new Map<string, SecretVariable[]>();
  for (const { role, environment, sidecars } of Object.values(blueprint.workloads)) {
    const environments = [environment, ...Object.values(sidecars ?? {}).map((sidecar) => sidecar.environment)];
    for (const variable of environments.flatMap((variables) => Object.values(variables))) {
      if (variable.kind === "plain") continue;
      used.set(variable.secret, [...(used.get(variable.secret) ?? []), { ...variable, role }]);
    }
  }
  return new Map([...used].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A secret's text: its value, or for a composed one a JSON object with a member for each key that is read. */
function valueOf(key: string, variables: readonly SecretVariable[], args: SecretsArgs): pulumi.Output<string> {
  const origin = args.blueprint.secrets[key]?.origin;
  if (origin?.kind !== "composed") return args.generators.value(key);

  const passwords = origin.from.map((part) => args.generators.values[part]);
  const password = passwords.find((value) => value !== undefined);
  if (password === undefined) throw new Error(`the blueprint composes ${key} of no declared password`);
  const members = new Map<string, pulumi.Output<string>>();
  for (const variable of variables) {
    const { key: member } = variable;
    if (member === null) continue;
    members.set(member, variable.kind === "secret" ? password : connectionUrl(variable, password, args));
  }
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
  return pulumi.secret(pulumi.jsonStringify(Object.fromEntries(sorted)));
}

function connectionUrl(
  { url, store, role }: Extract<SecretVariable, { kind: "store" }>,
  password: pulumi.Output<string>,
  { stores }: SecretsArgs,
): pulumi.Output<string> {
  const found = stores.find(({ name }) => name === store.name);
  if (found === undefined) throw new Error(`the blueprint declares no store ${store.name}`);
  return pulumi
    .all([password, doorOf(found, role).host])
    .apply(([secret, name]) => fillUrl(url, { password: secret, host: name }));
}
