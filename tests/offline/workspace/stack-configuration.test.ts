import { parse } from "yaml";
import { InputError } from "../../../offline/workspace/input-error";
import {
  projectFileText,
  rawConfiguration,
  type StackConfiguration,
  stackConfiguration,
  stackFileText,
} from "../../../offline/workspace/stack-configuration";
import type { Override } from "../../../offline/workspace/overrides";
import { shopProject } from "./project";

function configuration(stackFile: string, ...overrides: Override[]): StackConfiguration {
  return stackConfiguration(shopProject(), "prod", stackFile, overrides);
}

function plain(key: string, value: unknown): Override {
  return { key, value, secret: false };
}

function secret(value: string): Override {
  return { key: "shop:token", value, secret: true };
}

describe("a stack's configuration", () => {
  it("is the stack file with the overrides over it, the last one winning", () => {
    const { config } = configuration("config: {shop:size: 1, title: a}", plain("shop:size", 2), plain("shop:size", 5));

    expect(config).toEqual({ "shop:size": 5, "shop:title": "a" });
  });

  it("keeps a secret apart, in the place of whatever the file has for it", () => {
    const result = configuration("config: {shop:token: plain}", secret("CANARY"));

    expect(result.secrets).toEqual(new Map([["shop:token", "CANARY"]]));
    expect(stackFileText(result, null)).not.toMatch(/CANARY|token/);
  });

  it.each([["config: {}"], ["config:\n"], ["# nothing\n"], [""]])("may be empty: %j", (text) => {
    expect(configuration(text).config).toEqual({});
  });

  it.each([
    ["config: [a]\n", "the config section of Pulumi.prod.yaml is not a map"],
    ["config: {a: 1\n", "Pulumi.prod.yaml is not valid YAML"],
    ["environment: [shared]\n", "imports a Pulumi ESC environment"],
    ["config: {token: {secure: x}}\n", "encrypted by Pulumi Cloud (shop:token), which an offline run cannot decrypt"],
    ["secretsprovider: awskms://k\nconfig: {a: {b: {secure: x}}}\n", "encrypted by awskms://k (shop:a)"],
  ])("is refused as %j", (text, message) => {
    expect(() => configuration(text)).toThrow(InputError);
    expect(() => configuration(text)).toThrow(message);
  });

  it("takes values encrypted with a passphrase, and does not need them where they are overridden", () => {
    const file = "encryptionsalt: v1:salt\nconfig: {token: {secure: v1:x}}\n";

    expect(configuration(file)).toMatchObject({ encryptedKeys: ["shop:token"], encryptionSalt: "v1:salt" });
    expect(configuration(file, secret("CANARY")).encryptedKeys).toEqual([]);
  });
});

describe("the configuration as the program gets it", () => {
  it("is text, lists and objects as JSON, defaults filled in, of one namespace", () => {
    const result = configuration(
      "config: {title: x, aws:region: eu-west-1}",
      plain("shop:open", true),
      secret("CANARY"),
    );

    expect(rawConfiguration(result, "shop")).toEqual({
      origins: '["https://a.example"]',
      size: "3",
      title: "x",
      open: "true",
      token: "CANARY",
    });
  });

  it("leaves out what the owner encrypted", () => {
    const result = configuration("encryptionsalt: v1:salt\nconfig: {token: {secure: v1:x}}\n");

    expect(rawConfiguration(result, "shop")).not.toHaveProperty("token");
  });
});

describe("the engine's copies of the project's files", () => {
  it("have no entry point and no runtime options: the program runs in this process", () => {
    expect(parse(projectFileText(configuration("")))).toMatchObject({ name: "shop", runtime: "nodejs" });
    expect(parse(projectFileText(configuration("")))).not.toHaveProperty("main");
  });

  it.each([["yes"], ["2026-01-01"], ["0123"], ["1e3"], ["null"], ["*"], ["a: b"], ["line\nbreak"], [""]])(
    "hold the text %j as text, also for a reader of YAML 1.1",
    (text) => {
      const written = stackFileText(configuration("", plain("shop:title", text)), null);

      expect(parse(written, { version: "1.1" })).toEqual({ config: { "shop:title": text } });
    },
  );

  it("hold numbers, truths and lists in their own type, and the salt", () => {
    const values = { "shop:size": 200, "shop:open": false, "shop:origins": ["*"] };
    const overrides = Object.entries(values).map(([key, value]) => plain(key, value));

    expect(parse(stackFileText(configuration("", ...overrides), "v1:salt"))).toEqual({
      encryptionsalt: "v1:salt",
      config: values,
    });
  });
});
