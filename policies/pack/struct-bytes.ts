import { NotRead, tagOf, WIRE_TYPE, WireReader } from "./wire-reader";

/** A value of google.protobuf.Value, as its own `toJavaScript` gives it. */
export type Plain = null | number | string | boolean | readonly Plain[] | PlainStruct;

export interface PlainStruct {
  readonly [name: string]: Plain;
}

/** Fields of google.protobuf.Struct, Value and ListValue (struct.proto). */
const ENTRY = tagOf(1, WIRE_TYPE.lengthDelimited);
const NAME = tagOf(1, WIRE_TYPE.lengthDelimited);
const VALUE = tagOf(2, WIRE_TYPE.lengthDelimited);
const ITEM = tagOf(1, WIRE_TYPE.lengthDelimited);
const NULL = tagOf(1, WIRE_TYPE.varint);
const NUMBER = tagOf(2, WIRE_TYPE.fixed64);
const STRING = tagOf(3, WIRE_TYPE.lengthDelimited);
const BOOLEAN = tagOf(4, WIRE_TYPE.varint);
const STRUCT = tagOf(5, WIRE_TYPE.lengthDelimited);
const LIST = tagOf(6, WIRE_TYPE.lengthDelimited);

/** The one name that no plain object can have: protobuf's own reader drops it, too. */
const PROTOTYPE = "__proto__";

/**
 * A google.protobuf.Struct from its bytes, as its own `toJavaScript` gives it: names in the order of their code units, whatever
 * the order they came in (the engine's is another at every run). That one makes three objects for each value on the way.
 * @throws NotRead
 */
export function plainStruct(bytes: Buffer): PlainStruct {
  return structOf(new WireReader(bytes), bytes.length);
}

function structOf(reader: WireReader, end: number): PlainStruct {
  const names: string[] = [];
  const values = new Map<string, Plain>();
  while (reader.position < end) {
    reader.expect(ENTRY);
    const entryEnd = reader.end(end);
    reader.expect(NAME);
    const name = reader.text(reader.end(entryEnd));
    reader.expect(VALUE);
    const value = valueOf(reader, reader.end(entryEnd));
    if (reader.position !== entryEnd || values.has(name)) throw new NotRead();
    values.set(name, value);
    names.push(name);
  }
  const struct: Record<string, Plain> = {};
  for (const name of names.sort()) if (name !== PROTOTYPE) struct[name] = values.get(name) ?? null;
  return struct;
}

/** One field and nothing after it. */
function valueOf(reader: WireReader, end: number): Plain {
  const value = fieldOf(reader, end);
  if (reader.position !== end) throw new NotRead();
  return value;
}

function fieldOf(reader: WireReader, end: number): Plain {
  switch (reader.varint()) {
    case STRING:
      return reader.text(reader.end(end));
    case STRUCT:
      return structOf(reader, reader.end(end));
    case LIST:
      return listOf(reader, reader.end(end));
    case BOOLEAN:
      return reader.varint() !== 0;
    case NUMBER:
      return reader.double(end);
    case NULL:
      reader.varint();
      return null;
    default:
      throw new NotRead();
  }
}

function listOf(reader: WireReader, end: number): readonly Plain[] {
  const items: Plain[] = [];
  while (reader.position < end) {
    reader.expect(ITEM);
    items.push(valueOf(reader, reader.end(end)));
  }
  return items;
}
