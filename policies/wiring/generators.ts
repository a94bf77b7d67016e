import { isSecretName, purposeOf, urlPassword, type SecretPurpose } from "../facts";
import { known, unknown, type Fact } from "../model/fact";
import { read, text, typeOf, type Resource } from "../model/resource";
import { phrase, resourceName, type Shown } from "../model/shown";
import { Index } from "../model/graph";
import type { Stack } from "../model/stack";
import { GENERATORS, READABLE_GENERATORS } from "../platforms/random";
import { jsonFields, type Credential } from "../subjects/credential";
import { PARAMETER } from "../platforms/secretsmanager";
import { SECRET } from "../platforms/secretsmanager/entries";
import { unfinished } from "../platforms/security-groups";

/**
 * How a credential's value came about. `kept`: of no readable generator's result. `readable`: it holds one's result, or is one's.
 * `derived`: it is computed of one's, which may be a user name in it or the password.
 */
export type Generation =
  { readonly kind: "kept" } | { readonly kind: "readable" | "derived"; readonly generator: Shown };

/** Told by what a property was computed from, which there is at the end only. */
export function generationOf({ graph }: Stack, credential: Credential): Fact<Generation> {
  const { location, value } = credential;
  if (!graph.closed) return unfinished(location);
  // What is only declared was computed from nothing yet.
  if (graph.declarations.some(({ urn }) => urn === location.urn)) return unfinished(location);
  const producers = producersOf(graph.get(location.urn), location.path);
  const generators = producers.flatMap((urn) => {
    const resource = READABLE_GENERATORS.has(typeOf(urn)) ? graph.get(urn) : undefined;
    return resource === undefined ? [] : [resource];
  });
  const [first] = generators;
  if (first === undefined) {
    // A value may come by ways that the engine does not follow; a result of this length is nobody else's.
    const secrets = value.state === "known" ? secretsIn(value.value, credential.binary) : [];
    const [equal] = secrets.flatMap((secret) => graph.find(RESULTS, secret));
    return known(equal === undefined ? { kind: "kept" } : { kind: "readable", generator: shownOf(equal) }, location);
  }
  const generator = shownOf(first);
  const alone = producers.length === generators.length;
  // A password that is given to a resource is all there is of it.
  const whole = !("arn" in credential);
  if (value.state !== "known") {
    if (alone) return known({ kind: whole ? "readable" : "derived", generator }, location);
    return value.state === "absent" ? known({ kind: "kept" }, location) : value;
  }
  const secrets = secretsIn(value.value, credential.binary);
  const results = generators.map(resultsOf);
  const holds = results.flat().some((result) => secrets.some((secret) => secret.includes(result)));
  // Cut, hashed or encoded, it is still computed from what everybody reads: also where a result is an id, which is not shown.
  const bare = secrets.length === 1 && secrets[0] === value.value;
  if (holds || (alone && bare)) return known({ kind: "readable", generator }, location);
  if (results.some((of) => of.length === 0)) {
    return unknown({ location, because: "not-created", producers: generators.map(({ urn }) => urn) });
  }
  return known({ kind: "kept" }, location);
}

/** Whether a credential stands in plain settings or on a command line. */
export function isInPlainSettings(stack: Stack, { key, location }: Credential): boolean {
  // What is only declared of it lies in the blueprint, and not where its workload is read from.
  const owner = key.slice(0, key.lastIndexOf("/")).split("#", 1)[0] ?? "";
  return [location.urn, owner]
    .flatMap((urn) => stack.of("plain-settings", urn))
    .some((settings) => key.startsWith(`${settings.key}/`));
}

/** The texts in a value that are secret: passwords of URLs, members that are named so, or all of it. */
function secretsIn(value: string, binary: boolean): readonly string[] {
  const whole = binary ? Buffer.from(value, "base64").toString("latin1") : value;
  const members = jsonFields(whole);
  if (members === undefined) return [urlPassword(whole) ?? (whole.includes("://") ? "" : whole)];
  return [...members].flatMap(([name, member]) => {
    const password = urlPassword(member);
    if (password !== undefined) return [password];
    return isSecretName(name) ? [member] : [];
  });
}

/** Shorter results are found in any text by chance. */
const SHORTEST_RESULT = 6;

function resultsOf(generator: Resource): readonly string[] {
  const outputs = READABLE_GENERATORS.get(generator.type) ?? [];
  return outputs.flatMap((output) => {
    const result = read(generator, [output], text);
    return result.state === "known" && result.value.length >= SHORTEST_RESULT ? [result.value] : [];
  });
}

/** Readable generators by their results. */
const RESULTS = new Index("readable generators by result", [...READABLE_GENERATORS.keys()], resultsOf);

function shownOf({ type, name }: Resource): Shown {
  return phrase`${resourceName(type.split(":").at(-1) ?? type)} ${resourceName(name)}`;
}

function producersOf(resource: Resource | undefined, path: string): readonly string[] {
  return resource?.producers[/^[^.[]*/.exec(path)?.[0] ?? ""] ?? [];
}

/** Purposes that need a value of their own. What one password opens may be written in several places. */
type Use = Extract<SecretPurpose, "signing" | "encryption" | "database-password" | "cache-password" | "admin-password">;

const USE_BY_NAME = {
  signingKey: "signing",
  encryptionKey: "encryption",
  databasePassword: "database-password",
  redisPassword: "cache-password",
} as const;

/** What else the one generator's result that a credential is, is used for; undefined: nothing. */
export function otherUse(stack: Stack, credential: Credential): Credential | undefined {
  const generator = soleGenerator(stack, credential);
  if (generator === undefined) return undefined;
  // What a name is for takes long to read, of a secret that is named like no other.
  const own = useOf(stack, credential);
  if (own === undefined) return undefined;
  const sharing = stack.memo("", "credentials by generator", () => byGenerator(stack)).get(generator) ?? [];
  // Of two that share it, the later one is told.
  return sharing.find((other) => {
    const use = useOf(stack, other);
    return use !== undefined && use !== own && other.key < credential.key;
  });
}

function byGenerator(stack: Stack): ReadonlyMap<string, readonly Credential[]> {
  const found = new Map<string, Credential[]>();
  for (const credential of stack.all("credential")) {
    const generator = soleGenerator(stack, credential);
    if (generator !== undefined) found.set(generator, [...(found.get(generator) ?? []), credential]);
  }
  return found;
}

/** Nothing but one generator's result, whole. */
function soleGenerator({ graph }: Stack, { location }: Credential): string | undefined {
  if (!graph.closed) return undefined;
  const [generator, ...others] = producersOf(graph.get(location.urn), location.path);
  const generates =
    generator !== undefined && (GENERATORS.has(typeOf(generator)) || READABLE_GENERATORS.has(typeOf(generator)));
  return generates && others.length === 0 ? generator : undefined;
}

function useOf(stack: Stack, { purpose, name, location }: Credential): Use | undefined {
  if (purpose.state === "known") {
    return purpose.value === "connection" || purpose.value === "external" ? undefined : purpose.value;
  }
  return useByName(name) ?? useByName(nameInStore(stack, location.urn));
}

/** What a secret is called in its store, by which its readers ask for it; empty: it has no name of its own. */
function nameInStore({ graph }: Stack, urn: string): string {
  const holder = graph.get(urn);
  const entry = producersOf(holder, "secretId").find((producer) => typeOf(producer) === SECRET);
  const named = entry === undefined ? holder : graph.get(entry);
  const name = named === undefined || !STORED.has(named.type) ? undefined : read(named, ["name"], text);
  return name?.state === "known" ? name.value : "";
}

const STORED: ReadonlySet<string> = new Set([SECRET, PARAMETER]);

function useByName(name: string): Use | undefined {
  const named = purposeOf(name);
  return named !== undefined && named in USE_BY_NAME ? USE_BY_NAME[named as keyof typeof USE_BY_NAME] : undefined;
}
