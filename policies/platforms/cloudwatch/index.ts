import { absent, chain, known, map, orDefault, together, unknown, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { namedFrom } from "../../model/place";
import type { Platform } from "../../model/platform";
import { integer, isRecord, list, read, record, text, type Resource, type Step } from "../../model/resource";
import { words } from "../../model/shown";
import type { Stack } from "../../model/stack";
import type { UnknownRecord } from "../../model/verdict";
import type { Alarm, Threshold } from "../../subjects/alarm";
import { resourceSubject } from "../subject";
import { HTTP_STAGE, OBJECTIVE, surfaceReaders } from "./surfaces";
import { ALARM, COMPOSITE_ALARM, isBelowOnly, ownActions, toldBy } from "./told";

export const cloudwatch: Platform = {
  name: "cloudwatch",
  types: { [ALARM]: "judged", [COMPOSITE_ALARM]: "supports", [OBJECTIVE]: "supports", [HTTP_STAGE]: "judged" },
  subjects: { alarm: { [ALARM]: readAlarm }, "web-surface": surfaceReaders },
};

function readAlarm(alarm: Resource, { graph }: Stack): readonly Alarm[] {
  return [
    {
      ...resourceSubject(alarm, words("alarm")),
      metrics: metricsOf(alarm),
      above: thresholdOf(alarm),
      below: isBelow(alarm),
      acts: map(ownActions(alarm), (who) => who === "somebody"),
      tells: toldBy(graph, alarm),
    },
  ];
}

/** Where a metric may stand: the alarm's own, and those of its calculation. */
function placesOf(alarm: Resource): readonly (readonly Step[])[] {
  const queries = read(alarm, ["metricQueries"], list);
  const inside =
    queries.state === "known" ? [...queries.value.keys()].map((at) => ["metricQueries", at, "metric"]) : [];
  return [[], ...inside];
}

function metricsOf(alarm: Resource): Fact<readonly string[]> {
  const location = { urn: alarm.urn, path: "metricName" };
  const queries = read(alarm, ["metricQueries"], list);
  const facts = placesOf(alarm).map((place) =>
    map(
      together({
        namespace: read(alarm, [...place, "namespace"], text),
        name: read(alarm, [...place, "metricName"], text),
      }),
      ({ namespace, name }) => `${namespace} ${name}`,
    ),
  );
  const found = facts.flatMap((fact) => (fact.state === "known" ? [fact.value] : []));
  const unknowns: readonly UnknownRecord[] = [queries, ...facts].flatMap((fact) =>
    fact.state === "unknown" ? fact.unknowns : [],
  );
  if (unknowns.length > 0) return unknown(...unknowns);
  return found.length === 0 ? absent(location) : known(found, location);
}

/** A calculation's threshold says nothing of any one of its metrics. */
function thresholdOf(alarm: Resource): Fact<Threshold> {
  const queries = read(alarm, ["metricQueries"], list);
  const location = { urn: alarm.urn, path: "threshold" };
  if (queries.state !== "absent") return queries.state === "unknown" ? queries : absent(location);
  const facts = together({
    value: read(alarm, ["threshold"], integer),
    operator: read(alarm, ["comparisonOperator"], text),
  });
  return chain(facts, ({ value, operator }): Fact<Threshold> => {
    if (operator === "GreaterThanThreshold") return known({ value, inclusive: false }, location);
    if (operator === "GreaterThanOrEqualToThreshold") return known({ value, inclusive: true }, location);
    return absent(location);
  });
}

function isBelow(alarm: Resource): Fact<boolean> {
  const queries = read(alarm, ["metricQueries"], list);
  const location = { urn: alarm.urn, path: "comparisonOperator" };
  if (queries.state !== "absent") return queries.state === "unknown" ? queries : known(false, location);
  return map(orDefault(read(alarm, ["comparisonOperator"], text), ""), isBelowOnly);
}

/** Alarms by what their metrics' dimensions name, and by what those were computed from. */
const BY_DIMENSION = new Index("alarms by dimension", [ALARM], (alarm) => [
  ...["dimensions", "metricQueries"].flatMap((property) =>
    (alarm.producers[property] ?? []).map((urn) => `from ${urn}`),
  ),
  ...placesOf(alarm).flatMap((place) => {
    const dimensions = read(alarm, [...place, "dimensions"], record);
    if (dimensions.state !== "known" || !isRecord(dimensions.value)) return [];
    return Object.entries(dimensions.value).flatMap(([name, value]) =>
      typeof value === "string" ? [`${name} ${value}`] : [],
    );
  }),
]);

/** What keeps it from being known that an alarm is not on one thing: its dimension, or what the thing is called. */
export function mayBeOn(
  graph: ResourceGraph,
  urn: string,
  dimension: string,
  value: Fact<string>,
): readonly UnknownRecord[] {
  const type = graph.get(urn)?.type;
  const ofAnother = (alarm: Resource) =>
    ["dimensions", "metricQueries"]
      .flatMap((property) => alarm.producers[property] ?? [])
      .some((producer) => graph.get(producer)?.type === type);
  return graph
    .ofType(ALARM)
    .filter((alarm) => !ofAnother(alarm))
    .flatMap((alarm) =>
      placesOf(alarm).flatMap((place): readonly UnknownRecord[] => {
        const named = read(alarm, [...place, "dimensions", dimension], text);
        if (named.state === "unknown") return named.unknowns;
        if (named.state === "absent" || value.state === "known") return [];
        // AWS names it itself, once it is there.
        return value.state === "unknown"
          ? value.unknowns
          : [{ location: value.location, because: "not-created", producers: [urn] }];
      }),
    );
}

/** Alarms on metrics of one thing: by a dimension's value, or by what it was computed from. */
export function alarmsOn(
  graph: ResourceGraph,
  urn: string,
  dimension: string,
  value: Fact<string>,
): readonly Resource[] {
  const named = value.state === "known" ? graph.find(BY_DIMENSION, `${dimension} ${value.value}`) : [];
  return [...new Set([...graph.find(BY_DIMENSION, `from ${urn}`), ...namedFrom(graph.get(urn) ?? {}, named)])];
}
