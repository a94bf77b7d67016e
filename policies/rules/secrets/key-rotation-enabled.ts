import { judge, pass } from "../../model";
import { rule } from "../rule";

const example = (rotation: string) => `new aws.kms.Key("data", { description: "Storage of the shop", ${rotation} });`;

export const keyRotationEnabled = rule({
  id: "key-rotation-enabled",
  title: "KMS keys are rotated",
  severity: "medium",
  audit: "Top risk 4: third-party credentials stored without encryption",
  why: "KMS makes new material for a key each year and keeps the old to decrypt with: nothing has to be encrypted again, and what one material protects is bounded.",
  fix: "Set enableKeyRotation: true on the aws.kms.Key.",
  about: "kms-key",
  mends: { off: [{ property: "enableKeyRotation", value: true }] },
  examples: { bad: example("enableKeyRotation: false"), good: example("enableKeyRotation: true") },
  whenNot: "A key that only decrypts what is old.",
  related: ["secret-encrypted-with-own-key", "database-encrypted"],
  twins: ["CKV_AWS_7", "AwsSolutions-KMS5", "AWS-0065", "KMS.4"],
  messages: { off: "{label} is never rotated: enableKeyRotation is not on." },
  check: ({ rotates }, { fail }) =>
    judge(
      rotates,
      (on) => (on ? pass : fail("off")),
      () => fail("off"),
    ),
});
