/** The shape of `guardrails:workloads`, the map of what a product runs beside what every stack has. */
import * as v from "valibot";
import { jsonOrUndefined, text } from "./config-values";

/** A name: of resources, alarms and target groups. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const NAME_LENGTH = 20;

// Each message completes the sentence "… but must be …"; inside the map numbers are numbers.
const integer = (minimum: number) => {
  const wanted = `an integer of at least ${minimum}`;
  return v.pipe(v.number(wanted), v.integer(wanted), v.minValue(minimum, wanted));
};
const texts = (wanted: string, pattern = /^[^\0]+$/) =>
  v.pipe(v.array(text(wanted, pattern), wanted), v.minLength(1, wanted));
const path = text("a path that begins with /", /^\/\S*$/);

const common = {
  command: v.optional(texts("a list of the command's words")),
  variables: v.optional(
    v.record(text("a variable's name", /^[A-Za-z_][A-Za-z0-9_]*$/), v.string("text"), "an object of variables"),
  ),
};
const size = { cpu: v.optional(integer(1)), memory: v.optional(integer(1)) };
const service = {
  ...size,
  minTasks: v.optional(integer(0)),
  maxTasks: v.optional(integer(1)),
  concurrency: v.optional(integer(1)),
};

const WORKER = v.strictObject({
  role: v.literal("worker"),
  ...common,
  ...service,
  queues: texts("a list of at least one queue name"),
  longestTaskSeconds: v.optional(integer(1)),
  queueWaitSeconds: v.optional(integer(1)),
  averageTaskSeconds: v.optional(integer(1)),
  capacity: v.optional(v.picklist(["on-demand", "spot"], "on-demand or spot")),
});

const WEB = v.strictObject({
  role: v.literal("web"),
  ...common,
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

const JOB = v.strictObject({
  role: v.literal("job"),
  ...common,
  ...size,
  command: texts("a list of the command's words"),
  // EventBridge Scheduler user guide, "Schedule types".
  schedule: v.optional(
    text(
      "rate(…), cron(…) with six fields or at(yyyy-mm-ddThh:mm:ss)",
      /^(rate\([1-9]\d* (minute|hour|day)s?\)|cron\(\S+( \S+){5}\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\))$/,
    ),
  ),
  timezone: v.optional(text("a time zone such as Europe/Berlin", /^(UTC|[A-Z]\w+(\/[\w+-]+){1,2})$/)),
});

const MAP = v.record(
  v.pipe(v.string(), v.regex(NAME, "a name"), v.maxLength(NAME_LENGTH, "a name")),
  v.variant("role", [WORKER, WEB, JOB], "worker, web or job"),
);

export type GivenWorkload = v.InferOutput<typeof WORKER> | v.InferOutput<typeof WEB> | v.InferOutput<typeof JOB>;

const WANTED = `an object of workloads by name (lower-case letters, digits and single hyphens, at most ${NAME_LENGTH}), each with its role: worker, web or job`;

/** The map as configuration has it: JSON text. */
export const WORKLOADS = v.pipe(
  v.string(WANTED),
  v.rawTransform(({ dataset, addIssue, NEVER }): Readonly<Record<string, GivenWorkload>> => {
    const given = jsonOrUndefined(dataset.value);
    const parsed = v.safeParse(MAP, given);
    if (parsed.success && !Array.isArray(given)) return parsed.output;
    addIssue({ message: parsed.success ? WANTED : sentence(parsed.issues[0]) });
    return NEVER;
  }),
);

/** What is wrong where; never the value, which may be somebody's secret in the wrong place. */
function sentence(issue: v.InferIssue<typeof MAP>): string {
  const [first, ...rest] = (issue.path ?? []).map(({ key }) => String(key));
  if (first === undefined || rest.length === 0) return WANTED;
  const property = rest.filter((key) => !/^\d+$/.test(key)).join(".");
  if (issue.expected === "never") return `${WANTED}; ${first}.${property} is not one of its keys`;
  return `${WANTED}; ${first}.${property} must be ${issue.received === "undefined" ? "set" : issue.message}`;
}
