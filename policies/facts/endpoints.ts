/**
 * What the host name of a managed store says of it. AWS makes the store's name a part of its endpoint, beside a hash that every account and
 * region has its own of: a store of the same name elsewhere has another hash or region.
 *
 *     <instance>.<hash>.<region>.rds.amazonaws.com                    RDS user guide, "Connecting to a DB instance"; in China
 *     <instance>.<hash>.rds.<region>.amazonaws.com.cn                 the region stands behind the service
 *     <cluster>.cluster-<hash>.<region>.rds…  .cluster-ro-  .cluster-custom-      Aurora user guide, "Endpoints"
 *     <proxy>.proxy-<hash>.<region>.rds…  <endpoint>.endpoint.proxy-<hash>.…      RDS user guide, "Connecting through RDS Proxy"
 *     master.<group>.<hash>.<region>.cache…  replica.  clustercfg.                ElastiCache user guide, "Finding connection
 *     <group>.<hash>.ng.0001.<region>.cache…  <group>.<hash>.clustercfg.…         endpoints", with and without encryption
 *     <cluster>.<hash>.0001.<region>.cache…  <cluster>.<hash>.cfg.…               a single node; Memcached's discovery
 *     <node>.<group>.<hash>.<region>.cache…                                       a node with encryption
 *     <name>-<hash>.serverless.<region>.cache…                                    ElastiCache Serverless
 *     clustercfg.<cluster>.<hash>.memorydb.<region>.amazonaws.com                 MemoryDB user guide, "Finding connection endpoints"
 */
export interface StoreEndpoint {
  readonly kind: "database" | "cache";
  readonly service: "rds" | "aurora" | "rds-proxy" | "elasticache" | "elasticache-serverless" | "memorydb";
  /** Which endpoint of the store. `configuration`: of a cluster in cluster mode, or Memcached's discovery. */
  readonly role: "primary" | "reader" | "custom" | "node" | "configuration" | "proxy" | "unknown";
  /** The instance's, cluster's or group's own name in lower case; undefined: a proxy (which is no store), or a form not known here. */
  readonly identifier: string | undefined;
  /** The name of a proxy, whose targets the host does not tell. */
  readonly proxy: string | undefined;
  /** The account's and region's own; undefined: a form not known here. */
  readonly hash: string | undefined;
  /** As AWS names it, `eu-west-1`; undefined: not told. */
  readonly region: string | undefined;
}

type Form = readonly [form: RegExp, service: StoreEndpoint["service"], role: StoreEndpoint["role"]];

/** Against the labels before the service's own, in which each group is one label or a part of it. */
const DATABASES: readonly Form[] = [
  [/^(?<name>[^.]+)\.cluster-ro-(?<hash>[^.-]+)$/, "aurora", "reader"],
  [/^(?<name>[^.]+)\.cluster-custom-(?<hash>[^.-]+)$/, "aurora", "custom"],
  [/^(?<name>[^.]+)\.cluster-(?<hash>[^.-]+)$/, "aurora", "primary"],
  [/^(?:[^.]+\.endpoint\.proxy-(?<hash>[^.-]+))$/, "rds-proxy", "proxy"],
  [/^(?<proxy>[^.]+)\.proxy-(?<hash>[^.-]+)$/, "rds-proxy", "proxy"],
  [/^(?<name>[^.]+)\.(?<hash>[^.-]+)$/, "rds", "primary"],
];

const CACHES: readonly Form[] = [
  [/^master\.(?<name>[^.]+)\.(?<hash>[^.]+)$/, "elasticache", "primary"],
  [/^replica\.(?<name>[^.]+)\.(?<hash>[^.]+)$/, "elasticache", "reader"],
  [/^clustercfg\.(?<name>[^.]+)\.(?<hash>[^.]+)$/, "elasticache", "configuration"],
  [/^(?<name>[^.]+)-ro\.(?<hash>[^.]+)\.ng\.\d+$/, "elasticache", "reader"],
  [/^(?<name>[^.]+)\.(?<hash>[^.]+)\.ng\.\d+$/, "elasticache", "primary"],
  [/^(?<name>[^.]+)\.(?<hash>[^.]+)\.(?:clustercfg|cfg)$/, "elasticache", "configuration"],
  [/^(?<name>[^.]+)\.(?<hash>[^.]+)\.\d{4}$/, "elasticache", "node"],
  [/^(?<name>[^.]+)-(?<hash>[^.-]+)\.serverless$/, "elasticache-serverless", "primary"],
  [/^[^.]+\.(?<name>[^.]+)\.(?<hash>[^.]+)$/, "elasticache", "node"],
];

const MEMORYDB: readonly Form[] = [
  [/^clustercfg\.(?<name>[^.]+)\.(?<hash>[^.]+)$/, "memorydb", "configuration"],
  [/^[^.]+\.(?<name>[^.]+)\.(?<hash>[^.]+)$/, "memorydb", "node"],
];

const AMAZON = String.raw`\.amazonaws\.com(?:\.cn)?$`;
const SERVICES: readonly (readonly [kind: StoreEndpoint["kind"], suffix: RegExp, forms: readonly Form[]])[] = [
  ["database", new RegExp(String.raw`\.(?<region>[a-z0-9-]+)\.rds${AMAZON}`), DATABASES],
  ["database", new RegExp(String.raw`\.rds\.(?<region>[a-z0-9-]+)${AMAZON}`), DATABASES],
  ["cache", new RegExp(String.raw`\.(?<region>[a-z0-9-]+)\.cache${AMAZON}`), CACHES],
  ["cache", new RegExp(String.raw`\.memorydb\.(?<region>[a-z0-9-]+)${AMAZON}`), MEMORYDB],
];

/** The endpoint of AWS's that a host name is, in any partition; undefined where it can be none. */
export function storeEndpoint(host: string): StoreEndpoint | undefined {
  const name = host.trim().toLowerCase().replace(/\.$/, "");
  if (name.length > 253) return undefined;
  for (const [kind, suffix, forms] of SERVICES) {
    const end = suffix.exec(name);
    if (end === null) continue;
    const region = longRegion(end.groups?.["region"] ?? "");
    const labels = name.slice(0, end.index);
    for (const [form, service, role] of forms) {
      const groups = form.exec(labels)?.groups;
      if (groups !== undefined)
        return {
          kind,
          service,
          role,
          identifier: groups["name"],
          proxy: groups["proxy"],
          hash: groups["hash"],
          region,
        };
    }
    const service = kind === "database" ? "rds" : forms === MEMORYDB ? "memorydb" : "elasticache";
    return { kind, service, role: "unknown", identifier: undefined, proxy: undefined, hash: undefined, region };
  }
  return undefined;
}

/** Whether two endpoints are of one store; undefined: the hosts do not say. Names alone are not enough: every account may have it. */
export function isSameStore(a: StoreEndpoint, b: StoreEndpoint): boolean | undefined {
  if (a.kind !== b.kind || differ(a.identifier, b.identifier) || differ(a.hash, b.hash) || differ(a.region, b.region))
    return false;
  return a.identifier === undefined || a.hash === undefined || b.identifier === undefined || b.hash === undefined
    ? undefined
    : true;
}

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

const AREAS = {
  af: "af",
  ap: "ap",
  ca: "ca",
  cn: "cn",
  eu: "eu",
  il: "il",
  me: "me",
  mx: "mx",
  sa: "sa",
  us: "us",
  ug: "us-gov",
} as const;
const DIRECTIONS = {
  n: "north",
  e: "east",
  s: "south",
  w: "west",
  c: "central",
  ne: "northeast",
  se: "southeast",
} as const;

/** ElastiCache abbreviates regions: `euw1`, `apse2`, `ugw1`. Other services write them out. */
function longRegion(region: string): string | undefined {
  if (region.includes("-")) return region;
  const [, area = "", direction = "", number = ""] =
    /^(af|ap|ca|cn|eu|il|me|mx|sa|us|ug)(ne|se|n|e|s|w|c)(\d)$/.exec(region) ?? [];
  if (number === "") return undefined;
  return `${AREAS[area as keyof typeof AREAS]}-${DIRECTIONS[direction as keyof typeof DIRECTIONS]}-${number}`;
}
