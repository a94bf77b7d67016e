/**
 * Until when AWS supports an engine or a runtime as a part of its price. Where a date was read is at its rows; where `read`
 * is missing it was known and not read again, so that a rule may advise by it and not block.
 */

import { lookup } from "./lookup";

export interface Lifecycle {
  /** The last day of standard support, `YYYY-MM-DD`. */
  readonly ends: string;
  /** Whether the day was read at its source when this was written ({@link LIFECYCLES_READ}). */
  readonly read: boolean;
}

export const LIFECYCLES_READ = "2026-11-25";

export type Product =
  "postgres" | "mysql" | "aurora-postgresql" | "aurora-mysql" | "redis" | "valkey" | "lambda" | "apprunner" | "fargate";

const read = (ends: string): Lifecycle => ({ ends, read: true });
const known = (ends: string): Lifecycle => ({ ends, read: false });

/** RDS user guide, "RDS Extended Support charges" and "Using RDS Extended Support"; Aurora's days are the same. */
const POSTGRES: Readonly<Record<string, Lifecycle>> = {
  "9": known("2022-04-26"),
  "10": known("2023-04-17"),
  "11": read("2024-02-29"),
  "12": read("2025-02-28"),
  // RDS for PostgreSQL release notes, "Release calendar".
  "13": known("2026-02-28"),
  "14": known("2027-02-28"),
};

const TABLES: Readonly<Record<Product, Readonly<Record<string, Lifecycle>>>> = {
  postgres: POSTGRES,
  "aurora-postgresql": POSTGRES,
  // RDS user guide, "Using RDS Extended Support"; 8.0: "Supported MySQL major versions on Amazon RDS".
  mysql: { "5.7": read("2024-02-29"), "8.0": known("2026-07-31") },
  // Aurora user guide, "Using RDS Extended Support" (Aurora MySQL 2 is 5.7).
  "aurora-mysql": { "5.7": read("2024-10-31") },
  // ElastiCache user guide, "Extended Support"; "Engine versions", end of life schedule.
  redis: { "4": read("2026-01-31"), "5": read("2026-01-31"), "6": known("2027-01-31") },
  // ElastiCache user guide, "Engine versions", end of life schedule: of Valkey none has an end yet.
  valkey: {},
  // Lambda developer guide, "Lambda runtimes", by terraform-linters/tflint-ruleset-aws#969 and endoflife.date/aws-lambda.
  lambda: {
    "python3.7": known("2023-12-04"),
    "python3.8": known("2024-10-14"),
    "python3.9": read("2025-12-15"),
    "python3.10": known("2026-10-31"),
    "nodejs14.x": known("2023-12-04"),
    "nodejs16.x": known("2024-06-12"),
    "nodejs18.x": read("2025-09-01"),
    "nodejs20.x": known("2026-04-30"),
    "nodejs22.x": read("2027-04-30"),
    "nodejs24.x": read("2028-04-30"),
    "python3.13": read("2029-06-30"),
    "go1.x": known("2024-01-08"),
    java8: known("2024-01-08"),
    provided: known("2024-01-08"),
    "ruby2.7": known("2023-12-07"),
    dotnet6: known("2024-12-20"),
  },
  // App Runner developer guide, "Node.js runtime release information"; "End of support for managed runtime versions" for the others.
  apprunner: {
    nodejs_12: read("2025-12-01"),
    nodejs_14: read("2025-12-01"),
    nodejs_16: read("2025-12-01"),
    nodejs_18: read("2025-12-01"),
    python_3: known("2025-12-01"),
    corretto_8: known("2025-12-01"),
    dotnet_6: known("2025-12-01"),
    go_1: known("2025-12-01"),
    php_81: known("2025-12-01"),
    ruby_31: known("2025-12-01"),
  },
  // ECS developer guide, "AWS Fargate Linux platform version deprecation": retired that day, ended two weeks later.
  fargate: {
    "1.0.0": known("2020-12-14"),
    "1.1.0": known("2020-12-14"),
    "1.2.0": known("2020-12-14"),
    "1.3.0": read("2026-03-16"),
  },
};

/** What has no major version to go by: a row is a version's whole name. */
const BY_NAME: ReadonlySet<Product> = new Set<Product>(["lambda", "apprunner", "fargate"]);

/** The row of a version; undefined: its end is far away, or not known here. */
export function lifecycleOf(product: Product, version: string): Lifecycle | undefined {
  const table = TABLES[product];
  const text = version.trim().toLowerCase().slice(0, 100);
  const row = (key: string) => (Object.hasOwn(table, key) ? table[key] : undefined);
  if (BY_NAME.has(product)) return row(text);
  // `8.0.mysql_aurora.3.08.0`, `13.12`, `5.0.6`, `7.x`: by the major version, which is two numbers of MySQL.
  const [, major = "", minor] = /^(\d+)(?:\.(\d+|x))?/.exec(text) ?? [];
  return row(/mysql/.test(product) && minor !== undefined ? `${major}.${minor}` : major);
}

/** What to move to: of an engine a major version, of a runtime the one that AWS names for it ("Lambda runtimes"). */
const SUCCESSORS: Readonly<Record<Exclude<Product, "lambda" | "apprunner">, string>> = {
  postgres: "17",
  "aurora-postgresql": "17",
  mysql: "8.4",
  "aurora-mysql": "8.0",
  redis: "7.1",
  valkey: "8.0",
  fargate: "1.4.0",
};
const RUNTIMES = {
  python: "python3.13",
  nodejs: "nodejs24.x",
  java: "java21",
  ruby: "ruby3.4",
  dotnet: "dotnet10",
} as const;

const APP_RUNNER_RUNTIMES: Readonly<Record<string, string>> = {
  nodejs: "NODEJS_22",
  corretto: "CORRETTO_11",
};

/** A version of the same product that is supported for longer; made of words of this table only. */
export function successorOf(product: Product, version: string): string {
  const [family = ""] = /^[a-z]+/i.exec(version.trim().slice(0, 100)) ?? [];
  if (product === "apprunner") return lookup(APP_RUNNER_RUNTIMES, family.toLowerCase()) ?? "PYTHON_311";
  if (product !== "lambda") return SUCCESSORS[product];
  // What was compiled for a machine runs under the bare runtime.
  return Object.entries(RUNTIMES).find(([name]) => name === family.toLowerCase())?.[1] ?? "provided.al2023";
}

/** The product an engine's name stands for; undefined: one whose life is not known here. */
export function productOf(engine: string): Product | undefined {
  const name = engine.trim().toLowerCase();
  if (name === "postgres" || name === "mysql" || name === "redis" || name === "valkey") return name;
  if (name === "aurora-postgresql" || name === "aurora-mysql") return name;
  return name === "aurora" ? "aurora-mysql" : undefined;
}
