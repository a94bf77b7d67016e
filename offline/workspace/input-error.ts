/** Something a person gave cannot be used; the message is one sentence: what was found, what is wanted, where. */
export class InputError extends Error {
  override readonly name = "InputError";
}
