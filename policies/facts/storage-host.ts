/**
 * The host of a storage URL, as far as it may be shown. A wrong secret in a URL variable puts a token where a host should be, so a host is
 * only taken where it is one beyond doubt: an address, a name under a known top-level domain, or a name that local networks are known for.
 */
import { parse } from "tldts";
import { storeEndpoint } from "./endpoints";
import { isLoopbackHost } from "./hosts";

/**
 * `none`: the URL names no host. `local`: this machine, or a socket on it. `name`: a host. `template`: to be filled in.
 * `unreadable`: text that may be something else, such as a part of a password; never shown.
 */
export type HostReading = "none" | "local" | "name" | "template" | "unreadable";

export interface StorageHost {
  readonly reading: HostReading;
  /** Lower case, without a dot at its end; null unless `local`, `name` or a template in braces known here. */
  readonly host: string | null;
}

/** Words of which single-label hosts are made: compose services and service discovery. */
const LOCAL_WORDS: ReadonlySet<string> = new Set(
  (
    "redis valkey cache caching broker queue mq rabbitmq rabbit amqp memcached memcache mongo mongodb postgres postgresql pg mysql " +
    "mariadb db database sql kafka etcd consul zookeeper elasticsearch localstack sentinel cluster node master slave primary replica " +
    "reader writer main leader follower server host store storage limiter limits ratelimit rate limit celery worker beat web api app " +
    "backend service svc internal local dev test staging prod production session sessions results result lock locks headless stack " +
    "keydb dragonfly elasticache"
  ).split(" "),
);

/** Domains that no public list has, in use inside networks (RFC 6762 appendix G, RFC 2606, Kubernetes, AWS). */
const PRIVATE_TOP_LEVEL =
  /\.(?:internal|local|localdomain|lan|corp|home|intranet|private|svc|cluster|arpa|test|example|invalid|consul|discovery)$/;

/** Reads the host of an authority. */
export function storageHost(text: string): StorageHost {
  const name = text.trim().toLowerCase().replace(/\.$/, "");
  if (name === "") return { reading: "none", host: null };
  if (/^\{[a-z_]{1,30}\}$/.test(name)) return { reading: "template", host: TEMPLATES.has(name) ? name : null };
  if (/[{}<>$%*]/.test(name)) return { reading: "template", host: null };
  if (name.length > 253) return { reading: "unreadable", host: null };
  if (isLoopbackHost(name)) return { reading: "local", host: shownLoopback(name) };
  if (isAddress(name) || isLocalName(name) || isDomainName(name)) return { reading: "name", host: name };
  return { reading: "unreadable", host: null };
}

const TEMPLATES: ReadonlySet<string> = new Set(["{host}", "{address}", "{endpoint}", "{hostname}", "{redis_host}"]);

/** A number may be a piece of something else: only the usual spellings are shown as they are. */
function shownLoopback(name: string): string {
  return /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]|host\.docker\.internal)$/.test(name) ? name : "localhost";
}

function isAddress(name: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name) || (name.length < 50 && /^\[[0-9a-f:.]*:[0-9a-f:.]*\]$/.test(name));
}

/** `my-redis` is none: `my` may be the beginning of anything; `redis-master-0` and `redis1` are. */
function isLocalName(name: string): boolean {
  if (name.length === 1) return true;
  return (
    name.split(/[-_]/).every((word) => LOCAL_WORDS.has(word.replace(/\d{1,3}$/, "")) || /^\d{1,3}$/.test(word)) &&
    /[a-z]/.test(name)
  );
}

function isDomainName(name: string): boolean {
  const labels = name.split(".");
  if (labels.length < 2 || !labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)))
    return false;
  if (storeEndpoint(name)?.hash !== undefined) return true;
  if (labels.some((label) => looksRandom(label))) return false;
  if (PRIVATE_TOP_LEVEL.test(name)) return true;
  const { isIcann, isPrivate } = parse(name, { allowPrivateDomains: true });
  return isIcann === true || isPrivate === true;
}

/** AWS's own hashes have up to 14 characters; a label of 20 that mixes letters and digits is a token's. */
function looksRandom(label: string): boolean {
  return label.split(/[-_]/).some((part) => part.length >= 20 && /\d/.test(part) && /[a-z]/.test(part));
}
