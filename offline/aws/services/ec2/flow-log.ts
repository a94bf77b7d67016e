import { number } from "../../../provider/values";
import { exactlyOne, oneOf } from "../../checks";
import { hex } from "../../names";
import { resourceType } from "../../resource-type";
import { inVpc, subnetReference } from "./common";

/** The default format of a flow log record. Source: VPC guide, flow log records. */
const FLOW_FIELDS = [
  "version",
  "account-id",
  "interface-id",
  "srcaddr",
  "dstaddr",
  "srcport",
  "dstport",
  "protocol",
  "packets",
  "bytes",
  "start",
  "end",
  "action",
  "log-status",
];

export const flowLog = resourceType("aws:ec2/flowLog:FlowLog", {
  api: { service: "EC2", noun: "Flow Log", create: "CreateFlowLogs", delete: "DeleteFlowLogs" },
  replaceOn: [
    "deliverCrossAccountRole",
    "destinationOptions",
    "eniId",
    "iamRoleArn",
    "logDestination",
    "logDestinationType",
    "logFormat",
    "maxAggregationInterval",
    "subnetId",
    "trafficType",
    "transitGatewayId",
    "vpcId",
  ],
  defaults: { logDestinationType: "cloud-watch-logs", maxAggregationInterval: 600 },
  title: "vpcId",
  checks: [
    exactlyOne("eniId", "subnetId", "transitGatewayAttachmentId", "transitGatewayId", "vpcId", "regionalNatGatewayId"),
    oneOf("logDestinationType", ["cloud-watch-logs", "s3", "kinesis-data-firehose"]),
    oneOf("trafficType", ["ACCEPT", "REJECT", "ALL"]),
    (inputs) => {
      const interval = number(inputs.maxAggregationInterval);
      if (interval === undefined || interval === 60 || interval === 600) return [];
      return [
        {
          property: "maxAggregationInterval",
          reason: `expected maxAggregationInterval to be one of [60 600], got ${interval}`,
        },
      ];
    },
  ],
  references: [inVpc, subnetReference("subnetId")],
  create: (place, inputs) => {
    const id = `fl-0${hex(16)}`;
    return {
      id,
      outputs: {
        arn: place.arn("ec2", `vpc-flow-log/${id}`),
        logDestination: inputs.logDestination ?? "",
        logFormat: inputs.logFormat ?? FLOW_FIELDS.map((field) => `\${${field}}`).join(" "),
      },
    };
  },
});
