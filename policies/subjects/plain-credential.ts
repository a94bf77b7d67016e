import { isSecretName, secretLike } from "../facts";
import { absent, unknown } from "../model/fact";
import { derivation } from "../model/platform";
import { words } from "../model/shown";
import { within } from "../model/subject";
import type { UnknownRecord } from "../model/verdict";
import { managingService, referenceOf } from "../wiring/injection";
import type { Credential } from "./credential";
import type { Variable } from "./environment";
import type { PlainSettings } from "./plain-settings";

/**
 * Values used as secrets, by their names and themselves, that plain settings or a command line hold; and, as one, those that
 * could not be read: in files, start scripts, and secrets made elsewhere.
 */
export const plainCredentials = derivation({
  kind: "credential",
  from: "plain-settings",
  read: (settings: PlainSettings): readonly Credential[] => {
    const { variables, open, location } = settings.environment.all;
    const found = variables
      .filter((variable) => variable.channel !== "secret" && isCredential(variable))
      .map(({ name, shown, value, location: at }): Credential => ({
        ...within(settings, name, shown, shown, at),
        name,
        purpose: absent(at),
        value,
        binary: false,
        provenance: unknown(),
      }));
    const unread = [...open, ...variables.flatMap(madeElsewhere)];
    if (unread.length === 0) return found;
    const nothing = unknown(...unread);
    const at = unread[0]?.location ?? location;
    const rest = within(settings, "secrets", words("secrets"), words("environment"), at);
    return [...found, { ...rest, name: "", purpose: absent(at), value: nothing, binary: false, provenance: nothing }];
  },
});

/** What is injected from a secret that is nobody's of this stack: it may be anything. One that AWS keeps is random. */
function madeElsewhere({ channel, value, valueFrom, reference, location }: Variable): readonly UnknownRecord[] {
  if (channel !== "secret" || valueFrom === undefined || reference !== undefined || value.state !== "unknown")
    return [];
  const named = referenceOf(valueFrom, location);
  if (named.state === "known" && managingService(named.value) !== undefined) return [];
  return value.unknowns.filter(({ because, producers }) => because === "outside" && producers.length === 0);
}

/** An empty value is a secret's where the name says so: whether it may be empty is the rule's to say. */
function isCredential({ name, value }: Variable): boolean {
  return value.state === "known" && value.value.trim() !== ""
    ? secretLike(name, value.value) !== undefined
    : isSecretName(name);
}
