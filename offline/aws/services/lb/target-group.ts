import { isObject, number, type Properties, text } from "../../../provider/values";
import { refusal } from "../../api-error";
import { between, lengthBetween, matches, oneOf } from "../../checks";
import { hex } from "../../names";
import { autoname, resourceType } from "../../resource-type";
import { VPC } from "../ec2";
import { reference } from "../support";
import { LISTENER, LISTENER_RULE, NAME, NAME_RULE, SERVICE, TARGET_GROUP } from "./common";

export const targetGroup = resourceType(TARGET_GROUP, {
  api: {
    service: SERVICE,
    noun: "ELBv2 Target Group",
    create: "CreateTargetGroup",
    update: "ModifyTargetGroupAttributes",
    delete: "DeleteTargetGroup",
  },
  replaceOn: ["ipAddressType", "name", "namePrefix", "port", "protocol", "protocolVersion", "targetType", "vpcId"],
  defaults: {
    deregistrationDelay: 300,
    lambdaMultiValueHeadersEnabled: false,
    proxyProtocolV2: false,
    slowStart: 0,
    targetType: "instance",
  },
  autoname: autoname(32),
  checks: [
    lengthBetween("name", 1, 32),
    matches("name", NAME, NAME_RULE),
    oneOf("protocol", ["GENEVE", "HTTP", "HTTPS", "TCP", "TCP_UDP", "TLS", "UDP", "QUIC", "TCP_QUIC"]),
    oneOf("protocolVersion", ["GRPC", "HTTP1", "HTTP2"]),
    oneOf("targetType", ["alb", "instance", "ip", "lambda"]),
    oneOf("loadBalancingAlgorithmType", ["round_robin", "least_outstanding_requests", "weighted_random"]),
    between("port", 1, 65535),
    between("deregistrationDelay", 0, 3600),
    between("healthCheck.interval", 5, 300),
    between("healthCheck.timeout", 2, 120),
    between("healthCheck.healthyThreshold", 2, 10),
    between("healthCheck.unhealthyThreshold", 2, 10),
    lengthBetween("healthCheck.path", 1, 1024),
    oneOf("stickiness.type", ["lb_cookie", "app_cookie", "source_ip", "source_ip_dest_ip", "source_ip_dest_ip_proto"]),
  ],
  unique: {
    property: "name",
    taken: (name) =>
      refusal(
        "DuplicateTargetGroupName",
        `A target group with the same name '${name}' exists, but with different settings`,
      ),
  },
  references: [reference(["vpcId"], VPC, (id) => refusal("ValidationError", `The VPC ID '${id}' is not found`))],
  create: (place, inputs) => {
    refuseHealthCheck(inputs);
    const name = text(inputs.name) ?? "";
    const suffix = `targetgroup/${name}/${hex(16)}`;
    const arn = place.arn("elasticloadbalancing", suffix);
    return {
      id: arn,
      outputs: {
        arn,
        arnSuffix: suffix,
        healthCheck: healthCheck(inputs),
        ipAddressType: inputs.ipAddressType ?? "ipv4",
        loadBalancerArns: [],
        loadBalancingAlgorithmType: inputs.loadBalancingAlgorithmType ?? "round_robin",
        loadBalancingAnomalyMitigation: inputs.loadBalancingAnomalyMitigation ?? "off",
        loadBalancingCrossZoneEnabled: inputs.loadBalancingCrossZoneEnabled ?? "use_load_balancer_configuration",
        namePrefix: inputs.namePrefix ?? "",
        protocolVersion: inputs.protocolVersion ?? "HTTP1",
        stickiness: inputs.stickiness ?? { type: "lb_cookie", enabled: false, cookieDuration: 86400 },
      },
    };
  },
  update: (_place, { inputs }) => {
    refuseHealthCheck(inputs);
    return { healthCheck: healthCheck(inputs) };
  },
  delete: (place, { id }) => {
    const used = [LISTENER, LISTENER_RULE].some((type) =>
      place.account
        .all(type)
        .some(({ outputs }) => JSON.stringify(outputs.defaultActions ?? outputs.actions ?? []).includes(`"${id}"`)),
    );
    if (used) throw refusal("ResourceInUse", `Target group '${id}' is currently in use by a listener or a rule`);
  },
});

function healthCheck(inputs: Properties): Properties {
  const given = isObject(inputs.healthCheck) ? inputs.healthCheck : {};
  return {
    enabled: true,
    healthyThreshold: 3,
    interval: 30,
    matcher: "200",
    path: "/",
    port: "traffic-port",
    protocol: "HTTP",
    timeout: 5,
    unhealthyThreshold: 3,
    ...given,
  };
}

function refuseHealthCheck(inputs: Properties): void {
  const { interval, timeout } = healthCheck(inputs);
  const [every, limit] = [number(interval), number(timeout)];
  if (every !== undefined && limit !== undefined && limit >= every) {
    throw refusal(
      "ValidationError",
      `Health check interval must be greater than the timeout. (interval ${every}, timeout ${limit})`,
    );
  }
}
