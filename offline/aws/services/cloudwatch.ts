import { number, text, texts } from "../../provider/values";
import { bareRefusal, refusal } from "../api-error";
import { between, conflicts, json, lengthBetween, matches, oneOf, oneOfNumbers } from "../checks";
import { prefixedName } from "../names";
import { autoname, type Place, resourceType, type ResourceType } from "../resource-type";
import { keyExists } from "./kms";
import { reference, referrers } from "./support";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
const EVENT_RULE = "aws:cloudwatch/eventRule:EventRule";
const EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget";

/** Days CloudWatch Logs can keep events; 0 is for ever. Source: PutRetentionPolicy. */
const RETENTIONS = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const logGroup = resourceType(LOG_GROUP, {
  api: {
    service: "CloudWatch Logs",
    noun: "CloudWatch Logs Log Group",
    create: "CreateLogGroup",
    delete: "DeleteLogGroup",
  },
  replaceOn: ["logGroupClass", "name", "namePrefix"],
  defaults: { retentionInDays: 0, skipDestroy: false },
  autoname: autoname(512),
  checks: [
    lengthBetween("name", 1, 512),
    matches("name", /^[.\-_/#A-Za-z0-9]+$/, "only alphanumeric characters and . - _ / # are allowed"),
    oneOfNumbers("retentionInDays", RETENTIONS),
    oneOf("logGroupClass", ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"]),
  ],
  unique: {
    property: "name",
    taken: () => refusal("ResourceAlreadyExistsException", "The specified log group already exists"),
  },
  create: (place, inputs) => {
    refuseKey(place, text(inputs.kmsKeyId));
    const name = text(inputs.name) ?? "";
    return {
      id: name,
      outputs: {
        arn: place.arn("logs", `log-group:${name}`),
        deletionProtectionEnabled: inputs.deletionProtectionEnabled ?? false,
        logGroupClass: inputs.logGroupClass ?? "STANDARD",
        namePrefix: inputs.namePrefix ?? "",
      },
    };
  },
  update: (place, { inputs, changes }) => {
    if (changes("kmsKeyId")) refuseKey(place, text(inputs.kmsKeyId));
    return {};
  },
  delete: (_place, { outputs }) => {
    if (outputs.deletionProtectionEnabled === true) {
      throw refusal(
        "ValidationException",
        "The specified log group has deletion protection enabled and cannot be deleted.",
      );
    }
  },
});

/** CloudWatch Logs wants a key's ARN, and a key policy that lets it in (which is not looked at here). */
function refuseKey(place: Place, key: string | undefined): void {
  if (key === undefined || key === "") return;
  if (!key.startsWith("arn:")) {
    throw bareRefusal(
      "InvalidParameterException",
      `1 validation error detected: Value '${key}' at 'kmsKeyId' failed to satisfy constraint: Member must be a key ARN`,
    );
  }
  if (!keyExists(place, key))
    throw refusal("ResourceNotFoundException", "The specified KMS key does not exist or is not allowed to be used.");
}

const logGroupName = reference(["logGroupName"], LOG_GROUP, () =>
  refusal("ResourceNotFoundException", "The specified log group does not exist."),
);

const logResourcePolicy = resourceType("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", {
  api: {
    service: "CloudWatch Logs",
    noun: "CloudWatch Logs Resource Policy",
    create: "PutResourcePolicy",
    update: "PutResourcePolicy",
    delete: "DeleteResourcePolicy",
  },
  replaceOn: ["policyName", "resourceArn"],
  title: "policyName",
  checks: [json("policyDocument", "object"), lengthBetween("policyDocument", 1, 5120)],
  create: (_place, inputs) => ({ id: text(inputs.policyName) ?? text(inputs.resourceArn) ?? "" }),
});

const logMetricFilter = resourceType("aws:cloudwatch/logMetricFilter:LogMetricFilter", {
  api: {
    service: "CloudWatch Logs",
    noun: "CloudWatch Logs Metric Filter",
    create: "PutMetricFilter",
    update: "PutMetricFilter",
    delete: "DeleteMetricFilter",
  },
  replaceOn: ["logGroupName", "name"],
  autoname: autoname(512),
  checks: [
    lengthBetween("pattern", 0, 1024),
    lengthBetween("metricTransformation.name", 0, 255),
    lengthBetween("metricTransformation.namespace", 0, 255),
  ],
  references: [logGroupName],
  key: (outputs) =>
    outputs.logGroupName === undefined ? undefined : `${text(outputs.logGroupName) ?? ""}:${text(outputs.name) ?? ""}`,
  create: (_place, inputs) => ({
    id: text(inputs.name) ?? "",
    outputs: { applyOnTransformedLogs: inputs.applyOnTransformedLogs ?? false },
  }),
});

const COMPARISONS = [
  "GreaterThanOrEqualToThreshold",
  "GreaterThanThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
  "LessThanLowerOrGreaterThanUpperThreshold",
  "LessThanLowerThreshold",
  "GreaterThanUpperThreshold",
];

const metricAlarm = resourceType(METRIC_ALARM, {
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

const compositeAlarm = resourceType(COMPOSITE_ALARM, {
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

const dashboard = resourceType("aws:cloudwatch/dashboard:Dashboard", {
  api: {
    service: "CloudWatch",
    noun: "CloudWatch Dashboard",
    create: "PutDashboard",
    update: "PutDashboard",
    delete: "DeleteDashboards",
  },
  replaceOn: ["dashboardName"],
  title: "dashboardName",
  checks: [
    matches(
      "dashboardName",
      /^[-_A-Za-z0-9]{1,255}$/,
      "only alphanumeric characters, hyphens and underscores are allowed, at most 255",
    ),
    json("dashboardBody", "object"),
  ],
  create: (place, inputs) => {
    const name = text(inputs.dashboardName) ?? "";
    const body: unknown = JSON.parse(text(inputs.dashboardBody) ?? "{}");
    if (typeof body !== "object" || body === null || !("widgets" in body)) {
      throw refusal(
        "DashboardInvalidInputError",
        "The dashboard body is invalid, there is 1 validation error: should have required property 'widgets'",
      );
    }
    return { id: name, outputs: { dashboardArn: place.globalArn("cloudwatch", `dashboard/${name}`) } };
  },
});

const eventRule = resourceType(EVENT_RULE, {
  api: { service: "EventBridge", noun: "EventBridge Rule", create: "PutRule", update: "PutRule", delete: "DeleteRule" },
  replaceOn: ["eventBusName", "name", "namePrefix"],
  defaults: { eventBusName: "default", forceDestroy: false },
  autoname: autoname(64),
  checks: [
    lengthBetween("name", 1, 64),
    json("eventPattern", "object"),
    matches(
      "scheduleExpression",
      /^(rate\(\d+ (minute|minutes|hour|hours|day|days)\)|cron\([^)]*\))$/,
      "must be rate(…) or cron(…)",
    ),
    oneOf("state", ["DISABLED", "ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]),
    conflicts("isEnabled", "state"),
  ],
  create: (place, inputs) => {
    if (inputs.eventPattern === undefined && inputs.scheduleExpression === undefined) {
      throw bareRefusal("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
    }
    const name = text(inputs.name) ?? "";
    const bus = text(inputs.eventBusName) ?? "default";
    return {
      id: bus === "default" ? name : `${bus}/${name}`,
      outputs: {
        arn: place.arn("events", `rule/${bus === "default" ? "" : `${bus}/`}${name}`),
        namePrefix: inputs.namePrefix ?? "",
      },
    };
  },
  delete: (place, { outputs }) => {
    if (outputs.forceDestroy !== true && referrers(place, EVENT_TARGET, "rule", outputs.name ?? "").length > 0) {
      throw bareRefusal("ValidationException", "Rule can't be deleted since it has targets.");
    }
  },
});

const eventTarget = resourceType(EVENT_TARGET, {
  api: {
    service: "EventBridge",
    noun: "EventBridge Target",
    create: "PutTargets",
    update: "PutTargets",
    delete: "RemoveTargets",
  },
  replaceOn: ["eventBusName", "rule", "targetId"],
  defaults: { eventBusName: "default", forceDestroy: false },
  title: "rule",
  checks: [lengthBetween("targetId", 1, 64), json("input"), conflicts("input", "inputPath", "inputTransformer")],
  references: [
    reference(
      ["rule"],
      EVENT_RULE,
      (name) => refusal("ResourceNotFoundException", `Rule ${name} does not exist on EventBus default.`),
      "name",
    ),
  ],
  create: (_place, inputs) => {
    const targetId = text(inputs.targetId) ?? prefixedName("terraform-");
    return { id: `${text(inputs.rule) ?? ""}-${targetId}`, outputs: { targetId } };
  },
});

export const CLOUDWATCH: readonly ResourceType[] = [
  logGroup,
  logResourcePolicy,
  logMetricFilter,
  metricAlarm,
  compositeAlarm,
  dashboard,
  eventRule,
  eventTarget,
];
