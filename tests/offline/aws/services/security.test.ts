/** Keys, secrets and identities. */
import { type Properties, seal } from "../../../../offline/provider/values";
import { str } from "../../client";
import { allow } from "../world";
import { aws, world } from "../fresh-world";

const KEY = "aws:kms/key:Key";
const ALIAS = "aws:kms/alias:Alias";
const SECRET = "aws:secretsmanager/secret:Secret";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/policy:Policy";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

test("ids and ARNs have AWS's forms", async () => {
  const key = await aws.create(KEY, "formed", {});
  expect(key.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const multi = await aws.create(KEY, "multi", { multiRegion: true });
  expect(multi.outputs.arn).toMatch(/^arn:aws:kms:eu-west-1:123456789012:key\/mrk-[0-9a-f]{32}$/);
  const alias = await aws.create(ALIAS, "shop", { targetKeyId: key.id });
  expect(alias.id).toMatch(/^alias\/shop-[0-9a-f]{7}$/);
  expect(alias.outputs.targetKeyArn).toBe(key.outputs.arn);
  const secret = await aws.create(SECRET, "formed", { name: "shop/jwt" });
  expect(secret.id).toMatch(/^arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop\/jwt-[A-Za-z0-9]{6}$/);
  const version = await aws.create(VERSION, "formed", { secretId: secret.id, secretString: "s" });
  expect(version.id).toBe(`${secret.id}|${str(version.outputs.versionId)}`);
  expect(version.outputs.versionId).toMatch(/^[0-9a-f-]{36}$/);
  const role = await aws.create(ROLE, "formed", {
    name: "web",
    path: "/shop/",
    assumeRolePolicy: allow("sts:AssumeRole"),
  });
  expect([role.id, role.outputs.arn]).toEqual(["web", "arn:aws:iam::123456789012:role/shop/web"]);
  expect(role.outputs.uniqueId).toMatch(/^AROA[A-Z2-7]{17}$/);
});

test("an alias can be pointed at another key", async () => {
  const [one, two] = [await aws.made(KEY, "one", {}), await aws.made(KEY, "two", {})];
  const made = await aws.create(ALIAS, "moved", { targetKeyId: one.id });
  expect((await aws.update(made, { targetKeyId: two.id })).outputs.targetKeyArn).toBe(two.arn);
});

describe("refuses", () => {
  test.each<[string, string, () => Properties, string]>([
    [
      "a key policy that locks everybody out",
      KEY,
      () => ({ policy: allow("kms:*") }),
      "The new key policy will not allow you to update the key policy in the future.",
    ],
    [
      "an alias of a key that is not there",
      ALIAS,
      () => ({ name: "alias/a", targetKeyId: "ghost" }),
      "NotFoundException: Key 'ghost' does not exist",
    ],
    [
      "a secret with a key that is not there",
      SECRET,
      () => ({ kmsKeyId: "ghost" }),
      "EncryptionFailure: Secrets Manager can't encrypt the protected secret text using the provided KMS key.",
    ],
    [
      "a version of a secret that is not there",
      VERSION,
      () => ({ secretId: "ghost", secretString: seal("quiet") }),
      "ResourceNotFoundException: Secrets Manager can't find the specified secret.",
    ],
    [
      "the rotation of a secret that is not there",
      "aws:secretsmanager/secretRotation:SecretRotation",
      () => ({ secretId: "ghost" }),
      "Secrets Manager can't find the specified secret.",
    ],
    [
      "the policy of a secret that is not there",
      "aws:secretsmanager/secretPolicy:SecretPolicy",
      () => ({ secretArn: "ghost", policy: "{}" }),
      "Secrets Manager can't find the specified secret.",
    ],
    [
      "a role with no statement",
      ROLE,
      () => ({ assumeRolePolicy: "{}" }),
      "MalformedPolicyDocument: Policy document must contain at least one statement.",
    ],
    [
      "a role with a statement without effect",
      ROLE,
      () => ({ assumeRolePolicy: '{"Statement":{"Action":"a"}}' }),
      "must contain an Effect that is Allow or Deny",
    ],
    [
      "a role with a statement without action",
      ROLE,
      () => ({ assumeRolePolicy: '{"Statement":{"Effect":"Allow"}}' }),
      "Policy statement must contain actions.",
    ],
    [
      "a trust policy that is too long",
      ROLE,
      () => ({ assumeRolePolicy: allow("a".repeat(2100)) }),
      "LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048",
    ],
    [
      "a managed policy that is too long",
      POLICY,
      () => ({ policy: allow("a".repeat(6200)) }),
      "LimitExceeded: Cannot exceed quota for PolicySize: 6144",
    ],
    [
      "an inline policy that is too long",
      ROLE_POLICY,
      () => ({ role: world.roleName, policy: allow("a".repeat(10300)) }),
      "LimitExceeded: Cannot exceed quota for PolicySize: 10240",
    ],
    [
      "a policy of a role that is not there",
      ROLE_POLICY,
      () => ({ role: "ghost", policy: allow("a:b") }),
      "NoSuchEntity: The role with name ghost cannot be found.",
    ],
    [
      "an attachment to a role that is not there",
      ATTACHMENT,
      () => ({ role: "ghost", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
      "NoSuchEntity: The role with name ghost cannot be found.",
    ],
    [
      "an attachment of a policy that is not there",
      ATTACHMENT,
      () => ({ role: world.roleName, policyArn: "arn:aws:iam::123456789012:policy/ghost" }),
      "Policy arn:aws:iam::123456789012:policy/ghost does not exist or is not attachable.",
    ],
  ])("%s", async (_what, type, inputs, message) => {
    const outcome = aws.create(type, "refused", inputs());
    await expect(outcome).rejects.toThrow(message);
    await expect(outcome).rejects.not.toThrow(/quiet/);
  });

  test("names that are taken", async () => {
    const trust = { assumeRolePolicy: allow("sts:AssumeRole") };
    await aws.create(ROLE, "one", { ...trust, name: "taken" });
    await expect(aws.create(ROLE, "two", { ...trust, name: "taken" })).rejects.toThrow("StatusCode: 409");
    await expect(aws.create(ROLE, "two", { ...trust, name: "taken" })).rejects.toThrow(
      "EntityAlreadyExists: Role with name taken already exists.",
    );
    await aws.create(POLICY, "one", { policy: allow("a:b"), name: "taken" });
    await expect(aws.create(POLICY, "two", { policy: allow("a:b"), name: "taken" })).rejects.toThrow(
      "A policy called taken already exists.",
    );
    const key = await aws.made(KEY, "aliased", {});
    await aws.create(ALIAS, "one", { name: "alias/taken", targetKeyId: key.id });
    await expect(aws.create(ALIAS, "two", { name: "alias/taken", targetKeyId: key.id })).rejects.toThrow(
      "AlreadyExistsException: An alias with the name alias/taken already exists",
    );
    await aws.create(SECRET, "one", { name: "taken" });
    await expect(aws.create(SECRET, "two", { name: "taken" })).rejects.toThrow(
      "ResourceExistsException: The operation failed because the secret taken already exists.",
    );
  });

  test("a secret's name in its recovery window, unless there is none", async () => {
    await aws.delete(await aws.create(SECRET, "one", { name: "later" }));
    await expect(aws.create(SECRET, "two", { name: "later" })).rejects.toThrow(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
    const swift = { name: "swift", recoveryWindowInDays: 0 };
    await aws.delete(await aws.create(SECRET, "three", swift));
    await expect(aws.create(SECRET, "four", swift)).resolves.toBeDefined();
  });

  test("an empty secret", async () => {
    const secret = await aws.made(SECRET, "empty", {});
    await expect(aws.create(VERSION, "empty", { secretId: secret.id, secretString: "" })).rejects.toThrow(
      "You must provide either SecretString or SecretBinary.",
    );
  });

  test("to delete a role or policy that is attached", async () => {
    const role = await aws.create(ROLE, "used", { assumeRolePolicy: allow("sts:AssumeRole") });
    const policy = await aws.create(POLICY, "used", { policy: allow("a:b") });
    const attachment = await aws.create(ATTACHMENT, "used", { role: role.id, policyArn: policy.id });
    await expect(aws.delete(role)).rejects.toThrow(
      "DeleteConflict: Cannot delete entity, must detach all policies first.",
    );
    await expect(aws.delete(policy)).rejects.toThrow("Cannot delete a policy attached to entities.");
    await aws.delete(attachment);
    await aws.delete(policy);
    const inline = await aws.create(ROLE_POLICY, "used", { role: role.id, policy: allow("a:b") });
    await expect(aws.delete(role)).rejects.toThrow("Cannot delete entity, must delete policies first.");
    await aws.delete(inline);
    const profile = await aws.create("aws:iam/instanceProfile:InstanceProfile", "used", { role: role.id });
    await expect(aws.delete(role)).rejects.toThrow("must remove roles from instance profile first");
    await aws.delete(profile);
    await aws.delete(role);
  });

  test("an update to what a creation would be refused for", async () => {
    const key = await aws.create(KEY, "updated", {});
    await expect(aws.update(key, { policy: allow("kms:*") })).rejects.toThrow("operation error KMS: UpdateKey");
    const role = await aws.create(ROLE, "updated", { assumeRolePolicy: allow("sts:AssumeRole") });
    await expect(aws.update(role, { assumeRolePolicy: "{}" })).rejects.toThrow("at least one statement");
    const secret = await aws.create(SECRET, "updated", {});
    await expect(aws.update(secret, { kmsKeyId: "ghost" })).rejects.toThrow("EncryptionFailure");
  });
});
