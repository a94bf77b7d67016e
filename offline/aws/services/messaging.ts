import { randomUUID } from "node:crypto";
import { text } from "../../provider/values";
import { refusal } from "../api-error";
import { between, json, matches, oneOf } from "../checks";
import { autoname, resourceType, type ResourceType } from "../resource-type";
import { requireKeys } from "./kms";
import { only, reference } from "./support";

const TOPIC = "aws:sns/topic:Topic";

const topic = resourceType(TOPIC, {
  api: {
    service: "SNS",
    noun: "SNS Topic",
    create: "CreateTopic",
    update: "SetTopicAttributes",
    delete: "DeleteTopic",
  },
  replaceOn: ["fifoTopic", "name", "namePrefix"],
  defaults: { contentBasedDeduplication: false, fifoTopic: false },
  autoname: autoname(256),
  checks: [
    matches(
      "name",
      /^[a-zA-Z0-9_-]{1,256}(\.fifo)?$/,
      "only alphanumeric characters, hyphens and underscores are allowed, at most 256",
    ),
    json("policy", "object"),
    oneOf("tracingConfig", ["Active", "PassThrough"]),
  ],
  create: (place, inputs) => {
    requireKeys(place, only(inputs.kmsMasterKeyId), "InvalidParameter");
    const arn = place.arn("sns", text(inputs.name) ?? "");
    return {
      id: arn,
      outputs: {
        arn,
        owner: place.account.id,
        beginningArchiveTime: "",
        fifoThroughputScope: inputs.fifoThroughputScope ?? "",
        namePrefix: inputs.namePrefix ?? "",
        policy:
          inputs.policy ??
          JSON.stringify({
            Id: "__default_policy_ID",
            Statement: [
              {
                Action: [
                  "SNS:Subscribe",
                  "SNS:SetTopicAttributes",
                  "SNS:RemovePermission",
                  "SNS:Publish",
                  "SNS:ListSubscriptionsByTopic",
                  "SNS:GetTopicAttributes",
                  "SNS:DeleteTopic",
                  "SNS:AddPermission",
                ],
                Condition: { StringEquals: { "AWS:SourceOwner": place.account.id } },
                Effect: "Allow",
                Principal: { AWS: "*" },
                Resource: arn,
                Sid: "__default_statement_ID",
              },
            ],
            Version: "2008-10-17",
          }),
        signatureVersion: inputs.signatureVersion ?? 0,
        tracingConfig: inputs.tracingConfig ?? "",
      },
    };
  },
});

const topicArn = (property: string) =>
  reference([property], TOPIC, () => refusal("NotFound", "Topic does not exist", 404));

const ENDPOINTS: Readonly<Record<string, RegExp>> = {
  email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  "email-json": /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  http: /^http:\/\//,
  https: /^https:\/\//,
  lambda: /^arn:/,
  sqs: /^arn:/,
  firehose: /^arn:/,
};

const topicSubscription = resourceType("aws:sns/topicSubscription:TopicSubscription", {
  api: { service: "SNS", noun: "SNS Topic Subscription", create: "Subscribe", delete: "Unsubscribe" },
  replaceOn: ["endpoint", "protocol", "topic"],
  defaults: { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false, rawMessageDelivery: false },
  title: "topic",
  checks: [
    oneOf("protocol", ["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"]),
    json("filterPolicy", "object"),
    json("deliveryPolicy", "object"),
    json("redrivePolicy", "object"),
  ],
  references: [topicArn("topic")],
  create: (place, inputs) => {
    const protocol = text(inputs.protocol) ?? "";
    const endpoint = text(inputs.endpoint);
    if (endpoint !== undefined && ENDPOINTS[protocol]?.test(endpoint) === false) {
      throw refusal("InvalidParameter", `Invalid parameter: ${protocol} endpoint`);
    }
    const arn = `${text(inputs.topic) ?? ""}:${randomUUID()}`;
    const byPerson = protocol.startsWith("email") || protocol.startsWith("http");
    return {
      id: arn,
      outputs: {
        arn,
        ownerId: place.account.id,
        confirmationWasAuthenticated: !byPerson,
        pendingConfirmation: byPerson,
        filterPolicyScope: inputs.filterPolicyScope ?? "",
      },
    };
  },
});

const topicPolicy = resourceType("aws:sns/topicPolicy:TopicPolicy", {
  api: { service: "SNS", noun: "SNS Topic Policy", create: "SetTopicAttributes", update: "SetTopicAttributes" },
  replaceOn: ["arn"],
  title: "arn",
  checks: [json("policy", "object")],
  references: [topicArn("arn")],
  create: (place, inputs) => ({ id: text(inputs.arn) ?? "", outputs: { owner: place.account.id } }),
});

const queue = resourceType("aws:sqs/queue:Queue", {
  api: {
    service: "SQS",
    noun: "SQS Queue",
    create: "CreateQueue",
    update: "SetQueueAttributes",
    delete: "DeleteQueue",
  },
  replaceOn: ["fifoQueue", "name", "namePrefix"],
  defaults: {
    contentBasedDeduplication: false,
    delaySeconds: 0,
    fifoQueue: false,
    maxMessageSize: 262144,
    messageRetentionSeconds: 345600,
    receiveWaitTimeSeconds: 0,
    visibilityTimeoutSeconds: 30,
  },
  autoname: autoname(80),
  checks: [
    matches(
      "name",
      /^[a-zA-Z0-9_-]{1,80}$|^[a-zA-Z0-9_-]{1,75}\.fifo$/,
      "only alphanumeric characters, hyphens and underscores are allowed, at most 80",
    ),
    between("delaySeconds", 0, 900),
    between("maxMessageSize", 1024, 1048576),
    between("messageRetentionSeconds", 60, 1209600),
    between("receiveWaitTimeSeconds", 0, 20),
    between("visibilityTimeoutSeconds", 0, 43200),
    json("policy", "object"),
    json("redrivePolicy", "object"),
  ],
  unique: {
    property: "name",
    taken: (name) => refusal("QueueNameExists", `A queue already exists with the name ${name}.`),
  },
  create: (place, inputs) => {
    const name = text(inputs.name) ?? "";
    const url = `https://sqs.${place.region}.amazonaws.com/${place.account.id}/${name}`;
    return {
      id: url,
      outputs: {
        arn: place.arn("sqs", name),
        url,
        namePrefix: inputs.namePrefix ?? "",
        kmsDataKeyReusePeriodSeconds: 300,
        policy: inputs.policy ?? "",
        redrivePolicy: inputs.redrivePolicy ?? "",
        redriveAllowPolicy: inputs.redriveAllowPolicy ?? "",
        sqsManagedSseEnabled: inputs.sqsManagedSseEnabled ?? inputs.kmsMasterKeyId === undefined,
      },
    };
  },
});

export const MESSAGING: readonly ResourceType[] = [topic, topicSubscription, topicPolicy, queue];
