import type { Resource } from "../model/resource";
import { logicalName, phrase, words, type Shown } from "../model/shown";
import type { Subject } from "../model/subject";

/**
 * The identity, names and place of a resource that no blueprint declares.
 * @param noun how a message speaks of it (`function URL`), and with `-` for spaces how a report does (`function-url/api`).
 */
export function resourceSubject(resource: Resource, noun: Shown, path = ""): Subject & { readonly name: string } {
  const name = logicalName(resource.name, words("unnamed"));
  const kind = noun.toLowerCase().replaceAll(" ", "-") as Shown;
  return {
    key: resource.urn,
    realises: undefined,
    shown: phrase`${kind}/${name}`,
    label: phrase`${noun} ${name}`,
    name: resource.name,
    location: { urn: resource.urn, path },
    declared: false,
    address: undefined,
  };
}
