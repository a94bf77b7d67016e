import { tooShort, weakSecret, type WeakSecretReason } from "../../facts";
import { judge, pass, type Finding } from "../../model";
import { rule } from "../rule";
import { secretValues } from "../subjects";

export const secretNotDefaulted = rule({
  id: "secret-not-defaulted",
  title: "No secret has a known value",
  severity: "critical",
  audit: "Top risk 1 (P0): JWT secret key hardcoded default",
  why: "A default, published or guessable key is everybody's key: with it anyone signs a token for any user.",
  fix: 'Let the stack generate it (leave signingKey unset: RandomPassword makes it), or set your own: pulumi config set --secret signingKey "$(openssl rand -base64 48)".',
  messages: {
    weak: "{label} {problem}; it must be generated, or a value nobody else has.",
  },
  subjects: secretValues,
  check: (credential, { fail }) => {
    const { label, name, value, provenance } = credential;
    const purpose = credential.purpose.state === "known" ? credential.purpose.value : undefined;
    const found = (weakness: WeakSecretReason | undefined): Finding =>
      weakness === undefined ? pass : fail("weak", { label, problem: weakness.detail });
    // Where the value is unknown, where it comes from may be proof enough; a known value is judged as it is.
    if (value.state !== "known" && provenance.state === "known" && provenance.value.kind !== "provided") {
      return judge(
        provenance,
        (origin) => found(origin.kind === "generated" ? tooShort(origin.length, purpose) : undefined),
        () => pass,
      );
    }
    return judge(
      value,
      (text) => found(weakSecret(text, { name, ...(purpose === undefined ? {} : { purpose }) })),
      () => pass,
    );
  },
});
