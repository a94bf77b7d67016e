import { text } from "../../../provider/values";
import { refusal } from "../../api-error";
import { json, matches } from "../../checks";
import { resourceType } from "../../resource-type";

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
