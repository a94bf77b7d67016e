/** What connection strings say of the database they lead to. Values are looked at, never kept: no password is among it. */

export interface Connection {
  /** An entry undefined: a host that is not readable. */
  readonly hosts: readonly (string | undefined)[];
  readonly scheme: string | undefined;
  readonly database: string | undefined;
  readonly options: ReadonlyMap<string, string>;
}

export const DATABASE_SCHEMES =
  /^(?:jdbc:)?(?:(?:db|sqla|sqlalchemy|celery|django|r2dbc|ecto|async)[+:])?(postgres|postgresql|postgis|psql|pgsql|pg|cockroachdb|timescale|timescaledb|timescalegis|mysql|mysql2|mysqlgis|mariadb|mssql|sqlserver|oracle|redshift)(?:\+[a-z0-9_]+)?$/;

export function readUrl(value: string): Connection | undefined {
  const trimmed = value.trim().replace(/^["']|["']$/g, "");
  const at = trimmed.indexOf("://");
  if (at <= 0 || at > 60) return undefined;
  const scheme = trimmed.slice(0, at).toLowerCase();
  if (!DATABASE_SCHEMES.test(scheme)) return undefined;
  const rest = trimmed.slice(at + 3);
  const query = rest.indexOf("?");
  // SQL Server's JDBC URLs end in `;name=value`.
  const [beforeQuery, ...properties] = (query < 0 ? rest : rest.slice(0, query)).split(";");
  const body = beforeQuery ?? "";
  const afterUser = body.slice(body.lastIndexOf("@") + 1);
  const slash = afterUser.indexOf("/");
  const authority = slash < 0 ? afterUser : afterUser.slice(0, slash);
  const database = slash < 0 ? undefined : afterUser.slice(slash + 1);
  const options = new Map<string, string>();
  for (const pair of [...(query < 0 ? [] : rest.slice(query + 1).split("&")), ...properties]) {
    const equals = pair.indexOf("=");
    if (equals > 0) options.set(pair.slice(0, equals).toLowerCase(), pair.slice(equals + 1));
  }
  const hostOption = options.get("host");
  const written = authority === "" && hostOption !== undefined ? decode(hostOption) : authority;
  return { hosts: written.split(",").map(normalHost), scheme, database, options };
}

/** libpq's `host=… dbname=…`, ADO.NET's `Host=…;Database=…`. */
export function readKeywords(value: string): Connection | undefined {
  const separator = value.includes(";") ? ";" : " ";
  const options = new Map<string, string>();
  for (const pair of value.trim().split(separator)) {
    const equals = pair.indexOf("=");
    if (equals > 0)
      options.set(pair.slice(0, equals).trim().toLowerCase().replace(/\s+/g, "_"), pair.slice(equals + 1).trim());
  }
  const host = options.get("host") ?? options.get("server") ?? options.get("data_source") ?? options.get("hostaddr");
  const database = options.get("dbname") ?? options.get("database") ?? options.get("initial_catalog");
  if (host === undefined || database === undefined) return undefined;
  return { hosts: host.split(",").map(normalHost), scheme: separator === ";" ? "ado" : undefined, database, options };
}

export function normalHost(written: string): string | undefined {
  let host = written.trim();
  if (host.startsWith("[")) return host.slice(1, host.indexOf("]")).toLowerCase();
  host = host
    .slice(host.lastIndexOf("@") + 1)
    .replace(/:\d*$/, "")
    .toLowerCase();
  if (host.endsWith(".")) host = host.slice(0, -1);
  return /^[a-z0-9_.-]{1,255}$/.test(host) ? host : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
