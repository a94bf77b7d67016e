import * as pulumi from "@pulumi/pulumi";
import { ChangedProgram } from "../../../offline/program/changed-program";
import type { PropertyChange } from "../../../offline/program/property-change";
import { change, of } from "./changes";

class Thing extends pulumi.CustomResource {
  declare readonly out: pulumi.Output<string>;

  constructor(name: string, args: Readonly<Record<string, unknown>>, options: pulumi.CustomResourceOptions = {}) {
    super("a:b:C", name, { out: undefined, ...args }, options);
  }
}

/** What each resource was registered with, of a program that registers these in turn. */
async function registered(
  changes: readonly PropertyChange[],
  program: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
) {
  const inputs: Record<string, unknown> = {};
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs: given }) => {
      if (type === "a:b:C") inputs[name] = given;
      return { id: `${name}-id`, state: { ...(given as object), out: `${name}'s` } };
    },
    call: ({ inputs: given }) => given as Record<string, unknown>,
  });
  await pulumi.runtime.runInPulumiStack(() => {
    const changed = new ChangedProgram(changes);
    pulumi.runtime.registerStackTransformation(changed.transformation);
    for (const [name, args] of Object.entries(program)) new Thing(name, args);
    changed.finish();
    return Promise.resolve({});
  });
  await pulumi.runtime.disconnect();
  return inputs;
}

const json = (value: unknown) => pulumi.output(JSON.stringify(value));

it("puts what a resource is, or is made, into one before it and one after it", async () => {
  const changes = [change("one", "x", of("two", "out")), change("three", "x", of("two", "given"))];
  const inputs = await registered(changes, { one: {}, two: { given: 5 }, three: {} });
  expect(inputs).toEqual({ one: { x: "two's" }, two: { given: 5 }, three: { x: 5 } });
});

it("puts an item of one text into another, and takes away what the other has not", async () => {
  const theirs = json([{ list: [{ name: "A", value: "theirs" }] }]);
  const own = json([
    {
      list: [
        { name: "A", value: "own" },
        { name: "B", value: "own" },
      ],
    },
  ]);
  const changes = ["A", "B"].map((name) => change("one", `text[0].list[${name}]`, of("two", `text[0].list[${name}]`)));
  const inputs = await registered(changes, { one: { text: own }, two: { text: theirs } });
  expect(inputs["one"]).toEqual({ text: JSON.stringify([{ list: [{ name: "A", value: "theirs" }] }]) });
});

it("puts one member of a resource into another of the same", async () => {
  const inputs = await registered([change("one", "a.x", of("one", "b.x"))], { one: { a: {}, b: { x: 1 } } });
  expect(inputs["one"]).toEqual({ a: { x: 1 }, b: { x: 1 } });
});

it("adds a resource that is made of another, and has it used", async () => {
  const changes = [
    change("added", "", { add: true }),
    change("added", "x", of("one", "out")),
    change("two", "text[0].y", { ...of("added", "out"), suffix: ":key::" }),
  ];
  const inputs = await registered(changes, { one: {}, two: { text: json([{}]) } });
  expect(inputs).toEqual({ one: {}, two: { text: JSON.stringify([{ y: "added's:key::" }]) }, added: { x: "one's" } });
});

it("does not wait for what the program never registers", async () => {
  expect(await registered([change("one", "x", of("nobody", "out"))], { one: { y: 1 } })).toEqual({ one: { y: 1 } });
});

describe("a change that closes a circle is refused with one sentence, and nothing waits for ever:", () => {
  const refused = (name: string) =>
    `a:b:C ${name} cannot be changed like that: it would be made of something that is made of it`;
  /** The program registers `one`, and others that are made of it. */
  const attempt = async (changes: readonly PropertyChange[], more: (one: Thing) => void) => {
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: { ...(inputs as object), out: `${name}'s` } }),
      call: ({ inputs }) => inputs as Record<string, unknown>,
    });
    let message: string | undefined;
    await pulumi.runtime.runInPulumiStack(() => {
      const changed = new ChangedProgram(changes);
      pulumi.runtime.registerStackTransformation(changed.transformation);
      try {
        more(new Thing("one", {}));
      } catch (error) {
        message = (error as Error).message;
      }
      changed.finish();
      return Promise.resolve({});
    });
    // It has come to its end, with what was waiting.
    await pulumi.runtime.disconnect();
    return message;
  };

  it("of two", async () => {
    const changes = [change("one", "x", of("two", "out"))];
    expect(await attempt(changes, ({ out }) => new Thing("two", { text: pulumi.interpolate`of ${out}` }))).toBe(
      refused("two"),
    );
  });

  it("over a third, inside a list", async () => {
    const changes = [change("one", "x", of("three", "out"))];
    const more = ({ out }: Thing) => new Thing("three", { y: new Thing("two", { list: [{ x: out }] }).out });
    expect(await attempt(changes, more)).toBe(refused("three"));
  });

  it("of what comes after it", async () => {
    const changes = [change("one", "x", of("two", "out"))];
    const more = (one: Thing) => new Thing("two", {}, { dependsOn: [one] });
    expect(await attempt(changes, more)).toBe(refused("two"));
  });

  it("of two changes", async () => {
    const changes = [change("one", "x", of("two", "out")), change("two", "x", of("one", "out"))];
    expect(await attempt(changes, () => new Thing("two", {}))).toBe(refused("two"));
  });
});
