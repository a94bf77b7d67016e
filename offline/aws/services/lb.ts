import { blocks, isObject, number, type Properties, text, texts } from "../../provider/values";
import { refusal } from "../api-error";
import { arn as arnForm, between, lengthBetween, matches, oneOf } from "../checks";
import { hex, stableDigits } from "../names";
import { autoname, type Place, resourceType, type ResourceType } from "../resource-type";
import { securityGroupExists, SUBNET, VPC } from "./ec2";
import { CERTIFICATE, certificateExists } from "./acm";
import { only, reference, referrers } from "./support";

export const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
const LISTENER = "aws:lb/listener:Listener";
const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";

const SERVICE = "Elastic Load Balancing v2";
const NAME = /^[0-9A-Za-z](?!.*-$)[0-9A-Za-z-]*$/;
const NAME_RULE = "only alphanumeric characters and hyphens allowed, cannot begin or end with a hyphen";

const loadBalancer = resourceType(LOAD_BALANCER, {
  api: {
    service: SERVICE,
    noun: "ELBv2 application Load Balancer",
    create: "CreateLoadBalancer",
    update: "ModifyLoadBalancerAttributes",
    delete: "DeleteLoadBalancer",
  },
  replaceOn: ["internal", "loadBalancerType", "name", "namePrefix", "customerOwnedIpv4Pool"],
  defaults: {
    clientKeepAlive: 3600,
    desyncMitigationMode: "defensive",
    dropInvalidHeaderFields: false,
    enableCrossZoneLoadBalancing: false,
    enableDeletionProtection: false,
    enableHttp2: true,
    enableTlsVersionAndCipherSuiteHeaders: false,
    enableWafFailOpen: false,
    enableXffClientPort: false,
    enableZonalShift: false,
    idleTimeout: 60,
    loadBalancerType: "application",
    preserveHostHeader: false,
    xffHeaderProcessingMode: "append",
  },
  autoname: autoname(32),
  checks: [
    lengthBetween("name", 1, 32),
    matches("name", NAME, NAME_RULE),
    matches("name", /^(?!internal-)/, 'cannot begin with "internal-"'),
    oneOf("loadBalancerType", ["application", "network", "gateway"]),
    oneOf("desyncMitigationMode", ["monitor", "defensive", "strictest"]),
    oneOf("xffHeaderProcessingMode", ["append", "preserve", "remove"]),
    oneOf("ipAddressType", ["ipv4", "dualstack", "dualstack-without-public-ipv4"]),
    between("idleTimeout", 1, 4000),
    between("clientKeepAlive", 60, 604800),
  ],
  unique: {
    property: "name",
    taken: (name) =>
      refusal(
        "DuplicateLoadBalancerName",
        `A load balancer with the same name '${name}' exists, but with different settings`,
      ),
  },
  references: [
    reference(["subnets"], SUBNET, (id) => refusal("SubnetNotFound", `The subnet ID '${id}' does not exist`)),
  ],
  create: (place, inputs) => {
    refuseBalancer(place, inputs);
    const name = text(inputs.name) ?? "";
    const kind =
      { application: "app", network: "net", gateway: "gwy" }[text(inputs.loadBalancerType) ?? "application"] ?? "app";
    const suffix = `${kind}/${name}/${hex(16)}`;
    const subnet = texts(inputs.subnets).map((id) => place.account.get(SUBNET, id))[0];
    const internal = inputs.internal === true;
    const host = `${internal ? "internal-" : ""}${name}-${stableDigits(suffix, 10)}.${place.region}.elb.amazonaws.com`;
    const arn = place.arn("elasticloadbalancing", `loadbalancer/${suffix}`);
    return {
      id: arn,
      outputs: {
        arn,
        arnSuffix: suffix,
        dnsName: host,
        internal,
        ipAddressType: inputs.ipAddressType ?? "ipv4",
        namePrefix: inputs.namePrefix ?? "",
        securityGroups: inputs.securityGroups ?? [],
        subnets: inputs.subnets ?? [],
        subnetMappings: texts(inputs.subnets).map((subnetId) => ({ subnetId })),
        vpcId: subnet?.outputs.vpcId ?? "",
        zoneId: `Z${stableDigits(`${place.region}/elb`, 13)}`,
      },
    };
  },
  update: (place, { inputs }) => {
    refuseBalancer(place, inputs);
    return {};
  },
  delete: (_place, { id, outputs }) => {
    if (outputs.enableDeletionProtection === true) {
      throw refusal(
        "OperationNotPermitted",
        `Load balancer '${id}' cannot be deleted because deletion protection is enabled`,
      );
    }
  },
});

function refuseBalancer(place: Place, inputs: Properties): void {
  for (const id of texts(inputs.securityGroups)) {
    if (!securityGroupExists(place, id))
      throw refusal("InvalidSecurityGroup", `The security group '${id}' does not exist`);
  }
  const application = (text(inputs.loadBalancerType) ?? "application") === "application";
  const known = texts(inputs.subnets);
  if (!application || !Array.isArray(inputs.subnets) || known.length !== inputs.subnets.length) return;
  const zones = known.map((id) => text(place.account.get(SUBNET, id)?.outputs.availabilityZone));
  if (known.length < 2 || new Set(zones).size < 2) {
    throw refusal("ValidationError", "At least two subnets in two different Availability Zones must be specified");
  }
  if (new Set(zones).size < zones.length) {
    throw refusal(
      "InvalidConfigurationRequest",
      "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
    );
  }
  const logs = isObject(inputs.accessLogs) ? inputs.accessLogs : {};
  const bucket = text(logs.bucket);
  if (
    logs.enabled === true &&
    bucket !== undefined &&
    place.account.get("aws:s3/bucket:Bucket", bucket) === undefined
  ) {
    throw refusal(
      "InvalidConfigurationRequest",
      `Access Denied for bucket: ${bucket}. Please check S3bucket permission`,
    );
  }
}

const targetGroup = resourceType(TARGET_GROUP, {
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

/** The predefined TLS policies. Source: ALB guide, security policies. */
const TLS_POLICY =
  /^ELBSecurityPolicy-(2016-08|FS-.+|TLS-1-[012](-Ext)?-20\d\d-\d\d|TLS13-1-[0-3](-(Res|Ext1|Ext2|Ext0))?(-FIPS)?(-PQ)?-20\d\d-\d\d)$/;

const listener = resourceType(LISTENER, {
  api: {
    service: SERVICE,
    noun: "ELBv2 Listener",
    create: "CreateListener",
    update: "ModifyListener",
    delete: "DeleteListener",
  },
  replaceOn: ["loadBalancerArn"],
  title: "loadBalancerArn",
  checks: [
    between("port", 1, 65535),
    oneOf("protocol", ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"]),
    oneOf("defaultActions[].type", [
      "authenticate-cognito",
      "authenticate-oidc",
      "fixed-response",
      "forward",
      "redirect",
      "jwt-validation",
    ]),
    oneOf("defaultActions[].redirect.statusCode", ["HTTP_301", "HTTP_302"]),
    arnForm("certificateArn"),
  ],
  references: [
    reference(["loadBalancerArn"], LOAD_BALANCER, (arn) =>
      refusal("LoadBalancerNotFound", `Load balancer '${arn}' not found`),
    ),
  ],
  create: (place, inputs) => {
    refuseListener(place, inputs);
    const balancer = text(inputs.loadBalancerArn) ?? "";
    const taken = referrers(place, LISTENER, "loadBalancerArn", balancer).some(
      ({ outputs }) => number(outputs.port) === number(inputs.port),
    );
    if (taken)
      throw refusal("DuplicateListener", `A listener already exists on this port for this load balancer '${balancer}'`);
    const arn = place.arn("elasticloadbalancing", `listener/${balancer.split(":loadbalancer/")[1] ?? ""}/${hex(16)}`);
    return {
      id: arn,
      outputs: {
        arn,
        protocol: inputs.protocol ?? "HTTP",
        sslPolicy: inputs.sslPolicy ?? (inputs.protocol === "HTTPS" ? "ELBSecurityPolicy-2016-08" : ""),
        routingHttpResponseServerEnabled: inputs.routingHttpResponseServerEnabled ?? true,
      },
    };
  },
  update: (place, { inputs }) => {
    refuseListener(place, inputs);
    return {};
  },
});

function refuseListener(place: Place, inputs: Properties): void {
  const protocol = text(inputs.protocol);
  const certificate = text(inputs.certificateArn);
  if (protocol === "HTTPS" && inputs.certificateArn === undefined) {
    throw refusal("ValidationError", "A certificate must be specified for HTTPS listeners");
  }
  if (protocol === "HTTP" && certificate !== undefined) {
    throw refusal("ValidationError", "A certificate cannot be specified for HTTP listeners");
  }
  if (certificate !== undefined && !certificateExists(place, certificate)) {
    throw refusal("CertificateNotFound", `Certificate '${certificate}' not found`);
  }
  if (
    certificate !== undefined &&
    place.account.get(CERTIFICATE, certificate)?.outputs.status === "PENDING_VALIDATION"
  ) {
    throw refusal(
      "UnsupportedCertificate",
      `The certificate '${certificate}' must have a fully-qualified domain name, a supported signature, and a supported key size.`,
    );
  }
  const policy = text(inputs.sslPolicy);
  if (policy !== undefined && policy !== "" && !TLS_POLICY.test(policy))
    throw refusal("SSLPolicyNotFound", `SSL policy '${policy}' not found`);
  requireTargetGroups(place, inputs.defaultActions);
}

function requireTargetGroups(place: Place, actions: Properties[string] | undefined): void {
  for (const action of blocks(actions)) {
    const forward = isObject(action.forward) ? blocks(action.forward.targetGroups) : [];
    for (const arn of [...only(action.targetGroupArn), ...forward.flatMap((group) => only(group.arn))]) {
      if (place.account.get(TARGET_GROUP, arn) === undefined)
        throw refusal("TargetGroupNotFound", `Target groups '${arn}' not found`);
    }
  }
}

const listenerRule = resourceType(LISTENER_RULE, {
  api: {
    service: SERVICE,
    noun: "ELBv2 Listener Rule",
    create: "CreateRule",
    update: "ModifyRule",
    delete: "DeleteRule",
  },
  replaceOn: ["listenerArn"],
  title: "listenerArn",
  checks: [
    between("priority", 1, 99999),
    oneOf("actions[].type", [
      "authenticate-cognito",
      "authenticate-oidc",
      "fixed-response",
      "forward",
      "redirect",
      "jwt-validation",
    ]),
  ],
  references: [
    reference(["listenerArn"], LISTENER, (arn) => refusal("ListenerNotFound", `Listener '${arn}' not found`)),
  ],
  create: (place, inputs) => {
    requireTargetGroups(place, inputs.actions);
    const owner = text(inputs.listenerArn) ?? "";
    const siblings = referrers(place, LISTENER_RULE, "listenerArn", owner).flatMap(
      ({ outputs }) => number(outputs.priority) ?? [],
    );
    const priority = number(inputs.priority);
    if (priority !== undefined && siblings.includes(priority))
      throw refusal("PriorityInUse", `Priority '${priority}' is currently in use`);
    const arn = `${owner.replace(":listener/", ":listener-rule/")}/${hex(16)}`;
    return { id: arn, outputs: { arn, priority: priority ?? Math.max(0, ...siblings) + 1 } };
  },
  update: (place, { inputs }) => {
    requireTargetGroups(place, inputs.actions);
    return {};
  },
});

const listenerCertificate = resourceType("aws:lb/listenerCertificate:ListenerCertificate", {
  api: {
    service: SERVICE,
    noun: "ELBv2 Listener Certificate",
    create: "AddListenerCertificates",
    delete: "RemoveListenerCertificates",
  },
  replaceOn: ["listenerArn", "certificateArn"],
  references: [
    reference(["listenerArn"], LISTENER, (arn) => refusal("ListenerNotFound", `Listener '${arn}' not found`)),
  ],
  create: (place, inputs) => {
    const certificate = text(inputs.certificateArn) ?? "";
    if (!certificateExists(place, certificate))
      throw refusal("CertificateNotFound", `Certificate '${certificate}' not found`);
    return { id: `${text(inputs.listenerArn) ?? ""}_${certificate}` };
  },
});

export const LB: readonly ResourceType[] = [loadBalancer, targetGroup, listener, listenerRule, listenerCertificate];
