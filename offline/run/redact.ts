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

/** The engine repeats what a provider refuses, word for word: "property … value {…} has a problem: …". */
const [BEFORE_VALUE, AFTER_VALUE] = [" value {", "} has a problem: "] as const;
/** A password with a slash is one too; a port with a path is none. */
const URL_PASSWORD = /(:\/\/[^\s:@/?#]{0,128}:)(?!\d{1,5}[/?#])[^\s"'<>]{1,512}@/g;

/** A message without what was written in the program: the value that a provider refused, and passwords of URLs. */
export function withoutValues(message: string): string {
  return withoutRefused(message).replace(URL_PASSWORD, "$1[secret]@");
}

function withoutRefused(message: string): string {
  const start = message.indexOf(BEFORE_VALUE);
  const end = message.lastIndexOf(AFTER_VALUE);
  return start < 0 || end < start ? message : `${message.slice(0, start)}${message.slice(end + 1)}`;
}
