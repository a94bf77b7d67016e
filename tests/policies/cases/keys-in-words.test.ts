import * as aws from "@pulumi/aws";
import { apply, ref, resource, type TestResource } from "../../../policies/testing";
import { definition, said } from "./judged";

/** An ARN that a program writes in words may be that of its own key or secret: it is nobody else's before there is one to compare. */
const ACCOUNT = "eu-west-1:111122223333";
const KEY_ARN = `arn:aws:kms:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const ARN = `arn:aws:secretsmanager:${ACCOUNT}:secret:shop-AbCdEf`;
const elsewhere = resource(aws.ssm.Parameter, "elsewhere", { type: "String" }, { outputs: { value: "anything" } });
const later = <T>(value: T): T => apply(ref(elsewhere, "value"), () => value);
const key = resource(aws.kms.Key, "own", {}, { outputs: { arn: KEY_ARN, keyId: KEY_ARN.split("/")[1] } });
const secretOf = (kmsKeyId: unknown) =>
  resource(aws.secretsmanager.Secret, "shop", { kmsKeyId: kmsKeyId as string }, { outputs: { arn: ARN, id: ARN } });

/** A workload that reads the secret by an ARN in words, with a role that may read it and decrypt with `keys`. */
function reading(secret: TestResource, keys: string | undefined): readonly TestResource[] {
  const version = resource(aws.secretsmanager.SecretVersion, "shop", {
    secretId: ARN,
    secretString: "m8Qe2ZtV5xKp9RbW3nLs7YdF4hJc6GaT",
  });
  const role = resource(
    aws.iam.Role,
    "execution",
    { name: "execution", assumeRolePolicy: "{}" },
    { outputs: { arn: "arn:aws:iam::111122223333:role/execution" } },
  );
  const allow = (Action: string, Resource: string) => ({ Effect: "Allow", Action, Resource });
  const statements = [allow("secretsmanager:GetSecretValue", ARN)];
  if (keys !== undefined) statements.push(allow("kms:Decrypt", keys));
  const policy = resource(aws.iam.RolePolicy, "execution", {
    role: "execution",
    policy: JSON.stringify({ Statement: statements }),
  });
  const web = definition("web", {}, { secrets: [{ name: "SECRET_KEY", valueFrom: ARN }] });
  const started = { ...web, inputs: { ...web.inputs, executionRoleArn: ref(role, "arn") } };
  return [elsewhere, key, secret, version, role, policy, started];
}

describe("whether a role may decrypt a secret", () => {
  it.each<[string, unknown, readonly string[]]>([
    ["of the program's key", ref(key, "arn"), ["advice locked"]],
    ["of a key that is named in words", KEY_ARN, ["advice locked"]],
    ["of a key that is named by its id in words", KEY_ARN.split("/")[1], ["advice locked"]],
    ["of a key that is read elsewhere", later(KEY_ARN), ["advice locked"]],
    ["of another's key that is named in words", `${KEY_ARN}0`, ["pass"]],
    ["of AWS's key that is read elsewhere", later("alias/aws/secretsmanager"), ["pass"]],
  ])("%s", async (_, kmsKeyId, late) => {
    const stack = reading(secretOf(kmsKeyId), undefined);
    expect(await said("secret-reference-resolves", stack, "preview")).toEqual(["unproven"]);
    expect(await said("secret-reference-resolves", stack, "up")).toEqual(late);
  });

  it("is known at once where it may decrypt with every key, and where there is no key of its own", async () => {
    expect(await said("secret-reference-resolves", reading(secretOf(KEY_ARN), "*"), "preview")).toEqual(["pass"]);
    const aws = reading(secretOf("alias/aws/secretsmanager"), undefined);
    const named = aws.map((one) => (one.name === "shop" ? { ...one, inputs: { name: "shop", ...one.inputs } } : one));
    expect(await said("secret-reference-resolves", named, "preview")).toEqual(["pass"]);
  });
});

it("a key that is read elsewhere may turn out to be AWS's", async () => {
  const own = (kmsKeyId: unknown) => [elsewhere, key, secretOf(kmsKeyId)];
  const rule = "secret-encrypted-with-own-key";
  expect(await said(rule, own(later("alias/aws/secretsmanager")), "preview")).toEqual(["unproven"]);
  expect(await said(rule, own(ref(key, "arn")), "preview")).toEqual(["pass"]);
});
