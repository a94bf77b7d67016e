import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AlertTopics } from "./alert-topics";
import { type Context, named } from "./context";

/**
 * Says when the account's bill for the month is going to be larger than planned. It counts the whole account: a filter by tag
 * counts nothing, and says nothing, as long as the tag is not activated for billing. Where environments share an account,
 * `monthlyBudget` is what they may cost together. A budget that only notifies is free of charge.
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
