import { errorTrackingBy, isErrorTracking, type ErrorTracking } from "../../facts";
import { anyTrue, certain, chain, judge, map, pass, type Fact, type Stack } from "../../model";
import { judgeEach } from "../../subjects";
import { rule } from "../rule";

/** Of the right form, and nobody's project. */
const STAND_IN = "https://0a1b2c3d4e5f60718293a4b5c6d7e8f9@o4507654321098765.ingest.sentry.io/4507654321098766";

const example = (dsn: string) => `const worker = new aws.ecs.TaskDefinition("worker", {
  family: "worker",
  containerDefinitions: JSON.stringify([
    {
      name: "worker",
      image: "shop:1",
      memory: 512,
      command: ["celery", "-A", "shop", "worker"],
      environment: [{ name: "SENTRY_DSN", value: "${dsn}" }],
    },
  ]),
});
new aws.ecs.Service("worker", { taskDefinition: worker.arn, cluster: "main", desiredCount: 2 });`;

export const errorTrackingConfigured = rule({
  id: "error-tracking-configured",
  title: "Errors of production are told to somebody",
  severity: "medium",
  audit: "Phase 1: missing SENTRY_DSN",
  why: "An exception that only a log line tells of is found by the customer first. A tracker without a DSN, or with that of its documentation, starts without a word and tells nobody.",
  fix: "Give every web and worker workload the project's own DSN (SENTRY_DSN, or your tracker's name for it). A DSN is no secret: plain text is fine.",
  about: "workload",
  settings: ["sentryDsn"],
  examples: {
    bad: example("https://examplePublicKey@o0.ingest.sentry.io/0"),
    good: example("https://4f5c0f6a2b7d4e1f9a3c8d7e6b5a4f30@o451.ingest.de.sentry.io/4507"),
  },
  whenNot: "The application sends its errors somewhere without a setting of its own, as an agent in the image does.",
  related: ["logging-not-debug"],
  mends: {
    missing: [{ variable: "SENTRY_DSN", value: STAND_IN, author: true }],
    off: [{ property: "@", value: STAND_IN, author: true }],
    demo: [{ property: "@", value: STAND_IN, author: true }],
  },
  messages: {
    missing:
      "{label} has no setting of an error tracker: unless its code has one, what goes wrong in it is told to nobody.",
    off: "{label} has {name} without a destination, so errors go nowhere.",
    demo: "{label} has the {name} of a documentation or a template, so errors go to nobody.",
  },
  advises: { missing: "undeclared" },
  applies: (workload, stack) => {
    const { services, location, declared } = workload;
    const serves = anyTrue([workload.hasRole("web"), workload.hasRole("worker")], location);
    // A blueprint promises error tracking where one of its workloads has it.
    const promised = !declared || promisesTracking(stack);
    return chain(services, (): Fact<boolean> => map(serves, (yes) => yes && promised));
  },
  check: (workload, { fail }) =>
    judgeEach(
      workload.environment.matching(isErrorTracking),
      ({ name, shown, value }) => {
        const found = map(value, (text): ErrorTracking => errorTrackingBy(name, text) ?? "on");
        return judge(
          found,
          (tracking) => (tracking === "on" ? pass : fail(tracking, { name: shown })),
          () => fail("off", { name: shown }),
        );
      },
      () => certain(fail("missing"), workload.location, workload.environment.all.basis),
    ),
});

function promisesTracking(stack: Stack): boolean {
  return stack.memo("", "promises error tracking", () =>
    stack.graph.declarations.some((declaration) =>
      declaration
        .keys("workloads")
        .some((key) => declaration.names("workloads", key, "environment").some((name) => isErrorTracking(name))),
    ),
  );
}
