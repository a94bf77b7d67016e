import {
  absent,
  anyTrue,
  certain,
  chain,
  closed,
  join,
  known,
  map,
  pass,
  phrase,
  together,
  unknown,
  unproven,
  weaker,
  type Basis,
  type Fact,
  type Judgement,
  type Shown,
  type Stack,
} from "../../model";
import type { Architecture, Workload } from "../../subjects";
import { rule } from "../rule";

const example = (multiAz: boolean) => `new aws.rds.Instance("shop", {
  engine: "postgres",
  engineVersion: "17",
  instanceClass: "db.t4g.medium",
  allocatedStorage: 20,
  username: "shop",
  manageMasterUserPassword: true,
  skipFinalSnapshot: true,
  multiAz: ${String(multiAz)},
});
const web = new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([{ name: "web", image: "shop:1", memory: 512, command: ["gunicorn", "shop:app"] }]),
});
new aws.ecs.Service("web", { taskDefinition: web.arn, cluster: "main", desiredCount: 2 });`;

export const noSinglePointOfFailure = rule({
  id: "no-single-point-of-failure",
  title: "No part of production stands alone",
  severity: "high",
  audit: "Architecture: 10 single points of failure",
  why: "What there is one of is down whenever its machine, its zone or its release is. Each is cheap to double before the first outage, and all of them have to be: the stack is as available as the part that stands alone.",
  fix: "At least two copies of what serves and works, in subnets of two zones or more, multiAz for the database, automatic failover with a replica for Redis, a NAT gateway in each zone. A scheduler runs once by design and is not counted.",
  about: "architecture",
  settings: ["databaseMultiAz", "cacheNodes", "natGateways", "webMinTasks", "workerMinTasks"],
  examples: { bad: example(false), good: example(true) },
  whenNot: "A product that may be down for an hour when a zone is, and whose owner has said so.",
  related: ["scheduler-runs-once"],
  messages: { single: "{label} has single points of failure: {parts}." },
  advises: { single: "undeclared" },
  // What a blueprint declares for developers may stand alone.
  applies: ({ location }, { environment }) =>
    known(environment === undefined || environment === "production", location),
  check: (architecture, { stack, fail }): Judgement | readonly Judgement[] => {
    const { location } = architecture;
    // Much of it is told by what is not there.
    if (!stack.graph.closed) return unproven(stack.graph.missing(location));
    const findings = parts(architecture, stack);
    const found = findings.flatMap(({ alone, what }) => (alone.state === "known" && alone.value ? [what] : []));
    // What does not apply because somebody says so (a database that was made elsewhere) is no more than said.
    const decided = findings.flatMap(({ alone }) => (alone.state === "unknown" ? [] : [alone.basis]));
    const basis = decided.reduce<Basis>(weaker, "verified");
    if (found.length > 0) return certain(fail("single", { parts: join(found, ", ") }), location, basis);
    const unknowns = findings.flatMap(({ alone }) => (alone.state === "unknown" ? alone.unknowns : []));
    return unknowns.length > 0 ? unproven(unknown(...unknowns)) : certain(pass, location, basis);
  },
});

interface Part {
  readonly what: Shown;
  readonly alone: Fact<boolean>;
}

function parts({ natGateways }: Architecture, stack: Stack): readonly Part[] {
  return [
    ...stack.all("database").map(({ label, replicated }) => ({
      what: phrase`${label} in one zone`,
      alone: map(replicated, (safe) => !safe),
    })),
    ...stack.all("cache").map(({ label, replicated }) => ({
      what: phrase`${label} without a node to fail over to`,
      alone: map(replicated, (safe) => !safe),
    })),
    ...stack.all("workload").flatMap((workload) => {
      const alone = runsOnce(workload);
      const copies = { what: phrase`${workload.label} with one copy`, alone };
      // One copy is in one zone.
      if (alone.state === "known" && alone.value) return [copies];
      return [copies, { what: phrase`${workload.label} in one zone`, alone: runsInOneZone(workload) }];
    }),
    { what: closed("one NAT gateway for all zones"), alone: map(natGateways, (gateways) => gateways === "single") },
    { what: closed("one NAT instance for all zones"), alone: map(natGateways, (gateways) => gateways === "instance") },
  ];
}

/** What serves or works on one task; a scheduler and what watches run once by design. */
function runsOnce(workload: Workload): Fact<boolean> {
  const { services, location } = workload;
  if (workload.platform !== "ecs") return { state: "absent", basis: "verified", location };
  if (services.state !== "known") return services;
  const works = anyTrue([workload.hasRole("web"), workload.hasRole("worker")], location);
  const once = workload.hasRole("scheduler");
  // A worker that embeds the scheduler may not be doubled as it is.
  if (once.state === "known" && once.value) return { state: "absent", basis: once.basis, location };
  // What has neither duty is nobody's to wait for; that it has another is the blueprint's to say, and nobody else's.
  if (works.state === "known" && !works.value) return known(false, location);
  if (works.state !== "known") return works;
  const copies = services.value.map(({ desiredCount, onEveryMachine }) => together({ desiredCount, onEveryMachine }));
  const unknowns = copies.flatMap((copy) => (copy.state === "unknown" ? copy.unknowns : []));
  if (unknowns.length > 0) return unknown(...unknowns);
  const total = copies.reduce((sum, copy) => {
    if (copy.state !== "known") return sum;
    return sum + (copy.value.onEveryMachine ? 2 : copy.value.desiredCount);
  }, 0);
  const basis = copies.reduce<Basis>(
    (all, copy) => (copy.state === "known" ? weaker(all, copy.basis) : all),
    "verified",
  );
  return known(total === 1, location, basis);
}

/** All copies that services keep of it; what runs once by design is started again elsewhere, if it may be elsewhere. */
function runsInOneZone({ services, location }: Workload): Fact<boolean> {
  return chain(services, (found) => {
    const zones = found.map((service) => service.zones);
    const unknowns = zones.flatMap((zone) => (zone.state === "unknown" ? zone.unknowns : []));
    if (unknowns.length > 0) return unknown(...unknowns);
    const basis = zones.reduce<Basis>(
      (all, zone) => (zone.state === "unknown" ? all : weaker(all, zone.basis)),
      "verified",
    );
    const said = zones.flatMap((zone) => (zone.state === "known" ? [zone.value] : []));
    if (said.length === 0) return absent(location, basis);
    return known(
      said.every((zone) => zone === "one"),
      location,
      basis,
    );
  });
}
