import { closed, judge, pass, type Finding } from "../../model";
import { tooShort, weakSecret, weakSecretBinary, type SecretPurpose, type WeakSecretReason } from "../../facts";
import { freshlyGenerated } from "../../wiring/added";
import { rule } from "../rule";

/** Anything shorter is tried out in no time; from here on a short value is weaker than it should be. */
const GUESSABLE_BYTES = 8;

/** Passwords that are tried against a server, which counts; a key is tried where nobody sees it. */
const PASSWORDS: ReadonlySet<SecretPurpose> = new Set([
  "database-password",
  "cache-password",
  "admin-password",
  "connection",
  "external",
]);

export const secretNotDefaulted = rule({
  id: "secret-not-defaulted",
  title: "No secret has a known value",
  severity: "critical",
  audit: "Top risk 1 (P0): JWT secret key hardcoded default",
  why: "A default, published or guessable key is everybody's key: with it anyone signs a token for any user.",
  fix: 'Generate it (RandomPassword or RandomBytes), or set a value of your own: pulumi config set --secret <key> "$(openssl rand -base64 48)" (in this product: signingKey, generated where it is not set).',
  about: "credential",
  settings: ["signingKey", "signingKeyPrevious", "encryptionKey"],
  examples: {
    bad: `const key = new aws.secretsmanager.Secret("signing-key", {});
new aws.secretsmanager.SecretVersion("signing-key", { secretId: key.id, secretString: "change-me-in-production" });`,
    good: `const key = new aws.secretsmanager.Secret("signing-key", {});
const generated = new random.RandomPassword("signing-key", { length: 64, special: false });
new aws.secretsmanager.SecretVersion("signing-key", { secretId: key.id, secretString: generated.result });`,
  },
  whenNot:
    "A value that only looks like a default, such as a sandbox key its vendor publishes: exempt that one setting.",
  related: ["secret-not-in-plain-environment"],
  messages: {
    weak: "{label} {problem}; it must be generated, or a value nobody else has.",
    short: "{label} {problem}; a longer one is harder to guess.",
    guessable: "{label} {problem}; a generated one is harder to guess.",
  },
  advises: { short: "undeclared", guessable: "always" },
  check: (credential, { fail }) => {
    const { name, value, provenance } = credential;
    const purpose = credential.purpose.state === "known" ? credential.purpose.value : undefined;
    const ways = freshlyGenerated(credential.location, purpose === "encryption");
    const found = (weakness: WeakSecretReason | undefined, bytes: number): Finding => {
      if (weakness === undefined) return pass;
      const problem = closed(weakness.detail);
      if (weakness.severity === "known" || bytes < GUESSABLE_BYTES) return fail("weak", { problem }, ...ways);
      if (purpose !== undefined && PASSWORDS.has(purpose)) return fail("guessable", { problem }, ...ways);
      return fail(weakness.reason === "too-short" ? "short" : "weak", { problem }, ...ways);
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
        const use = { name, ...(purpose === undefined ? {} : { purpose }) };
        return credential.binary
          ? found(weakSecretBinary(written, use), Buffer.byteLength(written, "base64"))
          : found(weakSecret(written, use), Buffer.byteLength(written));
      },
      () => pass,
    );
  },
});
