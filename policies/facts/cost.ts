/**
 * A monthly cost estimate from an itemised list. List prices and their dates: `prices.ts`.
 */
import {
  ELASTICACHE_HOUR,
  FARGATE_ARM_SHARE,
  FARGATE_SPOT_SHARE,
  HOURS_PER_MONTH,
  MONTHLY_PRICES,
  PRICED_REGIONS,
  PRICES_AS_OF,
  type PricedRegion,
  PUBLIC_IPV4_HOUR,
  RDS_HOUR,
  REGION_PRICES,
  type RegionPrices,
  VALKEY_SHARE,
} from "./prices";
import type { CostItem } from "./cost-item";
import { lookup } from "./lookup";

export type { CostItem } from "./cost-item";

export interface CostLine {
  readonly name: string;
  /** How the amount comes about: `2 × (1 vCPU + 2 GB) × 730 h`. */
  readonly basis: string;
  /** US dollars a month, rounded to cents; null: the price of its type is not known here. */
  readonly monthly: number | null;
}

export interface CostEstimate {
  readonly lines: readonly CostLine[];
  /** The lines' sum, in US dollars a month. A lower bound when `unpriced` is not empty. */
  readonly monthly: number;
  /** The region whose prices were used, and whether it is the one that was asked for. */
  readonly region: PricedRegion;
  readonly regionIsExact: boolean;
  /** Names of the lines without a price. */
  readonly unpriced: readonly string[];
  readonly asOf: string;
}

/** Prices the items in a region; a region not in the table is priced as us-east-1, and says so. Never throws. */
export function monthlyCost(items: readonly CostItem[], region: string): CostEstimate {
  const exact = PRICED_REGIONS.find((priced) => priced === region);
  const prices = REGION_PRICES[exact ?? "us-east-1"];
  const lines = items.map((item): CostLine => {
    const { basis, dollars } = price(item, prices);
    return { name: item.name, basis, monthly: dollars === undefined ? null : cents(dollars) };
  });
  return {
    lines,
    monthly: cents(lines.reduce((sum, line) => sum + (line.monthly ?? 0), 0)),
    region: exact ?? "us-east-1",
    regionIsExact: exact !== undefined,
    unpriced: lines.filter((line) => line.monthly === null).map((line) => line.name),
    asOf: PRICES_AS_OF,
  };
}

function cents(dollars: number): number {
  return Math.round(dollars * 100) / 100;
}

interface Price {
  readonly basis: string;
  readonly dollars: number | undefined;
}

function price(item: CostItem, prices: RegionPrices): Price {
  switch (item.kind) {
    case "fargate": {
      const vcpus = item.cpu / 1024;
      const gigabytes = item.memory / 1024;
      const hour = vcpus * prices.fargateVcpuHour + gigabytes * prices.fargateGbHour;
      const share =
        (item.capacity === "spot" ? FARGATE_SPOT_SHARE : 1) * (item.architecture === "ARM64" ? FARGATE_ARM_SHARE : 1);
      const spot = `${item.architecture === "ARM64" ? ", ARM" : ""}${item.capacity === "spot" ? ", Spot" : ""}`;
      return hourly(`${item.tasks} × (${vcpus} vCPU + ${gigabytes} GB)${spot}`, item.tasks * hour * share, item.hours);
    }
    case "database":
      return database(item, prices);
    case "cache": {
      const node = lookup(ELASTICACHE_HOUR, item.nodeType);
      const share = item.engine === "valkey" ? VALKEY_SHARE : 1;
      const hour = node === undefined ? undefined : node * prices.databaseFactor * share * item.nodes;
      return hourly(`${item.nodes} × ${item.nodeType}`, hour);
    }
    case "nat-gateway": {
      const hours = hourly(`${item.count} × NAT gateway`, item.count * prices.natGatewayHour);
      return plus(hours, item.gigabytes, "GB", prices.natGatewayGb);
    }
    case "machine": {
      const hour = lookup(prices.instanceHour, item.instanceType);
      const hours = hourly(`${item.count} × ${item.instanceType}`, hour === undefined ? undefined : item.count * hour);
      return plus(hours, item.count * item.storageGiB, "GiB of storage", prices.diskGbMonth);
    }
    case "load-balancer": {
      const hours = hourly(`${item.count} × load balancer`, item.count * prices.loadBalancerHour);
      return plus(hours, item.capacityUnits, "capacity units", prices.loadBalancerUnitHour * HOURS_PER_MONTH);
    }
    case "vpc-endpoint":
      return hourly(`${item.count} × ${item.zones} zones`, item.count * item.zones * prices.vpcEndpointHour);
    case "public-address":
      return hourly(`${item.count} × public IPv4 address`, item.count * PUBLIC_IPV4_HOUR);
    case "web-acl":
      return {
        basis: `web ACL + ${item.rules} rules`,
        dollars: MONTHLY_PRICES.webAcl + item.rules * MONTHLY_PRICES.webAclRule,
      };
    case "secret":
      return monthly(item.count, "secret", MONTHLY_PRICES.secret);
    case "kms-key":
      return monthly(item.count, "KMS key", MONTHLY_PRICES.kmsKey);
    case "alarm":
      return monthly(item.count, "alarm", MONTHLY_PRICES.alarm);
    case "metric":
      return monthly(item.count, "metric", MONTHLY_PRICES.metric);
    case "insights-metric":
      return monthly(item.count, "metric", MONTHLY_PRICES.insightsMetric);
    case "dashboard":
      return monthly(item.count, "dashboard", MONTHLY_PRICES.dashboard);
    case "logs": {
      const kept = (item.gigabytes * item.retentionDays) / (365 / 12); // a steady flow fills what retention holds
      return {
        basis: `${item.gigabytes} GB a month, kept ${item.retentionDays} days`,
        dollars: item.gigabytes * prices.logIngestionGb + kept * prices.logStorageGbMonth,
      };
    }
  }
}

function database(item: Extract<CostItem, { readonly kind: "database" }>, prices: RegionPrices): Price {
  const zones = item.multiAz ? 2 : 1;
  const instance = lookup(RDS_HOUR, item.instanceClass);
  const proxy = item.proxyVcpus === undefined ? 0 : Math.max(2, item.proxyVcpus) * prices.rdsProxyVcpuHour;
  const hour = instance === undefined ? undefined : instance * prices.databaseFactor * zones + proxy;
  const hours = hourly(`${zones} × ${item.instanceClass}${proxy > 0 ? " + proxy" : ""}`, hour);
  return plus(hours, item.storageGiB, "GiB of storage", prices.rdsStorageGbMonth * zones);
}

function hourly(what: string, dollarsAnHour: number | undefined, hours = HOURS_PER_MONTH): Price {
  return {
    basis: `${what} × ${hours} h`,
    dollars: dollarsAnHour === undefined ? undefined : dollarsAnHour * hours,
  };
}

function monthly(count: number, what: string, dollars: number): Price {
  return { basis: `${count} × ${what}`, dollars: count * dollars };
}

function plus({ basis, dollars }: Price, amount: number | undefined, unit: string, each: number): Price {
  if (amount === undefined || dollars === undefined) return { basis, dollars };
  return { basis: `${basis} + ${amount} ${unit}`, dollars: dollars + amount * each };
}
