import {
  all,
  certain,
  judge,
  known,
  map,
  pass,
  settle,
  together,
  unknown,
  unproven,
  type Fact,
  type Judgement,
  type Stack,
  nameOf,
  optional,
  urnOfAdded,
  type Way,
} from "../../model";
import { alarmsOn, mayBeOn } from "../../platforms/cloudwatch";
import { CLUSTER } from "../../platforms/rds/links";
import type { Alarm, Database } from "../../subjects";
import { added, Reference } from "../../wiring/added";
import { servedByEach } from "../../wiring/served-connections";
import { rule, type RuleContext } from "../rule";

const example = (threshold: number) => `const database = new aws.rds.Instance("shop", {
  identifier: "shop",
  engine: "postgres",
  engineVersion: "17",
  instanceClass: "db.t4g.medium",
  allocatedStorage: 20,
  username: "shop",
  manageMasterUserPassword: true,
  skipFinalSnapshot: true,
});
new aws.cloudwatch.MetricAlarm("connections", {
  namespace: "AWS/RDS",
  metricName: "DatabaseConnections",
  dimensions: { DBInstanceIdentifier: "shop" },
  statistic: "Maximum",
  period: 60,
  evaluationPeriods: 3,
  comparisonOperator: "GreaterThanThreshold",
  threshold: ${threshold},
  alarmActions: ["arn:aws:sns:eu-west-1:123456789012:on-call"],
});`;

export const poolMonitored = rule({
  id: "pool-monitored",
  title: "Somebody is told before a database has no connection left",
  severity: "high",
  audit: "Top risk 3 (P0): database connection pool exhaustion",
  why: "When the last connection is taken every request fails at once. An alarm that is set above what the database serves never fires, and looks like safety.",
  fix: "Put an alarm on AWS/RDS DatabaseConnections of the database, at about 90 percent of what max_connections leaves after the reserved slots, with an action that reaches somebody.",
  about: "database",
  mends: {
    off: [{ property: "actionsEnabled", value: true }],
    // Whom to tell is for the team to say.
    mute: [{ property: "alarmActions", value: ["arn:aws:sns:eu-west-1:123456789012:alarms"], author: true }],
    never: [{ property: "threshold", value: ({ served }) => Math.floor(Number(served) * 0.9) }],
  },
  examples: { bad: example(1000), good: example(330) },
  whenNot: "Another product watches the database's connections: exempt the database, and say which does.",
  related: ["connection-budget-holds", "pool-limits-declared"],
  messages: {
    none: "{label} has no alarm on its connections (AWS/RDS DatabaseConnections).",
    off: "{label} has its connections watched by {alarm}, whose actions are switched off (actionsEnabled): it can never tell anybody.",
    mute: "{label} has its connections watched by {alarm}, which has no action: nobody is told.",
    never: "{label} has an alarm at {threshold} connections, and serves {served} at most: it never fires.",
  },
  advises: { none: "undeclared", off: "always", mute: "always" },
  // What is only declared has no alarms yet.
  applies: ({ location }, { graph }) =>
    known(graph.get(location.urn) !== undefined && !isDeclaration(graph, location.urn), location),
  check: (database, context) => {
    const { stack, fail } = context;
    const { graph } = stack;
    const alarms = connectionAlarms(stack, database);
    const [first] = alarms;
    if (first === undefined) {
      // Asked at the end only: whoever asks for all alarms looks again at each that is registered.
      if (!graph.closed) return unproven(graph.missing(database.location));
      const open = otherAlarms(stack, database);
      return open.length > 0 ? open : certain(fail("none", {}, alarmOn(stack, database)), database.location);
    }
    const judged = alarms.map((alarm) => fires(alarm, database, context));
    // One that fires is enough.
    const firing = judged.find(({ verdict }) => verdict === "pass");
    if (firing !== undefined) return firing;
    const unproved = [
      ...judged.filter(({ verdict }) => verdict === "unproven"),
      ...otherAlarms(stack, database),
      // So that an alarm that never fires is no finding before the last has come.
      ...(graph.closed ? [] : [unproven(graph.missing(database.location))]),
    ];
    // One that fires and tells nobody has only to tell somebody, whatever is wrong with the others.
    const mute = judged.find((one) => one.verdict === "fail" && one.messageId !== "never");
    return settle(unproved.length > 0 ? unproved : mute === undefined ? judged : [mute]);
  },
});

function isDeclaration(graph: Stack["graph"], urn: string): boolean {
  return graph.declarations.some((declaration) => declaration.urn === urn);
}

/** Alarms on its connections; one whose metrics are not known yet may be one. Few connections tell of something else. */
function connectionAlarms(stack: Stack, database: Database): readonly Alarm[] {
  return alarmsOn(stack.graph, database.location.urn, dimensionOf(stack, database), database.identifier)
    .flatMap((alarm) => stack.of("alarm", alarm.urn))
    .filter(({ below }) => below.state !== "known" || !below.value)
    .filter(({ metrics }) => metrics.state !== "known" || metrics.value.some((metric) => CONNECTIONS.test(metric)));
}

/** What keeps it from being known that no other alarm is on its connections. */
function otherAlarms(stack: Stack, database: Database): readonly Judgement[] {
  const { location, identifier } = database;
  const perhaps = mayBeOn(stack.graph, location.urn, dimensionOf(stack, database), identifier);
  return perhaps.length > 0 ? [unproven(unknown(...perhaps))] : [];
}

function dimensionOf({ graph }: Stack, { location: { urn } }: Database): string {
  return graph.get(urn)?.type === CLUSTER ? "DBClusterIdentifier" : "DBInstanceIdentifier";
}

const CONNECTIONS = /^AWS\/RDS DatabaseConnections/;

function fires(alarm: Alarm, database: Database, { fail }: RuleContext<"none" | "never" | "off" | "mute">): Judgement {
  const { label, above, below, metrics, location } = alarm;
  // Whom a computed list of actions tells is declared until it is known: it was written to tell somebody.
  const tells = alarm.acts.state === "unknown" ? known("somebody" as const, location, "declared") : alarm.tells;
  return judge(
    together({ above: optional(above), below, metrics, served: mostServed(database), tells }),
    ({ above: threshold, served, tells: who }) => {
      if (threshold !== undefined && served !== undefined) {
        const { value, inclusive } = threshold;
        const never = inclusive ? value > served : value >= served;
        if (never) return fail("never", { threshold: value, served });
      }
      return who === "somebody" ? pass : fail(who === "off" ? "off" : "mute", { alarm: label });
    },
    () => pass,
  );
}

/** The most connections that one of its servers serves; undefined: nothing here knows. */
function mostServed(database: Database): Fact<number | undefined> {
  return map(all(servedByEach(database)), (servers) => {
    const each = servers.flatMap(({ explicit, memory }) => explicit ?? memory?.most ?? []);
    return each.length === 0 || each.length < servers.length ? undefined : Math.max(...each);
  });
}

/** An alarm at nine tenths of what it serves, which tells whom another alarm tells. */
function alarmOn(stack: Stack, database: Database): Way {
  const { urn } = database.location;
  const alarm = urnOfAdded("aws:cloudwatch/metricAlarm:MetricAlarm", `${nameOf(urn)}-connections`, urn);
  const served = mostServed(database);
  const [other] = stack.aside(() => stack.all("alarm")).filter(({ acts }) => acts.state === "known" && acts.value);
  const dimension = dimensionOf(stack, database);
  const identifier = { urn, path: dimension === "DBClusterIdentifier" ? "clusterIdentifier" : "identifier" };
  const most = served.state === "known" ? served.value : undefined;
  const sizes = { threshold: most === undefined ? 100 : Math.floor(most * 0.9) };
  return [
    added(alarm, {
      namespace: "AWS/RDS",
      metricName: "DatabaseConnections",
      [`dimensions.${dimension}`]: new Reference(identifier),
      statistic: "Maximum",
      period: 60,
      evaluationPeriods: 5,
      comparisonOperator: "GreaterThanThreshold",
      ...sizes,
      ...(other === undefined
        ? {}
        : { alarmActions: new Reference({ urn: other.location.urn, path: "alarmActions" }) }),
    }),
  ];
}
