/** What a monthly cost estimate is made of. */

/** One thing that is paid for. Counts are averages over the month: a service that scales has a broken number of tasks. */
export type CostItem =
  | {
      readonly kind: "fargate";
      readonly name: string;
      readonly tasks: number;
      /** CPU units and MiB of one task. */
      readonly cpu: number;
      readonly memory: number;
      readonly capacity: "on-demand" | "spot";
      /** Absent: x86. */
      readonly architecture?: "X86_64" | "ARM64";
      /** A month, of each; absent: all of them. */
      readonly hours?: number;
    }
  | {
      readonly kind: "database";
      readonly name: string;
      readonly instanceClass: string;
      readonly multiAz: boolean;
      readonly storageGiB: number;
      /** vCPUs of the instance behind an RDS Proxy (two at least are charged); absent: no proxy. */
      readonly proxyVcpus?: number;
    }
  | {
      readonly kind: "cache";
      readonly name: string;
      readonly nodeType: string;
      readonly nodes: number;
      readonly engine: "redis" | "valkey";
    }
  | { readonly kind: "nat-gateway"; readonly name: string; readonly count: number; readonly gigabytes?: number }
  | {
      readonly kind: "machine";
      readonly name: string;
      readonly count: number;
      readonly instanceType: string;
      /** Of each; gp3. */
      readonly storageGiB: number;
    }
  | { readonly kind: "load-balancer"; readonly name: string; readonly count: number; readonly capacityUnits?: number }
  /** Interface endpoints; each is charged in every zone it has a subnet in. */
  | { readonly kind: "vpc-endpoint"; readonly name: string; readonly count: number; readonly zones: number }
  | { readonly kind: "public-address"; readonly name: string; readonly count: number }
  | { readonly kind: "web-acl"; readonly name: string; readonly rules: number }
  | {
      readonly kind: "secret" | "kms-key" | "alarm" | "dashboard" | "metric" | "insights-metric";
      readonly name: string;
      readonly count: number;
    }
  | { readonly kind: "logs"; readonly name: string; readonly gigabytes: number; readonly retentionDays: number };
