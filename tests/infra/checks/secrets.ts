import type { Row } from "./row";
import { all, add, alter, alterAll, alterPolicy, arnOf, idOf, input, number, statements, type Stack, T } from "./stack";

const secrets = all(T.secret);
const keys = all(T.key);
const secretPolicies = all("aws:secretsmanager/secretPolicy:SecretPolicy");

/** Policies of roles, wherever they are written. */
const grants = all(T.rolePolicy, "aws:iam/policy:Policy");

const generator = /::random:index\/|\$random:index\//;

function underOwnKey(stack: Stack): readonly string[] {
  return keys(stack).map(arnOf);
}

/** Secrets Manager and KMS. */
export const secretRows: readonly Row[] = [
  {
    property: "secrets are encrypted with the stack's own key",
    need: "must",
    checks: ["CKV_AWS_149", "SecretsManagerUsingKMSKey", "AWS-0098"],
    subjects: secrets,
    holds: (secret, stack) => underOwnKey(stack).includes(String(input(secret, "kmsKeyId"))),
    flip: alter(T.secret, { kmsKeyId: undefined }),
  },
  {
    property: "secrets rotate by themselves, at least every 90 days",
    need: "must or reason",
    checks: ["CKV2_AWS_57", "SMG4", "SecretsManager.1", "SecretsManager.4"],
    subjects: secrets,
    holds: (secret, stack) =>
      all("aws:secretsmanager/secretRotation:SecretRotation")(stack).some(
        (rotation) =>
          input(rotation, "secretId") === idOf(secret) &&
          number(rotation, "rotationRules.automaticallyAfterDays") <= 90,
      ),
    flip: add("aws:secretsmanager/secretRotation:SecretRotation", (stack) =>
      secrets(stack).map((secret) => ({ secretId: idOf(secret), rotationRules: { automaticallyAfterDays: 30 } })),
    ),
  },
  {
    property: "the one secret that can rotate by itself does: RDS keeps the administrator's, under our key",
    need: "must",
    checks: [],
    subjects: all(T.instance),
    holds: (instance, stack) =>
      input(instance, "manageMasterUserPassword") === true &&
      underOwnKey(stack).includes(String(input(instance, "masterUserSecretKmsKeyId"))),
    flip: alter(T.instance, { masterUserSecretKmsKeyId: undefined }),
  },
  {
    property: "no secret is open to everybody",
    need: "should",
    checks: ["secrets_manager_with_vulnerable_policy"],
    subjects: (stack) => [...secrets(stack), ...secretPolicies(stack)],
    holds: (secret) =>
      statements(secret, "policy").every(({ allows, principals }) => !allows || !principals.includes("*")),
    flip: alter(T.secret, {
      policy: JSON.stringify({ Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" } }),
    }),
  },
  {
    property: "every secret's value is generated, and travels as a secret",
    need: "must",
    checks: [],
    subjects: all(T.secretVersion),
    holds: (version) =>
      version.dependsOn.some((urn) => generator.test(urn)) && version.secretInputs.includes("secretString"),
    flip: (stack) =>
      stack.map((resource) => (resource.type === T.secretVersion ? { ...resource, dependsOn: [] } : resource)),
  },
  {
    property: "keys rotate",
    need: "must",
    checks: ["CKV_AWS_7", "KMS5", "KMS.4", "AWS-0065"],
    subjects: keys,
    holds: (key) => input(key, "enableKeyRotation") === true,
    flip: alter(T.key, { enableKeyRotation: false }),
  },
  {
    property: "key policies are written, and open to nobody in general",
    need: "must",
    checks: ["CKV_AWS_33", "CKV2_AWS_64", "KMS.5"],
    subjects: keys,
    holds: (key) => {
      const written = statements(key, "policy");
      return written.length > 0 && written.every(({ principals }) => !principals.includes("*"));
    },
    flip: alterPolicy(T.key, "policy", { Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:*", Resource: "*" }),
  },
  {
    property: "keys are enabled, and can be brought back for a week at least",
    need: "should",
    checks: ["CKV_AWS_227", "KMS.3", "kms_key_with_no_deletion_window"],
    subjects: keys,
    holds: (key) => input(key, "isEnabled") !== false && number(key, "deletionWindowInDays") >= 7 && key.protect,
    flip: alter(T.key, { deletionWindowInDays: undefined }),
  },
  {
    property: "nobody may decrypt with every key",
    need: "must",
    checks: ["KMS.1", "KMS.2"],
    subjects: grants,
    holds: (policy) =>
      statements(policy, "policy").every(
        ({ allows, actions, resources }) =>
          !allows ||
          !actions.some((action) => /^(\*|kms:(\*|Decrypt|ReEncryptFrom|ReEncrypt\*))$/.test(action)) ||
          resources.every((resource) => !/^\*$|:key\/\*$/.test(resource)),
      ),
    flip: alterPolicy(T.rolePolicy, "policy", { Effect: "Allow", Action: "kms:Decrypt", Resource: "*" }),
  },
  {
    property: "functions have no secret in their environment, and a key for what they have",
    need: "should",
    checks: ["CKV_AWS_45", "CKV_AWS_173"],
    subjects: all(T.function),
    holds: (itself) => input(itself, "environment") === undefined || input(itself, "kmsKeyArn") !== undefined,
    flip: alterAll(T.function, { environment: { variables: { STAGE: "production" } } }),
  },
];
