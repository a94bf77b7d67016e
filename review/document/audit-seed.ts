/**
 * The audit's own rows: what it found in the application this stack is for. Which rules of the pack speak to a row is said by
 * the rules' own `audit` texts, so that a new rule finds its row without a change here.
 */

/** Whether a rule whose `audit` says this speaks to a row. */
export type Speaks = (audit: string) => boolean;

export interface SeedRisk {
  readonly number: number;
  readonly title: string;
  readonly lens: string;
  readonly impact: string;
  readonly priority: string;
  readonly found: string;
  readonly mitigation: string;
}

export interface SeedItem {
  readonly title: string;
  readonly why: string;
  readonly speaks: Speaks;
}

export interface SeedPhase {
  readonly phase: number;
  readonly title: string;
  readonly items: readonly SeedItem[];
}

export interface SeedStatistic {
  readonly title: string;
  /** As the audit counted it. */
  readonly found: string;
  readonly speaks: Speaks;
}

/** "Top 7 Risks Across Lenses". */
export const RISKS: readonly SeedRisk[] = [
  {
    number: 1,
    title: "JWT secret key hardcoded default",
    lens: "Security",
    impact: "High: token forgery if the default is used in production",
    priority: "P0",
    found: "backend/main.py:60",
    mitigation: "Refuse to deploy while a secret has a default value",
  },
  {
    number: 2,
    title: "CORS permissive configuration",
    lens: "Security",
    impact: "High: cross-site requests with credentials",
    priority: "P0",
    found: "backend/main.py:133-139",
    mitigation: "Name the origins; refuse * in production",
  },
  {
    number: 3,
    title: "Database connection pool exhaustion",
    lens: "Resilience",
    impact: "High: every request fails once the pool is empty",
    priority: "P0",
    found: "backend/database.py:22-30",
    mitigation: "Pools that fit what the database serves, watched, with graceful degradation",
  },
  {
    number: 4,
    title: "Unencrypted integration credentials",
    lens: "Security and privacy",
    impact: "High: whoever reads the database has every credential",
    priority: "P1",
    found: "backend/connectors.py:328, database/models.py:UserIntegration",
    mitigation: "A key of its own for stored credentials; encrypted stores",
  },
  {
    number: 5,
    title: "Workflow scheduler not running",
    lens: "Functionality",
    impact: "Medium: scheduled workflows never run",
    priority: "P2",
    found: "backend/workflow_scheduler.py",
    mitigation: "One scheduler, with a broker and a lock in Redis, and workers for its queues",
  },
  {
    number: 6,
    title: "Rate limiting per instance",
    lens: "Security and resilience",
    impact: "Medium: the limit is multiplied by every task",
    priority: "P1",
    found: "backend/rate_limit.py:11",
    mitigation: "One limit for all, counted in Redis",
  },
  {
    number: 7,
    title: "Schema incomplete",
    lens: "Architecture and contracts",
    impact: "Medium: nobody knows the schema of the database in production",
    priority: "P1",
    found: "database/schema.sql",
    mitigation: "Migrations alone make the schema, and gate the release",
  },
];

const risk =
  (...numbers: readonly number[]): Speaks =>
  (audit) =>
    risksIn(audit).some((number) => numbers.includes(number));
const says =
  (words: RegExp): Speaks =>
  (audit) =>
    words.test(audit);
const either =
  (...ways: readonly Speaks[]): Speaks =>
  (audit) =>
    ways.some((way) => way(audit));

/** What only the application's code can show: no rule of a stack's speaks to it, and the row says so. */
export const codeOnly: Speaks = () => false;

/** "Checklist of Next Actions", every item of it. */
export const CHECKLIST: readonly SeedPhase[] = [
  {
    phase: 1,
    title: "Critical security fixes",
    items: [
      { title: "Secret key validation", why: "no default value reaches production", speaks: risk(1) },
      { title: "CORS validation", why: "origins are named", speaks: risk(2) },
      {
        title: "No token logging in production",
        why: "logs are readable by more people than tokens are for",
        speaks: says(/token logging|tokens? in logs|debug/i),
      },
      {
        title: "Every environment variable present",
        why: "what the application reads is declared",
        speaks: says(/missing (?:env|SENTRY)|missing environment|SENTRY_DSN|env(?:ironment)? var/i),
      },
    ],
  },
  {
    phase: 2,
    title: "Configuration and validation",
    items: [
      {
        title: "One source of configuration",
        why: "one variable has one value",
        speaks: says(/config(?:uration)? (?:entropy|sprawl|drift|module)/i),
      },
      {
        title: "Migration status check",
        why: "the schema is the release's",
        speaks: either(risk(7), says(/migration/i)),
      },
    ],
  },
  {
    phase: 3,
    title: "Resilience guardrails",
    items: [
      {
        title: "Connection pools bounded and watched",
        why: "the sum of all pools fits the database",
        speaks: either(risk(3), says(/pool/i)),
      },
      {
        title: "Circuit breaker",
        why: "a bad release rolls back, a slow store does not take everything down",
        speaks: says(/circuit breaker|roll(?:s|ed)? back|resilience: timeouts/i),
      },
      { title: "Redis-backed rate limiting", why: "one limit for all tasks", speaks: risk(6) },
      {
        title: "Health checks that mean something",
        why: "a task that cannot serve gets no traffic",
        speaks: says(/health/i),
      },
      { title: "No single point of failure", why: "one zone or one node may go", speaks: says(/SPOF|single point/i) },
    ],
  },
  {
    phase: 4,
    title: "Contract conformance",
    items: [
      { title: "Missing endpoints", why: "organizations, integrations and workflows have theirs", speaks: codeOnly },
      {
        title: "Schema made by migrations alone",
        why: "no second truth about the schema",
        speaks: either(risk(7), says(/schema/i)),
      },
      { title: "Contract tests", why: "endpoints, schema and answers are what they promise", speaks: codeOnly },
    ],
  },
  {
    phase: 5,
    title: "System decoupling",
    items: [
      { title: "Routes in modules of their own", why: "main.py is no longer one file", speaks: codeOnly },
      { title: "Integration credentials encrypted", why: "a key of their own", speaks: risk(4) },
      { title: "Celery worker and scheduler", why: "scheduled work runs, once", speaks: risk(5) },
      {
        title: "Redis pub/sub for WebSockets",
        why: "a message reaches clients of every task",
        speaks: says(/real-time|websocket|pub\/?sub|fan-?out/i),
      },
    ],
  },
];

/** "Summary Statistics", as far as a stack can change the number. */
export const STATISTICS: readonly SeedStatistic[] = [
  { title: "Single points of failure", found: "10 critical", speaks: says(/SPOF|single point/i) },
  { title: "Circuit breakers", found: "0 implemented", speaks: says(/circuit breaker/i) },
  { title: "Health checks", found: "3 implemented (basic)", speaks: says(/health/i) },
  { title: "Guardrails missing", found: "8 critical", speaks: says(/P0/) },
  { title: "Critical security issues", found: "2 (SECRET_KEY, CORS)", speaks: risk(1, 2) },
  { title: "High security issues", found: "2 (unencrypted credentials, rate limiting)", speaks: risk(4, 6) },
  {
    title: "Medium security issues",
    found: "3 (token logging, permissive config, missing env vars)",
    speaks: says(/tokens? in logs|permissive|missing (?:env|SENTRY)|missing environment/i),
  },
];

/** The numbers of the audit's risks that a rule's `audit` names: `Top risk 1 (P0)`, `risks 2, 6`, `risk 4 and 5`. */
export function risksIn(audit: string): readonly number[] {
  const lists = [...audit.matchAll(/\brisks?\s+((?:\d+(?:\s*(?:,|and|&|\+|–|-)\s*)?)+)/gi)];
  const numbers = lists.flatMap(([, list = ""]) => [...list.matchAll(/\d+/g)].map(([digits]) => Number(digits)));
  return [...new Set(numbers)].filter((number) => RISKS.some((row) => row.number === number));
}
