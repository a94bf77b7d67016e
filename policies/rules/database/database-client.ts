import { celeryCommand, parseStorageUri, peakTasks, type ConnectionClient, type EnvironmentPurpose } from "../../facts";
import {
  chain,
  knownOrNone,
  known,
  map,
  optional,
  orDefault,
  together,
  type Database,
  type Fact,
  type Stack,
  type Workload,
} from "../../model";

/** A workload that connects to a database, and how many connections it opens at its worst moment. */
export interface DatabaseClient {
  readonly workload: Workload;
  /** Absent: it has no database, or one outside this stack. */
  readonly database: Fact<Database>;
  readonly poolSize: Fact<number>;
  readonly maxOverflow: Fact<number>;
  readonly poolTimeout: Fact<number>;
  readonly connections: Fact<ConnectionClient>;
  /** What it opens in any case, while it is not known yet how far it scales. */
  readonly atLeast: Fact<ConnectionClient>;
}

/** SQLAlchemy's own numbers where an application sets none (QueuePool: pool_size 5, max_overflow 10). */
const SQLALCHEMY_POOL_SIZE = 5;
const SQLALCHEMY_MAX_OVERFLOW = 10;

/** Worked out once for each reading of a workload and number of databases: in a run their number only grows. */
const worked = new WeakMap<Workload, { readonly databases: number; readonly client: DatabaseClient }>();

/** Sorted by name: resources arrive in any order, and a report should read the same twice. */
export function databaseClients(stack: Stack, workloads: readonly Workload[]): readonly DatabaseClient[] {
  const databases = stack.databases().length;
  const clients = workloads.map((workload) => {
    const before = worked.get(workload);
    if (before?.databases === databases) return before.client;
    const client = databaseClient(stack, workload);
    worked.set(workload, { databases, client });
    return client;
  });
  return clients.sort((a, b) => (a.workload.name < b.workload.name ? -1 : 1));
}

function databaseClient(stack: Stack, workload: Workload): DatabaseClient {
  const { environment } = workload;
  const database = chain(environment.find("databaseUrl"), (variable) =>
    variable.store === undefined
      ? chain(variable.value, (url) => stack.databaseOf(variable, parseStorageUri(url).host ?? undefined))
      : stack.databaseOf(variable, undefined),
  );
  const setting = (purpose: EnvironmentPurpose) => map(environment.value(purpose), Number);
  const poolSize = setting("poolSize");
  const maxOverflow = setting("poolMaxOverflow");
  const factors = {
    processes: processes(workload),
    poolSize: orDefault(poolSize, SQLALCHEMY_POOL_SIZE),
    maxOverflow: orDefault(maxOverflow, SQLALCHEMY_MAX_OVERFLOW),
  };
  const connections = (peakTasks: Fact<number>) =>
    map(together({ ...factors, peakTasks }), (values) => ({ name: workload.name, engines: 1, ...values }));
  return {
    workload,
    database,
    poolSize,
    maxOverflow,
    poolTimeout: setting("poolTimeout"),
    connections: connections(peak(workload, optional)),
    atLeast: connections(peak(workload, knownOrNone)),
  };
}

/** Tasks at once, with a deployment under way at the largest scale; one where it does not run as a service. */
function peak({ service }: Workload, scaled: (maximum: Fact<number>) => Fact<number | undefined>): Fact<number> {
  const tasks = chain(service, ({ desiredCount, scalingMaximum, maximumPercent, strategy }) =>
    map(
      together({ desired: desiredCount, maximum: scaled(scalingMaximum), percent: maximumPercent, strategy }),
      (facts) =>
        peakTasks({
          maxTasks: Math.max(facts.desired, facts.maximum ?? 0),
          maximumPercent: facts.percent,
          strategy: facts.strategy,
        }),
    ),
  );
  return orDefault(tasks, 1);
}

/** Processes of one task that own a pool: web server workers, or Celery's children and their parent. */
function processes({ command, environment, role, location }: Workload): Fact<number> {
  if (role.state === "unknown") return role;
  if (role.state === "known" && role.value === "worker") {
    const facts = together({ argv: optional(command), set: optional(environment.value("celeryConcurrency")) });
    return map(facts, ({ argv, set }) => Number(celeryCommand(argv ?? []).concurrency ?? set ?? 1) + 1);
  }
  if (role.state === "known" && role.value !== "web") return known(1, location);
  return orDefault(map(environment.value("webConcurrency"), Number), 1);
}
