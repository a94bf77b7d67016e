import { describedTypes, resourceTypeOf } from "../../../offline/aws/catalogue";
import { sdkShape } from "../../../offline/aws/sdk-shape";

test.each(describedTypes())("%s speaks of properties the SDK has", (token) => {
  const { inputs, outputs, computed } = sdkShape(token);
  expect(inputs.length).toBeGreaterThan(0);
  const type = resourceTypeOf(token);
  const named = [
    ...type.replaceOn,
    ...Object.keys(type.defaults ?? {}),
    ...(type.autoname ? [type.autoname.property] : []),
    ...(type.unique ? [type.unique.property, ...(type.unique.within ?? [])] : []),
  ];
  const recomputed = Object.entries(type.recomputed ?? {});
  expect([...named, ...recomputed.flatMap(([, from]) => from)].filter((name) => !inputs.includes(name))).toEqual([]);
  expect(
    recomputed.map(([output]) => output).filter((name) => ![...computed, ...outputs.keys()].includes(name)),
  ).toEqual([]);
});

test("a shape tells inputs, required ones, outputs with their types, and secrets apart", () => {
  const shape = sdkShape("aws:secretsmanager/secretVersion:SecretVersion");
  expect(shape.inputs).toContain("secretString");
  expect(shape.required).toEqual(["secretId"]);
  expect(shape.computed).toEqual(["arn", "hasSecretStringWo", "secretArn", "versionId"]);
  expect(shape.secret).toEqual(["secretBinary", "secretString", "secretStringWo"]);
  expect(shape.outputs.get("versionId")).toBe("string");
  expect(shape.outputs.get("secretString")).toBe("string | undefined");
  expect(sdkShape("aws:nothing/there:There").inputs).toEqual([]);
  expect(sdkShape("../../etc/passwd").inputs).toEqual([]);
});

test("names of one thing are one type", () => {
  for (const [one, other] of [
    ["aws:alb/loadBalancer:LoadBalancer", "aws:lb/loadBalancer:LoadBalancer"],
    ["aws:s3/bucketV2:BucketV2", "aws:s3/bucket:Bucket"],
    ["aws:s3/bucketLoggingV2:BucketLoggingV2", "aws:s3/bucketLogging:BucketLogging"],
  ] as const) {
    expect(resourceTypeOf(one)).toBe(resourceTypeOf(other));
  }
});
