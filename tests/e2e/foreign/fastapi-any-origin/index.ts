// Every origin may call the API.
// preview: cors-not-wildcard blocked, deployment-rolls-back advice, error-tracking-configured advice, image-pinned
//   passes, logging-not-debug passes, no-single-point-of-failure passes, secret-not-in-plain-environment passes,
//   server-is-production-grade passes, stop-signal-reaches-process passes, value-is-resolved passes
// up: cors-not-wildcard blocked, image-pinned passes, logging-not-debug passes, secret-not-in-plain-environment passes,
//   server-is-production-grade passes, stop-signal-reaches-process passes, value-is-resolved passes

import * as aws from "@pulumi/aws";
import { network } from "./network";
import { Api } from "./api";

const { vpc, subnets } = network("10.30.0.0/16", ["eu-west-1a", "eu-west-1b"]);
const cluster = new aws.ecs.Cluster("main", { settings: [{ name: "containerInsights", value: "enabled" }] });
const api = new Api("orders", {
  cluster,
  subnets,
  vpcId: vpc.id,
  environment: { CORS_ORIGINS: '["*"]', LOG_LEVEL: "info" },
});

export const service = api.service.name;
