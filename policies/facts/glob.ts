/**
 * Whether a glob covers a text: `*` is any text, `?` one character. Two pointers and the last star: the time is the
 * product of the lengths at most, where a regular expression made of stars takes as long as it likes.
 */
export function globMatches(glob: string, text: string): boolean {
  let [at, pattern, star, resume] = [0, 0, -1, 0];
  while (at < text.length) {
    if (glob[pattern] === "*") {
      star = pattern++;
      resume = at;
    } else if (pattern < glob.length && (glob[pattern] === "?" || glob[pattern] === text[at])) {
      pattern++;
      at++;
    } else if (star >= 0) {
      pattern = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (glob[pattern] === "*") pattern++;
  return pattern === glob.length;
}

/** Whether a glob is one text only. */
export function isLiteral(glob: string): boolean {
  return !/[*?]/.test(glob);
}
