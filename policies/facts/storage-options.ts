/** The query of a storage URL: known parameters with values of closed words or numbers; everything else is dropped. */

/**
 * What a client does with the server's certificate. `ssl-module` is the spelling of Python's constants (`CERT_REQUIRED`), which Celery
 * reads and redis-py refuses; `redis-py` the one in lower case, which both read (redis 8.1, Celery 5.7; tests/policies/facts/libraries).
 */
export interface CertificateRequirement {
  readonly requirement: "required" | "optional" | "none";
  readonly spelling: "redis-py" | "ssl-module";
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  ssl_cert_reqs: ["required", "optional", "none", "CERT_REQUIRED", "CERT_OPTIONAL", "CERT_NONE"],
  ssl_check_hostname: ["true", "false", "True", "False", "1", "0"],
  ssl: ["true", "false", "True", "False", "1", "0", "require", "verify-ca", "verify-full", "prefer", "disable"],
  sslmode: ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"],
  tls: ["true", "false", "1", "0"],
};
const NUMBERS: readonly string[] = [
  "db",
  "virtual_host",
  "socket_timeout",
  "socket_connect_timeout",
  "max_connections",
];
const QUERY_CAP = 2048;

/** The parameters that may be known to others. */
export function storageOptions(query: string): Readonly<Record<string, string>> {
  const options: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query.slice(0, QUERY_CAP))) {
    const words = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
    const isNumber = NUMBERS.includes(name) && /^\d{1,6}$/.test(value);
    if (isNumber || words?.includes(value) === true) options[name] = value;
  }
  return options;
}

/** What `ssl_cert_reqs` asks for; undefined: not given, or in words no library reads. */
export function certificateRequirement(options: Readonly<Record<string, string>>): CertificateRequirement | undefined {
  const value = options["ssl_cert_reqs"];
  if (value === undefined) return undefined;
  const word = value.replace(/^CERT_/, "").toLowerCase();
  const spelling = value.startsWith("CERT_") ? "ssl-module" : "redis-py";
  return word === "required" || word === "optional" || word === "none" ? { requirement: word, spelling } : undefined;
}

/** Whether `ssl_cert_reqs` is given in a word that no library reads; an empty one counts as none, as Python reads queries. */
export function hasUnreadableRequirement(query: string): boolean {
  const value = new URLSearchParams(query.slice(0, QUERY_CAP)).get("ssl_cert_reqs") ?? "";
  // `${VERIFY}` is filled in before a library sees it.
  return value !== "" && !/[${}]/.test(value) && WORDS["ssl_cert_reqs"]?.includes(value) !== true;
}

/** Whether the parameters switch TLS on. */
export function asksForTls(options: Readonly<Record<string, string>>): boolean {
  const value = options["sslmode"] ?? options["ssl"] ?? options["tls"] ?? "";
  return ["require", "verify-ca", "verify-full", "true", "True", "1"].includes(value);
}

/** Whether a text is a query of parameters known here, rather than the rest of a password with a `?` in it. */
export function isKnownQuery(query: string): boolean {
  const name = query.slice(0, 64).split("=", 1)[0] ?? "";
  return (
    query.includes("=") &&
    (Object.hasOwn(WORDS, name) || NUMBERS.includes(name) || /^(?:password|username|protocol|client_name)$/.test(name))
  );
}
