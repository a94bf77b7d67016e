/** Shorter values are part of ordinary words; replacing them would garble the text and hide nothing. */
const SHORTEST_REDACTED = 6;

/** A function that replaces the given secret values in a text. A second net: nothing is meant to print them. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const values = secrets
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), secret.trim()])
    .filter((value) => value.length >= SHORTEST_REDACTED)
    .sort((a, b) => b.length - a.length);
  return (text) => values.reduce((redacted, value) => redacted.replaceAll(value, "[secret]"), text);
}
