import { buildReview, type ReviewOptions } from "../../review/document/build";
import { type Evidence, NO_EVIDENCE } from "../../review/document/evidence";
import type { Review } from "../../review/document/schema";
import type { VerdictRecord } from "../../policies/model";
import { parseRunLog } from "../../review";
import { END, lines, ruleRecord, runRecord, SECRET_URN, URN, verdictRecord } from "./records";

export const NOW = "2026-11-25T12:00:00.000Z";

export const BLUEPRINT = {
  schemaVersion: 1,
  product: "shop",
  environment: "production",
  region: "eu-west-1",
  domain: "shop.example.com",
  network: { cidrBlock: "10.64.0.0/16", availabilityZones: 3, natGateways: "single" },
  databases: {
    postgres: {
      engine: "postgres",
      engineVersion: "17",
      instanceClass: "db.m7g.large",
      maxConnections: 800,
      multiAz: true,
      proxy: null,
    },
  },
  caches: {
    redis: {
      engine: "redis",
      engineVersion: "7.1",
      nodeType: "cache.m6g.large",
      nodes: 2,
      evictionPolicy: "noeviction",
    },
  },
  workloads: {
    web: {
      role: "web",
      cpu: 1024,
      memory: 2048,
      command: ["CANARY-command"],
      environment: {
        CORS_ORIGINS: { kind: "plain", value: "CANARY-origin" },
        GUNICORN_CMD_ARGS: { kind: "plain", value: "--timeout 30 --graceful-timeout 30 --keep-alive 125" },
        BROKER_URL: {
          kind: "store",
          store: { kind: "cache", name: "redis" },
          url: "CANARY-url",
          secret: "s",
          key: "k",
        },
        DATABASE_URL: { kind: "store", store: { kind: "database", name: "postgres" }, url: "u", secret: "s", key: "k" },
      },
      database: { name: "postgres", processes: 2, engines: 1, poolSize: 5, maxOverflow: 5, poolTimeout: 10 },
      stopTimeout: 110,
      service: {
        desiredCount: 2,
        scaling: { min: 2, max: 8 },
        maximumPercent: 200,
        capacity: "on-demand",
        circuitBreaker: { enable: true, rollback: true },
      },
    },
    scheduler: {
      role: "scheduler",
      cpu: 256,
      memory: 512,
      environment: {},
      database: null,
      stopTimeout: 60,
      service: { desiredCount: 1, scaling: null, maximumPercent: 100 },
    },
  },
};

/** A rule with the audit's words. */
export function auditRule(id: string, audit: string, severity: "critical" | "high" | "medium" | "low" = "critical") {
  return { ...ruleRecord(id), audit, severity };
}

export const RULES = [
  auditRule("secret-not-defaulted", "Top risk 1 (P0): JWT secret key hardcoded default"),
  auditRule("cors-not-wildcard", "Top risk 2 (P0): CORS permissive configuration"),
  auditRule("connection-budget-holds", "Top risk 3 (P0): database connection pool exhaustion"),
  auditRule("scheduler-runs-once", "Top risk 5", "high"),
];

export const BLOCKING: VerdictRecord = verdictRecord("cors-not-wildcard", "workload/web/CORS_ORIGINS", {
  key: `${URN}/CORS_ORIGINS`,
  verdict: "fail",
  basis: "verified",
  location: { urn: URN, path: "containerDefinitions[0].environment.CORS_ORIGINS" },
  messageId: "wildcard",
  message: "workload web allows every origin (*): name them.",
  fix: "Name the origins.",
});

export const UNPROVEN: VerdictRecord = verdictRecord("secret-not-defaulted", "secret/jwt", {
  key: SECRET_URN,
  verdict: "unproven",
  level: "advisory",
  location: { urn: SECRET_URN, path: "secretString" },
  messageId: "unproven",
  message: "secret jwt: secretString is not known.",
  unknowns: [{ location: { urn: SECRET_URN, path: "secretString" }, because: "not-created", producers: [URN] }],
});

export const EXEMPTED: VerdictRecord = verdictRecord("scheduler-runs-once", "workload/scheduler", {
  verdict: "fail",
  level: "advisory",
  basis: "declared",
  messageId: "twice",
  message: "workload scheduler may run twice.",
  exemption: { reason: "is replaced in June", owner: "platform", expires: "2026-12-10" },
});

export const PASSING: readonly VerdictRecord[] = [
  verdictRecord("connection-budget-holds", "database/postgres", { basis: "declared" }),
  verdictRecord("secret-not-defaulted", "secret/encryption", { basis: "verified" }),
];

export function evidence(records: readonly unknown[], more: Partial<Evidence> = {}): Evidence {
  const log = parseRunLog(lines({ ...runRecord(), rules: RULES }, ...records, END));
  return { ...NO_EVIDENCE, kind: "preview", project: "shop", stack: "prod", log, ...more };
}

export function review(
  records: readonly unknown[],
  options: Partial<ReviewOptions> = {},
  more: Partial<Evidence> = {},
): Review {
  return buildReview(evidence(records, more), { now: NOW, ...options });
}

/** A review that has one of everything. */
export function fullReview(options: Partial<ReviewOptions> = {}): Review {
  return review([BLOCKING, UNPROVEN, EXEMPTED, ...PASSING], options, {
    blueprint: BLUEPRINT,
    numbers: { loadBalancerIdle: 120, deregistrationDelay: 45 },
    positions: new Map([[URN, { file: "infra/components/workload.ts", line: 42, column: 7 }]]),
    outputs: {
      costEstimate: { monthly: "$312.40 to $801.22 a month", lines: ["redis = $239.29"], prices: "eu-west-1" },
    },
    exceptions: [
      {
        kind: "exemption",
        what: "scheduler-runs-once",
        resource: "*scheduler*",
        reason: "is replaced in June",
        owner: "platform",
        until: "2026-12-10",
      },
    ],
    digests: {
      program: "a".repeat(64),
      pack: "b".repeat(64),
      policyConfiguration: "c".repeat(64),
      plan: "d".repeat(64),
    },
  });
}

/** Names and texts of somebody who wishes the reader ill. */
export const HOSTILE = [
  "<script>alert(1)</script>",
  "</script><img src=x onerror=alert(1)>",
  "a|b\n|c|\n\n# heading\n```\n@everyone #1 [x](javascript:alert(1))",
  "]]>",
  "<!-- --> --!>",
  "\u001b[31mred\u001b]8;;http://x\u0007",
  "\u202Eevil\u2066",
  "\u0000\uFFFE\uD800",
  "`'\"&\\$(touch x)${x}",
  "x".repeat(10_000),
  "",
];
