import { closed, judge, pass, type Finding } from "../../model";
import { tooShort, weakSecret, type WeakSecretReason } from "../../facts";
import { rule } from "../rule";

/** Anything shorter is tried out in no time; from here on a short value is weaker than it should be. */
const GUESSABLE_BYTES = 8;

export const secretNotDefaulted = rule({
  id: "secret-not-defaulted",
  title: "No secret has a known value",
  severity: "critical",
  audit: "Top risk 1 (P0): JWT secret key hardcoded default",
  why: "A default, published or guessable key is everybody's key: with it anyone signs a token for any user.",
  fix: 'Generate it (RandomPassword or RandomBytes), or set a value of your own: pulumi config set --secret <key> "$(openssl rand -base64 48)" (in this product: signingKey, generated where it is not set).',
  about: "credential",
  messages: {
    weak: "{label} {problem}; it must be generated, or a value nobody else has.",
    short: "{label} {problem}; a longer one is harder to guess.",
  },
  advises: { short: "undeclared" },
  check: (credential, { fail }) => {
    const { name, value, provenance } = credential;
    const purpose = credential.purpose.state === "known" ? credential.purpose.value : undefined;
    const found = (weakness: WeakSecretReason | undefined, bytes: number): Finding => {
      if (weakness === undefined) return pass;
      const byDegree = weakness.reason === "too-short" && bytes >= GUESSABLE_BYTES;
      return fail(byDegree ? "short" : "weak", { problem: closed(weakness.detail) });
    };
    // Where the value is unknown, where it comes from has to do; a known value is judged as it is.
    if (value.state !== "known" && provenance.state === "known" && provenance.value.kind !== "provided") {
      return judge(
        provenance,
        (origin) => (origin.kind === "generated" ? found(tooShort(origin.length, purpose), origin.length) : pass),
        () => pass,
      );
    }
    return judge(
      value,
      (written) => {
        const text = credential.binary ? decoded(written) : written;
        const use = { name, ...(purpose === undefined ? {} : { purpose }) };
        return found(weakSecret(text, use), Buffer.byteLength(text));
      },
      () => pass,
    );
  },
});

function decoded(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}
