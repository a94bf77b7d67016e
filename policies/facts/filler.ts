/**
 * Words that stand where an answer should be. Only such as no answer is made of: a short reason in plain words is somebody's
 * answer, whether or not it is a good one.
 */
const FILLER: ReadonlySet<string> = new Set(
  (
    "todo tbd tba fixme wip placeholder reason reasons owner name your exception exemption exempted temporary temporarily temp " +
    "fill write add insert here in a an the n na none nil null undefined unknown nobody noone someone somebody anybody me " +
    "lorem ipsum dolor sit amet foo bar baz qux asdf asdfgh qwerty qwertz test testing change changeme x please later"
  ).split(" "),
);

/** Whether a text that a person was to write says nothing: no word at all, one letter repeated, or what stands in for a text. */
export function isFiller(text: string): boolean {
  const found = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return found.every((word) => FILLER.has(word) || /^(.)\1+$/u.test(word));
}
