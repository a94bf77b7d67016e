import { writeFileSync } from "node:fs";
import { personsPath } from "../../offline/prepare";
import { parseReview } from "../document/schema";
import { NO_SIGN_OFF, parseSignOff, type SignedAs, withSignature } from "../document/sign-off";
import { momentOf, read, readIfThere } from "./files";

export interface SignOptions {
  readonly as: SignedAs;
  readonly who: string;
  readonly until: string;
  readonly note: string;
  readonly now?: string;
}

/** Adds a signature for every open finding of a review to a sign-off file, which is made where there is none. */
export function signReview(reviewFile: string, file: string, { as, who, until, note, now }: SignOptions): void {
  const review = parseReview(read(reviewFile), reviewFile);
  const before = readIfThere(file);
  const signOff = before === undefined ? NO_SIGN_OFF : parseSignOff(before, file);
  const after = withSignature(signOff, review, { as, who, when: momentOf(now), until, note });
  const text = `${JSON.stringify(after, null, 2)}\n`;
  // What is written is read again, so that nothing is kept that a later run refuses.
  parseSignOff(text, file);
  writeFileSync(personsPath(file), text);
  const findings = after.signatures.at(-1)?.fingerprints.length ?? 0;
  process.stdout.write(`${who} signed as ${as} until ${until}: ${findings} findings\n`);
}
