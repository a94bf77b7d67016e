import { type ResourceType } from "../../resource-type";
import { compositeAlarm, metricAlarm } from "./alarms";
import { dashboard } from "./dashboard";
import { eventRule, eventTarget } from "./events";
import { logGroup, logMetricFilter, logResourcePolicy } from "./logs";

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
