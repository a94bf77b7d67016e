import { createHash } from "node:crypto";
import {
  embedsPublished,
  isPublished,
  isPublishedDigest,
  respellsPublished,
  sha256,
  stems,
} from "../../../../policies/facts/secrets/published";
import { PUBLISHED_HASHES, PUBLISHED_STEMS } from "../../../../policies/facts/secrets/published-data";
import { PUBLISHED_PHRASES } from "./published-phrases";

describe("the published data", () => {
  it("is SHA-256 digests in order, each once, and nothing else", () => {
    expect(PUBLISHED_HASHES.filter((hash) => !/^[0-9a-f]{64}$/.test(hash))).toEqual([]);
    expect(PUBLISHED_HASHES).toEqual([...new Set(PUBLISHED_HASHES)].toSorted());
    expect(PUBLISHED_HASHES).toHaveLength(361);
  });

  it("holds the digest of every phrase, and random keys by digest only", () => {
    expect(PUBLISHED_PHRASES.filter((phrase) => !PUBLISHED_HASHES.includes(sha256(phrase)))).toEqual([]);
    expect(PUBLISHED_HASHES.length - PUBLISHED_PHRASES.length).toBe(51);
  });

  it("derives its stems from the phrases", () => {
    const derived = PUBLISHED_PHRASES.flatMap(stems).filter((stem) => stem.length >= 4);
    expect(PUBLISHED_STEMS).toEqual([...new Set(derived)].toSorted());
  });
});

it("knows the keys with which Stripe's own documentation answers", () => {
  // Assembled here, so that no scanner takes them for leaked ones.
  for (const key of [
    ["sk", "_test_4eC39HqLyjWDarjtT1zdp7dc"],
    ["sk", "_test_BQokikJOvBiI2HlWgH4olfQ2"],
  ].map((parts) => parts.join(""))) {
    expect(isPublished(key)).toBe(true);
    expect(isPublished(key.replace("7dc", "7dd").replace("fQ2", "fQ3"))).toBe(false);
  }
});

describe("the digest of a published phrase", () => {
  const ALGORITHMS = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"];

  it.each(ALGORITHMS)("is known, in hexadecimal and in base64: %s", (algorithm) => {
    for (const phrase of ["", ...PUBLISHED_PHRASES]) {
      const digest = createHash(algorithm).update(phrase).digest();
      expect(isPublishedDigest(digest.toString("hex"))).toBe(true);
      expect(isPublishedDigest(digest.toString("hex").toUpperCase())).toBe(true);
      expect(isPublishedDigest(digest.toString("base64"))).toBe(true);
    }
  });

  it.each(ALGORITHMS)("is not taken for that of another text: %s", (algorithm) => {
    const digest = createHash(algorithm).update("violet harbour seventeen lanterns").digest();
    expect(isPublishedDigest(digest.toString("hex")) || isPublishedDigest(digest.toString("base64"))).toBe(false);
  });
});

describe("a published key that is known by its digest only", () => {
  const key = "zJ4!vQ9p&Lx2#Tm7@Rk5%Wd8*Bn3^Hc6"; // stands for a random key; made for this test
  const hashes = new Set([sha256(key)]);

  it.each([
    ["as it is", key],
    ["with white space around it", ` ${key}\n`],
  ])("is found %s", (_, value) => {
    expect(isPublished(value, hashes)).toBe(true);
  });

  it.each([
    ["a suffix", `${key}-MVP-TEST-ONLY`],
    ["a prefix", `prod:${key}`],
    ["one more character", `${key}1`],
  ])("is found with %s", (_, value) => {
    expect(isPublished(value, hashes)).toBe(false);
    expect(embedsPublished(value, hashes)).toBe(true);
  });

  it("is not seen in a key that differs in its first and last character", () => {
    const other = `a${key.slice(1, -1)}b`;
    expect(isPublished(other, hashes) || embedsPublished(other, hashes)).toBe(false);
  });
});

describe("respellsPublished", () => {
  it.each([
    ...[
      "changeme-2026",
      "Change_Me",
      "CHANGEME!",
      "change.me.1",
      "Super_Secret_Key!",
      "super secret key",
      "SuperSecretKey99",
    ],
    ...[
      "t0ps3cr3t",
      "T0P-S3CR3T!",
      "Ch4ng3Th1sP4ssW0rd",
      "keyboard-cat",
      "mi_secreto_super_seguro_erp",
      "my_precious_2025",
    ],
    ...["Mustbe16characters!", "MustBeEightChars1", "avoid_plaintext_passwords!"],
    ...["dev-only-do-not-use-in-production-ab12cd", "acme-supersecret", "secret2026", "guest!", "P4ssw0rd"],
  ])("recognises %s", (value) => {
    expect(isPublished(value)).toBe(false);
    expect(respellsPublished(value)).toBe(true);
  });

  it.each([
    ["a known word in front of 32 random characters", "superset-9fK2mQ7xR4vT8zL1bN6cW3yH5jD0pG2s"],
    ["a hexadecimal key that spells one", "1deadbeef2cafebabe30495867a1b2c3d4e5f60718293a4b5c6d7e8f90123456"],
    ["sixteen hexadecimal digits that spell one", "a1deadbeef234567"],
    ["a short known word among many digits", "8371920384756102plane938475610293"],
    ["words nobody published", "violet harbour seventeen lanterns"],
  ])("lets %s pass", (_, value) => {
    expect(respellsPublished(value)).toBe(false);
  });
});
