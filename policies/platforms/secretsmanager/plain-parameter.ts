import { isSecretName, secretLike } from "../../facts";
import { known } from "../../model/fact";
import { isSet, read, text, type Resource } from "../../model/resource";
import { words } from "../../model/shown";
import { Environment, type Variable } from "../../subjects/environment";
import type { PlainSettings } from "../../subjects/plain-settings";
import { plainSettings } from "../plain-settings";

/** The property that holds a parameter's value; once it is there, `value` holds the insecure one too. */
export function valueOf(parameter: Resource): string {
  return ["valueWo", "insecureValue"].find((written) => isSet(parameter, written)) ?? "value";
}

/**
 * Whether a parameter is stored as it is and its name and value say that it is a secret. All others of its type are
 * configuration.
 */
export function isPlainSecret(parameter: Resource): boolean {
  if (!isStoredPlain(parameter)) return false;
  const name = nameOf(parameter);
  const value = read(parameter, [valueOf(parameter)], text);
  return value.state === "known" ? secretLike(name, value.value) !== undefined : isSecretName(name);
}

/** `String` and `StringList`: whoever may describe it reads it, without a right to decrypt. */
export function isStoredPlain(parameter: Resource): boolean {
  const type = read(parameter, ["type"], text);
  return type.state === "known" && type.value !== "SecureString";
}

function nameOf(parameter: Resource): string {
  const name = read(parameter, ["name"], text);
  return name.state === "known" ? name.value : parameter.name;
}

export function readPlainParameter(parameter: Resource): readonly PlainSettings[] {
  if (!isPlainSecret(parameter)) return [];
  const path = valueOf(parameter);
  const location = { urn: parameter.urn, path };
  const variable: Variable = {
    name: nameOf(parameter),
    shown: words("a secret"),
    channel: "plain",
    value: read(parameter, [path], text),
    reference: undefined,
    store: undefined,
    location,
  };
  const settings = plainSettings(parameter, {
    ...{ holder: "parameter", noun: words("parameter"), path },
    variables: known([variable], location),
  });
  // What it is worth as a secret is judged where all parameters are.
  return [{ ...settings, environment: new Environment(known([], location), [], location) }];
}
