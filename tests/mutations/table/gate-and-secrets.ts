import { RandomString } from "@pulumi/random";
import { built, computed, container, declared, type Mutation, on, variable, without } from "../mutation";

const UNUSED = {
  rule: "image-pinned",
  resource: "urn:pulumi:*::guardrails::*aws:kms/key:Key::data-key",
  reason: "a reason that is long enough",
  owner: "platform",
  expires: "2026-01-05",
};

export const gateAndSecrets: readonly Mutation[] = [
  {
    did: "a critical rule only advises",
    configuration: { rules: { "cors-not-wildcard": { level: "advisory" } } },
    found: { "gate-intact": "blocked" },
    at: "preview",
    stops: "pulumi:pulumi:Stack guardrails-prod",
  },
  {
    did: "a critical rule is off",
    configuration: { rules: { "secret-not-defaulted": { level: "disabled" } } },
    found: { "gate-intact": "blocked" },
    at: "preview",
    stops: "pulumi:pulumi:Stack guardrails-prod",
  },
  {
    did: "an exemption is for a rule that has nothing against it any more",
    configuration: { exemptions: [UNUSED] },
    found: { "exemptions-current": "advice" },
    at: "preview",
  },
  {
    did: "an exemption's last day has passed",
    configuration: { exemptions: [{ ...UNUSED, expires: "2025-06-30" }] },
    found: { "exemptions-current": "blocked" },
    at: "preview",
    stops: "pulumi:pulumi:Stack guardrails-prod",
  },
  {
    did: "the signing key is the one of a tutorial",
    settings: { signingKey: "changeme" },
    found: { "secret-not-defaulted": "blocked" },
    at: "preview",
    stops: "Blueprint guardrails",
  },
  {
    did: "the encryption key is a template's placeholder",
    settings: { encryptionKey: "your-secret-key" },
    found: { "secret-not-defaulted": "blocked" },
    at: "preview",
    stops: "Blueprint guardrails",
  },
  {
    did: "a generated signing key is declared, and a default is stored",
    properties: [on("SecretVersion", "signing-key", "secretString", "changeme")],
    found: { "secret-not-defaulted": "blocked" },
    at: "preview",
    stops: "SecretVersion signing-key",
  },
  {
    did: "a URL with its password stands in plain environment",
    properties: variable("web", "REPORTS_DSN", "postgresql://report:Zk3vQ9pLm2Xr8@db.example.com/app"),
    found: { "secret-not-in-plain-environment": "blocked" },
    at: "preview",
    stops: "Blueprint guardrails",
  },
  {
    did: "a URL with its password is built into plain environment and not declared",
    properties: [built("worker", "REPORTS_DSN", "postgresql://report:Zk3vQ9pLm2Xr8@db.example.com/app")],
    found: { "secret-not-in-plain-environment": "blocked" },
    at: "up",
    stops: "TaskDefinition worker",
  },
  {
    did: "web reads a secret that nothing declares",
    properties: [declared("workloads.web.environment.SECRET_KEY.secret", "nowhere")],
    found: { "secret-reference-resolves": "blocked" },
    at: "preview",
    stops: "Blueprint guardrails",
  },
  {
    did: "the signing key is read and not declared",
    properties: [declared("secrets.signing-key", null)],
    found: { "secret-reference-resolves": "blocked" },
    at: "preview",
    stops: "Blueprint guardrails",
  },
  {
    did: "web, which runs for weeks, has the password that RDS changes every seven days",
    properties: [masterPassword("web", "DATABASE_PASSWORD")],
    found: { "secret-rotation-declared": "blocked", "migration-owns-ddl": "advice" },
    at: "preview",
    stops: "Blueprint guardrails",
  },
  {
    did: "the worker has it under a name of its own",
    properties: [masterPassword("worker", "MASTER_DB_PASSWORD")],
    found: { "secret-rotation-declared": "blocked", "migration-owns-ddl": "advice" },
    at: "preview",
    stops: "Blueprint guardrails",
  },
  {
    did: "nobody has a key for stored credentials",
    properties: [...without("web", "ENCRYPTION_KEY"), ...without("worker", "ENCRYPTION_KEY")],
    found: { "credential-encryption-key-present": "blocked" },
    at: "preview",
    stops: "Blueprint guardrails",
  },
  {
    did: "the worker cannot read what web has encrypted",
    properties: without("worker", "ENCRYPTION_KEY"),
    found: { "credential-encryption-key-present": "blocked" },
    at: "preview",
    stops: "Blueprint guardrails",
  },
  {
    did: "web encrypts with the signing key",
    properties: [declared("workloads.web.environment.ENCRYPTION_KEY.secret", "signing-key")],
    found: { "credential-encryption-key-present": "blocked" },
    at: "preview",
    stops: "Blueprint guardrails",
  },
  {
    did: "a host is an object written as text",
    properties: variable("web", "FRONTEND_HOST", "[object Object]"),
    found: { "value-is-resolved": "blocked" },
    at: "preview",
    stops: "Blueprint guardrails",
  },
  {
    did: "an Output was put into a template string",
    properties: variable("worker", "REPORTS_BUCKET", "Calling [toString] on an [Output<T>] is not supported."),
    found: { "value-is-resolved": "blocked" },
    at: "preview",
    stops: "Blueprint guardrails",
  },
  {
    did: "a URL's host is undefined",
    properties: variable("web", "SEARCH_URL", "https://undefined:9200"),
    found: { "value-is-resolved": "blocked" },
    at: "preview",
    stops: "Blueprint guardrails",
  },
  {
    did: "the signing key is the encryption key's value",
    transform: computed("SecretVersion", "signing-key", "secretString", (given) =>
      secretStringOf(given.get("aws:secretsmanager/secretVersion:SecretVersion encryption-key")),
    ),
    found: { "secret-generated-safely": "blocked" },
    at: "preview",
    stops: "TaskDefinition web",
  },
  {
    did: "the signing key comes from a generator whose result anybody can read",
    transform: computed(
      "SecretVersion",
      "signing-key",
      "secretString",
      () => new RandomString("signing-key-readable", { length: 64, special: false }).result,
    ),
    // Whether it is that value as it is, the preview cannot see: only an update can refuse it.
    found: { "secret-generated-safely": "advice" },
    at: "preview",
  },
  {
    did: "the signing key is kept under AWS's own key",
    properties: [on("Secret", "signing-key", "kmsKeyId", null)],
    found: { "secret-encrypted-with-own-key": "advice" },
    at: "preview",
  },
  {
    did: "the database's password is kept under AWS's own key",
    properties: [on("Secret", "database-app", "kmsKeyId", null)],
    found: { "secret-encrypted-with-own-key": "advice" },
    at: "preview",
  },
  {
    did: "the data's key is never renewed",
    properties: [on("Key", "data-key", "enableKeyRotation", false)],
    found: { "key-rotation-enabled": "advice" },
    at: "preview",
  },
  {
    did: "nothing is said of renewing the secrets' key",
    properties: [on("Key", "secrets-key", "enableKeyRotation", null)],
    found: { "key-rotation-enabled": "advice" },
    at: "preview",
  },
  {
    did: "web has no signing key",
    properties: without("web", "SECRET_KEY"),
    found: { "required-secrets-injected": "blocked" },
    at: "preview",
    stops: "Blueprint guardrails",
  },
  {
    did: "web is declared a signing key and built without",
    properties: [container("web", "secrets[SECRET_KEY]", null)],
    found: { "required-secrets-injected": "blocked" },
    at: "up",
    stops: "TaskDefinition web",
  },
  {
    did: "the worker has no database",
    properties: [...without("worker", "DATABASE_URL"), ...without("worker", "SYNC_DATABASE_URL")],
    found: { "required-secrets-injected": "blocked" },
    at: "preview",
    stops: "Blueprint guardrails",
  },
];

/** RDS keeps it, and changes it every seven days. */
function masterPassword(workload: string, name: string) {
  const value = { kind: "secret", secret: "database-master", key: "password" };
  return declared(`workloads.${workload}.environment.${name}`, value);
}

function secretStringOf(given: Readonly<Record<string, unknown>> = {}): unknown {
  if (given["secretString"] === undefined) throw new Error("the secret that is copied is registered later");
  return given["secretString"];
}
