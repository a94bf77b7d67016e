import { type CheckFailure } from "../../../provider/provider";
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
    slowStart,
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

/** The provider's own check. Source: ALB guide, "Target group attributes" (`slow_start.duration_seconds`). */
function slowStart({ slowStart: given }: Properties): CheckFailure[] {
  const seconds = number(given) ?? 0;
  if (seconds === 0 || (seconds >= 30 && seconds <= 900)) return [];
  const reason = `"slow_start" contains an invalid Slow Start Duration "${seconds}". Valid intervals are 30-900 or 0 to disable.`;
  return [{ property: "slowStart", reason }];
}

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
  refuseMatcher(inputs);
  const { interval, timeout } = healthCheck(inputs);
  const [every, limit] = [number(interval), number(timeout)];
  if (every !== undefined && limit !== undefined && limit >= every) {
    throw refusal(
      "ValidationError",
      `Health check interval must be greater than the timeout. (interval ${every}, timeout ${limit})`,
    );
  }
}

/**
 * Codes that may count as healthy. Source: Elastic Load Balancing API, `Matcher`: 200–499 of an Application Load Balancer,
 * 200–599 of the others, 0–99 with gRPC.
 */
function refuseMatcher(inputs: Properties): void {
  const matcher = text(isObject(inputs.healthCheck) ? inputs.healthCheck.matcher : undefined) ?? "";
  if (matcher === "") return;
  const grpc = inputs.protocolVersion === "GRPC";
  const application = /^HTTPS?$/.test(text(inputs.protocol) ?? "");
  const [first, last] = grpc ? [0, 99] : [200, application ? 499 : 599];
  for (const part of matcher.split(",")) {
    const [, low, high = low] = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(part.trim()) ?? [];
    const within = low !== undefined && Number(low) >= first && Number(high) <= last && Number(low) <= Number(high);
    if (within) continue;
    const kind = grpc ? "GRPC" : "HTTP";
    throw refusal(
      "ValidationError",
      `Health check matcher ${kind} code '${part.trim()}' must be within '${first}-${last}' inclusive`,
    );
  }
}
