import { certain, judge, known, pass, settle, unproven, words, type Judgement, type Way } from "../../model";
import type { Watch, WebSurface } from "../../subjects";
import { rule, type RuleContext } from "../rule";

const SWITCHED_ON: Way = [{ property: "actionsEnabled", value: true }];

/** Whom to tell is for the team to say. */
const TOLD: Way = [{ property: "alarmActions", value: ["arn:aws:sns:eu-west-1:123456789012:alarms"], author: true }];

const example = (more: string) => `const edge = new aws.lb.LoadBalancer("edge", {
  name: "edge",
  subnets: ["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
});
const watch = {
  namespace: "AWS/ApplicationELB",
  dimensions: { LoadBalancer: edge.arnSuffix },
  period: 300,
  evaluationPeriods: 3,
  comparisonOperator: "GreaterThanThreshold",
  alarmActions: ["arn:aws:sns:eu-west-1:123456789012:on-call"],
};
new aws.cloudwatch.MetricAlarm("latency", {
  ...watch,
  metricName: "TargetResponseTime",
  extendedStatistic: "p95",
  threshold: 1,
});
new aws.cloudwatch.MetricAlarm("errors", {
  ...watch,
  metricName: "HTTPCode_Target_5XX_Count",
  statistic: "Sum",
  threshold: 10,${more}
});`;

export const sloAlarmsPresent = rule({
  id: "slo-alarms-present",
  title: "Somebody is told when callers wait too long or get errors",
  severity: "medium",
  audit: "Observability: SLO seeds",
  why: "Alarms on processors and memory tell of causes, of which there are many. What callers notice is two things, slow answers and failed ones, and an alarm that tells nobody is none.",
  fix: "Put an alarm on the surface's latency (TargetResponseTime, Latency) and one on its server errors (HTTPCode_Target_5XX_Count, 5XXError), each with alarmActions that reach somebody and actionsEnabled left on.",
  about: "web-surface",
  mends: { slowOff: SWITCHED_ON, errorsOff: SWITCHED_ON, mute: TOLD },
  examples: { bad: example("\n  actionsEnabled: false,"), good: example("") },
  whenNot:
    "Another product watches the answers from outside, or a rule of the whole account hears of every alarm: exempt the surface, and say what does.",
  related: ["pool-monitored", "error-tracking-configured"],
  twins: ["CKV_AWS_319", "CloudWatch.15", "CloudWatch.17"],
  messages: {
    none: "{label} has no alarm on how long callers wait or on how many get an error.",
    half: "{label} has no alarm on its {level}: only the other half of what callers notice is watched.",
    slowOff:
      "{label} has its latency watched by {alarm}, whose actions are switched off (actionsEnabled): it can never tell anybody.",
    errorsOff:
      "{label} has its server errors watched by {alarm}, whose actions are switched off (actionsEnabled): it can never tell anybody.",
    inverted:
      "{label} has its {level} watched by {alarm}, which fires while all is well (comparisonOperator): of trouble it tells nobody.",
    mute: "{label} has its {level} watched by {alarm}, which has no action: nobody is told.",
  },
  advises: { none: "undeclared", half: "always", mute: "undeclared" },
  applies: ({ open }) => open,
  check: ({ watched, location }, context) => {
    if (watched.state === "unknown") return unproven(watched);
    if (watched.state === "absent") return certain(context.fail("none"), watched.location, watched.basis);
    return [
      ...level("latency", watched.value, location, context),
      ...level("availability", watched.value, location, context),
    ];
  },
});

type Context = RuleContext<"none" | "half" | "slowOff" | "errorsOff" | "inverted" | "mute">;

const NAMES = { latency: words("latency"), availability: words("server errors") } as const;
/** Each is mended by itself. */
const OFF = { latency: "slowOff", availability: "errorsOff" } as const;

/** Of several alarms on the same one that tells somebody is enough. */
function level(
  level: Watch["level"],
  watched: readonly Watch[],
  location: WebSurface["location"],
  { stack, fail }: Context,
): readonly Judgement[] {
  const name = NAMES[level];
  const own = watched.filter((watch) => watch.level === level);
  if (own.length === 0) {
    const { graph } = stack;
    return [
      judge(
        graph.closed ? known(false, location) : graph.missing(location),
        () => fail("half", { level: name }),
        () => pass,
      ),
    ];
  }
  const judged = own.map(({ tells, label }) =>
    judge(
      tells,
      (who) => {
        if (who === "somebody") return pass;
        if (who === "off") return fail(OFF[level], { alarm: label });
        return fail(who === "inverted" ? "inverted" : "mute", { level: name, alarm: label });
      },
      () => pass,
    ),
  );
  const passed = judged.find(({ verdict }) => verdict === "pass");
  return passed === undefined ? openFirst(judged) : [passed];
}

/** While one may still tell somebody, that the others do not is no failure. */
function openFirst(judged: readonly Judgement[]): readonly Judgement[] {
  const open = judged.filter(({ verdict }) => verdict === "unproven");
  return settle(open.length > 0 ? open : judged.slice(0, 1));
}
