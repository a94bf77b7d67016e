import * as aws from "@pulumi/aws";
import { keyRotationEnabled } from "../../../policies/rules/secrets/key-rotation-enabled";
import { ref, resource } from "../../../policies/testing";
import { ruleTester } from "../fixtures";

const key = (args: aws.kms.KeyArgs) => resource(aws.kms.Key, "data", args);
const source = resource(aws.ssm.Parameter, "source", { type: "String" }, { outputs: { value: "true" } });

ruleTester.run(keyRotationEnabled, {
  valid: [
    { name: "a key that is rotated", stack: [key({ enableKeyRotation: true })], passes: { "key/data": "verified" } },
    {
      name: "the product's own: with a period of its own",
      stack: [key({ description: "shop-prod: Secrets Manager", enableKeyRotation: true, rotationPeriodInDays: 180 })],
      passes: { "key/data": "verified" },
    },
    {
      name: "a key to sign with",
      stack: [key({ keyUsage: "SIGN_VERIFY", customerMasterKeySpec: "RSA_2048" })],
      passes: {},
    },
    {
      name: "a key for HMAC",
      stack: [key({ keyUsage: "GENERATE_VERIFY_MAC", customerMasterKeySpec: "HMAC_256" })],
      passes: {},
    },
    { name: "an asymmetric key to encrypt with", stack: [key({ customerMasterKeySpec: "RSA_4096" })], passes: {} },
    { name: "a key in a store of its owner's", stack: [key({ customKeyStoreId: "cks-1" })], passes: {} },
  ],
  invalid: [
    {
      name: "the default",
      stack: [key({ description: "data" })],
      subject: "key/data",
      messageId: "off",
      stage: "resource",
    },
    { name: "switched off", stack: [key({ enableKeyRotation: false })], subject: "key/data", messageId: "off" },
    {
      name: "the product's own key without it",
      stack: [
        key({ description: "shop-prod: data", deletionWindowInDays: 30, customerMasterKeySpec: "SYMMETRIC_DEFAULT" }),
      ],
      subject: "key/data",
      messageId: "off",
    },
  ],
  unproven: [
    {
      name: "a switch that is read elsewhere",
      stack: [source, key({ enableKeyRotation: ref(source, "value") })],
      subject: "key/data",
      path: "enableKeyRotation",
      producer: "source",
    },
  ],
});
