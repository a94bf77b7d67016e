/**
 * The password inside a connection string, a URL or a line of settings.
 *
 * Forms: RFC 3986 userinfo (also with the `/`, `?` and `#` that people forget to encode), libpq keywords, JDBC properties,
 * ADO.NET, ODBC, Azure Storage and Service Bus connection strings, the query parameters in which services take a key.
 */

/** Longer texts are cut: Secrets Manager keeps 65,536 bytes, a task definition 64 KiB, a Lambda's environment 4 KiB. */
export const LONGEST_VALUE = 65_536;

export interface UserInfo {
  readonly scheme: string;
  readonly user: string;
  /** As written, not decoded; undefined: none. */
  readonly password: string | undefined;
  /** What follows the `@`. */
  readonly rest: string;
}

/** The user part of each URL in a text. */
export function userInfos(text: string): readonly UserInfo[] {
  const pieces = text.slice(0, LONGEST_VALUE).split("://");
  return pieces.slice(1).flatMap((piece, index): UserInfo[] => {
    const scheme = schemeAtEnd(pieces[index] ?? "");
    const info = scheme === undefined ? undefined : userInfo(/^[^\s"'`<>\\]*/.exec(piece)?.[0] ?? "");
    return scheme === undefined || info === undefined ? [] : [{ scheme: scheme.toLowerCase(), ...info }];
  });
}

/** The scheme that a piece of text ends in, before its `://`. */
function schemeAtEnd(text: string): string | undefined {
  const last = text
    .slice(-41)
    .split(/[^A-Za-z0-9+.-]/)
    .at(-1)
    ?.replace(/^[^A-Za-z]+/, "");
  return last === "" ? undefined : last;
}

function userInfo(text: string): Omit<UserInfo, "scheme"> | undefined {
  const authority = /^[^/?#]*/.exec(text)?.[0] ?? "";
  const strict = authority.lastIndexOf("@");
  if (strict >= 0) return split(text, strict);
  // A password with an unencoded `/`, `?` or `#`: there is a colon before them, and it is no port's.
  const colon = authority.indexOf(":");
  const at = text.lastIndexOf("@");
  if (colon < 0 || at < 0 || !/^[A-Za-z0-9[{$]/.test(text.slice(at + 1, at + 2))) return undefined;
  const port = /^(?:\d{0,5}|\{[^}]*\}|\$\{[^}]*\}|\$\w+)$/.test(authority.slice(colon + 1));
  return port && colon > 0 ? undefined : split(text, at);
}

function split(text: string, at: number): Omit<UserInfo, "scheme"> {
  const info = text.slice(0, at);
  const colon = info.indexOf(":");
  const rest = text.slice(at + 1);
  if (colon < 0) return { user: info, password: undefined, rest };
  return { user: info.slice(0, colon), password: info.slice(colon + 1) || undefined, rest };
}

/**
 * `password=…` of libpq, JDBC, ADO.NET, ODBC and query strings, with or without spaces and quotes; also after `DB_` or `--db-`.
 * After other signs it is a part of a generated text.
 */
const PASSWORD_PAIR =
  /(?:^|[\s;&?,"'(_.:/|-])(?:password|passwd|passphrase|pwd|requirepass|masterauth)\s{0,2}=\s{0,2}("[^"]*"|'[^']*'|[^\s;&,"']+)/i;

/** `AccountKey=…`, `sig=…`, `?api_key=…`: keys, where the value has to look like one. */
const KEY_PAIR =
  /(?:^|[^A-Za-z0-9])(?:accountkey|sharedaccesskey|sharedaccesssignature|api[_-]?key|access[_-]?token|auth[_-]?token|_authtoken|client[_-]?secret|auth|token|secret)\s{0,2}=\s{0,2}["']?([^\s;&,"']+)/gi;

/** The password in a URL's user part, or in a `key=value` connection string; undefined: none. For judging, never for showing. */
export function urlPassword(value: string): string | undefined {
  const inUserPart = userInfos(value).find(({ password }) => password !== undefined)?.password;
  return inUserPart ?? pairPassword(value);
}

export function pairPassword(value: string): string | undefined {
  const found = PASSWORD_PAIR.exec(value.slice(0, LONGEST_VALUE))?.[1];
  return found?.replace(/^(["'])([^]*)\1$/, "$2");
}

/** The values of the parameters in which services take a key or a signature. */
export function pairKeys(value: string): readonly string[] {
  return Array.from(value.slice(0, LONGEST_VALUE).matchAll(KEY_PAIR), ([, found = ""]) => found);
}

/** `{password}`, `${DB_PASSWORD}`, `$DB_PASSWORD`, `<password>`, `%%env_PASSWORD%%` (Datadog), `$__file{…}` (Grafana,
 * "Variable expansion"), `***`: what will be put in later. */
export function isTemplate(password: string): boolean {
  return /^(?:\{[^}]*\}|\$\{[^}]*\}|\$[A-Za-z_]\w*|\$\([^)]*\)|\$__(?:file|env|vault)\{[^}]*\}|`[^`]*`|%\(\w+\)s|%[A-Za-z_]\w*%|%%\w+%%|\{\{[^}]*\}\}|<[^>]*>|\*+|%s)$/.test(
    password,
  );
}
