/** The shape of `guardrails:workloads`, the map of what a product runs beside what every stack has. */
import * as v from "valibot";
import { ADDITIONS, type GivenAdditions } from "./config-additions";
import { byName, integerOf, isInstant, jsonOrUndefined, objectOf, text, texts } from "./config-values";
import { CORE_WORKLOADS, type CoreWorkload } from "./workload-settings";

/** A name: of resources, alarms and target groups. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const NAME_LENGTH = 20;

const path = text("a path that begins with /", /^\/\S*$/);

const size = { cpu: v.optional(integerOf(1)), memory: v.optional(integerOf(1)) };
const service = {
  ...size,
  minTasks: v.optional(integerOf(0)),
  maxTasks: v.optional(integerOf(1)),
  concurrency: v.optional(integerOf(1)),
};

const WORKER = v.strictObject({
  role: v.literal("worker"),
  ...ADDITIONS,
  ...service,
  queues: texts("a list of at least one queue name"),
  longestTaskSeconds: v.optional(integerOf(1)),
  queueWaitSeconds: v.optional(integerOf(1)),
  averageTaskSeconds: v.optional(integerOf(1)),
  capacity: v.optional(v.picklist(["on-demand", "spot"], "on-demand or spot")),
});

const WEB = v.strictObject({
  role: v.literal("web"),
  ...ADDITIONS,
  ...service,
  // ELB API, RuleCondition: a host and a path pattern have 128 characters at most, and a rule five values.
  hosts: v.optional(
    v.pipe(
      texts("a list of host names", /^(?=.{4,128}$)([a-z0-9-]{1,63}\.)+[a-z]{2,63}$/),
      v.maxLength(5, "5 at most"),
    ),
  ),
  paths: v.optional(
    v.pipe(
      texts("a list of paths such as /reports/*", /^(?=.{1,128}$)\/[\w.$/~"'@:+&*?-]*$/),
      v.maxLength(5, "5 at most"),
    ),
  ),
  livenessPath: v.optional(path),
  readinessPath: v.optional(path),
});

const SCHEDULES = "rate(…), cron(…) with six fields or at(yyyy-mm-ddThh:mm:ss)";

const JOB = v.strictObject({
  role: v.literal("job"),
  ...ADDITIONS,
  ...size,
  command: texts("a list of the command's words"),
  // EventBridge Scheduler user guide, "Schedule types".
  schedule: v.optional(
    v.pipe(
      text(SCHEDULES, /^(rate\([1-9]\d* (minute|hour|day)s?\)|cron\(\S+( \S+){5}\)|at\(\S+\))$/),
      v.check((given) => !given.startsWith("at(") || isInstant(`${given.slice(3, -1)}Z`), SCHEDULES),
    ),
  ),
  timezone: v.optional(text("a time zone such as Europe/Berlin", /^(UTC|[A-Z]\w+(\/[\w+-]+){1,2})$/)),
});

const WHAT_IS_ADDED = "an object of what is added to it";
/** Of what every stack has, which has its role and its size already. */
const additions = v.optional(objectOf(ADDITIONS, WHAT_IS_ADDED));
// What these two run is the stack's own program.
const noCommand = v.optional(objectOf(v.omit(v.strictObject(ADDITIONS), ["command"]).entries, WHAT_IS_ADDED));
const CORE_MAP = v.object({
  web: additions,
  worker: additions,
  scheduler: additions,
  migration: noCommand,
  monitor: noCommand,
});

const MAP = byName(
  v.pipe(v.string(), v.regex(NAME, "a name"), v.maxLength(NAME_LENGTH, "a name")),
  v.variant("role", [WORKER, WEB, JOB], "worker, web or job"),
  "an object",
);

export type GivenWorkload = v.InferOutput<typeof WORKER> | v.InferOutput<typeof WEB> | v.InferOutput<typeof JOB>;

export interface GivenWorkloads {
  /** Additions to what every stack has. */
  readonly core: Readonly<Partial<Record<CoreWorkload, GivenAdditions | undefined>>>;
  /** What it has beside that. */
  readonly extras: Readonly<Record<string, GivenWorkload>>;
}

const WANTED = `an object of workloads by name (lower-case letters, digits and single hyphens, at most ${NAME_LENGTH}), each with its role (worker, web or job), or of additions to ${CORE_WORKLOADS.join(", ")}`;

/** The map as configuration has it: JSON text. */
export const WORKLOADS = v.pipe(
  v.string(WANTED),
  v.rawTransform(({ dataset, addIssue, NEVER }): GivenWorkloads => {
    const given = jsonOrUndefined(dataset.value);
    if (typeof given !== "object" || given === null || Array.isArray(given)) {
      addIssue({ message: WANTED });
      return NEVER;
    }
    const entries = Object.entries(given);
    const core = v.safeParse(CORE_MAP, Object.fromEntries(entries.filter(([name]) => isCore(name))));
    const extras = v.safeParse(MAP, Object.fromEntries(entries.filter(([name]) => !isCore(name))));
    if (core.success && extras.success) return { core: core.output, extras: extras.output };
    addIssue({ message: sentence((core.issues ?? extras.issues ?? [])[0]) });
    return NEVER;
  }),
);

function isCore(name: string): boolean {
  return (CORE_WORKLOADS as readonly string[]).includes(name);
}

/** What is wrong where; never the value, which may be somebody's secret in the wrong place. */
function sentence(issue: v.InferIssue<typeof MAP> | v.InferIssue<typeof CORE_MAP> | undefined): string {
  const [first, ...rest] = (issue?.path ?? []).map(({ key }) => String(key));
  if (issue === undefined || first === undefined) return WANTED;
  if (rest.length === 0) return isCore(first) ? `${WANTED}; ${first} must be ${issue.message}` : WANTED;
  const property = rest.filter((key) => !/^\d+$/.test(key)).join(".");
  if (issue.expected === "never") return `${WANTED}; ${first}.${property} is not one of its keys`;
  return `${WANTED}; ${first}.${property} must be ${issue.received === "undefined" ? "set" : issue.message}`;
}
