import { judge, known, nameOf, pass, typeOf, urnOfAdded, type Stack, type Way } from "../../model";
import { usesOwnKeys } from "../../wiring/own-keys";
import type { KeptSecret } from "../../subjects";
import { added } from "../../wiring/added";
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
  check: (secret, { stack, fail }) => {
    const { ownKey, declared } = secret;
    const ways = () => withKey(stack, secret);
    return judge(
      ownKey,
      (own) => (own ? pass : fail(declared ? "shared" : "unlike", {}, ...ways())),
      () => fail(declared ? "shared" : "unlike", {}, ...ways()),
    );
  },
});

const KEY = "aws:kms/key:Key";

/** The key that another of its kind has, or one that is made for it. */
function withKey(stack: Stack, { key, location }: KeptSecret): readonly Way[] {
  const other = stack
    .aside(() => stack.all("kept-secret"))
    .find((one) => one.key !== key && isOfType(one, location.urn) && one.ownKey.state === "known" && one.ownKey.value);
  const property = /KeyId$/i.test(location.path) ? location.path : "kmsKeyId";
  const like: readonly Way[] =
    other === undefined ? [] : [[{ property, of: location.urn, from: { urn: other.location.urn, path: property } }]];
  const own = urnOfAdded(KEY, `${nameOf(location.urn)}-key`, location.urn);
  const made = added(own, { description: "Secrets of the product", enableKeyRotation: true });
  return [...like, [[...made, { property, of: location.urn, from: { urn: own, path: "arn" } }]]];
}

function isOfType({ location }: KeptSecret, urn: string): boolean {
  return typeOf(location.urn) === typeOf(urn);
}
