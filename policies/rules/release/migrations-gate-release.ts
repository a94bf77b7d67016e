import { imageReference, type ImageReference, isSameImage, type MigrationProgram } from "../../facts";
import {
  absent,
  anyTrue,
  certain,
  chain,
  closed,
  judge,
  known,
  map,
  optional,
  pass,
  together,
  unknown,
  unproven,
  weaker,
  words,
  type Basis,
  type Fact,
  type Judgement,
  type Known,
  type Stack,
  type UnknownRecord,
  type Way,
} from "../../model";
import type { Service, Workload } from "../../subjects";
import { clientsOf } from "../../wiring/database-client";
import { comesAfterMigration, hasMigration, hidesMigration, runnersOf } from "../../wiring/migrations";
import { withExec } from "../../wiring/command-mending";
import { rule, type RuleContext } from "../rule";

const example = (
  command: string,
  migration: string,
) => `const url = "postgresql://shop@db.internal.example.com:5432/shop";
const container = (name: string, command: string[]) =>
  JSON.stringify([{ name, image: "shop:1", memory: 512, command, environment: [{ name: "DATABASE_URL", value: url }] }]);
const web = new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: container("web", ${command}),
});
new aws.ecs.Service("web", { taskDefinition: web.arn, cluster: "main", desiredCount: 3 });${migration}`;

export const migrationsGateRelease = rule({
  id: "migrations-gate-release",
  title: "The schema is migrated once, before the release that needs it",
  severity: "high",
  audit: "Top risk 7: migrations are not part of the release",
  why: "Migrations in a service's own command run in every copy at once, against each other, and again with each restart; code that meets an old schema fails on every copy at once. A task of its own runs once, and the services wait for it.",
  fix: "Give the migration a task definition of its own with the release's image, and take it out of any service's command. Run that task while the program is deployed (a Lambda invocation, or a command that waits for ecs run-task), and let each service come after it with dependsOn.",
  about: "workload",
  examples: {
    bad: example('["sh", "-c", "alembic upgrade head && exec uvicorn shop:app"]', ""),
    good: example(
      '["uvicorn", "shop:app"]',
      `
new aws.ecs.TaskDefinition("migrate", {
  family: "migrate",
  containerDefinitions: container("migrate", ["alembic", "upgrade", "head"]),
});`,
    ),
  },
  whenNot: "A service that is never more than one copy, and may be down while its migration fails.",
  related: ["deployment-rolls-back"],
  messages: {
    atBoot: "{label} runs {tool} when it starts, and {copies} start at once: they migrate against each other.",
    oneAtBoot: "{label} runs {tool} whenever it starts; a migration that fails then keeps it from starting.",
    perhapsAtBoot: "{label} may run {tool} when it starts, behind a condition; a task of its own runs once.",
    none: "{label} uses a database, and nothing in this program migrates its schema.",
    image: "{label} has another image of its repository than the services, so it migrates to another release's schema.",
    unrun: "{label} is run by nothing in this program, so no service waits for it.",
    unordered: "{label} does not come after the migration that this program runs: it may start on the old schema.",
  },
  advises: { oneAtBoot: "always", perhapsAtBoot: "always", none: "undeclared", unordered: "undeclared" },
  applies: (workload, stack) => {
    const { services, reading, location } = workload;
    const yes = known(true, location);
    const migrates = workload.hasRole("migration");
    if (migrates.state === "known" && migrates.value) return yes;
    if (services.state === "absent") return services;
    if (reading.state === "known" && migrationsIn(workload).length > 0) return yes;
    return databaseOf(workload, stack);
  },
  check: (workload, context) => {
    const { services } = workload;
    if (services.state === "unknown") return unproven(services);
    if (services.state === "absent")
      // That no service runs it may be the blueprint's word only.
      return atMost(services.basis, [...sameRelease(workload, context), ...isRun(workload, context)]);
    const judged = [
      ...atBoot(workload, services.value, context),
      ...exists(workload, context),
      ...ordered(workload, services.value, context),
    ];
    // Until its service is there, what that one comes after is not known.
    const isBuilt = services.value.some(({ urn }) => !isDeclaration(context.stack, urn));
    return isBuilt ? judged : atMost("declared", judged);
  },
});

/** Judgements that rest on something of a basis, too. */
function atMost(basis: Basis, judgements: readonly Judgement[]): readonly Judgement[] {
  return judgements.map((judgement) =>
    judgement.verdict === "unproven" ? judgement : { ...judgement, basis: weaker(judgement.basis, basis) },
  );
}

type Context = RuleContext<"atBoot" | "oneAtBoot" | "perhapsAtBoot" | "none" | "image" | "unrun" | "unordered">;

/** Whether a workload uses a database of the stack; unknown while one that it names may turn out to be. */
function databaseOf(workload: Workload, stack: Stack): Fact<boolean> {
  const { location } = workload;
  const databases = clientsOf(stack, workload).map(({ database }) => map(database, () => true));
  return databases.length === 0 ? absent(location) : anyTrue(databases, location);
}

function migrationsIn({ reading }: Workload): readonly MigrationProgram[] {
  if (reading.state !== "known") return [];
  return reading.value.programs.filter((program): program is MigrationProgram => program.kind === "migration");
}

function atBoot(workload: Workload, services: readonly Service[], { fail }: Context): readonly Judgement[] {
  const { reading } = workload;
  if (reading.state !== "known") return reading.state === "unknown" ? [unproven(reading)] : [];
  const found = migrationsIn(workload);
  const first = found.find((program) => program.certain) ?? found[0];
  if (first !== undefined) {
    const tool = closed(first.tool);
    const ways = withExec(workload, true);
    if (!first.certain) return [certain(fail("perhapsAtBoot", { tool }), reading.location, reading.basis)];
    const several = (copies: number) =>
      copies > 1 ? fail("atBoot", { tool, copies }, ...ways) : fail("oneAtBoot", { tool }, ...ways);
    const one = () => fail("oneAtBoot", { tool }, ...ways);
    if (services.some(({ onEveryMachine }) => onEveryMachine.state === "known" && onEveryMachine.value)) {
      const copies = words("one on each machine");
      return [certain(fail("atBoot", { tool, copies }, ...ways), reading.location, reading.basis)];
    }
    return [judge(together({ copies: startsAtOnce(services), reading }), ({ copies }) => several(copies), one)];
  }
  const hidden = reading.value.unread.filter(hidesMigration);
  if (hidden.length === 0) return [certain(pass, reading.location, reading.basis)];
  const { urn, path } = workload.location;
  return [unproven(unknown({ location: { urn, path: `${path}.command` }, because: "unread", producers: [] }))];
}

/** Copies that a deployment starts together: as many as are wanted, or as it has scaled to. */
function startsAtOnce(services: readonly Service[]): Fact<number> {
  const counts = services.map(({ desiredCount, scalingMaximum }) => {
    // More only come with scaling, so that several stay several.
    if (desiredCount.state === "known" && desiredCount.value > 1 && scalingMaximum.state === "unknown")
      return desiredCount;
    return map(together({ desiredCount, scaled: optional(scalingMaximum) }), ({ desiredCount: desired, scaled }) =>
      Math.max(desired, scaled ?? 0),
    );
  });
  const decided = counts.flatMap((count) => (count.state === "known" ? [count] : []));
  const total = decided.reduce((sum, { value }) => sum + value, 0);
  const unknowns = counts.flatMap((count) => (count.state === "unknown" ? count.unknowns : []));
  const [first] = decided;
  if (unknowns.length > 0 && total <= 1) return unknown(...unknowns);
  const basis = decided.some((count) => count.basis === "declared") ? "declared" : "verified";
  return known(total, first?.location ?? { urn: "", path: "" }, basis);
}

/** What serves requests from a database of the stack has a schema that something has to make. */
function exists(workload: Workload, { stack, fail }: Context): readonly Judgement[] {
  const found = hasMigration(stack, workload.location.urn);
  if (found.state === "known" && found.value) return [certain(pass, found.location, found.basis)];
  const serves = together({ web: workload.hasRole("web"), database: databaseOf(workload, stack) });
  const needed = chain(serves, ({ web, database }) => (web && database ? found : absent(workload.location)));
  return [
    judge(
      needed,
      () => fail("none"),
      () => pass,
    ),
  ];
}

function ordered(workload: Workload, services: readonly Service[], { stack, fail }: Context): readonly Judgement[] {
  const real = services.filter(({ urn }) => !isDeclaration(stack, urn));
  return real.map(({ urn }) => {
    const waits = comesAfterMigration(stack, urn);
    if (waits.state !== "known" || waits.value)
      return judge(
        waits,
        () => pass,
        () => pass,
      );
    return judge(
      databaseOf(workload, stack),
      (uses) => (uses ? fail("unordered") : pass),
      () => pass,
    );
  });
}

/** Without a blueprint a pipeline may run it, which is nobody's business here. */
function isRun(workload: Workload, { stack, fail }: Context): readonly Judgement[] {
  const { urn } = workload.location;
  if (!workload.declared || isDeclaration(stack, urn)) return [certain(pass, workload.location)];
  return [
    judge(
      runnersOf(stack, urn),
      () => pass,
      () => fail("unrun"),
    ),
  ];
}

function isDeclaration({ graph }: Stack, urn: string): boolean {
  return graph.declarations.some((declaration) => declaration.urn === urn);
}

function sameRelease(workload: Workload, { stack, fail }: Context): readonly Judgement[] {
  const { image, location } = workload;
  // What other services there are is known at the end, or with the whole declaration.
  if (!stack.graph.closed) return [unproven(stack.graph.missing(location))];
  const workloads = stack.all("workload");
  return [
    judge(
      comparedWith(image, workloads),
      (same) => (same ? pass : fail("image", {}, ...released(image, workloads.filter(isService)))),
      () => pass,
    ),
  ];
}

/** The image of a service, of those in the same repository. */
function released(image: Fact<string>, services: readonly Workload[]): readonly Way[] {
  const repository = (fact: Fact<string>) =>
    fact.state === "known" ? imageReference(fact.value)?.repository : undefined;
  const service = services.find((one) => repository(one.image) === repository(image));
  return service === undefined ? [] : [[{ container: "image", like: service }]];
}

function isService({ services }: Workload): boolean {
  return services.state === "known" && services.value.length > 0;
}

/** Whether a migration's image is that of a service, of those in the same repository; absent: there are none. */
function comparedWith(image: Fact<string>, workloads: readonly Workload[]): Fact<boolean> {
  const own = map(image, imageReference);
  if (own.state !== "known") return own;
  if (own.value === undefined) return unknown({ location: own.location, because: "unreadable", producers: [] });
  const { value } = own;
  const open: UnknownRecord[] = [];
  const released: Known<ImageReference>[] = [];
  for (const { services, image: other } of workloads) {
    if (services.state === "absent" || (services.state === "known" && services.value.length === 0)) continue;
    const reference = map(other, imageReference);
    if (reference.state === "unknown") open.push(...reference.unknowns);
    if (reference.state !== "known" || reference.value?.repository !== value.repository) continue;
    if (services.state === "known") released.push({ ...reference, value: reference.value });
    // A revision of a family, of which a service may run another one: where the image is the same, that decides nothing.
    else if (isSameImage(value, reference.value) !== true) open.push(...services.unknowns);
  }
  const [first] = released;
  if (first === undefined) return open.length > 0 ? unknown(...open) : absent(own.location, own.basis);
  const answers = released.map((reference) => isSameImage(value, reference.value));
  const basis = [own, ...released].some((fact) => fact.basis === "declared") ? "declared" : "verified";
  if (answers.includes(true)) return known(true, own.location, basis);
  if (open.length > 0) return unknown(...open);
  if (answers.includes(undefined)) return unknown({ location: own.location, because: "unsupported", producers: [] });
  return known(false, own.location, basis);
}
