import { text } from "../../provider/values";
import { refusal } from "../api-error";
import { oneOf } from "../checks";
import { autoname, resourceType, type ResourceType } from "../resource-type";

const budget = resourceType("aws:budgets/budget:Budget", {
  api: {
    service: "Budgets",
    noun: "Budgets Budget",
    create: "CreateBudget",
    update: "UpdateBudget",
    delete: "DeleteBudget",
  },
  replaceOn: ["accountId", "name", "namePrefix"],
  defaults: { timePeriodEnd: "2087-06-15_00:00" },
  autoname: autoname(100),
  checks: [
    oneOf("budgetType", [
      "USAGE",
      "COST",
      "RI_UTILIZATION",
      "RI_COVERAGE",
      "SAVINGS_PLANS_UTILIZATION",
      "SAVINGS_PLANS_COVERAGE",
    ]),
    oneOf("timeUnit", ["DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM"]),
    oneOf("notifications[].comparisonOperator", ["GREATER_THAN", "LESS_THAN", "EQUAL_TO"]),
    oneOf("notifications[].notificationType", ["ACTUAL", "FORECASTED"]),
    oneOf("notifications[].thresholdType", ["PERCENTAGE", "ABSOLUTE_VALUE"]),
  ],
  unique: {
    property: "name",
    taken: (name) => refusal("DuplicateRecordException", `Error creating budget: ${name} - the budget already exists.`),
  },
  create: (place, inputs) => {
    const name = text(inputs.name) ?? "";
    const now = new Date();
    return {
      id: `${place.account.id}:${name}`,
      outputs: {
        arn: `arn:${place.partition}:budgets::${place.account.id}:budget/${name}`,
        accountId: place.account.id,
        limitAmount: inputs.limitAmount ?? "",
        limitUnit: inputs.limitUnit ?? "",
        timePeriodStart: inputs.timePeriodStart ?? `${now.toISOString().slice(0, 7)}-01_00:00`,
      },
    };
  },
});

export const BUDGETS: readonly ResourceType[] = [budget];
