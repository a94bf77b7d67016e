import { sameValue } from "../../../provider/compare";
import { blocks, isObject, type Properties, text, texts, type Value } from "../../../provider/values";
import { bareRefusal } from "../../api-error";
import { between, oneOf } from "../../checks";
import { ec2Id, hex } from "../../names";
import { type Check, type Place, resourceType } from "../../resource-type";
import { referrers } from "../support";
import { INSTANCE, INTERNET_GATEWAY, SUBNET, subnetReference, VPC } from "./common";
import { requireSecurityGroups } from "./security-groups";

/** The address that a machine has where the program names none. */
const PRIVATE_ADDRESS = "10.0.0.10";
const PUBLIC_ADDRESS = "203.0.113.10";

export const instance = resourceType(INSTANCE, {
  api: { service: "EC2", noun: "EC2 Instance", create: "RunInstances", delete: "TerminateInstances" },
  replaceOn: [
    ...["ami", "availabilityZone", "associatePublicIpAddress", "ebsBlockDevices", "ephemeralBlockDevices"],
    ...["keyName", "networkInterfaces", "placementGroup", "privateIp", "securityGroups", "subnetId"],
  ],
  replaceAlsoOn: (inputs, oldInputs) => [
    ...(["encrypted", "kmsKeyId"].some((property) => !sameValue(disk(inputs, property), disk(oldInputs, property), ""))
      ? ["rootBlockDevice"]
      : []),
    ...(inputs.userDataReplaceOnChange === true ? ["userData", "userDataBase64"] : []),
  ],
  defaults: { getPasswordData: false, sourceDestCheck: true, userDataReplaceOnChange: false },
  title: "ami",
  checks: [
    orTemplate("ami"),
    orTemplate("instanceType"),
    oneOf("metadataOptions.httpEndpoint", ["enabled", "disabled"]),
    oneOf("metadataOptions.httpTokens", ["optional", "required"]),
    between("metadataOptions.httpPutResponseHopLimit", 1, 64),
    oneOf("creditSpecification.cpuCredits", ["standard", "unlimited"]),
  ],
  references: [subnetReference("subnetId")],
  create: (place, inputs) => {
    requireSecurityGroups(place, texts(inputs.vpcSecurityGroupIds));
    refuseNoImage(text(inputs.ami));
    const subnet = place.account.get(SUBNET, text(inputs.subnetId) ?? "")?.outputs;
    // Without a subnet it is in the default VPC, whose subnets give public addresses.
    const isPublic = inputs.associatePublicIpAddress ?? (subnet === undefined || subnet.mapPublicIpOnLaunch === true);
    const [network] = blocks(inputs.networkInterfaces).flatMap(({ networkInterfaceId: id }) => text(id) ?? []);
    const id = `i-0${hex(16)}`;
    return {
      id,
      outputs: {
        arn: place.arn("ec2", `instance/${id}`),
        availabilityZone: inputs.availabilityZone ?? subnet?.availabilityZone ?? `${place.region}a`,
        instanceState: "running",
        primaryNetworkInterfaceId: network ?? ec2Id("eni"),
        privateDns: `ip-${PRIVATE_ADDRESS.replaceAll(".", "-")}.${place.region}.compute.internal`,
        privateIp: inputs.privateIp ?? PRIVATE_ADDRESS,
        publicDns: isPublic === true ? publicName(place) : "",
        publicIp: isPublic === true ? PUBLIC_ADDRESS : "",
      },
    };
  },
});

function publicName({ region }: Place): string {
  const host = region === "us-east-1" ? "compute-1.amazonaws.com" : `${region}.compute.amazonaws.com`;
  return `ec2-${PUBLIC_ADDRESS.replaceAll(".", "-")}.${host}`;
}

function disk(inputs: Properties, property: string): Value | undefined {
  return isObject(inputs.rootBlockDevice) ? inputs.rootBlockDevice[property] : undefined;
}

/** What a launch template may bring instead. */
function orTemplate(property: string): Check {
  return (inputs) => {
    if (inputs[property] !== undefined || inputs.launchTemplate !== undefined) return [];
    const list = `${property},launchTemplate`;
    return [{ property, reason: `Missing required argument: "${property}": one of \`${list}\` must be specified` }];
  };
}

/** EC2 API, error codes: `InvalidAMIID.Malformed`. */
function refuseNoImage(image: string | undefined): void {
  if (image === undefined || /^(ami-([0-9a-f]{8}|[0-9a-f]{17})|resolve:ssm:.+)$/.test(image)) return;
  throw bareRefusal("InvalidAMIID.Malformed", `Invalid id: "${image}" (expecting "ami-...")`);
}

/** EC2 API, AssociateAddress: an address is given to what the internet can reach. */
export function requireWayIn(place: Place, machine: Properties): void {
  const vpcId = text(place.account.get(SUBNET, text(machine.subnetId) ?? "")?.outputs.vpcId);
  if (vpcId === undefined || !place.account.hasMade(VPC, vpcId)) return;
  if (referrers(place, INTERNET_GATEWAY, "vpcId", vpcId).length > 0) return;
  throw bareRefusal("Gateway.NotAttached", `Network ${vpcId} is not attached to any internet gateway`);
}
