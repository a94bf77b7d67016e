import { judge, known, pass } from "../../model";
import { usesOwnKeys } from "../../wiring/own-keys";
import { rule } from "../rule";

const example = (args: string) => `const key = new aws.kms.Key("secrets", { enableKeyRotation: true });
new aws.secretsmanager.Secret("signing-key", { kmsKeyId: key.arn });
new aws.secretsmanager.Secret("encryption-key", ${args});`;

export const secretEncryptedWithOwnKey = rule({
  id: "secret-encrypted-with-own-key",
  title: "Secrets are encrypted with a key of the product's own",
  severity: "medium",
  audit: "Top risk 4: third-party credentials stored without encryption",
  why: "AWS's own key decrypts for everybody of the account who may read secrets. A key of one's own is a second lock: it says who may decrypt, and its use is logged.",
  fix: "Set kmsKeyId (aws.secretsmanager.Secret) or keyId (aws.ssm.Parameter) to an aws.kms.Key of the program's, and let those who read the secret use it (kms:Decrypt).",
  about: "kept-secret",
  examples: { bad: example("{}"), good: example("{ kmsKeyId: key.arn }") },
  whenNot:
    "An account that holds nothing but this product, whose people may read its secrets anyway: a key costs a dollar a month.",
  related: ["key-rotation-enabled", "secret-not-defaulted"],
  twins: ["CKV_AWS_149", "CKV_AWS_337", "AWS-0098"],
  messages: {
    shared: "{label} is encrypted with AWS's own key, which whoever may read secrets of the account may use.",
    unlike:
      "{label} is encrypted with AWS's own key, though others of this program have a key of the product's: whoever may read secrets of the account may use it.",
  },
  advises: { unlike: "always" },
  // Where no blueprint asks for a key and the program uses none, AWS's own is a choice.
  applies: ({ ownKey, declared, location }, stack) => {
    const asked = declared || usesOwnKeys(stack.graph);
    return asked || ownKey.state !== "unknown" ? known(asked, location) : ownKey;
  },
  check: ({ ownKey, declared }, { fail }) =>
    judge(
      ownKey,
      (own) => (own ? pass : fail(declared ? "shared" : "unlike")),
      () => fail(declared ? "shared" : "unlike"),
    ),
});
