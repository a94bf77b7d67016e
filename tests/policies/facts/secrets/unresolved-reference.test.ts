import * as pulumi from "@pulumi/pulumi";
import { unresolvedReference } from "../../../../policies/facts";

const text = (value: unknown): string => String(value);
const OUTPUT = text(pulumi.output("shop"));

it.each([
  [`${OUTPUT}:latest`, "output"],
  ["[object Object]", "object"],
  ["undefined", "missing"],
  ["ghcr.io/acme/shop:undefined", "missing"],
  ["111122223333.dkr.ecr.undefined.amazonaws.com/shop:1", "missing"],
  ["undefined.dkr.ecr.eu-west-1.amazonaws.com/shop:1", "missing"],
  ["ghcr.io/acme/null/shop:1", "missing"],
  ["ghcr.io/acme/shop:None", "missing"],
  ["shop:${TAG}", "template"],
  ["shop:$TAG", "template"],
  ["shop:$(git rev-parse HEAD)", "template"],
  ["shop:%TAG%", "template"],
  ["shop:{{ tag }}", "template"],
  ["/<stage>/shop/key", "template"],
  ["arn:aws:secretsmanager:eu-west-1:undefined:secret:shop", "missing"],
  ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:none-AbCdEf:key::", undefined],
  ["nullplatform/undefined-shop:nan-1", undefined],
  ["TODO", undefined],
  ["", undefined],
])("of %s: %s", (reference, reason) => {
  expect(unresolvedReference(reference)?.reason).toBe(reason);
});
