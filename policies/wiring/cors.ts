import { originProblem, parseOrigins, purposeOf } from "../facts";
import { join, words, type Shown } from "../model/shown";

/** What a CORS setting lets in that anybody can have, as it may be shown; undefined: nothing. */
export function openOrigins(name: string, value: string): Shown | undefined {
  if (purposeOf(name) === "corsAllowAll") {
    return /^(1|true|t|yes|y|on|enabled|all)$/i.test(value.trim()) ? words("*") : undefined;
  }
  const open = parseOrigins(value).filter((origin) => originProblem(origin) === "wildcard");
  if (open.length === 0) return undefined;
  // A value may be a secret that got into the wrong place: only the plain wildcard is shown as it is.
  const shown = open.map((origin) => (origin === "*" ? words("*") : words("a pattern")));
  return join([...new Set(shown)], ", ");
}
