/** What is not written as a reader knows it: those whose format it is have to read it. */
export class NotRead extends Error {}

/** The last three bits of a tag: how its field is written. */
export const WIRE_TYPE = { varint: 0, fixed64: 1, lengthDelimited: 2 } as const;

const TYPE_BITS = 3;
const PAYLOAD_BITS = 7;
const PAYLOAD = 0x7f;
const MORE = 0x80;
/** Four times seven bits shift without a sign, and nothing that is read here is longer than they can say. */
const LONGEST_SHIFT = 3 * PAYLOAD_BITS;

/** What stands in a text for what is not UTF-8. */
const REPLACED = "\uFFFD";

/** Reads a protocol buffers message from front to end (https://protobuf.dev/programming-guides/encoding/). */
export class WireReader {
  position = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** A tag, a length, a small number. @throws NotRead when there is none, or a larger one than 28 bits hold */
  varint(): number {
    const bytes = this.#bytes;
    let value = 0;
    for (let shift = 0; shift <= LONGEST_SHIFT; shift += PAYLOAD_BITS) {
      const byte = bytes[this.position];
      if (byte === undefined) throw new NotRead();
      this.position += 1;
      value |= (byte & PAYLOAD) << shift;
      if (byte < MORE) return value;
    }
    throw new NotRead();
  }

  /** @throws NotRead when something else comes */
  expect(tag: number): void {
    if (this.varint() !== tag) throw new NotRead();
  }

  /** Where what comes next ends, by its length. @throws NotRead when that is behind the limit */
  end(limit: number): number {
    const length = this.varint();
    const end = this.position + length;
    if (end > limit) throw new NotRead();
    return end;
  }

  /** @throws NotRead when it is not UTF-8, of which readers make different things */
  text(end: number): string {
    const text = this.#bytes.toString("utf8", this.position, end);
    if (text.includes(REPLACED)) throw new NotRead();
    this.position = end;
    return text;
  }

  /** @throws NotRead when it is not all there */
  double(limit: number): number {
    if (this.position + Float64Array.BYTES_PER_ELEMENT > limit) throw new NotRead();
    const value = this.#bytes.readDoubleLE(this.position);
    this.position += Float64Array.BYTES_PER_ELEMENT;
    return value;
  }

  /** Passes over a field. @throws NotRead when it is written in a way that is not used any more */
  skip(tag: number, limit: number): void {
    const wireType = tag & ((1 << TYPE_BITS) - 1);
    if (wireType === WIRE_TYPE.lengthDelimited) this.position = this.end(limit);
    else if (wireType === WIRE_TYPE.fixed64) this.position += Float64Array.BYTES_PER_ELEMENT;
    else if (wireType === WIRE_TYPE.varint) this.varint();
    else throw new NotRead();
  }
}

/** The tag of a field. @param wireType one of {@link WIRE_TYPE} */
export function tagOf(field: number, wireType: number): number {
  return (field << TYPE_BITS) | wireType;
}
