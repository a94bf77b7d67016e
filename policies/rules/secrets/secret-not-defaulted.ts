import { weakSecret } from "../../facts";
import { judge, pass, type Credential, type Judgement } from "../../model";
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
  exemptible: false,
  subjects: secretValues,
  check: (credential, { fail }) => {
    const proven = byProvenance(credential);
    if (proven !== undefined) return proven;
    return judge(
      credential.value,
      (value) => {
        const purpose = credential.purpose.state === "known" ? { purpose: credential.purpose.value } : {};
        const weakness = weakSecret(value, { ...purpose, name: credential.name });
        if (weakness === undefined) return pass;
        return fail("weak", { label: credential.label, problem: weakness.detail });
      },
      () => pass,
    );
  },
});

/** Where the value is unknown, where it comes from may be proof enough; a known value is judged as it is. */
function byProvenance({ value, provenance }: Credential): Judgement | undefined {
  if (value.state === "known" || provenance.state !== "known" || provenance.value === "provided") return undefined;
  return { verdict: "pass", basis: provenance.basis, location: provenance.location };
}
