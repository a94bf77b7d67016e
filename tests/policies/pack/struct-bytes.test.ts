import fc from "fast-check";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { plainStruct } from "../../../policies/pack/struct-bytes";
import { NotRead } from "../../../policies/pack/wire-reader";

type Properties = Record<string, JavaScriptValue>;

/** With its entries in the order they have here: protobuf's own writer for JavaScript sorts them, the engine's does not. */
function bytesOf(properties: Properties): Buffer {
  const entries = Object.entries(properties).map(([key, value]) => Struct.fromJavaScript({ [key]: value }));
  return Buffer.concat(entries.map((entry) => entry.serializeBinary()));
}

/** What protobuf's own reader makes of it; undefined: it refuses it. */
function asProtobufReads(bytes: Buffer): unknown {
  try {
    return Struct.deserializeBinary(new Uint8Array(bytes)).toJavaScript();
  } catch {
    return undefined;
  }
}

/** What is read here; undefined: it is left to protobuf's own reader. */
function asReadHere(bytes: Buffer): unknown {
  try {
    return plainStruct(bytes);
  } catch (error) {
    if (error instanceof NotRead) return undefined;
    throw error;
  }
}

/** With the order of its keys, which nothing that compares objects looks at. */
const written = (value: unknown) => JSON.stringify(value);

const name = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("constructor", "hasOwnProperty", "9", "10", ""));
const { properties } = fc.letrec<{ value: JavaScriptValue; properties: Properties }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string({ unit: "grapheme" }),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 5 }),
    tie("properties"),
  ),
  properties: fc.dictionary(name, tie("value"), { maxKeys: 6 }),
}));

describe("properties read from their bytes", () => {
  it("are what protobuf's own reader makes of them, in its order", () => {
    fc.assert(
      fc.property(properties, (drawn) => {
        const bytes = bytesOf(drawn);
        expect(asReadHere(bytes)).toEqual(asProtobufReads(bytes));
        expect(written(asReadHere(bytes))).toBe(written(asProtobufReads(bytes)));
      }),
    );
  });

  it("are never others than protobuf's own reader makes of them, where the bytes are broken", () => {
    const broken = fc
      .tuple(properties, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 3 }), fc.nat())
      .map(([drawn, changes, cut]) => {
        const bytes = bytesOf(drawn);
        for (const [at, byte] of changes) bytes[at % Math.max(1, bytes.length)] = byte;
        return bytes.subarray(0, bytes.length - (cut % 3));
      });
    fc.assert(
      fc.property(broken, (bytes) => {
        const here = asReadHere(bytes);
        expect(here).toEqual(here === undefined ? undefined : asProtobufReads(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<[string, Properties]>([
    [
      "a name that is the prototype of every object",
      JSON.parse('{"__proto__": {"a": 1}, "b": {"__proto__": 2}}') as Properties,
    ],
    ["names in another order than they came in", { b: 1, a: 2, Z: 3, "\u00e4": 4, "\u{1f600}": 5, "\uffff": 6 }],
    ["what a number can be", { nan: NaN, infinite: -Infinity, zero: -0, large: 2 ** 60, small: 5e-324 }],
    ["nothing", {}],
    ["empty values", { text: "", list: [], struct: {}, no: false, zero: 0, none: null }],
    ["a long text", { text: "\u00e4\u{1f600}".repeat(100_000) }],
  ])("have %s as protobuf's own reader has it", (_, drawn) => {
    const bytes = bytesOf(drawn);
    expect(asReadHere(bytes)).toEqual(asProtobufReads(bytes));
    expect(written(asReadHere(bytes))).toBe(written(asProtobufReads(bytes)));
  });

  const [ENTRY, NAME, VALUE, TEXT, BOOLEAN] = [0x0a, 0x0a, 0x12, 0x1a, 0x20] as const;
  const sized = (tag: number, content: readonly number[]) => [tag, content.length, ...content];
  const a = sized(NAME, [0x61]);
  const text = sized(VALUE, sized(TEXT, [0x62]));
  it.each<[string, readonly number[]]>([
    ["what is not UTF-8", sized(ENTRY, [...a, ...sized(VALUE, sized(TEXT, [0xff]))])],
    ["a name twice", [...sized(ENTRY, [...a, ...text]), ...sized(ENTRY, [...a, ...text])]],
    ["a value before its name", sized(ENTRY, [...text, ...a])],
    ["a name without a value", sized(ENTRY, a)],
    ["a value of a kind that there is not", sized(ENTRY, [...a, ...sized(VALUE, sized(0x3a, [0x62]))])],
    ["two values in one", sized(ENTRY, [...a, ...sized(VALUE, [...sized(TEXT, [0x62]), BOOLEAN, 1])])],
    ["a length beyond the end", [ENTRY, 0x7f, ...a, ...text]],
    ["another field of the whole", [...sized(ENTRY, [...a, ...text]), 0x10, 1]],
    ["half a number", sized(ENTRY, [...a, ...sized(VALUE, [0x11, 0, 0, 0])])],
  ])("leave %s to protobuf's own reader", (_, bytes) => {
    expect(() => plainStruct(Buffer.from(bytes))).toThrow(NotRead);
  });

  it("are read where they are written as in those that are not", () => {
    expect(plainStruct(Buffer.from(sized(ENTRY, [...a, ...text])))).toEqual({ a: "b" });
  });
});
