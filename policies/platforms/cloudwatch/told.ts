import { chain, known, orDefault, unknown, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { namedFrom } from "../../model/place";
import { flag, list, read, text, type Resource } from "../../model/resource";
import type { Tells } from "../../subjects/web-surface";
import { EVENT_RULE } from "../secretsmanager/entries";

export const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
export const COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

/** Of an alarm's `comparisonOperator`: fires when there is less than its threshold, and at no other time. */
export function isBelowOnly(operator: string): boolean {
  return /^LessThan(?:OrEqualTo|Lower)?Threshold$/.test(operator);
}

/** Composite alarms by the alarms they are made of: by what their rule was computed from, and by the names in it. */
const COMPOSITES = new Index("composite alarms by their parts", [COMPOSITE_ALARM], (composite) => {
  const rule = read(composite, ["alarmRule"], text);
  const names =
    rule.state === "known"
      ? [...rule.value.slice(0, 10_240).matchAll(/\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*["']?([^"')]+?)["']?\s*\)/g)]
      : [];
  return [
    ...(composite.producers.alarmRule ?? []).map((urn) => `from ${urn}`),
    // By name, or by ARN: `arn:aws:cloudwatch:…:alarm:NAME`.
    ...names.map(([, name = ""]) => `name ${name.split(":alarm:").at(-1) ?? name}`),
  ];
});

/** Event rules that hear of alarms: of some by what their pattern was computed from, of all under {@link ANY}. */
const LISTENERS = new Index("event rules on alarms", [EVENT_RULE], (rule) => {
  const computed = (rule.producers.eventPattern ?? []).map((urn) => `from ${urn}`);
  const pattern = read(rule, ["eventPattern"], text);
  return pattern.state === "known" && pattern.value.includes("CloudWatch Alarm State Change")
    ? [...computed, ANY]
    : computed;
});

const ANY = "\u0000any";

/** Who hears of an alarm: by its own actions, by those of a composite alarm it is a part of, or by an event rule. */
export function toldBy(graph: ResourceGraph, alarm: Resource, passed: readonly string[] = []): Fact<Tells> {
  const own = ownActions(alarm);
  if (own.state === "known" && own.value === "somebody") return own;
  const location = { urn: alarm.urn, path: "alarmActions" };
  const listener = graph.first(LISTENERS, ANY) ?? graph.first(LISTENERS, `from ${alarm.urn}`);
  if (listener !== undefined) return known("somebody", location);
  // A composite alarm may name its parts in a circle, which AWS refuses.
  const composites = passed.includes(alarm.urn) ? [] : compositesOf(graph, alarm);
  const others = composites.map((composite) => toldBy(graph, composite, [...passed, alarm.urn]));
  const told = others.find((fact) => fact.state === "known" && fact.value === "somebody");
  if (told !== undefined) return told;
  const unknowns = [own, ...others].flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : []));
  if (unknowns.length > 0) return unknown(...unknowns);
  return graph.closed ? own : graph.missing(location);
}

/** The composite alarms that an alarm is a part of. */
export function compositesOf(graph: ResourceGraph, alarm: Resource): readonly Resource[] {
  const name = read(alarm, [alarm.type === ALARM ? "name" : "alarmName"], text);
  return [
    ...graph.find(COMPOSITES, `from ${alarm.urn}`),
    ...(name.state === "known" ? namedFrom(alarm, graph.find(COMPOSITES, `name ${name.value}`)) : []),
  ];
}

/** Who hears of an alarm by its own actions. */
export function ownActions(alarm: Resource): Fact<Tells> {
  const enabled = orDefault(read(alarm, ["actionsEnabled"], flag), true);
  return chain(enabled, (on): Fact<Tells> => {
    const location = { urn: alarm.urn, path: "alarmActions" };
    const actions = read(alarm, ["alarmActions"], list);
    if (actions.state === "unknown") return on ? actions : known("off", { urn: alarm.urn, path: "actionsEnabled" });
    // One without an action has nothing to switch off.
    if (actions.state === "absent" || actions.value.length === 0) return known("nobody", location);
    return on ? known("somebody", location) : known("off", { urn: alarm.urn, path: "actionsEnabled" });
  });
}
