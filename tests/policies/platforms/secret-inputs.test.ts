import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rules } from "../../../policies/rules";
import { run, type TestResource } from "../../../policies/testing";

/** What the provider itself keeps secret of what it is given, from its own code: a password that nobody reads here is found by this. */
interface SecretInput {
  readonly type: string;
  readonly property: string;
}

const aws = dirname(require.resolve("@pulumi/aws/package.json"));

function secretInputs(): readonly SecretInput[] {
  const files = readdirSync(aws, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith(".js"),
  );
  return files.flatMap(({ parentPath, name }) => {
    const text = readFileSync(join(parentPath, name), "utf8");
    const type = /__pulumiType = '(aws:[^']+)'/.exec(text)?.[1];
    const found = [...text.matchAll(/pulumi\.secret\(args\??\.(\w+)\)/g)].flatMap(([, property = ""]) => property);
    return type === undefined ? [] : [...new Set(found)].map((property) => ({ type, property }));
  });
}

/** Kept secret by the provider, and no password that anybody could leave at what everybody knows. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/privateKey(?:Wo)?$|PrivateKey$|hostKey|tokenKey$/, "half of a pair of keys"],
  [/[cC]ertificate(?:Pem|Wallet|Chain)?$| caPem$|tokenSigningPublicKeys$/, "public, or a wallet of bytes"],
  [/keyMaterialBase64$|ustomerKey$/, "32 random bytes"],
  [/ciphertext/, "a text of any kind, to be encrypted"],
  [/(?:bundle|team|tokenKey|client|kmsKey)Id$|adminUsername$|platformPrincipal$/, "who, not with what"],
  [/s3\/bucket\S+ token$/, "what AWS's support gives out, once"],
  [/LoginBanner$|notes$|kmsEncryptionContext$|cloudcontrol\S+ schema$/, "to be read by people, or public"],
];

function given({ type, property }: SecretInput): TestResource {
  return {
    ...{ urn: `urn:pulumi:prod::product::${type}::own`, type, name: "own", parent: undefined },
    ...{ inputs: { [property]: valueOf(property) }, outputs: {}, protect: false },
  };
}

/** What everybody knows, in the form that the property takes. */
function valueOf(property: string): unknown {
  if (/^passwords(?:Wo)?$/.test(property)) return ["changeme"];
  if (/Properties$|Options$|Variables$/.test(property)) return { SECRET_KEY: "changeme" };
  return property === "content" ? "DB_PASSWORD=changeme" : "changeme";
}

const inputs = secretInputs();

it("finds them", () => {
  expect(inputs).toContainEqual({ type: "aws:rds/instance:Instance", property: "password" });
  expect(inputs.length).toBeGreaterThan(80);
});

it.each(inputs.map((input): [string, SecretInput] => [`${input.type} ${input.property}`, input]))(
  "%s is read",
  async (name, input) => {
    const { verdicts } = await run(rules, [given(input)], { phase: "preview" });
    const failed = verdicts.filter(
      ({ rule, verdict }) =>
        verdict === "fail" && ["secret-not-defaulted", "secret-not-in-plain-environment"].includes(rule),
    );
    const isOther = OTHERS.some(([form]) => form.test(name));
    expect(failed.length > 0).toBe(!isOther);
  },
);
