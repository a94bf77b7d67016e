/** Names of what is one value: a whole document in its place is nothing that its reader can use as it stands. */
import { purposeOf } from "../names";
import { wordsOf } from "../names/words";

const ADDRESSES = new Set("URL URI DSN HOST HOSTNAME PORT PGHOST PGPORT".split(" "));
const LOGINS = new Set("PASSWORD PASSWD PWD PASS USER USERNAME LOGIN PGPASSWORD PGUSER".split(" "));
const KEYS: ReadonlySet<string | undefined> = new Set(["signingKey", "encryptionKey"]);

/**
 * Whether a variable holds one value, by its name. `certain`: nobody parses what is under it; `likely`: an application may take its
 * password out of a document by itself.
 */
export function isSingleValue(name: string): "certain" | "likely" | undefined {
  const last = wordsOf(name).at(-1) ?? "";
  if (ADDRESSES.has(last)) return "certain";
  return LOGINS.has(last) || KEYS.has(purposeOf(name)) ? "likely" : undefined;
}
