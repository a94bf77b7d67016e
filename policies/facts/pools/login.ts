/**
 * The name a program logs in to its database with. It decides whether two logins are one; it is compared and never shown, since what
 * stands in its place in a text somebody wrote need not be a name.
 */

/** The variable beside a host and a password: `DB_USER`, `POSTGRES_USER`, `PGUSER`, `SHOP_DATABASE_USERNAME`. */
export function isDatabaseUserName(name: string): boolean {
  return /(?:^|_)(?:DB|DATABASE|POSTGRES(?:QL)?|PG|RDS|SQL|MYSQL)_?(?:USER|USERNAME|LOGIN|ROLE)$/i.test(name);
}

/** `migration` of `postgresql://migration:…@host/app`, a JDBC URL's `?user=`, libpq's and ADO.NET's `user=`; undefined: none can be read. */
export function databaseUserIn(value: string): string | undefined {
  const text = value.slice(0, 4096).trim();
  const authority = /^(?:jdbc:)?[a-z][a-z\d+.-]{0,60}:\/\/([^:@/?\s]*)(?::[^\s]*?)?@/i.exec(text)?.[1];
  const keyword = /(?:^|[\s;?&])(?:user(?:name|[ _]?id)?|uid)=([^\s;&]+)/i.exec(text)?.[1];
  const found = decoded(authority === undefined || authority === "" ? keyword : authority);
  // A part that is filled in later.
  return found === undefined || found === "" || /[{}$<>]/.test(found) ? undefined : found;
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
