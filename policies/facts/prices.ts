/**
 * AWS on-demand list prices in US dollars, for estimates.
 *
 * us-east-1 as published on the services' pricing pages; ElastiCache nodes from the AWS Price List as read on 2026-10-02, the
 * rest as of 2026. RDS and ElastiCache in eu-west-1 are us-east-1 times {@link EU_WEST_1_DATABASE_FACTOR}, within a few
 * percent of the published figures. Taxes, transfer and discounts are not included.
 */

/** Hours in a month as AWS's own calculator counts them. */
export const HOURS_PER_MONTH = 730;

/** The date the table was last compared with published prices. */
export const PRICES_AS_OF = "2026-10";

export const PRICED_REGIONS = ["us-east-1", "eu-west-1"] as const;
export type PricedRegion = (typeof PRICED_REGIONS)[number];

export interface RegionPrices {
  /** Per vCPU and hour, and per GB and hour (AWS Fargate pricing, Linux on x86). */
  readonly fargateVcpuHour: number;
  readonly fargateGbHour: number;
  /** Per gateway and hour, and per GB processed (Amazon VPC pricing). */
  readonly natGatewayHour: number;
  readonly natGatewayGb: number;
  /** Per machine and hour, Linux (Amazon EC2 on-demand pricing), and per GB and month of gp3 (Amazon EBS pricing). */
  readonly instanceHour: Readonly<Record<string, number>>;
  readonly diskGbMonth: number;
  /** Per load balancer and hour, and per capacity unit and hour (Elastic Load Balancing pricing). */
  readonly loadBalancerHour: number;
  readonly loadBalancerUnitHour: number;
  /** Per interface endpoint, zone and hour (AWS PrivateLink pricing). */
  readonly vpcEndpointHour: number;
  /** Per GB and month of gp3 storage, one zone (Amazon RDS for PostgreSQL pricing); twice that for two zones. */
  readonly rdsStorageGbMonth: number;
  /** Per vCPU of the instance and hour (Amazon RDS Proxy pricing). */
  readonly rdsProxyVcpuHour: number;
  /** Per GB taken in, and per GB and month kept (Amazon CloudWatch pricing). */
  readonly logIngestionGb: number;
  readonly logStorageGbMonth: number;
  /** Factor on {@link RDS_HOUR} and {@link ELASTICACHE_HOUR}. */
  readonly databaseFactor: number;
}

const EU_WEST_1_DATABASE_FACTOR = 1.1;

export const REGION_PRICES: Readonly<Record<PricedRegion, RegionPrices>> = {
  "us-east-1": {
    fargateVcpuHour: 0.04048,
    fargateGbHour: 0.004445,
    natGatewayHour: 0.045,
    natGatewayGb: 0.045,
    instanceHour: { "t4g.nano": 0.0042 },
    diskGbMonth: 0.08,
    loadBalancerHour: 0.0225,
    loadBalancerUnitHour: 0.008,
    vpcEndpointHour: 0.01,
    rdsStorageGbMonth: 0.115,
    rdsProxyVcpuHour: 0.015,
    logIngestionGb: 0.5,
    logStorageGbMonth: 0.03,
    databaseFactor: 1,
  },
  "eu-west-1": {
    fargateVcpuHour: 0.04048,
    fargateGbHour: 0.004445,
    natGatewayHour: 0.048,
    natGatewayGb: 0.048,
    instanceHour: { "t4g.nano": 0.0046 },
    diskGbMonth: 0.088,
    loadBalancerHour: 0.0252,
    loadBalancerUnitHour: 0.008,
    vpcEndpointHour: 0.011,
    rdsStorageGbMonth: 0.127,
    rdsProxyVcpuHour: 0.0165,
    logIngestionGb: 0.57,
    logStorageGbMonth: 0.03,
    databaseFactor: EU_WEST_1_DATABASE_FACTOR,
  },
};

/** The same in both regions, per month. */
export const MONTHLY_PRICES = {
  /** A web ACL, and a rule or managed group in it (AWS WAF pricing; requests are extra). */
  webAcl: 5,
  webAclRule: 1,
  secret: 0.4, // AWS Secrets Manager pricing
  kmsKey: 1, // AWS KMS pricing; each of the first two rotations adds as much
  alarm: 0.1, // Amazon CloudWatch pricing, a standard metric alarm
  dashboard: 3, // beyond the free three
  metric: 0.3, // Amazon CloudWatch pricing, a custom metric (one that a filter reads from a log is one)
  insightsMetric: 0.07, // Amazon CloudWatch pricing, a metric of Container Insights with enhanced observability for ECS
} as const;

/** Per address and hour, in use or not (Amazon VPC pricing, since 2024-02-01). */
export const PUBLIC_IPV4_HOUR = 0.005;

/** ARM's share of the price of x86 (AWS Fargate pricing, Linux on ARM: $0.03238 per vCPU and hour). */
export const FARGATE_ARM_SHARE = 0.8;

/** Fargate Spot's share of the on-demand price: it moves with supply, around 68 % off through 2026. */
export const FARGATE_SPOT_SHARE = 0.32;

/** RDS for PostgreSQL, one zone, us-east-1, per hour; two zones cost twice that. */
export const RDS_HOUR: Readonly<Record<string, number>> = {
  "db.t3.micro": 0.018,
  "db.t3.small": 0.036,
  "db.t3.medium": 0.072,
  "db.t3.large": 0.145,
  "db.t4g.micro": 0.016,
  "db.t4g.small": 0.032,
  "db.t4g.medium": 0.065,
  "db.t4g.large": 0.129,
  "db.t4g.xlarge": 0.258,
  "db.t4g.2xlarge": 0.517,
  ...sizes("db.m5", 0.178),
  ...sizes("db.m6g", 0.159),
  ...sizes("db.m6i", 0.178),
  ...sizes("db.m7g", 0.168),
  ...sizes("db.r5", 0.25),
  ...sizes("db.r6g", 0.225),
  ...sizes("db.r6i", 0.25),
  ...sizes("db.r7g", 0.239),
};

/** ElastiCache for Redis OSS, one node, us-east-1, per hour. */
export const ELASTICACHE_HOUR: Readonly<Record<string, number>> = {
  "cache.t3.micro": 0.017,
  "cache.t3.small": 0.034,
  "cache.t3.medium": 0.068,
  "cache.t4g.micro": 0.016,
  "cache.t4g.small": 0.032,
  "cache.t4g.medium": 0.065,
  "cache.m5.large": 0.156,
  "cache.m5.xlarge": 0.311,
  "cache.m5.2xlarge": 0.623,
  "cache.m6g.large": 0.149,
  "cache.m6g.xlarge": 0.297,
  "cache.m6g.2xlarge": 0.593,
  "cache.m7g.large": 0.158,
  "cache.m7g.xlarge": 0.315,
  "cache.m7g.2xlarge": 0.629,
  "cache.r5.large": 0.216,
  "cache.r5.xlarge": 0.431,
  "cache.r5.2xlarge": 0.862,
  "cache.r6g.large": 0.206,
  "cache.r6g.xlarge": 0.411,
  "cache.r6g.2xlarge": 0.821,
  "cache.r7g.large": 0.219,
  "cache.r7g.xlarge": 0.437,
  "cache.r7g.2xlarge": 0.873,
};

/** Valkey's share of the Redis OSS price of a node. */
export const VALKEY_SHARE = 0.8;

/** Sizes of a family double in price as they double in size. */
function sizes(family: string, large: number): Record<string, number> {
  const names = ["large", "xlarge", "2xlarge", "4xlarge"];
  return Object.fromEntries(names.map((name, index) => [`${family}.${name}`, large * 2 ** index]));
}
