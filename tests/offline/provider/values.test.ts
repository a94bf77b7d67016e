import {
  isSealed,
  open,
  openProperties,
  redact,
  seal,
  sealLike,
  UNKNOWN,
  withoutDefaultsMark,
} from "../../../offline/provider/values";

const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";
const SIGNATURE = "4dabf18193072939515e22adb298388d";

test("opening finds the values inside secrets, outputs and references, and keeps unknowns", () => {
  expect(open({ a: seal({ b: [seal("c")] }), d: UNKNOWN })).toEqual({ a: { b: ["c"] }, d: UNKNOWN });
  expect(open({ [SIGNATURE]: OUTPUT, value: "v", secret: true, dependencies: [] })).toBe("v");
  expect(open({ [SIGNATURE]: OUTPUT, dependencies: [] })).toBe(UNKNOWN);
  expect(open({ [SIGNATURE]: REFERENCE, urn: "u", id: "i" })).toBe("i");
  expect(openProperties({ absent: null, present: 1 })).toEqual({ present: 1 });
});

test("sealing puts a secret back where it was, or wider, never nowhere", () => {
  expect(sealLike("new", seal("old"))).toEqual(seal("new"));
  expect(sealLike({ a: "1", b: "2" }, { a: seal("x"), b: "y" })).toEqual({ a: seal("1"), b: "2" });
  expect(sealLike(["1", "2"], ["1", seal("2")])).toEqual(["1", seal("2")]);
  expect(sealLike(["2", "1"], ["1", seal("2")])).toEqual(seal(["2", "1"]));
  expect(sealLike("text", { a: seal("x") })).toEqual(seal("text"));
  expect(sealLike("text", "other")).toBe("text");
  expect(seal(seal("once"))).toEqual(seal("once"));
});

test("an output value is sealed when it says so", () => {
  expect(isSealed({ [SIGNATURE]: OUTPUT, value: "v", secret: true })).toBe(true);
  expect(isSealed({ [SIGNATURE]: OUTPUT, value: "v", secret: false })).toBe(false);
});

test("redaction cuts every secret text out, the longer one first", () => {
  const wire = { a: seal("abc"), b: [seal({ c: "abcdef", d: 42, e: true })], plain: "visible" };
  expect(redact("abcdef abc 42 true visible", wire)).toBe("[secret] [secret] [secret] true visible");
  expect(redact("nothing", { a: seal("") })).toBe("nothing");
});

test("redaction finds a secret inside JSON, in the wire value and in the message", () => {
  const wire = {
    document: seal('{"user":"shop","key":"hunter2","id":"a"}'),
    broken: seal("{no"),
    quoted: seal('a"bc'),
  };
  expect(redact("shop said hunter2, a", wire)).toBe("[secret] said [secret], a");
  expect(redact('{"said":"a\\"bc"}', wire)).toBe('{"said":"[secret]"}');
});

test("the note of defaults is taken off at every level", () => {
  expect(withoutDefaultsMark({ __defaults: ["a"], a: [{ __defaults: [], b: 1 }] })).toEqual({ a: [{ b: 1 }] });
});
