import { text } from "../../provider/values";
import { refusal } from "../api-error";
import { between, exactlyOne, oneOf } from "../checks";
import { capitals, stableDigits } from "../names";
import { resourceType, type ResourceType } from "../resource-type";
import { referrers } from "./support";

export const ZONE = "aws:route53/zone:Zone";
const RECORD = "aws:route53/record:Record";

/** The kind under which the account keeps the ids of zones made here, also after they are gone. */
const OWN_ZONES = "route53/zone";

const zone = resourceType(ZONE, {
  api: { service: "Route 53", noun: "Route 53 Hosted Zone", create: "CreateHostedZone", delete: "DeleteHostedZone" },
  replaceOn: ["delegationSetId", "name"],
  defaults: { comment: "Managed by Pulumi", forceDestroy: false },
  create: (place) => {
    const id = `Z0${capitals(19)}`;
    const servers = ["com", "net", "org", "co.uk"].map(
      (suffix, index) =>
        `ns-${Number(stableDigits(`${id}${index}`, 3)) + index * 512}.awsdns-${stableDigits(`${id}/${index}`, 2)}.${suffix}`,
    );
    place.account.reserve(OWN_ZONES, id, true);
    return {
      id,
      outputs: {
        arn: `arn:${place.partition}:route53:::hostedzone/${id}`,
        nameServers: servers,
        primaryNameServer: servers[0] ?? "",
        zoneId: id,
      },
    };
  },
  delete: (place, { id, outputs }) => {
    if (outputs.forceDestroy !== true && referrers(place, RECORD, "zoneId", id).length > 0) {
      throw refusal(
        "HostedZoneNotEmpty",
        "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
      );
    }
  },
});

const record = resourceType(RECORD, {
  api: {
    service: "Route 53",
    noun: "Route 53 Record",
    create: "ChangeResourceRecordSets",
    update: "ChangeResourceRecordSets",
    delete: "ChangeResourceRecordSets",
  },
  replaceOn: ["zoneId"],
  checks: [
    oneOf("type", [
      "A",
      "AAAA",
      "CAA",
      "CNAME",
      "DS",
      "HTTPS",
      "MX",
      "NAPTR",
      "NS",
      "PTR",
      "SOA",
      "SPF",
      "SRV",
      "SSHFP",
      "SVCB",
      "TLSA",
      "TXT",
    ]),
    exactlyOne("aliases", "records"),
    between("ttl", 0, 2147483647),
  ],
  create: (place, inputs) => {
    const zoneId = text(inputs.zoneId) ?? "";
    // A zone that was never made here is its owner's, who registered the domain long before this stack.
    if (place.account.get(ZONE, zoneId) === undefined && place.account.isReserved(OWN_ZONES, zoneId)) {
      throw refusal("NoSuchHostedZone", `No hosted zone found with ID: ${zoneId}`, 404);
    }
    const parent = text(place.account.get(ZONE, zoneId)?.outputs.name) ?? "";
    const name = (text(inputs.name) ?? "").replace(/\.$/, "");
    const fqdn =
      name === ""
        ? parent
        : parent === "" || name === parent || name.endsWith(`.${parent}`)
          ? name
          : `${name}.${parent}`;
    const identifier = text(inputs.setIdentifier);
    const id = [zoneId, fqdn, text(inputs.type), ...(identifier === undefined ? [] : [identifier])].join("_");
    if (inputs.allowOverwrite !== true && place.account.get(RECORD, id) !== undefined) {
      throw refusal(
        "InvalidChangeBatch",
        `[Tried to create resource record set [name='${fqdn}.', type='${text(inputs.type) ?? ""}'] but it already exists]`,
      );
    }
    return { id, outputs: { fqdn } };
  },
  recomputed: { fqdn: ["name"] },
  deleteBeforeReplace: true,
});

export const ROUTE53: readonly ResourceType[] = [zone, record];
