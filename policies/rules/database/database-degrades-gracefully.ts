import { SESSION_LIMITS, type SessionLimit } from "../../facts";
import {
  absent,
  anyTrue,
  chain,
  judge,
  known,
  map,
  mayPass,
  optional,
  pass,
  together,
  unknown,
  unproven,
  words,
  type Fact,
  type Judgement,
  type Shown,
  type Stack,
} from "../../model";
import type { Service, Workload } from "../../subjects";
import { clientsOf, type DatabaseClient } from "../../wiring/database-client";
import { balancersBefore } from "../../wiring/load-balancers";
import { sessionLimitOf } from "../../wiring/session-limits";
import { poolTimeoutOf, type Seconds } from "../../wiring/timeouts";
import { rule, type RuleContext } from "../rule";

const example = (timeout: string) => `const group = new aws.rds.ParameterGroup("postgres", {
  family: "postgres17",
  parameters: [
    { name: "statement_timeout", value: "${timeout}" },
    { name: "idle_in_transaction_session_timeout", value: "60000" },
  ],
});
const postgres = new aws.rds.Instance("postgres", {
  engine: "postgres",
  engineVersion: "17.5",
  instanceClass: "db.t4g.small",
  allocatedStorage: 20,
  username: "master",
  manageMasterUserPassword: true,
  parameterGroupName: group.name,
  skipFinalSnapshot: true,
});
const web = new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: pulumi.jsonStringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["gunicorn", "-w", "2", "shop:app"],
      environment: [
        { name: "DATABASE_URL", value: pulumi.interpolate\`postgresql+psycopg://shop@\${postgres.endpoint}/shop\` },
        { name: "DB_POOL_TIMEOUT", value: "10" },
      ],
    },
  ]),
});
new aws.ecs.Service("web", { taskDefinition: web.arn, cluster: "main", desiredCount: 2 });`;

export const databaseDegradesGracefully = rule({
  id: "database-degrades-gracefully",
  title: "A slow database makes some requests fail, and not all of them wait",
  severity: "medium",
  audit: "Top risk 3 (P0): database connection pool exhaustion",
  why: "One statement that never ends, or a transaction that nobody goes on with, keeps a connection and its locks. What waits for them without an end takes the other connections, and then every request hangs until its client has gone.",
  fix: "Set statement_timeout and idle_in_transaction_session_timeout of the role that serves (ALTER ROLE), in the parameter group, or in the URL's options; a pool timeout below the load balancer's idle timeout; and let the target group ask a path that answers 503 when no connection can be had.",
  about: "workload",
  // SQLAlchemy's own is 30 s.
  mends: {
    waits: [{ property: "@", value: ({ wanted }) => String(Math.min(30, Number(wanted) - 1)) }],
    alive: [{ property: "healthCheck.path", value: "/health/ready", author: true }],
  },
  examples: { bad: example("0"), good: example("30000") },
  whenNot: "The application sets its limits in code for each connection, under no variable: exempt its workload.",
  related: ["pool-limits-declared", "timeouts-ladder-holds", "health-checks-meaningful"],
  messages: {
    unlimited:
      "{label} uses a database that ends no {what}, however long: nothing in the program sets statement_timeout or idle_in_transaction_session_timeout.",
    off: "{label} uses a database whose limit on a {what} is set to 0, which is no limit.",
    waits:
      "{label} waits {found} s for a database connection, and {balancer} gives the request up after {wanted} s: nobody is there any more when the answer comes. The pool timeout must be the shorter one.",
    endless: "{label} waits for a database connection without an end: a full pool hangs every request.",
    alive:
      "{label} is asked by {target} whether it is alive, not whether it can serve: it gets requests while it has no connection for them.",
  },
  advises: { unlimited: "undeclared", endless: "always", alive: "always" },
  applies: (workload, stack) => {
    const { services, location } = workload;
    if (services.state === "absent") return services;
    const clients = clientsOf(stack, workload).map(({ database }) =>
      // A database of another stack is one as well.
      database.state === "unknown" ? map(database, () => true) : known(true, location),
    );
    const uses = clients.length === 0 ? absent(location) : anyTrue(clients, location);
    return map(together({ web: workload.hasRole("web"), uses }), ({ web, uses: has }) => web && has);
  },
  check: (workload, context) => {
    const { services } = workload;
    const clients = clientsOf(context.stack, workload);
    return [
      ...sessions(workload, clients, context),
      ...waiting(workload, clients, context),
      ...(services.state === "known" ? services.value.flatMap((service) => asked(workload, service, context)) : []),
    ];
  },
});

type Context = RuleContext<"unlimited" | "off" | "waits" | "endless" | "alive">;

const KINDS = { statement: words("statement"), idle: words("idle transaction") } as const;

/** Only PostgreSQL has these two limits under these names. */
function sessions(
  workload: Workload,
  clients: readonly DatabaseClient[],
  { stack, fail }: Context,
): readonly Judgement[] {
  const engines = clients.map(({ database }) => chain(database, ({ engine }) => optional(engine)));
  const other = engines.some(
    (engine) => engine.state === "known" && engine.value !== undefined && !/postgres/i.test(engine.value),
  );
  if (other) return [];
  const limits = SESSION_LIMITS.map((limit) => ({ limit, fact: sessionLimitOf(stack, workload, limit) }));
  const off = limits.flatMap(({ limit, fact }) =>
    judge(
      fact,
      (state) => (state === "off" ? fail("off", { what: KINDS[limit] }) : pass),
      () => pass,
    ),
  );
  const missing = limits.filter(({ fact }) => fact.state === "absent");
  return [...off, ...none(missing, fail)];
}

function none(
  missing: readonly { readonly limit: SessionLimit; readonly fact: Fact<unknown> }[],
  fail: Context["fail"],
): readonly Judgement[] {
  const [first] = missing;
  if (first === undefined) return [];
  const what = missing.length > 1 ? words("statement or idle transaction") : KINDS[first.limit];
  return [
    judge(
      first.fact,
      () => pass,
      () => fail("unlimited", { what }),
    ),
  ];
}

/** A request that waits for a connection has to be told so before whoever asked has gone. */
function waiting(
  workload: Workload,
  clients: readonly DatabaseClient[],
  { stack, fail }: Context,
): readonly Judgement[] {
  // What a library does by itself is below every idle timeout that nobody lowered, or without an end.
  const endless = clients.find(({ poolTimeout }) => poolTimeout.state === "known" && poolTimeout.value.value < 0);
  if (endless !== undefined)
    return [
      judge(
        endless.poolTimeout,
        () => fail("endless"),
        () => pass,
      ),
    ];
  const own = poolTimeoutOf(workload);
  if (own.state === "absent") return [];
  const balancer = mostImpatient(stack, workload, own);
  return [
    judge(
      together({ own, balancer }),
      ({ own: { value: found }, balancer: { idleTimeout: wanted, label } }) =>
        found < wanted ? pass : fail("waits", { found, wanted, balancer: label }),
      () => pass,
    ),
  ];
}

/**
 * The application load balancer that gives up first: no other waits for an answer. Where that is long enough, what is not known
 * of the others decides.
 */
function mostImpatient(stack: Stack, workload: Workload, own: Fact<Seconds>): Fact<Patience> {
  const facts = balancersBefore(stack, workload).map((balancer) =>
    chain(balancer, ({ type, idleTimeout, label }) =>
      chain(type, (kind): Fact<Patience> => {
        if (kind !== "application") return absent(workload.location);
        return map(idleTimeout, (seconds) => ({ idleTimeout: seconds, label }));
      }),
    ),
  );
  const told = facts.filter((fact) => fact.state === "known");
  const [first] = told.toSorted((a, b) => a.value.idleTimeout - b.value.idleTimeout);
  const gone = first !== undefined && own.state === "known" && own.value.value >= first.value.idleTimeout;
  const unknowns = facts.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : []));
  if (unknowns.length > 0 && !gone) return unknown(...unknowns);
  return first ?? facts[0] ?? absent(workload.location);
}

interface Patience {
  readonly idleTimeout: number;
  readonly label: Shown;
}

/** Paths that by their name answer as long as the process does. */
const ALIVE = /(?:^|\/)(?:live|livez|alive|liveness|ping)\/?$/i;

function asked({ container: own }: Workload, { balanced }: Service, { stack, fail }: Context): readonly Judgement[] {
  if (balanced.state !== "known") return balanced.state === "unknown" ? [unproven(balanced)] : [];
  const entries = balanced.value.filter(
    ({ container }) => own === undefined || container.state !== "known" || container.value === own,
  );
  return entries.flatMap(({ targetGroup }) => {
    if (targetGroup.state === "known") return targets(targetGroup.value, stack, fail);
    // Another stack's group stays what it is; one that is not there yet may ask anything.
    return targetGroup.state === "unknown" && targetGroup.unknowns.some(mayPass) ? [unproven(targetGroup)] : [];
  });
}

function targets(group: string, stack: Stack, fail: Context["fail"]): readonly Judgement[] {
  return stack.of("target-group", group).map(({ check, label }) =>
    judge(
      check.path,
      (path) => (ALIVE.test(path.split("?")[0] ?? "") ? fail("alive", { target: label }) : pass),
      () => pass,
    ),
  );
}
