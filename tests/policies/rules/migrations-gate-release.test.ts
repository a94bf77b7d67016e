import * as aws from "@pulumi/aws";
import { migrationsGateRelease } from "../../../policies/rules/release/migrations-gate-release";
import {
  blueprint,
  component,
  interpolate,
  json,
  ref,
  resource,
  run,
  type TestResource,
} from "../../../policies/testing";
import { databaseUrl, declaration, declaredWorkload, ruleTester, task, WEB } from "../fixtures";

const HOST = "postgres.abc123def456.eu-west-1.rds.amazonaws.com";
const URL = { DATABASE_URL: `postgresql://app@${HOST}:5432/app` };
const postgres = resource(
  aws.rds.Instance,
  "postgres",
  { instanceClass: "db.t4g.medium" },
  { outputs: { address: HOST } },
);

const image = (version: string) => ({ image: `ghcr.io/example/shop:${version}` });

function service(
  name: string,
  of: TestResource,
  more: Partial<aws.ecs.ServiceArgs> = {},
  dependsOn: TestResource[] = [],
) {
  return resource(
    aws.ecs.Service,
    name,
    { name, taskDefinition: ref(of, "arn"), desiredCount: 3, ...more },
    { dependsOn },
  );
}

const web = (command: readonly string[] = WEB, more = {}) => task("web", { command, environment: URL, more });
const migrate = task("migrate", { command: ["alembic", "upgrade", "head"], environment: URL });
/** What runs the migration while the program is deployed. */
const runs = (of: TestResource) =>
  resource(aws.lambda.Invocation, "migrate", { functionName: "run-task", input: interpolate`${ref(of, "arn")}` });

const serving = (command: readonly string[], more?: Partial<aws.ecs.ServiceArgs>) => {
  const definition = web(command);
  return [postgres, migrate, definition, service("web", definition, more)];
};
const shell = (script: string) => ["sh", "-c", script];

const scaling = resource(aws.appautoscaling.Target, "web", {
  resourceId: "service/default/web",
  scalableDimension: "ecs:service:DesiredCount",
  serviceNamespace: "ecs",
  minCapacity: 1,
  maxCapacity: 4,
});

const MIGRATION = declaredWorkload({
  role: "migration",
  command: ["alembic", "upgrade", "head"],
  environment: { DATABASE_URL: databaseUrl },
  service: null,
});
const declaredWeb = (part: Parameters<typeof declaredWorkload>[0] = {}) =>
  declaredWorkload({ environment: { DATABASE_URL: databaseUrl }, ...part });
const declared = (workloads: Record<string, ReturnType<typeof declaredWorkload>>) =>
  blueprint(declaration({ workloads }));

/** The production program's shape: components of the blueprint, a migration that a function runs, a service. */
function product(waits: boolean, isRun = true): TestResource[] {
  const root = declared({ web: declaredWeb(), migration: MIGRATION });
  const [migrationPart, webPart] = ["migration", "web"].map((name) => component(name, { parent: root }));
  const definition = task("migration", { command: ["alembic", "upgrade", "head"], environment: URL }, migrationPart);
  const gate = resource(
    aws.lambda.Invocation,
    "migration-gate",
    { functionName: "run-task", input: isRun ? interpolate`${ref(definition, "arn")}` : "{}" },
    { parent: root },
  );
  const running = task("web", { command: WEB, environment: URL }, webPart);
  const args = { name: "web", taskDefinition: ref(running, "arn"), desiredCount: 2 };
  const options = { ...(webPart === undefined ? {} : { parent: webPart }), dependsOn: waits ? [gate] : [] };
  const serviceOfWeb = resource(aws.ecs.Service, "web", args, options);
  const database = resource(
    aws.rds.Instance,
    "postgres",
    { instanceClass: "db.t4g.medium" },
    { parent: root, outputs: { address: HOST } },
  );
  return [
    root,
    database,
    ...[migrationPart, webPart].flatMap((part) => part ?? []),
    definition,
    gate,
    running,
    serviceOfWeb,
  ];
}

/** Two revisions of one family, and a service that names the family: which of them it runs is known once they are made. */
const revision = (name: string, number: number, fields: Parameters<typeof task>[1]) => {
  const { containerDefinitions } = task(name, fields).inputs;
  const arn = `arn:aws:ecs:eu-west-1:111122223333:task-definition/shared:${number}`;
  return resource(
    aws.ecs.TaskDefinition,
    name,
    { family: "shared", containerDefinitions: containerDefinitions as string },
    { outputs: { arn, revision: number } },
  );
};
const ofFamily = (name: string) => resource(aws.ecs.Service, name, { name, taskDefinition: "shared", desiredCount: 1 });

const subject = "workload/web";

ruleTester.run(migrationsGateRelease, {
  valid: [
    {
      name: "a task of its own, which a pipeline runs",
      phase: "up",
      stack: serving(WEB),
      passes: { [subject]: "verified", "workload/migrate": "verified" },
    },
    {
      name: "a service that comes after the migration",
      phase: "up",
      stack: (() => {
        const [runner, definition] = [runs(migrate), web()];
        return [postgres, migrate, runner, definition, service("web", definition, {}, [runner])];
      })(),
      passes: { [subject]: "verified", "workload/migrate": "verified" },
    },
    {
      name: "declared, with a task of its own",
      stack: [declared({ web: declaredWeb(), migration: MIGRATION })],
      passes: { [subject]: "declared", "workload/migration": "declared" },
    },
    {
      name: "the production program's shape",
      phase: "up",
      stack: product(true),
      passes: { [subject]: "verified", "workload/migration": "verified" },
    },
    {
      name: "a look at the migrations is none",
      phase: "up",
      stack: serving(shell("python manage.py migrate --check && exec gunicorn shop.wsgi")),
      passes: { [subject]: "verified", "workload/migrate": "verified" },
    },
    {
      name: "a migration image of its own repository",
      phase: "up",
      stack: (() => {
        const definition = web(WEB, image("7"));
        const own = task("migrate", { command: ["flyway", "migrate"], more: { image: "flyway/flyway:11" } });
        return [postgres, own, definition, service("web", definition)];
      })(),
      passes: { [subject]: "verified", "workload/migrate": "verified" },
    },
    {
      name: "a service that comes after a script that the program runs",
      phase: "up",
      stack: (() => {
        const [script, definition] = [task("prepare", { command: ["/prepare.sh"], environment: URL }), web()];
        const runner = runs(script);
        return [postgres, migrate, script, runner, definition, service("web", definition, {}, [runner])];
      })(),
      passes: { [subject]: "verified", "workload/migrate": "verified" },
    },
    {
      name: "a service beside a job of the application's own that the program runs",
      phase: "up",
      stack: (() => {
        const [job, definition] = [task("seed", { command: ["python", "-m", "shop.seed"], environment: URL }), web()];
        return [postgres, migrate, job, runs(job), definition, service("web", definition)];
      })(),
      passes: { [subject]: "verified", "workload/migrate": "verified" },
    },
    { name: "a service without a database", stack: [task("web", { command: WEB })], passes: {} },
  ],
  invalid: [
    ...[
      ["alembic upgrade head && exec uvicorn app.main:app", "alembic"],
      ["python manage.py migrate --noinput; gunicorn shop.wsgi", "manage.py"],
      ["flask db upgrade && gunicorn shop:app", "flask"],
      ["npx prisma migrate deploy && node server.js", "prisma"],
      ["bundle exec rails db:migrate && bundle exec puma", "rails"],
    ].map(([script = "", says = ""]) => ({
      name: `three copies start with: ${script}`,
      phase: "up" as const,
      stack: serving(shell(script)),
      subject,
      messageId: "atBoot",
      says: `${says} when it starts, and 3`,
      stage: "gate" as const,
    })),
    {
      name: "one copy that scales to four",
      phase: "up",
      stack: [...serving(shell("alembic upgrade head && exec uvicorn app:app"), { desiredCount: 1 }), scaling],
      subject,
      messageId: "atBoot",
      says: "and 4",
    },
    {
      name: "one copy",
      phase: "up",
      stack: serving(shell("alembic upgrade head && exec uvicorn app:app"), { desiredCount: 1 }),
      subject,
      messageId: "oneAtBoot",
    },
    {
      name: "behind a condition",
      phase: "up",
      stack: serving(shell('if [ "$MIGRATE" = 1 ]; then alembic upgrade head; fi; exec uvicorn app:app')),
      subject,
      messageId: "perhapsAtBoot",
    },
    {
      name: "declared at boot",
      stack: [declared({ web: declaredWeb({ command: shell("alembic upgrade head && exec uvicorn app:app") }) })],
      subject,
      messageId: "atBoot",
      stage: "blueprint",
    },
    { name: "declared without a migration", stack: [declared({ web: declaredWeb() })], subject, messageId: "none" },
    {
      name: "another release's image",
      phase: "up",
      stack: (() => {
        const definition = web(WEB, image("7"));
        const old = task("migrate", { command: ["alembic", "upgrade", "head"], more: image("6") });
        return [postgres, old, definition, service("web", definition)];
      })(),
      subject: "workload/migrate",
      messageId: "image",
    },
    {
      name: "a service that does not wait for what the program runs",
      phase: "up",
      stack: (() => {
        const definition = web();
        return [postgres, migrate, runs(migrate), definition, service("web", definition)];
      })(),
      subject,
      messageId: "unordered",
    },
    {
      name: "the production program without its dependsOn",
      phase: "up",
      stack: product(false),
      subject,
      messageId: "unordered",
    },
    {
      name: "the production program whose gate runs nothing",
      phase: "up",
      stack: product(true, false),
      subject: "workload/migration",
      messageId: "unrun",
    },
  ],
  unproven: [
    {
      name: "the image of a revision that may be the one that runs",
      stack: (() => {
        const migrates = { command: ["alembic", "upgrade", "head"], more: image("6") };
        const [one, two] = [2, 3].map((number) => revision(`web${number}`, number, { command: WEB, more: image("7") }));
        if (one === undefined || two === undefined) throw new Error("two revisions");
        return [task("migrate", migrates), one, two, ofFamily("web")];
      })(),
      subject: "workload/migrate",
      path: "family",
    },
    {
      name: "a service beside a script that the program runs",
      phase: "up",
      stack: (() => {
        const [script, definition] = [task("prepare", { command: ["/prepare.sh"], environment: URL }), web()];
        return [postgres, migrate, script, runs(script), definition, service("web", definition)];
      })(),
      subject,
      path: "containerDefinitions[0].command",
    },
    {
      name: "a start script",
      phase: "up",
      stack: serving(["/start.sh"]),
      subject,
      path: "containerDefinitions[0].command",
    },
    {
      name: "an entry script that hands over",
      phase: "up",
      stack: serving(["/docker-entrypoint.sh", "uvicorn", "app:app"]),
      subject,
      path: "containerDefinitions[0].command",
    },
    {
      name: "a tag and a digest of one repository",
      phase: "up",
      stack: (() => {
        const definition = web(WEB, image("7"));
        const own = { image: `ghcr.io/example/shop@sha256:${"0".repeat(64)}` };
        const other = task("migrate", { command: ["alembic", "upgrade", "head"], more: own });
        return [postgres, other, definition, service("web", definition)];
      })(),
      subject: "workload/migrate",
      path: "containerDefinitions[0].image",
    },
  ],
});

/** A part that is started with a migration in place of its command as well, before its service is there. */
function alsoMigrates(command: readonly string[]): readonly TestResource[] {
  const root = declared({ web: declaredWeb(), migration: MIGRATION });
  const part = component("web", { parent: root });
  const running = task("web", { command, environment: URL }, part);
  const input = {
    TaskDefinition: ref(running, "arn"),
    Cluster: "arn:aws:ecs:eu-west-1:111122223333:cluster/main",
    Overrides: { ContainerOverrides: [{ Name: "web", Command: ["alembic", "upgrade", "head"] }] },
  };
  const nightly = resource(aws.scheduler.Schedule, "nightly", {
    scheduleExpression: "rate(1 day)",
    flexibleTimeWindow: { mode: "OFF" },
    target: { arn: "arn:aws:scheduler:::aws-sdk:ecs:runTask", roleArn: "role", input: json(input) },
  });
  return [root, part, nightly, running];
}

it.each<[string, readonly string[]]>([
  ["a server", WEB],
  ["a server behind a shell", shell(`exec ${WEB.join(" ")}`)],
])(
  "takes %s for no more than declared until its service is there: what that comes after is not known",
  async (_, command) => {
    const { records } = await run([migrationsGateRelease], alsoMigrates(command), { phase: "up" });
    const early = records.flatMap((record) =>
      record.record === "verdict" && record.stage === "resource" ? [record.verdict, record.basis] : [],
    );
    expect(early).toEqual(["pass", "declared"]);
  },
);
