/** What each type of @pulumi/random draws. */
import { randomBytes, randomUUID } from "node:crypto";
import { type CheckFailure } from "../provider/provider";
import { number, type Properties, text, texts, type Value } from "../provider/values";
import { characterClasses, randomText } from "./characters";
import { type Draw, pick, secureDraw, seededDraw, shuffled } from "./draw";
import { ADJECTIVES, ADVERBS, ANIMALS } from "./pet-words";

export interface Generator {
  /** Outputs that are secret whatever the inputs. */
  readonly secret: readonly string[];
  check(inputs: Properties): CheckFailure[];
  generate(inputs: Properties): { readonly id: string; readonly outputs: Properties };
}

const password: Generator = {
  secret: ["result", "bcryptHash"],
  check: checkText,
  generate: (inputs) => ({
    id: "none",
    outputs: { ...textDefaults(inputs), result: newText(inputs), bcryptHash: newHash() },
  }),
};

const string: Generator = {
  secret: [],
  check: checkText,
  generate: (inputs) => {
    const result = newText(inputs);
    return { id: result, outputs: { ...textDefaults(inputs), result } };
  },
};

const BCRYPT_ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Of bcrypt's shape, cost 10; nobody compares it with anything offline. */
function newHash(): string {
  return `$2a$10$${randomText(53, [{ characters: BCRYPT_ALPHABET, minimum: 0 }])}`;
}

function newText(inputs: Properties): string {
  return randomText(number(inputs.length) ?? 0, characterClasses(inputs));
}

function textDefaults(inputs: Properties): Properties {
  const numeric: Value = inputs.numeric ?? inputs.number ?? true;
  return {
    lower: true,
    upper: true,
    special: true,
    minLower: 0,
    minUpper: 0,
    minNumeric: 0,
    minSpecial: 0,
    number: numeric,
    numeric,
    ...inputs,
  };
}

function checkText(inputs: Properties): CheckFailure[] {
  const length = number(inputs.length);
  if (length === undefined) return required("length", inputs.length);
  if (length < 1) return [{ property: "length", reason: `Attribute length value must be at least 1, got: ${length}` }];
  const classes = characterClasses(inputs);
  if (classes.length === 0) {
    return [{ property: "", reason: "At least one of lower, upper, numeric and special must be true" }];
  }
  const least = classes.reduce((sum, { minimum }) => sum + minimum, 0);
  if (least <= length) return [];
  const reason = `Attribute length value must be at least the sum of minLower + minUpper + minNumeric + minSpecial (${least}), got: ${length}`;
  return [{ property: "length", reason }];
}

function required(property: string, value: Value | undefined): CheckFailure[] {
  if (value !== undefined) return [];
  return [
    {
      property,
      reason: `Missing required argument: The argument "${property}" is required, but no definition was found`,
    },
  ];
}

function atLeastOne(property: string): (inputs: Properties) => CheckFailure[] {
  return (inputs) => {
    const given = number(inputs[property]);
    if (given === undefined) return required(property, inputs[property]);
    return given >= 1 ? [] : [{ property, reason: `Attribute ${property} value must be at least 1, got: ${given}` }];
  };
}

const bytes: Generator = {
  secret: ["base64", "hex"],
  check: atLeastOne("length"),
  generate: (inputs) => {
    const drawn = randomBytes(number(inputs.length) ?? 0);
    return { id: "none", outputs: { ...inputs, base64: drawn.toString("base64"), hex: drawn.toString("hex") } };
  },
};

const id: Generator = {
  secret: [],
  check: atLeastOne("byteLength"),
  generate: (inputs) => {
    const drawn = randomBytes(number(inputs.byteLength) ?? 0);
    const prefix = text(inputs.prefix) ?? "";
    const hex = drawn.toString("hex");
    return {
      id: drawn.toString("base64url"),
      outputs: {
        ...inputs,
        b64Std: prefix + drawn.toString("base64"),
        b64Url: prefix + drawn.toString("base64url"),
        dec: prefix + BigInt(`0x${hex}`).toString(),
        hex: prefix + hex,
      },
    };
  },
};

const uuid: Generator = {
  secret: [],
  check: () => [],
  generate: (inputs) => {
    const result = randomUUID();
    return { id: result, outputs: { ...inputs, result } };
  },
};

/** Version 7: 48 bits of time in milliseconds, then random ones. Source: RFC 9562, section 5.7. */
const uuid7: Generator = {
  secret: [],
  check: () => [],
  generate: (inputs) => {
    const drawn = randomBytes(16);
    drawn.writeUIntBE(Date.now(), 0, 6);
    drawn.writeUInt8((drawn.readUInt8(6) & 0x0f) | 0x70, 6);
    drawn.writeUInt8((drawn.readUInt8(8) & 0x3f) | 0x80, 8);
    const result = drawn.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    return { id: result, outputs: { ...inputs, result } };
  },
};

const integer: Generator = {
  secret: [],
  check: (inputs) => {
    const [minimum, maximum] = [number(inputs.min), number(inputs.max)];
    if (minimum === undefined || maximum === undefined) {
      return [...required("min", inputs.min), ...required("max", inputs.max)];
    }
    if (minimum <= maximum) return [];
    return [
      {
        property: "max",
        reason: `The minimum (min) value needs to be smaller than or equal to maximum (max) value, got: ${minimum} and ${maximum}`,
      },
    ];
  },
  generate: (inputs) => {
    const minimum = number(inputs.min) ?? 0;
    const result = minimum + drawOf(inputs)((number(inputs.max) ?? 0) - minimum + 1);
    return { id: String(result), outputs: { ...inputs, result } };
  },
};

const pet: Generator = {
  secret: [],
  check: () => [],
  generate: (inputs) => {
    const length = number(inputs.length) ?? 2;
    const separator = text(inputs.separator) ?? "-";
    const words = [
      ...Array.from({ length: Math.max(0, length - 2) }, () => pick(ADVERBS, secureDraw)),
      ...(length > 1 ? [pick(ADJECTIVES, secureDraw)] : []),
      pick(ANIMALS, secureDraw),
    ];
    const prefix = text(inputs.prefix);
    const name = [...(prefix === undefined ? [] : [prefix]), ...words].join(separator);
    return { id: name, outputs: { length, separator, ...inputs } };
  },
};

const shuffle: Generator = {
  secret: [],
  check: (inputs) => required("inputs", inputs.inputs),
  generate: (inputs) => {
    const items = texts(inputs.inputs);
    const count = number(inputs.resultCount) ?? items.length;
    const draw = drawOf(inputs);
    const results: string[] = [];
    // More results than inputs: the inputs are dealt again.
    while (results.length < count && items.length > 0) results.push(...shuffled(items, draw));
    return { id: "-", outputs: { ...inputs, results: results.slice(0, count) } };
  },
};

function drawOf(inputs: Properties): Draw {
  const seed = text(inputs.seed);
  return seed === undefined || seed === "" ? secureDraw : seededDraw(seed);
}

const GENERATORS: Readonly<Record<string, Generator>> = {
  RandomBytes: bytes,
  RandomId: id,
  RandomInteger: integer,
  RandomPassword: password,
  RandomPet: pet,
  RandomShuffle: shuffle,
  RandomString: string,
  RandomUuid: uuid,
  RandomUuid4: uuid,
  RandomUuid7: uuid7,
};

/** The generator of a type token. @throws Error when the provider has no such type */
export function generatorOf(token: string): Generator {
  const generator = GENERATORS[token.split(":").at(-1) ?? ""];
  if (generator === undefined) throw new Error(`the random provider has no resource type ${token}`);
  return generator;
}
