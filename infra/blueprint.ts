/**
 * The declared architecture: settings in, plain values out, before any resource exists.
 *
 * The connection budget is computed first; the pools it allows are written into the environments, so that what the
 * application opens and what the database serves cannot drift apart.
 */
import type {
  Blueprint,
  DeclaredCache,
  DeclaredDatabase,
  DeclaredWorkload,
  MadeDatabase,
} from "guardrails-policies/model";
import { givenSubnets } from "./config-network";
import { DATABASE_ACCESS, declareAccess } from "./database-access";
import { declarePools } from "./declared/pools";
import { declareSecrets } from "./declared/secrets";
import { declareServices } from "./declared/services";
import { declareDatabase, declareRedis, declareReplica } from "./declared/stores";
import { declareExtras, declareWorkloads } from "./declared/workloads";
import type { Settings } from "./settings";
import type { CoreWorkload } from "./workload-settings";

/** A blueprint whose parts are known by name. */
export interface ProductBlueprint<Secret = string> extends Blueprint<Secret> {
  readonly databases: { readonly postgres: DeclaredDatabase; readonly replica?: MadeDatabase };
  readonly caches: { readonly redis: DeclaredCache };
  /** The ones every stack has, and those of the map under their own names. */
  readonly workloads: Readonly<Record<CoreWorkload, DeclaredWorkload> & Record<string, DeclaredWorkload>>;
}

/** Everything the program will build. Total: it never throws, whatever well-typed settings it is given. */
export function declareBlueprint<Secret>(settings: Settings<Secret>, region: string): ProductBlueprint<Secret> {
  const services = declareServices(settings);
  const pools = declarePools(settings, services);
  return {
    schemaVersion: 1,
    product: settings.product,
    environment: settings.environment,
    region,
    domain: settings.domain,
    network: {
      cidrBlock: settings.network.cidrBlock,
      availabilityZones: settings.network.availabilityZoneCount,
      natGateways: settings.network.natGateways,
      ...givenSubnets(settings.network),
    },
    edge: {
      scheme: settings.edge.internal ? "internal" : "internet-facing",
      firewall: settings.edge.firewall,
      exclusions: settings.edge.exclusions,
    },
    secrets: declareSecrets(settings),
    databases: {
      postgres: declareDatabase(settings),
      ...(settings.database.replica ? { replica: declareReplica(settings) } : {}),
    },
    caches: { redis: declareRedis(settings) },
    workloads: {
      ...declareWorkloads(settings, services, pools),
      ...declareExtras(settings, services, pools),
      ...(settings.databaseAccessUntil === null ? {} : { [DATABASE_ACCESS]: declareAccess(settings) }),
    },
  };
}
