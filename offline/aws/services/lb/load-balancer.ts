import { isObject, type Properties, text, texts } from "../../../provider/values";
import { refusal } from "../../api-error";
import { between, lengthBetween, matches, oneOf } from "../../checks";
import { hex, stableDigits } from "../../names";
import { autoname, type Place, resourceType } from "../../resource-type";
import { securityGroupExists, SUBNET } from "../ec2";
import { reference } from "../support";
import { LOAD_BALANCER, NAME, NAME_RULE, SERVICE } from "./common";

export const loadBalancer = resourceType(LOAD_BALANCER, {
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
