import { safeName } from "../facts/secrets/safe-name";

/**
 * Text that may be shown to people: names, numbers and words from closed vocabularies, never a raw value. Messages, labels
 * and paths are made of it, and a plain string does not compile in its place: that is how no secret gets into a report.
 */
declare const brand: unique symbol;
export type Shown = string & { readonly [brand]: "shown" };

/** A text of the program's own source. */
export function words<const T extends string>(text: string extends T ? never : T): Shown {
  return text as unknown as Shown;
}

/** A sentence of the program's own source with shown parts in it. */
export function phrase(texts: TemplateStringsArray, ...parts: readonly (Shown | number)[]): Shown {
  let said = texts[0] ?? "";
  for (let index = 0; index < parts.length; index += 1) said += String(parts[index]) + (texts[index + 1] ?? "");
  return said as Shown;
}

export function join(
  parts: readonly (Shown | number)[],
  separator: ", " | ", and " | "; " | "/" | "\n" | "." | " ",
): Shown {
  return parts.join(separator) as Shown;
}

/** A text that a function of `facts` makes of its own words and numbers only; its docstring says so. */
export function closed(text: string): Shown {
  return text as Shown;
}

/**
 * The name of a variable, container or member; `otherwise` where the text has not the form of one, or that of a credential:
 * a name is shown, and what was written in a name's place need not be one (`KEY=VALUE`, a token).
 */
export function named(text: string, otherwise: Shown): Shown {
  return (safeName(text) as Shown | undefined) ?? otherwise;
}

/** As people give them to resources: no spaces, no signs that values are written with. */
const LOGICAL_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/;

/** A resource's logical name, whatever it may hold: the engine itself prints it, and reports tell resources apart by it. */
export function logicalName(text: string, otherwise: Shown): Shown {
  return LOGICAL_NAME.test(text) ? (text as Shown) : otherwise;
}

/** A resource's type token and logical name, which the engine itself prints for every resource. */
export function resourceName(text: string): Shown {
  return text as Shown;
}
