import { number, text, texts } from "../../../provider/values";
import { bareRefusal } from "../../api-error";
import { between, conflicts, lengthBetween, matches, oneOf } from "../../checks";
import { autoname, type Place, resourceType } from "../../resource-type";

const METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

const COMPARISONS = [
  "GreaterThanOrEqualToThreshold",
  "GreaterThanThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
  "LessThanLowerOrGreaterThanUpperThreshold",
  "LessThanLowerThreshold",
  "GreaterThanUpperThreshold",
];

export const metricAlarm = resourceType(METRIC_ALARM, {
  api: {
    service: "CloudWatch",
    noun: "CloudWatch Metric Alarm",
    create: "PutMetricAlarm",
    update: "PutMetricAlarm",
    delete: "DeleteAlarms",
  },
  replaceOn: ["name"],
  defaults: { actionsEnabled: true, treatMissingData: "missing" },
  autoname: autoname(255),
  checks: [
    lengthBetween("name", 1, 255),
    oneOf("comparisonOperator", COMPARISONS),
    oneOf("statistic", ["SampleCount", "Average", "Sum", "Minimum", "Maximum"]),
    oneOf("treatMissingData", ["breaching", "notBreaching", "ignore", "missing"]),
    between("evaluationPeriods", 1, 2147483647),
    between("datapointsToAlarm", 1, 2147483647),
    conflicts("statistic", "extendedStatistic"),
    conflicts("metricName", "metricQueries"),
    matches(
      "extendedStatistic",
      /^(p(\d{1,2}(\.\d{1,2})?|100)|(tm|wm|tc|ts)\d{1,2}(\.\d{1,2})?|iqr|((tm|wm|tc|ts|pr)\(.*\)))$/i,
      "must be a percentile such as p99 or a trimmed statistic",
    ),
  ],
  create: (place, inputs) => {
    const name = text(inputs.name) ?? "";
    refuseAlarm(inputs);
    return {
      id: name,
      outputs: {
        arn: place.arn("cloudwatch", `alarm:${name}`),
        evaluateLowSampleCountPercentiles: inputs.evaluateLowSampleCountPercentiles ?? "",
      },
    };
  },
  update: (_place, { inputs }) => {
    refuseAlarm(inputs);
    return {};
  },
  delete: (place, { outputs }) => {
    const name = text(outputs.name) ?? "";
    const composite = place.account
      .all(COMPOSITE_ALARM)
      .find((alarm) => text(alarm.outputs.alarmRule)?.match(new RegExp(`\\((["']?)${escape(name)}\\1\\)`)));
    if (composite)
      throw bareRefusal("ValidationError", `Cannot delete ${name} as there are composite alarm(s) depending on it.`);
  },
});

function escape(value: string): string {
  return value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function refuseAlarm(inputs: Readonly<Record<string, Parameters<typeof number>[0]>>): void {
  const [points, periods] = [number(inputs.datapointsToAlarm), number(inputs.evaluationPeriods)];
  if (points !== undefined && periods !== undefined && points > periods) {
    throw bareRefusal("ValidationError", "DatapointsToAlarm should be less than or equal to EvaluationPeriods");
  }
  const period = number(inputs.period);
  if (period !== undefined && ![10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0)) {
    throw bareRefusal("ValidationError", `Period must be 10, 20, 30 or a multiple of 60, got ${period}`);
  }
  if (period !== undefined && periods !== undefined && period * periods > (period < 3600 ? 86_400 : 604_800)) {
    throw bareRefusal(
      "ValidationError",
      "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).",
    );
  }
  const actions = [...texts(inputs.alarmActions), ...texts(inputs.okActions), ...texts(inputs.insufficientDataActions)];
  const wrong = actions.find((action) => !action.startsWith("arn:"));
  if (wrong !== undefined) throw bareRefusal("ValidationError", `Invalid arn syntax: ${wrong}`);
  if (texts(inputs.alarmActions).length > 5)
    throw bareRefusal("ValidationError", "Member must have length less than or equal to 5 at 'alarmActions'");
}

export const compositeAlarm = resourceType(COMPOSITE_ALARM, {
  api: {
    service: "CloudWatch",
    noun: "CloudWatch Composite Alarm",
    create: "PutCompositeAlarm",
    update: "PutCompositeAlarm",
    delete: "DeleteAlarms",
  },
  replaceOn: ["alarmName", "actionsEnabled"],
  defaults: { actionsEnabled: true },
  title: "alarmName",
  checks: [lengthBetween("alarmName", 0, 255), lengthBetween("alarmRule", 1, 10240)],
  unique: {
    property: "alarmName",
    taken: (name) => bareRefusal("ValidationError", `An alarm with the name ${name} already exists`),
  },
  create: (place, inputs) => {
    refuseRule(place, text(inputs.alarmRule) ?? "");
    const name = text(inputs.alarmName) ?? "";
    return { id: name, outputs: { arn: place.arn("cloudwatch", `alarm:${name}`) } };
  },
  update: (place, { inputs }) => {
    refuseRule(place, text(inputs.alarmRule) ?? "");
    return {};
  },
});

/** A composite alarm names alarms by name or ARN, each of which must be there. */
function refuseRule(place: Place, rule: string): void {
  for (const [, quote = "", name = ""] of rule.matchAll(
    /(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(["']?)([^"')]+)\1\s*\)/g,
  )) {
    const bare = name.replace(/^arn:.*:alarm:/, "").trim();
    const known = place.account.get(METRIC_ALARM, bare) ?? place.account.get(COMPOSITE_ALARM, bare);
    if (known === undefined)
      throw bareRefusal(
        "ValidationError",
        `Could not save the composite alarm as alarms [${quote}${bare}${quote}] in the alarm rule do not exist`,
      );
  }
}
