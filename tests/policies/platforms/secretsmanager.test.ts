import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import { apply, interpolate, ref, resource, type TestResource } from "../../../policies/testing";
import { said, subjectsOf } from "../subjects";

const read = (resources: readonly TestResource[], phase?: "preview" | "up") =>
  subjectsOf("credential", resources, phase).map(({ value, provenance, binary }) => [
    ...[said(value), said(provenance)],
    ...(binary ? ["binary"] : []),
  ]);
const version = (args: Partial<aws.secretsmanager.SecretVersionArgs>) =>
  resource(aws.secretsmanager.SecretVersion, "key", { secretId: "arn:key", ...args });
const generated = (name: string, length: number) =>
  resource(random.RandomPassword, name, { length }, { outputs: { result: "x".repeat(length) } });

describe("a secret's version", () => {
  it.each<[string, Partial<aws.secretsmanager.SecretVersionArgs>, unknown]>([
    ["as text", { secretString: "a" }, ["a", ["not-created secretString"]]],
    ["written only", { secretStringWo: "a" }, ["a", ["not-created secretStringWo"]]],
    ["as bytes", { secretBinary: "YQ==" }, ["YQ==", ["not-created secretBinary"], "binary"]],
    ["not at all", {}, ["absent", ["not-created secretString"]]],
  ])("is read however it is written: %s", (_, args, found) => {
    expect(read([version(args)])).toEqual([found]);
  });
});

describe("provenance", () => {
  const key = generated("key", 40);

  it("is the generator's while nothing else goes into the value", () => {
    const made = version({ secretString: ref(key, "result") });
    expect(read([key, made])).toEqual([[["not-created secretString"], { kind: "generated", length: 40 }]]);
  });

  it("does not say how long what is made of a generated value is: the value itself is judged once it is known", () => {
    const cut = version({ secretString: apply(ref(key, "result"), (text) => text.slice(0, 4)) });
    const [early] = subjectsOf("credential", [key, cut]);
    expect(early?.provenance).toMatchObject({ state: "known", basis: "declared" });
    expect(read([key, cut], "up")[0]?.[0]).toBe("xxxx");
  });

  it("is not known of a value that two resources go into", () => {
    const other = generated("other", 10);
    const joined = version({ secretString: interpolate`${ref(key, "result")}${ref(other, "result")}` });
    expect(read([key, other, joined])).toEqual([[["not-created secretString"], ["not-created secretString"]]]);
  });

  it.each([
    [resource(random.RandomBytes, "key", { length: 32 }, { outputs: { base64: "x" } }), "base64", 44],
    [resource(random.RandomUuid, "key", {}, { outputs: { result: "x" } }), "result", undefined],
  ])("knows how much text %p makes", (generator, output, length) => {
    const [found] = subjectsOf("credential", [generator, version({ secretString: ref(generator, output) })]);
    const provenance = found?.provenance;
    expect(provenance?.state === "known" ? provenance.value : undefined).toEqual(
      length === undefined ? undefined : { kind: "generated", length },
    );
  });
});

describe("a parameter", () => {
  const parameter = (name: string, type: string, value: string) =>
    resource(aws.ssm.Parameter, "p", { name, type, value });

  it.each([
    ["/shop/signing-key", "SecureString", "a", 1],
    ["/shop/secret-key", "String", "hG7s-kP2q_vR9xWm3ZtB8nYc4LdF6aJe", 1],
    ["/shop/region", "String", "eu-west-1", 0],
    ["/shop/log-level", "String", "info", 0],
  ])("is a credential when it is secure or looks like one: %s as %s", (name, type, value, count) => {
    expect(read([parameter(name, type, value)])).toHaveLength(count);
  });

  it.each(["value", "insecureValue", "valueWo"])("is read wherever its value stands: %s", (property) => {
    const [found] = subjectsOf("credential", [
      resource(aws.ssm.Parameter, "p", { name: "/shop/secret-key", type: "SecureString", [property]: "changeme" }),
    ]);
    expect(found?.value).toMatchObject({ state: "known", value: "changeme" });
  });
});
