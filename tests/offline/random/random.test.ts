import { isSealed, open, type Properties, seal } from "../../../offline/provider/values";
import { type Client, Offline, str } from "../client";

const PASSWORD = "random:index/randomPassword:RandomPassword";
const STRING = "random:index/randomString:RandomString";
const BYTES = "random:index/randomBytes:RandomBytes";
const ID = "random:index/randomId:RandomId";
const INTEGER = "random:index/randomInteger:RandomInteger";
const PET = "random:index/randomPet:RandomPet";
const SHUFFLE = "random:index/randomShuffle:RandomShuffle";
const UUID = "random:index/randomUuid:RandomUuid";

const offline = new Offline();
let random: Client;
beforeAll(async () => {
  random = await offline.client("random");
});
afterAll(() => offline.remove());

async function drawn(type: string, inputs: Properties): Promise<Properties> {
  const { outputs } = await random.create(type, "drawn", inputs);
  return open(outputs) as Properties;
}

describe("RandomPassword and RandomString", () => {
  test("draw from all classes unless told otherwise, a different text each time", async () => {
    const [one, two] = [await drawn(PASSWORD, { length: 200 }), await drawn(PASSWORD, { length: 200 })];
    const text = str(one.result);
    expect(text).toHaveLength(200);
    expect(text).toMatch(/^[A-Za-z0-9!@#$%&*()\-_=+[\]{}<>:?]+$/);
    for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/]) expect(text).toMatch(kind);
    expect(two.result).not.toBe(text);
  });

  test.each<[Properties, RegExp]>([
    [{ special: false }, /^[A-Za-z0-9]{64}$/],
    [{ special: false, upper: false, lower: false }, /^[0-9]{64}$/],
    [{ numeric: false, special: false, upper: false }, /^[a-z]{64}$/],
    [{ number: false, special: false, lower: false }, /^[A-Z]{64}$/],
    [{ upper: false, lower: false, numeric: false, overrideSpecial: "é😀" }, /^(é|😀){64}$/u],
  ])("%j gives %s", async (inputs, form) => {
    expect((await drawn(STRING, { length: 64, ...inputs })).result).toMatch(form);
  });

  test("have each class's minimum", async () => {
    const inputs = { length: 8, minSpecial: 5, minUpper: 2, minNumeric: 1, overrideSpecial: "-" };
    const result = str((await drawn(PASSWORD, inputs)).result).split("");
    expect(result.filter((character) => character === "-").length).toBeGreaterThanOrEqual(5);
    expect(result.filter((character) => /[A-Z]/.test(character)).length).toBeGreaterThanOrEqual(2);
    expect(result.filter((character) => /[0-9]/.test(character)).length).toBeGreaterThanOrEqual(1);
  });

  test("a password is secret, a string is not", async () => {
    const password = await random.create(PASSWORD, "p", { length: 20 });
    const string = await random.create(STRING, "s", { length: 20 });
    expect([isSealed(password.outputs.result), isSealed(string.outputs.result)]).toEqual([true, false]);
    expect(isSealed(password.outputs.bcryptHash)).toBe(true);
    expect(str((open(password.outputs) as Properties).bcryptHash)).toMatch(/^\$2a\$10\$[./A-Za-z0-9]{53}$/);
    expect([password.id, string.id]).toEqual(["none", string.outputs.result]);
  });

  test.each<[Properties, string]>([
    [{}, 'length: Missing required argument: The argument "length" is required, but no definition was found'],
    [{ length: 0 }, "length: Attribute length value must be at least 1, got: 0"],
    [
      { length: 4, minLower: 3, minUpper: 2 },
      "length: Attribute length value must be at least the sum of minLower + minUpper + minNumeric + minSpecial (5), got: 4",
    ],
    [
      { length: 4, lower: false, upper: false, numeric: false, special: false },
      ": At least one of lower, upper, numeric and special must be true",
    ],
  ])("%j is refused", async (inputs, failure) => {
    expect((await random.check(PASSWORD, "p", inputs)).failures).toEqual([failure]);
  });
});

test("RandomBytes gives the same bytes in two forms, both secret", async () => {
  const { outputs } = await random.create(BYTES, "key", { length: 32 });
  expect([isSealed(outputs.base64), isSealed(outputs.hex)]).toEqual([true, true]);
  const plain = open(outputs) as Properties;
  expect(Buffer.from(str(plain.base64), "base64").toString("hex")).toBe(plain.hex);
  expect(str(plain.hex)).toHaveLength(64);
  expect((await random.check(BYTES, "key", { length: 0 })).failures).toEqual([
    "length: Attribute length value must be at least 1, got: 0",
  ]);
});

test("RandomId gives its bytes in every form, with the prefix, and nothing of it is secret", async () => {
  const { id, outputs } = await random.create(ID, "id", { byteLength: 8, prefix: "shop-" });
  const bytes = Buffer.from(id, "base64url");
  expect(bytes).toHaveLength(8);
  expect(outputs).toMatchObject({
    hex: `shop-${bytes.toString("hex")}`,
    b64Std: `shop-${bytes.toString("base64")}`,
    b64Url: `shop-${id}`,
    dec: `shop-${bytes.readBigUInt64BE().toString()}`,
  });
});

test("RandomUuid, also of version 7, is one", async () => {
  expect((await drawn(UUID, {})).result).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  const seventh = str((await drawn("random:index/randomUuid7:RandomUuid7", {})).result);
  expect(seventh).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const time = parseInt(seventh.replaceAll("-", "").slice(0, 12), 16);
  expect(new Date(time).getUTCFullYear()).toBe(new Date().getUTCFullYear());
});

test("RandomInteger stays in its range, and is the same for the same seed", async () => {
  for (let i = 0; i < 20; i++) {
    const result = Number((await drawn(INTEGER, { min: 3, max: 5 })).result);
    expect([3, 4, 5]).toContain(result);
  }
  const seeded = { min: 0, max: 1_000_000, seed: "a" };
  expect((await drawn(INTEGER, seeded)).result).toBe((await drawn(INTEGER, seeded)).result);
  expect((await drawn(INTEGER, { ...seeded, seed: "b" })).result).not.toBe((await drawn(INTEGER, seeded)).result);
  expect((await random.check(INTEGER, "i", { min: 2, max: 1 })).failures[0]).toContain(
    "smaller than or equal to maximum",
  );
});

test("RandomPet has as many words as asked", async () => {
  expect((await random.create(PET, "p", {})).id).toMatch(/^[a-z]+-[a-z]+$/);
  expect((await random.create(PET, "p", { length: 3, separator: "_", prefix: "shop" })).id).toMatch(
    /^shop_[a-z]+_[a-z]+_[a-z]+$/,
  );
});

test("RandomShuffle deals every input once before any again", async () => {
  const inputs = ["a", "b", "c", "d"];
  const all = (await drawn(SHUFFLE, { inputs })).results as string[];
  expect([...all].sort()).toEqual(inputs);
  const more = (await drawn(SHUFFLE, { inputs, resultCount: 6 })).results as string[];
  expect(more).toHaveLength(6);
  expect([...more.slice(0, 4)].sort()).toEqual(inputs);
});

test("another keeper, or any other input, draws again; the same inputs do not", async () => {
  const made = await random.create(PASSWORD, "kept", { length: 20, keepers: { version: "1" } });
  expect((await random.diff(made, { length: 20, keepers: { version: "1" } })).changed).toEqual([]);
  expect((await random.diff(made, { length: 20, keepers: { version: "2" } })).replaces).toEqual(["keepers"]);
  expect((await random.diff(made, { length: 21, keepers: { version: "1" } })).replaces).toEqual(["length"]);
});

test("a secret keeper stays secret, and a read gives the state back", async () => {
  const made = await random.create(PASSWORD, "secret", { length: 20, keepers: { token: seal("quiet") } });
  expect(made.outputs.keepers).toEqual({ token: seal("quiet") });
  const found = await random.read(PASSWORD, "secret", made.id, made);
  expect(found?.outputs).toEqual(made.outputs);
  expect(await random.read(PASSWORD, "secret", "unknown")).toBeUndefined();
});

test("a preview draws nothing", async () => {
  const { outputs } = await random.create(PASSWORD, "planned", { length: 20 }, true);
  expect(outputs).toEqual({ length: 20 });
});

test("a type the provider does not have is named", async () => {
  await expect(random.create("random:index/randomDice:RandomDice", "d", {})).rejects.toThrow(
    "the random provider has no resource type random:index/randomDice:RandomDice",
  );
  await expect(random.invoke("random:index/roll:roll")).rejects.toThrow(
    "the random provider has no function random:index/roll:roll",
  );
});
