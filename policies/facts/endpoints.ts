/**
 * What the host name of a managed store says of it. AWS makes the name of the store a part of its endpoint:
 *
 *     <instance>.<hash>.<region>.rds.amazonaws.com                    RDS user guide, "Connecting to a DB instance"
 *     <proxy>.proxy-<hash>.<region>.rds.amazonaws.com                 RDS user guide, "Connecting through RDS Proxy"
 *     master.<group>.<hash>.<region>.cache.amazonaws.com              ElastiCache user guide, "Finding connection endpoints",
 *     <group>.<hash>.ng.0001.<region>.cache.amazonaws.com             with and without encryption in transit
 */
export interface StoreEndpoint {
  readonly kind: "database" | "cache";
  /** The instance's or replication group's own name; undefined: the host does not say (a proxy, a form not known here). */
  readonly identifier: string | undefined;
}

const LABEL = "[a-z0-9][a-z0-9-]*";

const FORMS: readonly (readonly [kind: StoreEndpoint["kind"], form: RegExp])[] = [
  ["database", new RegExp(`^(${LABEL})\\.(?!proxy-)[a-z0-9]+\\.${LABEL}\\.rds\\.`)],
  ["cache", new RegExp(`^(?:master|replica|clustercfg)\\.(${LABEL})\\.[a-z0-9]+\\.[a-z0-9]+\\.cache\\.`)],
  ["cache", new RegExp(`^(${LABEL}?)(?:-ro)?\\.[a-z0-9]+\\.(?:ng\\.[0-9]+|clustercfg)\\.[a-z0-9]+\\.cache\\.`)],
];

/** The endpoint of AWS's that a host name is; undefined where it can be none, in any partition. */
export function storeEndpoint(host: string): StoreEndpoint | undefined {
  const name = host.toLowerCase();
  for (const [kind, form] of FORMS) {
    const identifier = form.exec(name)?.[1];
    if (identifier !== undefined) return { kind, identifier };
  }
  if (/\.rds\./.test(name)) return { kind: "database", identifier: undefined };
  return /\.cache\./.test(name) ? { kind: "cache", identifier: undefined } : undefined;
}
