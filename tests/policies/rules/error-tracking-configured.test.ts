import * as aws from "@pulumi/aws";
import { errorTrackingConfigured } from "../../../policies/rules/operation/error-tracking-configured";
import { blueprint, ref, resource } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, ruleTester, task, WEB, WORKER } from "../fixtures";

const DSN = "https://4f5c0f6a2b7d4e1f9a3c8d7e6b5a4f30@o451.ingest.de.sentry.io/4507";
const running = (environment: Record<string, string>, command: readonly string[] = WEB) => {
  const definition = task("web", { command, environment });
  return [definition, resource(aws.ecs.Service, "web", { taskDefinition: ref(definition, "arn"), desiredCount: 2 })];
};
const secret = resource(aws.secretsmanager.Secret, "dsn", {}, { outputs: { arn: "arn:aws:secretsmanager:::dsn" } });
const product = (web: string | undefined, worker: string | undefined) => {
  const environment = (dsn: string | undefined) =>
    dsn === undefined ? {} : { environment: { SENTRY_DSN: plain(dsn) } };
  const workloads = {
    web: declaredWorkload(environment(web)),
    worker: declaredWorkload({ role: "worker", command: WORKER, ...environment(worker) }),
  };
  return [blueprint(declaration({ workloads }))];
};
const subject = "workload/web";

ruleTester.run(errorTrackingConfigured, {
  valid: [
    {
      name: "a DSN in plain text",
      phase: "up",
      stack: running({ SENTRY_DSN: DSN }),
      passes: { [subject]: "verified" },
    },
    {
      name: "another tracker's token",
      phase: "up",
      stack: running({ ROLLBAR_ACCESS_TOKEN: "6d1f0a9c3b7e45d28f10a4c96b3e7d52" }),
      passes: { [subject]: "verified" },
    },
    { name: "a task that is no web server and no worker", phase: "up", stack: running({}, ["sleep", "1"]), passes: {} },
    {
      name: "the production program's shape",
      stack: product(DSN, DSN),
      passes: { [subject]: "declared", "workload/worker": "declared" },
    },
    { name: "a blueprint that promises none", stack: product(undefined, undefined), passes: {} },
  ],
  invalid: [
    { name: "nothing", phase: "up", stack: running({}), subject, messageId: "missing" },
    { name: "an empty DSN", phase: "up", stack: running({ SENTRY_DSN: "" }), subject, messageId: "off" },
    {
      name: "the documentation's DSN",
      phase: "up",
      stack: running({ SENTRY_DSN: "https://examplePublicKey@o0.ingest.sentry.io/0" }),
      subject,
      messageId: "demo",
    },
    {
      name: "a template's DSN",
      phase: "up",
      stack: running({ DJANGO_SENTRY_DSN: "https://<key>@sentry.io/<project>" }),
      subject,
      messageId: "demo",
    },
    {
      name: "a worker without what its web workload has",
      stack: product(DSN, undefined),
      subject: "workload/worker",
      messageId: "missing",
      stage: "blueprint",
    },
  ],
  unproven: [
    {
      name: "a secret that does not exist yet",
      stack: (() => {
        const definition = task("web", { command: WEB, secrets: { SENTRY_DSN: ref(secret, "arn") } });
        return [
          secret,
          definition,
          resource(aws.ecs.Service, "web", { name: "web", taskDefinition: ref(definition, "arn") }),
        ];
      })(),
      subject,
      path: "containerDefinitions",
      producer: "dsn",
    },
  ],
});
