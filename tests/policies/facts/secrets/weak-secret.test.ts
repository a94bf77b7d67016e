import { createHash } from "node:crypto";
import fc from "fast-check";
import {
  entropyBits,
  isFernetKey,
  SECRET_REQUIREMENTS,
  weakSecret,
  type WeakSecretReason,
} from "../../../../policies/facts";
import type { SecretPurpose } from "../../../../policies/model";
import { PUBLISHED_PHRASES } from "./published-phrases";

/** The same each time, so that a failure is about what changed and not about luck; a number in `GUARDRAILS_SEED` draws others. */
let drawn = 0;
const randomBytes = (count: number): Buffer =>
  createHash("shake256", { outputLength: count })
    .update(`${process.env["GUARDRAILS_SEED"] ?? "1"} ${(drawn += 1)}`)
    .digest();

const PURPOSES = Object.keys(SECRET_REQUIREMENTS) as SecretPurpose[];

function reasonOf(value: string, purpose?: SecretPurpose, name?: string): WeakSecretReason["reason"] | undefined {
  return weakSecret(value, { ...(purpose && { purpose }), ...(name !== undefined && { name }) })?.reason;
}

it.each(PUBLISHED_PHRASES)("refuses the published %j for every purpose", (phrase) => {
  for (const purpose of [undefined, ...PURPOSES]) expect(reasonOf(phrase, purpose)).toBe("published");
});

it.each<[string, WeakSecretReason["reason"]]>([
  ["", "empty"],
  ["  \n", "empty"],
  ["changeme", "published"],
  ["changeme-2026", "published"],
  ["Super_Secret_Key!", "published"],
  ["your-super-secret-jwt-token-with-at-least-32-characters-long-MVP-TEST-ONLY", "published"],
  ["staging-wger-docker-supersecret-key-1234567890!@#$%^&*(-_)", "published"],
  ["hard to guess string/9fK2mQ7xR4vT8zL1bN6cW3yH5jD0pG2s", "published"],
  ["acme-corp-please-change-it-before-launch-0001", "placeholder"],
  ["REPLACE_THIS_WITH_A_REAL_KEY_OF_32_BYTES", "placeholder"],
  ["<insert the signing key of production>", "placeholder"],
  ["!!!SET THE SIGNING KEY OF PRODUCTION!!!", "placeholder"],
  ["*** fill in before the first deployment ***", "placeholder"],
  ["${SIGNING_KEY_OF_THE_PRODUCTION_STACK}", "placeholder"],
  ["${SIGNING_KEY:-9fK2mQ7xR4vT8zL1bN6cW3yH5jD0pG2s}", "placeholder"],
  ["$SIGNING_KEY_OF_THE_PRODUCTION_STACK", "placeholder"],
  ["{{ .Values.signingKey.of.the.production.stack }}", "placeholder"],
  ["django-insecure-9fk2mq7xr4vt8zl1bn6cw3yh5jd0pg2s", "placeholder"],
  ["dev-signing-9fK2mQ7xR4vT8zL1bN6cW3yH5jD0pG2s", "placeholder"],
  ["9fK2mQ7xR4vT8zL1bN6cW3yH5jD0pG2s-not-for-production", "placeholder"],
  ["9fK2mQ7xR4vT8zL1bN6cW3y", "too-short"],
  ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "sequence"],
  ["0123456789abcdefghijklmnopqrstuvwxyzABCDEF", "sequence"],
  ["abc123abc123abc123abc123abc123abc123abc123", "sequence"],
  ["acme-production-jwt-signing-value-2026", "placeholder"],
])("refuses %j as a signing key: %s", (value, reason) => {
  expect(reasonOf(value, "signing")).toBe(reason);
});

it.each([
  '{"iss":"supabase-demo","role":"service_role","exp":1799535600}',
  '{\n    "role": "service_role",\n    "iss": "supabase-demo"\n}',
  '{ "sub": "1234567890", "name": "John Doe", "iat": 1516239022 }',
])("refuses a token of a quick start: %s", (payload) => {
  const token = `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.${Buffer.from(payload).toString("base64url")}.c2lnbmF0dXJl`;
  expect(reasonOf(token)).toBe("published");
});

it.each<[string, string, string]>([
  ["JWT_SECRET_TOKEN", "jwt-secret-token", "equals-its-name"],
  ["ACME_PORTAL_VALUE", "portal_value", "equals-its-name"],
  ["SECRET_KEY", "${SECRET_KEY}", "equals-its-name"],
])("refuses for %s its own name %s", (name, value, reason) => {
  expect(reasonOf(value, "signing", name)).toBe(reason);
});

it.each<[SecretPurpose, number]>([
  ["signing", 32],
  ["encryption", 32],
  ["database-password", 16],
  ["cache-password", 16],
  ["admin-password", 12],
  ["connection", 16],
  ["external", 8],
])("wants for %s at least %d characters", (purpose, length) => {
  const random = "9fK2mQ7xR4vT8zL1bN6cW3yH5jD0pG2s";
  expect(reasonOf(random.slice(0, length), purpose)).toBeUndefined();
  expect(reasonOf(random.slice(0, length - 1), purpose)).toBe("too-short");
});

it("counts bytes, not characters", () => {
  expect(reasonOf("ßéüñåøčžłđšťľŕńďŷŵẑǩơ", "signing")).toBeUndefined(); // 21 characters, 42 bytes
});

describe("Fernet keys", () => {
  it.each([
    [randomBytes(32).toString("base64"), true],
    [`${randomBytes(32).toString("base64url")}=`, true],
    [randomBytes(32).toString("base64url"), false], // not padded: Python's decoder refuses it
    [randomBytes(31).toString("base64"), false],
    [randomBytes(33).toString("base64"), false],
    [randomBytes(32).toString("hex"), false],
    ["", false],
  ])("%#: %s is one: %p", (value, expected) => {
    expect(isFernetKey(value)).toBe(expected);
  });

  it("are wanted where the name says so", () => {
    const hex = randomBytes(32).toString("hex");
    expect(reasonOf(hex, "encryption", "FERNET_KEY")).toBe("too-short");
    expect(reasonOf(hex, "encryption", "ENCRYPTION_KEY")).toBeUndefined();
    expect(reasonOf(randomBytes(32).toString("base64"), "encryption", "FERNET_KEY")).toBeUndefined();
  });
});

describe("composed values", () => {
  it.each<[string, WeakSecretReason["reason"] | undefined]>([
    ["postgresql://app:changeme@db.example.com/app", "published"],
    ["rediss://:redis@cache.example.com:6379/0", "published"],
    ["postgresql://app:9fK2mQ7xR4vT8zL1@db.example.com/password", undefined],
    ["rediss://{user}:{password}@{host}:6379/1", undefined], // judged where the password comes from
    ["host=db user=app password=changeme", "published"],
  ])("judges the password in %s", (url, reason) => {
    expect(reasonOf(url, "connection")).toBe(reason);
  });

  it("judges the members of a JSON object that have a secret's name", () => {
    expect(weakSecret('{"username":"postgres","password":"changeme"}', { purpose: "database-password" })).toEqual({
      reason: "published",
      detail: 'has a member "password" that is a published default',
      severity: "known",
    });
    expect(reasonOf('{"username":"postgres","password":"9fK2mQ7xR4vT8zL1"}', "database-password")).toBeUndefined();
    expect(reasonOf('{"password":""}', "database-password")).toBe("empty");
    expect(reasonOf("{not json, and far too weak", "signing")).toBe("too-short");
  });
});

describe("random values", () => {
  const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const PRINTABLE = `${ALPHANUMERIC}!@#$%&*()-_=+[]{}<>:?`; // RandomPassword's alphabet
  const draw = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[randomBytes(4).readUInt32BE() % alphabet.length]).join("");

  const generators: readonly (readonly [string, () => string])[] = [
    ["hexadecimal, 32", () => randomBytes(16).toString("hex")],
    ["hexadecimal, 64", () => randomBytes(32).toString("hex")],
    ["base64, 44", () => randomBytes(32).toString("base64")],
    ["base64url, 43", () => randomBytes(32).toString("base64url")],
    ["alphanumeric, 32", () => draw(ALPHANUMERIC, 32)],
    ["RandomPassword, 32", () => draw(PRINTABLE, 32)],
    ["RandomPassword, 64", () => draw(PRINTABLE, 64)],
  ];

  it.each(generators)("are never refused: %s", (_, generate) => {
    const purposes = ["signing", "encryption", "database-password"] as const;
    const refused = Array.from({ length: Math.ceil(10_000 / generators.length) }, generate).filter((value, run) =>
      weakSecret(value, { purpose: purposes[run % purposes.length] ?? "signing", name: "SECRET_KEY" }),
    );
    expect(refused).toEqual([]);
  });

  it.each([
    "Ln5Pzk8gl-VwEuPW-=<-mJoynb}Y<]$r",
    "pw=<-mJoynb}Y<]$rLn5Pzk8gl-VwEu4",
    "Key_9-qpwd=<mJoynb}Y<]$rLn5Pzk8g",
    "88pAoMrdlFYt7jIF6>sxxa@$-@#8M*e@KAz]}G=aP-@cl)38e%!pwd=C3tn(}[cv",
    "88pAoMrdlFYt7jIF6>sxxa@$-@#8M*e@KAz]}G{passwd=P-@cl)38e%!3tn(}[c",
  ])("are no settings where a sign in them looks like one: %s", (value) => {
    expect(weakSecret(value, { purpose: "signing", name: "SECRET_KEY" })).toBeUndefined();
    expect(weakSecret(value, { purpose: "database-password" })).toBeUndefined();
  });

  it.each([
    "SECRET_KEY=q7Zx9-PW",
    "secret.key=q7Zx9-PW",
    "secretKey=q7Zx9-PW",
    "host=db;pwd=q7Zx9-PW",
    "--db-password=q7Zx9-PW",
  ])("are judged in settings that somebody wrote: %s", (value) => {
    expect(reasonOf(value, "database-password")).toBe("too-short");
  });

  it("are never refused as shorter passwords", () => {
    for (let run = 0; run < 2_000; run += 1) {
      expect(weakSecret(draw(ALPHANUMERIC, 16), { purpose: "cache-password" })).toBeUndefined();
      expect(weakSecret(draw(ALPHANUMERIC, 12), { purpose: "admin-password" })).toBeUndefined();
    }
  });

  it("are not saved by their prefix: a published phrase with a year is refused however it is written", () => {
    const phrase = fc.constantFrom("changeme", "supersecretkey", "keyboardcat", "strongpassword", "yoursecretkey");
    const separator = fc.constantFrom("", "-", "_", ".", " ");
    const spelling = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => text.toUpperCase(),
      (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`,
    );
    fc.assert(
      fc.property(
        phrase,
        separator,
        spelling,
        fc.integer({ min: 1990, max: 2099 }),
        fc.constantFrom("", "!"),
        (text, sep, spell, year, end) => {
          const value = `${spell(text)}${sep}${year}${end}`;
          for (const purpose of PURPOSES) expect(weakSecret(value, { purpose })?.reason).toBe("published");
        },
      ),
    );
  });
});

it("never repeats the value, never throws", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9]{9,60}$/), fc.constantFrom(...PURPOSES), (value, purpose) => {
      expect(weakSecret(value, { purpose, name: "X" })?.detail ?? "").not.toContain(value);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.option(fc.string(), { nil: undefined }), (value, name) => {
      expect(() => weakSecret(value, name === undefined ? {} : { name })).not.toThrow();
    }),
  );
});

it.each([
  ["", 0],
  ["aaaaaaaa", 3],
  ["abcdefgh", 3],
  ["abab", 4],
  ["correct horse battery staple", 51],
  ["00ff", 4],
])("gives %j at most %d bits", (value, bits) => {
  expect(Math.floor(entropyBits(value))).toBe(bits);
});

it.each(["password=", "SECRET_KEY=", '{"a":', "[", "- a: b\n", "eyJ", "%41"])(
  "takes a text of nothing but %s without giving up",
  (part) => {
    const value = part.repeat(65_536 / part.length);
    expect(() => weakSecret(value, { name: "SECRET_KEY", purpose: "signing" })).not.toThrow();
  },
);

it("reads texts of settings that lie in one another", () => {
  for (const text of [
    "DB_PASSWORD=changeme\nA=1",
    "postgresql://app:postgres@db/app",
    '{"a":{"password":"changeme"}}',
  ]) {
    expect(weakSecret(JSON.stringify({ config: text }), {})?.reason).toBe("published");
    expect(weakSecret(JSON.stringify({ secrets: text }), {})?.reason).toBe("published");
  }
  const sound = { url: "postgresql://postgres:m8Qe2ZtV5xKp9RbW@db/postgres", env: "LOG_LEVEL=debug\nUSER=postgres" };
  expect(weakSecret(JSON.stringify(sound), {})).toBeUndefined();
});

it.each([
  ["SECRET_KEY_FALLBACKS", undefined],
  ["DJANGO_SECRET_KEY_FALLBACKS", undefined],
  ["JWT_SIGNING_KEY_PREVIOUS", undefined],
  ["OLD_ENCRYPTION_KEY", undefined],
  ["SECRET_KEY", "empty"],
  ["SECRET_KEY_BASE", "empty"],
])("an empty %s: %s, as a former key may be missing", (name, reason) => {
  expect(reasonOf("", undefined, name)).toBe(reason);
});
