import * as aws from "@pulumi/aws";
import { secretEncryptedWithOwnKey } from "../../../policies/rules/secrets/secret-encrypted-with-own-key";
import { blueprint, component, ref, resource } from "../../../policies/testing";
import { declaration, ruleTester } from "../fixtures";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d";
const key = resource(aws.kms.Key, "secrets", {}, { outputs: { arn: KEY } });
const secret = (args: aws.secretsmanager.SecretArgs) => resource(aws.secretsmanager.Secret, "signing-key", args);
const parameter = (args: Partial<aws.ssm.ParameterArgs>) =>
  resource(aws.ssm.Parameter, "signing-key", { type: "SecureString", ...args });
const subject = "secret/signing-key";

/** The shape of the product's own program. */
const root = blueprint(
  declaration({ secrets: { "signing-key": { purpose: "signing", origin: { kind: "managed" } } } }),
);
const secrets = component("secrets", { parent: root });
const own = (args: aws.secretsmanager.SecretArgs) =>
  resource(aws.secretsmanager.Secret, "signing-key", args, { parent: secrets });

ruleTester.run(secretEncryptedWithOwnKey, {
  valid: [
    {
      name: "a key of the program's, before it is made",
      stack: [key, secret({ kmsKeyId: ref(key, "arn") })],
      passes: { [subject]: "verified" },
    },
    { name: "a key by its alias", stack: [secret({ kmsKeyId: "alias/shop" })], passes: { [subject]: "verified" } },
    {
      name: "a parameter with a key of its own",
      stack: [parameter({ keyId: KEY })],
      passes: { [subject]: "verified" },
    },
    { name: "a parameter that is no secret", stack: [parameter({ type: "String" })], passes: {} },
    {
      name: "the product's own program",
      stack: [root, secrets, key, own({ kmsKeyId: ref(key, "arn") })],
      passes: { [subject]: "verified" },
    },
  ],
  invalid: [
    { name: "AWS's own key, by default", stack: [secret({})], subject, messageId: "shared", stage: "resource" },
    {
      name: "AWS's own key, by its name",
      stack: [secret({ kmsKeyId: "alias/aws/secretsmanager" })],
      subject,
      messageId: "shared",
    },
    {
      name: "AWS's own key, by its ARN",
      stack: [secret({ kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:alias/aws/secretsmanager" })],
      subject,
      messageId: "shared",
    },
    { name: "a parameter", stack: [parameter({})], subject, messageId: "shared" },
    {
      name: "a parameter with AWS's own key",
      stack: [parameter({ keyId: "alias/aws/ssm" })],
      subject,
      messageId: "shared",
    },
    {
      name: "the product's own program without its key",
      stack: [root, secrets, own({})],
      subject,
      messageId: "shared",
    },
  ],
  unproven: [
    {
      name: "a key whose name is withheld",
      stack: [secret({ kmsKeyId: "[secret]" })],
      subject,
      path: "kmsKeyId",
    },
  ],
});
