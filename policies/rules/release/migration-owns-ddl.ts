import {
  absent,
  anyTrue,
  certain,
  chain,
  judge,
  known,
  mayPass,
  pass,
  unknown,
  unproven,
  type Fact,
  type Judgement,
  type Stack,
} from "../../model";
import type { Workload } from "../../subjects";
import { isSameLogin, loginsOf, type Login } from "../../wiring/database-login";
import { withExec } from "../../wiring/command-mending";
import { asPeersHave } from "../../wiring/peers";
import { mayMigrate, migratingWorkloads } from "../../wiring/migrations";
import { rule, type RuleContext } from "../rule";

const example = (user: string) => `const postgres = new aws.rds.Instance("postgres", {
  identifier: "shop",
  engine: "postgres",
  engineVersion: "17.5",
  instanceClass: "db.t4g.small",
  allocatedStorage: 20,
  username: "master",
  manageMasterUserPassword: true,
  skipFinalSnapshot: true,
});
const login = (name: string, user: string) => {
  const secret = new aws.secretsmanager.Secret(name, { name });
  const password = new random.RandomPassword(name, { length: 48, special: false }).result;
  const secretString = pulumi.interpolate\`postgresql://\${user}:\${password}@\${postgres.endpoint}/shop\`;
  new aws.secretsmanager.SecretVersion(name, { secretId: secret.id, secretString });
  return secret.arn;
};
const task = (name: string, command: string[], valueFrom: pulumi.Output<string>) =>
  new aws.ecs.TaskDefinition(name, {
    family: name,
    containerDefinitions: pulumi.jsonStringify([
      { name, image: "shop:1", memory: 512, command, secrets: [{ name: "DATABASE_URL", valueFrom }] },
    ]),
  });
task("migrate", ["alembic", "upgrade", "head"], login("owner-url", "owner"));
const web = task("web", ["gunicorn", "-w", "2", "shop:app"], login("web-url", "${user}"));
new aws.ecs.Service("web", { taskDefinition: web.arn, cluster: "main", desiredCount: 2 });`;

export const migrationOwnsDdl = rule({
  id: "migration-owns-ddl",
  title: "Only the migration may change the schema",
  severity: "medium",
  audit: "Top risk 7: migrations are not part of the release",
  why: "What serves requests needs to read and write rows. With the migration's login an injected statement drops a table as easily as it reads one, and a process that is left over from the old release can lock the schema it waits for.",
  fix: "Give the migration a role of its own that owns the schema, and every service another that is granted SELECT, INSERT, UPDATE and DELETE: two users, two secrets, and two values of DATABASE_URL.",
  about: "workload",
  examples: { bad: example("owner"), good: example("app") },
  whenNot: "The application makes and drops tables itself while it serves, one for each tenant say.",
  related: ["migrations-gate-release", "secret-rotation-declared"],
  messages: {
    shared: "{label} logs in to its database with {name}, the same login that {migration} changes the schema with.",
    master:
      "{label} logs in to its database with {name}, the user the database was made with, which may do everything in it.",
    itself: "{label} changes the schema itself, so it serves with a login that may.",
    itselfAsMaster:
      "{label} changes the schema itself, with {name} of the user the database was made with: it serves with the right to do everything.",
  },
  advises: { itself: "always" },
  applies: (workload, stack) => {
    const { services, location } = workload;
    if (services.state === "absent") return services;
    if (migratesAtBoot(workload)) return known(true, location);
    const { open } = workload.environment.all;
    const none = loginsOf(stack, workload).length === 0;
    if (none && open.length === 0) return absent(location);
    // What was not read may hold one.
    return chain(migrationsOf(stack, workload), (): Fact<boolean> => (none ? unknown(...open) : known(true, location)));
  },
  check: (workload, context) => {
    const { services, reading, location } = workload;
    if (services.state === "unknown") return unproven(services);
    const logins = loginsOf(context.stack, workload);
    const own = logins.flatMap((login) => asMaster(workload, login, logins.length > 1, context));
    if (migratesAtBoot(workload)) {
      const failed = own.some(({ verdict }) => verdict === "fail");
      const basis = reading.state === "unknown" ? "verified" : reading.basis;
      return failed ? own : certain(context.fail("itself", {}, ...withExec(workload, true)), location, basis);
    }
    const migrations = migrationsOf(context.stack, workload);
    if (migrations.state !== "known") return migrations.state === "unknown" ? unproven(migrations) : [];
    return [...own, ...sharedWith(workload, logins, migrations.value, context)];
  },
});

/** That it has no further login is only as sure as its settings are read. */
function whatElse(workload: Workload): readonly Judgement[] {
  const { open } = workload.environment.all;
  return [...byName(workload), ...(open.length > 0 ? [unproven(unknown(...open))] : [])];
}

/** That what is not known yet is no login, its name says, and nobody else. */
function byName({ environment, location }: Workload): readonly Judgement[] {
  const { variables, basis } = environment.all;
  const open = variables.some(({ value }) => value.state === "unknown" && value.unknowns.some(mayPass));
  return [certain(pass, location, open ? "declared" : basis)];
}

type Context = RuleContext<"shared" | "master" | "itself" | "itselfAsMaster">;

function migratesAtBoot({ reading }: Workload): boolean {
  return (
    reading.state === "known" &&
    reading.value.programs.some((program) => program.kind === "migration" && program.certain)
  );
}

/** The workloads that migrate and are, or may turn out to be, no service; absent: nothing in this program does. */
function migrationsOf(stack: Stack, { location }: Workload): Fact<readonly Workload[]> {
  const found = migratingWorkloads(stack).filter(({ services }) => services.state !== "known");
  if (found.length > 0) return known(found, location);
  return stack.graph.closed ? absent(location) : stack.graph.missing(location);
}

function asMaster(
  workload: Workload,
  { master, shown, location, variable }: Login,
  hasAnother: boolean,
  { fail }: Context,
): readonly Judgement[] {
  const messageId = migratesAtBoot(workload) ? "itselfAsMaster" : "master";
  return [
    judge(
      anyTrue([master], location),
      (is) => (is ? fail(messageId, { name: shown }, ...(hasAnother ? [[{ variable, value: null }]] : [])) : pass),
      () => pass,
    ),
  ];
}

/** One of its logins that is the migration's is enough to say so. */
function sharedWith(
  workload: Workload,
  logins: readonly Login[],
  migrations: readonly Workload[],
  { stack, fail }: Context,
): readonly Judgement[] {
  const { location } = workload;
  const others = new Set(migrations.map(({ key }) => key));
  const compared = (login: Login, migration: Workload): readonly Judgement[] =>
    loginsOf(stack, migration).map((other) =>
      judge(
        isSameLogin(login, other),
        (same) =>
          same
            ? fail(
                "shared",
                { name: login.shown, migration: migration.label },
                ...asPeersHave(stack, workload, login.variable, (_, peer) => !others.has(peer.key)),
              )
            : pass,
        () => pass,
      ),
    );
  const judged = migrations.flatMap((migration) =>
    // Whether it is a service that migrates at its start may not be known yet.
    migration.services.state === "unknown"
      ? [unproven(migration.services)]
      : [...logins.flatMap((login) => compared(login, migration)), ...whatElse(migration)],
  );
  const failed = judged.find(({ verdict }) => verdict === "fail");
  if (failed !== undefined) return [failed];
  // Another migration may come.
  if (!stack.graph.closed) return [...judged, unproven(stack.graph.missing(location))];
  const open = mayMigrate(stack);
  return [...judged, ...byName(workload), ...(open.length > 0 ? [unproven(unknown(...open))] : [])];
}
