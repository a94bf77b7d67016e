import { absent, anyTrue, chain, known, map, orDefault, type Fact } from "../../model/fact";
import { flag, read, text, type Resource } from "../../model/resource";
import { words } from "../../model/shown";
import type { CacheAccess } from "../../subjects/protection";
import { resourceSubject } from "../subject";

/** A user that may come to caches (ElastiCache user guide, *Role-Based Access Control*): the cache says the rest of itself. */
export function userAccess(user: Resource): readonly CacheAccess[] {
  const path = "accessString";
  const location = { urn: user.urn, path };
  const said = known(true, location);
  const asked = anyTrue(
    [
      orDefault(read(user, ["noPasswordRequired"], flag), false),
      orDefault(
        map(read(user, ["authenticationMode", "type"], text), (type) => type === "no-password-required"),
        false,
      ),
    ],
    location,
  );
  const passwordless = chain(asked, (none): Fact<boolean> => {
    const access = read(user, [path], text);
    return none ? map(access, mayDoSomething) : known(false, location);
  });
  return [
    {
      ...resourceSubject(user, words("Redis user"), path),
      encryptedInTransit: said,
      alsoPlain: absent(location),
      encryptedAtRest: said,
      authenticated: said,
      passwordless,
      token: absent(location),
    },
  ];
}

/** `on ~* +@all`: a user is off until it is switched on, and may do nothing until something is allowed; the last word counts. */
function mayDoSomething(access: string): boolean {
  const rules = access.toLowerCase().split(/\s+/);
  const isOn = rules.findLast((rule) => rule === "on" || rule === "off") === "on";
  const lastReset = Math.max(rules.lastIndexOf("-@all"), rules.lastIndexOf("nocommands"));
  return isOn && rules.slice(lastReset + 1).some((rule) => rule.startsWith("+") || rule === "allcommands");
}
