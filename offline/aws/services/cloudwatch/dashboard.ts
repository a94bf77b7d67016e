import { isObject, number, text, type Value } from "../../../provider/values";
import { refusal } from "../../api-error";
import { json, matches } from "../../checks";
import { resourceType } from "../../resource-type";

/**
 * What a widget's properties must have, by its type. Source: CloudWatch API reference, "Dashboard body structure and
 * syntax".
 */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  alarm: ["alarms"],
  custom: ["endpoint"],
  explorer: ["metrics"],
  log: ["query", "region"],
  metric: ["region"],
  text: ["markdown"],
};

export const dashboard = resourceType("aws:cloudwatch/dashboard:Dashboard", {
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
    refuseBody(text(inputs.dashboardBody) ?? "{}");
    const name = text(inputs.dashboardName) ?? "";
    return { id: name, outputs: { dashboardArn: place.globalArn("cloudwatch", `dashboard/${name}`) } };
  },
  update: (_place, { inputs }) => {
    refuseBody(text(inputs.dashboardBody) ?? "{}");
    return {};
  },
});

function refuseBody(json: string): void {
  const body = JSON.parse(json) as Value;
  const widgets = isObject(body) ? body.widgets : undefined;
  const errors = Array.isArray(widgets)
    ? widgets.flatMap((widget, index) => widgetErrors(widget).map((said) => `/widgets/${index}${said}`))
    : [": should have required property 'widgets'"];
  if (errors.length === 0) return;
  const count = errors.length === 1 ? "there is 1 validation error" : `there are ${errors.length} validation errors`;
  throw refusal("DashboardInvalidInputError", `The dashboard body is invalid, ${count}: ${errors.join("; ")}`);
}

function widgetErrors(widget: Value): string[] {
  if (!isObject(widget)) return [": should be object"];
  const missing = (of: Value | undefined, names: readonly string[], at: string) =>
    names
      .filter((name) => !isObject(of) || of[name] === undefined)
      .map((name) => `${at}: should have required property '${name}'`);
  const type = text(widget.type) ?? "";
  const required = REQUIRED[type];
  return [
    ...missing(widget, ["type", "properties"], ""),
    ...(type !== "" && required === undefined ? [`/type: should be one of ${Object.keys(REQUIRED).join(", ")}`] : []),
    ...(isObject(widget.properties) ? missing(widget.properties, required ?? [], "/properties") : []),
    ...outside(widget.width, "/width", 1, 24),
    ...outside(widget.height, "/height", 1, 1000),
  ];
}

function outside(value: Value | undefined, at: string, least: number, most: number): string[] {
  const given = number(value);
  return given === undefined || (given >= least && given <= most) ? [] : [`${at}: should be ${least} to ${most}`];
}
