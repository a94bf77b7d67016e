import { purposeOf } from "../facts";
import type { Way } from "../model/judgement";
import { type MendingPlace, urnOfAdded } from "../model/mending";
import { nameOf, read, text } from "../model/resource";
import type { Stack } from "../model/stack";
import type { Location } from "../model/verdict";
import { roleNamed } from "../platforms/iam";
import type { Workload } from "../subjects/workload";
import { added, Reference } from "./added";
import { builtContainer, declaredVariable, injectedFrom } from "./injecting";

/**
 * That a workload has each of some variables from an entry of its own in Secrets Manager, which its owner fills; none for what
 * is no container.
 */
export function asSecrets(stack: Stack, workload: Workload, names: readonly string[]): readonly Way[] {
  if (builtContainer(workload) === undefined && declaredVariable(workload, "") === undefined) return [];
  return [
    names.map((name) => {
      const secret = name.toLowerCase().replaceAll("_", "-");
      const beside = workload.location.urn;
      const entry = { urn: urnOfAdded("aws:secretsmanager/secret:Secret", secret, beside), path: "arn" };
      const key = { urn: urnOfAdded("aws:kms/key:Key", `${secret}-key`, beside), path: "arn" };
      return [
        ...added(key.urn, { description: "Secrets of the product", enableKeyRotation: true }),
        ...added(entry.urn, { kmsKeyId: new Reference(key) }),
        // A blueprint says that its owner fills it; anywhere else an empty entry keeps every task from starting.
        ...(workload.declared ? [] : filled(secret, name, entry)),
        ...reading(stack, workload, secret, [entry, key]),
        { declared: `secrets.${secret}`, value: { purpose: "external", origin: { kind: "owner-filled" } } },
        ...injectedFrom(workload, name, { declared: secret, entry }),
      ];
    }),
  ];
}

/** A generated value: the product's own key, or in the place of one that somebody else gives out. */
function filled(secret: string, name: string, entry: Location): readonly MendingPlace[] {
  const purpose = purposeOf(name);
  const isOwn = purpose === "signingKey" || purpose === "encryptionKey";
  const generator = urnOfAdded("random:index/randomPassword:RandomPassword", secret, entry.urn);
  const version = urnOfAdded("aws:secretsmanager/secretVersion:SecretVersion", secret, entry.urn);
  const from = { urn: generator, path: "result" };
  return [
    ...added(generator, { length: 64, special: false }),
    ...added(version, { secretId: new Reference(entry) }),
    { property: "secretString", of: version, from, ...(isOwn ? {} : { author: true }) },
  ];
}

/** What starts its tasks may read an entry and decrypt it; one that is nobody's of this stack is somebody else's to allow. */
function reading(
  { graph }: Stack,
  workload: Workload,
  secret: string,
  [entry, key]: readonly [Location, Location],
): readonly MendingPlace[] {
  const container = builtContainer(workload);
  const definition = container === undefined ? undefined : graph.get(container.urn);
  if (container === undefined || definition === undefined) return [];
  const own = roleNamed(graph, definition, "executionRoleArn");
  const isWritten = read(definition, ["executionRoleArn"], text).state !== "absent";
  if (own === undefined && isWritten) return [];
  const policy = urnOfAdded("aws:iam/rolePolicy:RolePolicy", `${secret}-reading`, container.urn);
  const made = urnOfAdded("aws:iam/role:Role", `${nameOf(container.urn)}-execution`, container.urn);
  const role = own?.urn ?? made;
  return [
    ...(own === undefined
      ? [
          ...added(made, { assumeRolePolicy: ASSUMED_BY_TASKS }),
          { property: "executionRoleArn", of: container.urn, from: { urn: made, path: "arn" } },
        ]
      : []),
    ...added(policy, {
      role: new Reference({ urn: role, path: "name" }),
      policy: READS,
      "policy.Statement[0].Resource": new Reference(entry),
      "policy.Statement[1].Resource": new Reference(key),
    }),
  ];
}

const ASSUMED_BY_TASKS = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ecs-tasks.amazonaws.com" } }],
});

/** The resources follow, each by its ARN. */
const READS = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "" },
    { Effect: "Allow", Action: "kms:Decrypt", Resource: "" },
  ],
});
