import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AlertTopics } from "./alert-topics";
import { type Context, named } from "./context";

/**
 * Says when the stack's bill for the month is going to be larger than its owner plans. It counts what has this stack's tags,
 * and AWS counts by a tag only once it is activated for billing (Billing, "Cost allocation tags": `product` and
 * `environment`). A budget that only notifies is free of charge.
 */
export function spendingLimit(
  name: string,
  args: { readonly context: Context; readonly topics: AlertTopics; readonly dollarsAMonth: number },
  parent: pulumi.Resource,
): aws.budgets.Budget {
  const { context, topics, dollarsAMonth } = args;
  const notify = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
    comparisonOperator: "GREATER_THAN",
    notificationType,
    threshold,
    thresholdType: "PERCENTAGE",
    subscriberSnsTopicArns: [topics.people.arn],
  });
  return new aws.budgets.Budget(
    name,
    {
      // Budgets know no region: the same product in two has two.
      name: `${context.prefix}-${context.region}-monthly`,
      budgetType: "COST",
      timeUnit: "MONTHLY",
      metrics: "UnblendedCost",
      filterExpression: {
        ands: (["product", "environment"] as const).map((key) => ({
          tags: { key, values: [context.tags[key] ?? ""] },
        })),
      },
      limitAmount: dollarsAMonth.toFixed(1),
      limitUnit: "USD",
      // In time to do something, and once more when it has happened.
      notifications: [notify("FORECASTED", 100), notify("ACTUAL", 80), notify("ACTUAL", 100)],
      tags: named(context, name),
    },
    // Budgets publishes under the topic's policy.
    { parent, dependsOn: topics },
  );
}
