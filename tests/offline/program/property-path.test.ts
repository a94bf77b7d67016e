import { parsePath, UNREACHABLE, withValue } from "../../../offline/program/property-path";
import type { PropertyChange } from "../../../offline/program/property-change";
import { WireChanges } from "../../../offline/program/wire-changes";
import { type Properties, SIGNATURE, UNKNOWN } from "../../../offline/provider/values";

const set = (whole: unknown, path: string, value: unknown) => withValue(whole, parsePath(path), value);

describe("a value with one place inside it changed", () => {
  it.each([
    ["a member", { a: 1, b: 2 }, "a", 3, { a: 3, b: 2 }],
    ["a member of a member that was not there", {}, "a.b", true, { a: { b: true } }],
    ["an item by its place", { list: [1, 2] }, "list[1]", 3, { list: [1, 3] }],
    ["an item by its name", { rules: [{ name: "x", on: 1 }] }, "rules[x].on", 2, { rules: [{ name: "x", on: 2 }] }],
    ["an item that was not there", { rules: [] }, "rules[x].on", 2, { rules: [{ name: "x", on: 2 }] }],
    ["an item taken away", { rules: [{ name: "x" }, { name: "y" }] }, "rules[x]", null, { rules: [{ name: "y" }] }],
    ["a member taken away", { a: 1, b: 2 }, "a", null, { b: 2 }],
    ["nothing, where what is to go is not there", { rules: [] }, "rules[x]", null, { rules: [] }],
    [
      "JSON inside a text",
      { text: '[{"name":"web","environment":[{"name":"A","value":"1"}]}]' },
      "text[0].environment[A].value",
      "2",
      { text: '[{"name":"web","environment":[{"name":"A","value":"2"}]}]' },
    ],
    ["a name with a dot", { p: [] }, "p[rds.force_ssl].value", "1", { p: [{ name: "rds.force_ssl", value: "1" }] }],
  ])("changes %s", (_, whole, path, value, changed) => {
    const before = structuredClone(whole);
    expect(set(whole, path, value)).toEqual(changed);
    expect(whole).toEqual(before);
  });

  it.each([
    ["an item beyond the list", { list: [1] }, "list[3]"],
    ["a member of a list", { list: [1] }, "list.a"],
    ["a member of a number", { a: 1 }, "a.b"],
    ["a text that is no JSON", { a: "plain" }, "a.b"],
    ["a text that is JSON of one value", { a: "12" }, "a.b"],
  ])("cannot reach %s", (_, whole, path) => {
    expect(set(whole, path, 0)).toBe(UNREACHABLE);
  });

  it.each(["", "a..b", "[", "a[]", "a b", "[0]a"])("refuses %j, which is no path", (path) => {
    expect(() => parsePath(path)).toThrow(RangeError);
  });
});

describe("properties as they travel", () => {
  const rewritten = (changes: readonly PropertyChange[], given: Properties) =>
    new WireChanges(changes).rewritten("t", "n", () => given);
  const change = (path: string, value: unknown) => [{ type: "t", name: "n", path, value }];
  const envelope = (value: string) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });

  it("are changed inside what is marked as a secret, and the mark stays", () => {
    const given = { text: envelope('{"a":1}') };
    expect(rewritten(change("text.a", 2), given)).toEqual({ text: envelope('{"a":2}') });
  });

  it("stay as they are where the way leads through what is not known", () => {
    const given = { text: UNKNOWN };
    expect(rewritten(change("text.a", 2), given)).toEqual(given);
    expect(rewritten(change("text", "x"), given)).toEqual({ text: "x" });
  });

  it("are those of the resource that is meant", () => {
    const changes = new WireChanges(change("a", 2));
    expect(changes.rewritten("t", "other", () => ({ a: 1 }))).toBeUndefined();
    expect(changes.rewritten("other", "n", () => ({ a: 1 }))).toBeUndefined();
  });
});
