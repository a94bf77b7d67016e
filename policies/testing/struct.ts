import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

type Properties = Readonly<Record<string, JavaScriptValue>>;

/**
 * Properties as they are once the pack has decoded what the engine sent, names in their order, without the bytes between: to make
 * them costs a test more than to judge them. The SDK copies what it is given.
 */
export function decodedStruct(properties: Properties): Struct {
  const struct = new Struct();
  const decoded = inOrder(properties);
  struct.toJavaScript = () => decoded;
  return struct;
}

function inOrder(properties: Properties): Record<string, JavaScriptValue> {
  const decoded: Record<string, JavaScriptValue> = {};
  for (const name of Object.keys(properties).sort()) {
    // No object can have it as a property of its own: decoders drop it.
    if (name !== "__proto__") decoded[name] = valueInOrder(properties[name] ?? null);
  }
  return decoded;
}

function valueInOrder(value: JavaScriptValue): JavaScriptValue {
  if (Array.isArray(value)) return value.map(valueInOrder);
  return typeof value === "object" && value !== null ? inOrder(value as Properties) : value;
}
