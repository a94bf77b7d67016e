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

const another = resource(aws.secretsmanager.Secret, "another", { kmsKeyId: KEY });

ruleTester.run(secretEncryptedWithOwnKey, {
  valid: [
    {
      name: "a key of the program's, before it is made",
      stack: [key, secret({ kmsKeyId: ref(key, "arn") })],
      passes: { [subject]: "verified" },
    },
    // By a name or an id alone nobody knows whose it is.
    { name: "a key by its alias", stack: [secret({ kmsKeyId: "alias/shop" })], passes: { [subject]: "declared" } },
    { name: "a key that was made elsewhere", stack: [secret({ kmsKeyId: KEY })], passes: { [subject]: "declared" } },
    {
      name: "a parameter with a key of its own",
      stack: [parameter({ keyId: KEY })],
      passes: { [subject]: "declared" },
    },
    {
      name: "a parameter that is no secret",
      stack: [another, parameter({ type: "String" })],
      passes: { "secret/another": "declared" },
    },
    { name: "a program that uses no key of its own", stack: [secret({}), parameter({})], passes: {} },
    {
      name: "the product's own program",
      stack: [root, secrets, key, own({ kmsKeyId: ref(key, "arn") })],
      passes: { [subject]: "verified" },
    },
  ],
  invalid: [
    {
      name: "AWS's own key, by default",
      stack: [another, secret({})],
      subject,
      messageId: "unlike",
      stage: "resource",
    },
    { name: "before the one that has a key", stack: [secret({}), another], subject, messageId: "unlike" },
    {
      name: "AWS's own key, by its name",
      stack: [another, secret({ kmsKeyId: "alias/aws/secretsmanager" })],
      subject,
      messageId: "unlike",
    },
    {
      name: "AWS's own key, by its ARN",
      stack: [another, secret({ kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:alias/aws/secretsmanager" })],
      subject,
      messageId: "unlike",
    },
    { name: "a parameter", stack: [another, parameter({})], subject, messageId: "unlike" },
    {
      name: "a parameter with AWS's own key",
      stack: [another, parameter({ keyId: "alias/aws/ssm" })],
      subject,
      messageId: "unlike",
    },
    {
      name: "the product's own program without its key",
      stack: [root, secrets, own({})],
      subject,
      messageId: "shared",
    },
  ],
  unproven: [
    { name: "a key whose name is withheld", stack: [secret({ kmsKeyId: "[secret]" })], subject, path: "kmsKeyId" },
  ],
});
