import { text } from "../../provider/values";
import { stableDigits } from "../names";
import { SECURITY_GROUP, SUBNET, VPC } from "../services/ec2";
import { ZONE } from "../services/route53";
import { type Answers } from "./answers";
import { type StoredResource } from "../account";
import { defaultSubnetIds, defaultVpcId } from "../default-network";
import { type Place } from "../resource-type";
import { filterValue, fits, meets, one, tagsOf } from "./find";

/** Of networks and zones. */
export const NETWORK: Answers = {
  "ec2/getManagedPrefixList": (place, args) => {
    const name = text(args.name) ?? filterValue(args, "prefix-list-name") ?? "";
    if (!name.startsWith("com.amazonaws.")) throw new Error(`no matching EC2 Managed Prefix List found: ${name}`);
    const id = `pl-${stableDigits(`${place.region}/${name}`, 8)}`;
    return {
      ...args,
      id,
      name,
      addressFamily: "IPv4",
      arn: `arn:${place.partition}:ec2:${place.region}:aws:prefix-list/${id}`,
      entries: [],
      maxEntries: 0,
      ownerId: "AWS",
      region: place.region,
      tags: {},
      version: 0,
    };
  },
  "ec2/getVpc": (place, args) => {
    const isDefault = ({ id }: { readonly id: string }) => id === defaultVpcId(place);
    const isMeant = (vpc: StoredResource) =>
      fits(vpc, args, ["cidrBlock"]) &&
      (args.default === undefined || args.default === isDefault(vpc)) &&
      meets(vpc, args);
    const { id, outputs } = one(place, VPC, "EC2 VPC", isMeant);
    return {
      ...args,
      ...outputs,
      id,
      default: isDefault({ id }),
      cidrBlockAssociations: [],
      ipv6CidrBlockAssociations: [],
      state: "available",
      tags: tagsOf(outputs),
    };
  },
  "ec2/getSubnet": (place, args) => {
    const { id, outputs } = one(
      place,
      SUBNET,
      "EC2 Subnet",
      (subnet) =>
        fits(subnet, args, ["cidrBlock", "vpcId", "availabilityZone"]) &&
        (args.defaultForAz === undefined || args.defaultForAz === isDefaultSubnet(place, subnet.id)) &&
        meets(subnet, args),
    );
    return {
      ...args,
      ...outputs,
      id,
      availableIpAddressCount: 0,
      defaultForAz: isDefaultSubnet(place, id),
      state: "available",
      tags: tagsOf(outputs),
    };
  },
  "ec2/getSubnets": (place, args) => {
    const found = place.account.all(SUBNET).filter((subnet) => fits(subnet, args, []) && meets(subnet, args));
    return {
      ...args,
      id: place.region,
      region: place.region,
      ids: found.map(({ id }) => id).sort(),
      tags: args.tags ?? {},
    };
  },
  "ec2/getSecurityGroup": (place, args) => {
    const { id, outputs } = one(
      place,
      SECURITY_GROUP,
      "EC2 Security Group",
      (group) => fits(group, args, ["name", "vpcId"]) && meets(group, args),
    );
    return { ...args, ...outputs, id, tags: tagsOf(outputs) };
  },
  "route53/getZone": (place, args) => {
    const name = text(args.name)?.replace(/\.$/, "");
    const { id, outputs } = one(place, ZONE, "Route 53 Hosted Zone", (zone) =>
      args.zoneId === undefined ? text(zone.outputs.name)?.replace(/\.$/, "") === name : zone.id === args.zoneId,
    );
    return {
      ...args,
      id,
      zoneId: id,
      arn: outputs.arn ?? "",
      name: outputs.name ?? "",
      nameServers: outputs.nameServers ?? [],
      primaryNameServer: outputs.primaryNameServer ?? "",
      callerReference: "",
      comment: outputs.comment ?? "",
      linkedServiceDescription: "",
      linkedServicePrincipal: "",
      resourceRecordSetCount: 2,
      tags: tagsOf(outputs),
    };
  },
};

function isDefaultSubnet(place: Place, id: string): boolean {
  return defaultSubnetIds(place).includes(id);
}
