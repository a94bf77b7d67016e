/** How a type is handled that no file describes: from what the SDK declares of it, and its names. */
import { type Properties, text, type Value } from "../provider/values";
import { hex } from "./names";
import { plausible } from "./plausible";
import { autoname, type Place, resourceType, type ResourceType } from "./resource-type";
import { sdkShape } from "./sdk-shape";

/** Inputs that identify a resource in every service that has them. */
const IDENTIFYING = /^(name|namePrefix|identifier|identifierPrefix|bucket|family|availabilityZone)$|(^|[a-z])Name$/;

/** A type from its SDK declaration alone. */
export function genericType(token: string): ResourceType {
  const { inputs, required } = sdkShape(token);
  const named = inputs.includes("name") && !required.includes("name");
  return resourceType(token, {
    replaceOn: inputs.filter((property) => IDENTIFYING.test(property)),
    autoname: named ? autoname(255) : null,
    create: (place, given, logicalName) => {
      const described = plausible(token, place, given, logicalName);
      return described ?? { id: text(given.name) ?? `${kebab(token)}-0${hex(16)}` };
    },
  });
}

/**
 * Values for the outputs a type always has and nobody gave: so that a program that reads one finds what its type
 * promises. Names say what a text is; what is secret is random, and anything else is empty.
 */
export function neutralOutputs(token: string, given: Properties, place: Place, id: string): Properties {
  const filled: Properties = {};
  const { outputs, secret } = sdkShape(token);
  for (const [name, type] of outputs) {
    if (given[name] !== undefined || /\bundefined$/.test(type)) continue;
    const isSecret = type === "string" && secret.includes(name);
    const value = isSecret ? hex(52) : neutralValue(name, type, token, place, id);
    if (value !== undefined) filled[name] = value;
  }
  return filled;
}

/** A value for an output (or a function's answer) of a type as the SDK declares it; undefined: of no known form. */
export function neutralValue(name: string, type: string, token: string, place: Place, id: string): Value | undefined {
  if (type === "boolean") return false;
  if (type === "number") return /port$/i.test(name) ? 443 : 0;
  if (type.endsWith("[]")) return [];
  if (type !== "string") return type.startsWith("{") ? {} : undefined;
  if (name === "region") return place.region;
  if (name === "ownerId" || name === "accountId" || name === "awsAccountId") return place.account.id;
  if (name === "arn") return id.startsWith("arn:") ? id : plausibleArn(token, place, id);
  if (/Arn$/.test(name)) return place.arn(serviceOf(token), `${kebab(name.slice(0, -3))}/0${hex(16)}`);
  if (/Id$/.test(name)) return `${kebab(name.slice(0, -2))}-0${hex(16)}`;
  if (/(Date|Time|At)$/.test(name)) return new Date().toISOString();
  const host = `${hostLabel(id)}.${serviceOf(token)}.${place.region}.amazonaws.com`;
  if (/(url|Url|Uri)$/.test(name)) return `https://${host}`;
  // Of most services an endpoint is a host; the ones that have a scheme are in ./plausible.
  if (/(endpoint|Endpoint|EndpointAddress|dnsName|DnsName|domainName|DomainName|hostname|Hostname)$/.test(name))
    return host;
  return "";
}

/** An id as a part of a host name. */
function hostLabel(id: string): string {
  return (id.split(/[:/]/).at(-1) ?? id).toLowerCase().replace(/[^a-z0-9-]+/g, "-");
}

function plausibleArn(token: string, place: Place, id: string): string {
  return place.arn(serviceOf(token), `${kebab(token.split(":").at(-1) ?? "resource")}/${id}`);
}

function serviceOf(token: string): string {
  return token.split(/[:/]/)[1] ?? "aws";
}

function kebab(name: string): string {
  const last = name.split(":").at(-1) ?? name;
  return last.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
}
