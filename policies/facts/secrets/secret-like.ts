/**
 * Does a variable look like a secret? Its name and its value vote together.
 *
 * A value of a known form of credential is one under any name. A strong name (`DB_PASSWORD`) needs a value that could be one; a
 * weak one (`STRIPE_KEY`) a value that looks like a credential. No answer ever contains the value or a part of it.
 */
import {
  CREDENTIAL_FORMS,
  type CredentialForm,
  GOOGLE_BROWSER_NAME,
  privateWebKey,
  webToken,
  webTokens,
  withoutBrowserKeys,
} from "./credential-forms";
import { isTemplate, LONGEST_VALUE, pairKeys, pairPassword, userInfos } from "./connection-strings";
import { decodings, leavesOf } from "./documents";
import { isSecretName, nameStrength, type NameStrength } from "./names";
import { isPublished } from "./published";
import { isInstruction } from "./placeholders";
import { isPlainlyNot, isUuid } from "./plain-values";
import { isUnmistakablyRandom, looksRandom } from "./randomness";
import { isSequence } from "./sequences";
import { rememberedOf, rememberedValue } from "../remember";

export interface SecretLike {
  /** `name`: name and value together say so. The rest: the form of the value. */
  readonly reason: "name" | "url-password" | CredentialForm;
  /** Completes "the variable …": `has a secret's name`. */
  readonly detail: string;
  /** `certain`: a known form of credential, or a secret's name and a random value. */
  readonly strength: "certain" | "likely";
}

/** How many texts within texts are opened: base64 of JSON of dotenv. */
const DEEPEST = 4;

/** Why a variable looks like a secret; undefined: it does not. Reads the first 65,536 characters of a value. Never throws. */
export function secretLike(name: string, value?: string): SecretLike | undefined {
  if (value === undefined) return isSecretName(name) ? byName("likely") : undefined;
  return judged(withoutBrowserKeys(value), name);
}

const judged = rememberedOf(
  (value: string, name: string) =>
    isTelling(value) ? judge(name, value.slice(0, LONGEST_VALUE), 0) : byItsName(name, value.slice(0, LONGEST_VALUE)),
  (name) => name,
);

/** Whether there is something in a value that tells whatever it is called: of the same plain value under many names, once. */
const isTelling = rememberedValue((value) => {
  const text = value.slice(0, LONGEST_VALUE);
  return valueForm(text) !== undefined || within(text, 0) !== undefined;
});

function judge(name: string, value: string, depth: number): SecretLike | undefined {
  return formOf(name, value) ?? (depth < DEEPEST ? within(value, depth) : undefined) ?? together(name, value.trim());
}

/** The same of a value that tells nothing by itself. */
function byItsName(name: string, value: string): SecretLike | undefined {
  return userAndPassword(name, value) ?? together(name, value.trim());
}

function byName(strength: SecretLike["strength"]): SecretLike {
  return { reason: "name", detail: "has a secret's name", strength };
}

function formOf(name: string, value: string): SecretLike | undefined {
  return valueForm(value, name) ?? userAndPassword(name, value);
}

function valueForm(value: string, name?: string): SecretLike | undefined {
  if (holdsPassword(value)) {
    return { reason: "url-password", detail: "holds a connection string with a password", strength: "certain" };
  }
  const found = CREDENTIAL_FORMS.find(({ form }) => form.test(value));
  const browserKey =
    found?.reason === "cloud-key" && value.startsWith("AIza") && name !== undefined && GOOGLE_BROWSER_NAME.test(name);
  if (found && !browserKey) return { reason: found.reason, detail: found.detail, strength: "certain" };
  if (webToken(value)) return { reason: "web-token", detail: "holds a JSON Web Token", strength: "certain" };
  if (privateWebKey(value))
    return { reason: "private-key", detail: "holds a private JSON Web Key", strength: "certain" };
  if (isAwsSecret(value)) return { reason: "cloud-key", detail: "holds an AWS secret access key", strength: "certain" };
  return undefined;
}

function userAndPassword(name: string, value: string): SecretLike | undefined {
  return isUserAndPassword(name, value)
    ? { reason: "authorization", detail: "holds a user and a password", strength: "certain" }
    : undefined;
}

function holdsPassword(value: string): boolean {
  const pair = pairPassword(value);
  return (
    userInfos(value).some(({ scheme, user, password, rest }) =>
      password === undefined ? isTokenUser(scheme, user, rest) : !isTemplate(password),
    ) ||
    (pair !== undefined && !isPlainlyNot("PASSWORD", pair) && !isFilledIn(pair)) ||
    pairKeys(value).some((key) => looksRandom(key) && key.length >= 12 && !isPlainlyNot("KEY", key))
  );
}

/** `.*` of `s|password=.*|…|`, or a variable: what a script looks for or writes into a file. */
function isFilledIn(text: string): boolean {
  return /^\.\*|\$\{[A-Za-z_]/.test(text);
}

/** `redis://TOKEN@host`, `https://TOKEN@git.example.com/repository`; not a Sentry DSN, whose user is its public key. */
function isTokenUser(scheme: string, user: string, rest: string): boolean {
  if (isTemplate(user)) return false;
  if (/^(?:rediss?|valkeys?)$/.test(scheme)) return looksRandom(user);
  return (
    /^https?$/.test(scheme) &&
    !/\/\d{1,20}$/.test(rest) &&
    user.length >= 20 &&
    (looksRandom(user) || isUnmistakablyRandom(user))
  );
}

/** 40 characters of base64 in both cases and digits, and nothing else. */
function isAwsSecret(value: string): boolean {
  return /^[A-Za-z0-9+/]{40}$/.test(value) && isUnmistakablyRandom(value);
}

/** `admin:hunter2` where the name asks for one; elsewhere the password has to be random beyond an image's tag or a key. */
function isUserAndPassword(name: string, value: string): boolean {
  const [, user = "", password = ""] = /^([A-Za-z][\w.@-]{0,63}):([^\s:/]{4,256})$/.exec(value.trim()) ?? [];
  if (user === "" || isTemplate(password)) return false;
  if (/BASIC_?AUTH|HTTP_?AUTH|USER_?PASS|AUTH_USERS?$|HTPASSWD|USERPWD/i.test(name)) return !/^\d{1,5}$/.test(password);
  if (isPlainlyNot("", `${user}:${password}`)) return false;
  return password.length >= 12 && isUnmistakablyRandom(password.padEnd(24, password));
}

/** A text of several settings, or an encoded one, is a secret when one inside is. */
function within(value: string, depth: number): SecretLike | undefined {
  for (const leaf of leavesOf(value) ?? []) {
    const found = leaf.value === value ? undefined : judge(leaf.name, leaf.value, depth + 1);
    if (found) return { ...found, detail: `holds a member that ${found.detail}` };
  }
  for (const text of decodings(value).map(withoutBrowserKeys)) {
    const found = formOf("", text) ?? inDocument(text, depth + 1) ?? encodedBasic(text);
    if (found) return { ...found, detail: `is encoded text that ${found.detail}` };
  }
  return undefined;
}

function inDocument(text: string, depth: number): SecretLike | undefined {
  return /[{=:]/.test(text) && depth < DEEPEST ? within(text, depth) : undefined;
}

/** What stands behind `Basic`, in Docker's `auths` too. */
function encodedBasic(text: string): SecretLike | undefined {
  return /^[A-Za-z][\w.@-]{1,63}:[\x21-\x7e]{4,200}$/.test(text) && !/^[a-z][a-z+]*:\/\//i.test(text)
    ? { reason: "authorization", detail: "holds a user and a password", strength: "likely" }
    : undefined;
}

function together(name: string, value: string): SecretLike | undefined {
  const strength = nameStrength(name);
  if (strength === "neutral" || strength === "public" || isPlainlyNot(name, value)) return undefined;
  if (value.startsWith("AIza") && GOOGLE_BROWSER_NAME.test(name)) return undefined;
  if (webTokens(value).length > 0 || /^\s*\{[^]*"kty"\s{0,8}:/.test(value)) return undefined; // what formOf let pass is a public one
  // A token that everybody tries first is one, however little it looks so.
  const isDefault = strength === "weak" && isSecretName(name) && isPublished(value);
  if (!VOTES[strength](value) && !isDefault) return undefined;
  return byName(looksRandom(value) ? "certain" : "likely");
}

const VOTES: Readonly<Record<Exclude<NameStrength, "neutral" | "public">, (value: string) => boolean>> = {
  strong: () => true,
  weak: (value) => looksRandom(value) || isUuid(value) || isInstruction(value),
  about: (value) => isUnmistakablyRandom(value) && !isSequence(value), // an alphabet is none
};
