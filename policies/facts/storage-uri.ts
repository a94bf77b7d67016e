/**
 * What a rate limiter's storage URI, a Celery broker URL or a result backend points at. Hosts may be templates (`{host}`): a URL is read
 * before the store exists.
 *
 * Nothing of a password can come out: the scheme is a word of `storage-scheme.ts`, a host is one beyond doubt (`storage-host.ts`), options
 * are words of `storage-options.ts`, everything else is a number. Passwords are read as people write them, `/ ? # ; ,` and `@` not encoded:
 * what stands before the last `@` is never read for anything but whether it is there.
 */
import { type HostReading, storageHost } from "./storage-host";
import {
  asksForTls,
  certificateRequirement,
  type CertificateRequirement,
  hasUnreadableRequirement,
  isKnownQuery,
  storageOptions,
} from "./storage-options";
import { kindOfClass, readScheme, type StorageKind, type StorageScheme } from "./storage-scheme";
import { rememberedOf } from "./remember";

/** Never holds the password: only whether there is one. */
export interface StorageUri {
  readonly kind: StorageKind;
  /** The word that says where the data lives; `other`: a scheme not known here; empty: no URL. */
  readonly scheme: StorageScheme;
  readonly tls: boolean;
  /** Redis Cluster, or several hosts behind a sentinel. */
  readonly topology: "single" | "cluster" | "sentinel";
  readonly authenticated: boolean;
  /** False: the user part holds characters that a URL must encode; most clients read another host then. */
  readonly encoded: boolean;
  /** How sure the host is; `unreadable`: it may be a part of something else and is not shown. */
  readonly hostReading: HostReading;
  /** The first host, in lower case; null: none (`memory://`, a socket), or not to be shown. */
  readonly host: string | null;
  readonly port: number | null;
  /** Every host of a list (`sentinel://a:26379;b:26379`, `redis+cluster://a:7000,b:7001`) that may be shown. */
  readonly hosts: readonly string[];
  /** Redis: the database index; null: not given (the client's default is 0). */
  readonly database: number | null;
  /** Known query parameters with known values, `ssl_cert_reqs` among them. */
  readonly options: Readonly<Record<string, string>>;
  readonly certificate: CertificateRequirement | undefined;
  /** `ssl_cert_reqs` is given, in a word that no library reads. */
  readonly certificateUnreadable: boolean;
  /** Beyond doubt there is no host where one should be, so clients take this machine: `redis:///0`, `redis://:token@:6379`. */
  readonly hostMissing: boolean;
}

/** Longer texts are no storage URI. */
const URI_CAP = 4096;
const SERVERS_CAP = 32;

/** Reads a storage URI, the first where several are listed. Never throws: what cannot be read is of kind `unknown`. */
export function parseStorageUri(uri: string): StorageUri {
  return parseStorageUris(uri)[0] ?? parseOne("");
}

/** Every storage of a value that lists several (`redis://a;memory://`): each may be used, so each is to be judged. Never empty. */
export function parseStorageUris(value: string): readonly StorageUri[] {
  return parsed(value, "");
}

const parsed = rememberedOf(
  (value: string): readonly StorageUri[] =>
    value.length > URI_CAP ? [parseOne("")] : separate(value.trim()).slice(0, SERVERS_CAP).map(parseOne),
  (use: string) => use,
);

/** Where a storage URI keeps its data. */
export function storageKind(uri: string): StorageKind {
  return parseStorageUri(uri).kind;
}

/**
 * URLs behind one another. Servers of one cluster or sentinel stay together; a bare word counts only where it is a backend's name, because
 * passwords hold separators.
 */
function separate(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (const found of text.matchAll(
    /[;,|\s](?=[a-z][a-z0-9+.-]{0,40}:\/\/|(?:memory|dummy|locmem|rpc|cache)(?:[;,|\s]|$))/gi,
  )) {
    const before = text.slice(start, found.index);
    // A separator in a password.
    if (readScheme(/^[^:/]{0,40}/.exec(text.slice(found.index).replace(/^[;,|\s]+/, ""))?.[0] ?? "").kind === "unknown")
      continue;
    parts.push(before);
    start = found.index + found[0].length;
  }
  return [...parts, text.slice(start)]
    .map((part) => part.replace(/^[;,|\s]/, "").trim())
    .filter((part, at) => part !== "" || at === 0);
}

function parseOne(text: string): StorageUri {
  const [, written = "", rest = ""] = /^([a-z][a-z0-9+.-]{0,63}):\/\/(.*)$/is.exec(text) ?? [];
  const bare = written === "" ? text.replace(/^(['"])(.*)\1$/s, "$2").trim() : "";
  const scheme = readScheme(written === "" && /^[a-z][a-z0-9+-]{0,40}$/i.test(bare) ? bare : written);
  const { user, authority, path, query } = takeApart(rest);
  const options = storageOptions(query);
  const servers = authority.split(/[,;]/).slice(0, SERVERS_CAP).map(readServer);
  const [first = readServer("")] = servers;
  const unreadable = first.hostReading === "unreadable";
  const local = scheme.socket || scheme.scheme === "unix";
  return {
    kind: scheme.kind === "unknown" && written === "" ? kindOfClass(bare) : scheme.kind,
    // A bare word that is no backend's name may be anything, a token included.
    scheme: written === "" && scheme.scheme === "other" ? "" : scheme.scheme,
    tls: scheme.tls || asksForTls(options),
    topology: scheme.topology,
    authenticated: user?.includes(":") === true && user.length > 1,
    encoded: user === undefined || !/[/?#;,@\s]/.test(user),
    ...(local ? { hostReading: "local" as const, host: null, port: null } : first),
    hosts: local ? [] : servers.flatMap(({ host }) => (host === null ? [] : [host])),
    // Digits behind what may be a password may be its own.
    database: unreadable ? null : (index(path) ?? index(options["db"] ?? "") ?? index(options["virtual_host"] ?? "")),
    options,
    certificate: certificateRequirement(options),
    certificateUnreadable: hasUnreadableRequirement(query),
    hostMissing: written !== "" && !local && (authority === "" || (user !== undefined && /^:\d{1,5}$/.test(authority))),
  };
}

interface Parts {
  /** What stands before the last `@`; undefined: there is none. */
  readonly user: string | undefined;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
}

function takeApart(rest: string): Parts {
  const at = lastAt(rest);
  const [beforeHash] = splitOnce(rest.slice(at + 1), "#");
  const [location, query] = splitOnce(beforeHash, "?");
  const [authority, path] = splitOnce(location, "/");
  return { user: at < 0 ? undefined : rest.slice(0, at), authority, path, query };
}

/** The `@` that ends the user part: the last one, unless it stands in the value of a known parameter. */
function lastAt(rest: string): number {
  const last = rest.lastIndexOf("@");
  const question = rest.indexOf("?");
  if (question < 0 || last < question || !isKnownQuery(rest.slice(question + 1))) return last;
  const location = rest.slice(0, question);
  const inLocation = location.lastIndexOf("@");
  const { reading } = storageHost(splitOnce(splitOnce(location.slice(inLocation + 1), "/")[0], ":")[0]);
  return reading === "name" || reading === "local" ? inLocation : last;
}

function readServer(text: string): { hostReading: HostReading; host: string | null; port: number | null } {
  const [, name = "", port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(text.trim()) ?? [];
  const { reading, host } = storageHost(name);
  const number = port !== undefined && /^\d{1,5}$/.test(port) ? Number(port) : null;
  // `redis://:token` has no host; what stands behind the colon is no port.
  const odd = port !== undefined && number === null && !/^\{[a-z_]{1,30}\}$/i.test(port);
  // A number behind a name that is shown may still be a password's: `redis://:12345` without a host is not told.
  if (odd || (reading === "none" && port !== undefined)) return { hostReading: "unreadable", host: null, port: null };
  return { hostReading: reading, host, port: reading === "unreadable" ? null : number };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

function index(text: string): number | null {
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}
