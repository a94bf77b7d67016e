import { text } from "../../../provider/values";
import { refusal } from "../../api-error";
import { oneOf } from "../../checks";
import { autoname, resourceType } from "../../resource-type";
import { reference } from "../support";

const TOPIC = "aws:sns/topic:Topic";

export const eventSubscription = resourceType("aws:rds/eventSubscription:EventSubscription", {
  api: { service: "RDS", noun: "RDS Event Subscription" },
  replaceOn: ["name", "namePrefix"],
  defaults: { enabled: true },
  autoname: autoname(255),
  checks: [
    oneOf("sourceType", [
      "db-instance",
      "db-cluster",
      "db-parameter-group",
      "db-security-group",
      "db-snapshot",
      "db-cluster-snapshot",
      "db-proxy",
      "custom-engine-version",
      "blue-green-deployment",
    ]),
  ],
  references: [
    reference(["snsTopic"], TOPIC, (arn) =>
      refusal("SNSTopicArnNotFound", `The SNS topic ARN ${arn} does not exist.`, 404),
    ),
  ],
  create: (place, inputs) => {
    const name = text(inputs.name) ?? "";
    return { id: name, outputs: { arn: place.arn("rds", `es:${name}`), customerAwsId: place.account.id } };
  },
});
