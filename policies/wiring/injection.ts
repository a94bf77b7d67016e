import { chain, known, unknown, type Fact } from "../model/fact";
import { read, text, type Resource } from "../model/resource";
import type { Stack } from "../model/stack";
import { holdersOf } from "../platforms/secretsmanager";
import { entryOf, versionsOf } from "../platforms/secretsmanager/entries";
import { secretReference, type SecretReference } from "../platforms/secretsmanager/reference";
import type { Secret } from "../subjects/credential";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";

/** What an injected variable is read from. */
export type Injected = SecretReference & Place;

type Place =
  /** A secret or parameter whose value this stack gives. */
  | { readonly kind: "held"; readonly secret: Secret }
  /** A secret of this stack to which nothing of the stack gives a value. */
  | { readonly kind: "empty"; readonly entry: Resource }
  /** A secret that an AWS service keeps and rotates itself, by the prefix of its name: `rds`, `redshift`, … */
  | { readonly kind: "managed"; readonly service: string };

/**
 * Secrets of other AWS services are named `service!name`; nobody else may name one so (Secrets Manager user guide, *Secrets
 * managed by other AWS services*).
 */
export function managingService({ name }: SecretReference): string | undefined {
  return /^([a-z][a-z-]{1,40})!/.exec(name ?? "")?.[1];
}

/** The secret a variable names. Unknown where it is not this stack's. */
export function injectedFrom(stack: Stack, valueFrom: Fact<string>, { location }: Variable): Fact<Injected> {
  return chain(referenceOf(valueFrom, location), (reference): Fact<Injected> => {
    const service = managingService(reference);
    if (service !== undefined) return known({ ...reference, kind: "managed", service }, location);
    const entry = entryOf(stack.graph, reference);
    const named = holdersOf(stack.graph, reference, location.urn);
    const owners = named.length > 0 || entry === undefined ? named : versionsOf(stack.graph, entry);
    const [secret, another] = owners.flatMap(({ urn }) => stack.of("secret", urn));
    // Which of several versions is the current one is decided by their stages, at AWS.
    if (another !== undefined) {
      return unknown({ location, because: "outside", producers: owners.map(({ urn }) => urn) });
    }
    if (secret !== undefined) return known({ ...reference, kind: "held", secret }, location);
    if (entry !== undefined && stack.graph.closed) return known({ ...reference, kind: "empty", entry }, location);
    return stack.graph.missing(location);
  });
}

/** What a `valueFrom` says. */
export function referenceOf(valueFrom: Fact<string>, location: Variable["location"]): Fact<SecretReference> {
  return chain(valueFrom, (written) => {
    const reference = secretReference(written);
    return reference === undefined
      ? unknown({ location, because: "unreadable", producers: [] })
      : known(reference, location);
  });
}

/**
 * Whether a service of the workload was registered before the secret had a value, so that what is wrong with that could not be
 * known in time. At the end the order is not told: a task definition that has an ARN by then was let through in this run.
 */
export function isLate({ graph }: Stack, { services, declared, location }: Workload, secret: Secret): boolean {
  if (declared || services.state !== "known") return false;
  // What is a service itself was not there before.
  const others = services.value.map(({ urn }) => urn).filter((urn) => urn !== location.urn);
  if (!graph.closed) return others.some((urn) => graph.isBefore(urn, secret.location.urn));
  const definition = graph.get(location.urn);
  return others.length > 0 && definition !== undefined && read(definition, ["arn"], text).state === "known";
}
