import { blocks, number, type Properties, text } from "../../../provider/values";
import { bareRefusal, refusal } from "../../api-error";
import { lengthBetween } from "../../checks";
import { autoname, resourceType } from "../../resource-type";
import { referrers } from "../support";
import { CACHE_CLUSTER, lower, PARAMETER_GROUP, REPLICATION_GROUP } from "./common";
import { isRedisParameter } from "./parameter-names";

/** Source: `CreateCacheParameterGroup`, `CacheParameterGroupFamily`. */
const FAMILIES = /^(redis(2\.6|2\.8|3\.2|4\.0|5\.0|6\.x|7)|valkey[789]|memcached1\.[456])$/;

/** Allowed values of the parameters a stack is likely to set. Source: ElastiCache parameters for Redis OSS and Valkey. */
const PARAMETERS: Readonly<Record<string, RegExp>> = {
  "maxmemory-policy":
    /^(volatile-lru|allkeys-lru|volatile-lfu|allkeys-lfu|volatile-random|allkeys-random|volatile-ttl|noeviction)$/,
  "reserved-memory-percent": /^(\d|[1-9]\d|100)$/,
  timeout: /^(0|[2-9]\d|[1-9]\d{2,})$/,
  "notify-keyspace-events": /^[AKEghlszxetdmn$]*$/,
  "cluster-enabled": /^(yes|no)$/,
  "slowlog-log-slower-than": /^-?\d+$/,
  "slowlog-max-len": /^\d+$/,
};

/** Parameters that exist in Redis and that ElastiCache does not let anybody set. */
const UNMODIFIABLE = new Set(["appendonly", "bind", "dir", "maxmemory", "port", "requirepass", "save"]);

export const parameterGroup = resourceType(PARAMETER_GROUP, {
  api: {
    service: "ElastiCache",
    noun: "ElastiCache Parameter Group",
    create: "CreateCacheParameterGroup",
    update: "ModifyCacheParameterGroup",
    delete: "DeleteCacheParameterGroup",
  },
  replaceOn: ["name", "family", "description"],
  defaults: { description: "Managed by Pulumi" },
  autoname: autoname(255, "name", lower),
  checks: [lengthBetween("name", 1, 255)],
  unique: {
    property: "name",
    taken: (name) =>
      refusal("CacheParameterGroupAlreadyExists", `A cache parameter group with the name ${name} already exists.`),
  },
  create: (place, inputs) => {
    const family = text(inputs.family) ?? "";
    if (!FAMILIES.test(family)) {
      throw bareRefusal(
        "InvalidParameterValue",
        `CacheParameterGroupFamily ${family} is not a valid parameter group family.`,
      );
    }
    refuseParameters(inputs);
    const name = text(inputs.name) ?? "";
    return { id: name, outputs: { arn: place.arn("elasticache", `parametergroup:${name}`) } };
  },
  update: (_place, { inputs }) => {
    refuseParameters(inputs);
    return {};
  },
  delete: (place, { id }) => {
    if (
      [REPLICATION_GROUP, CACHE_CLUSTER].some((type) => referrers(place, type, "parameterGroupName", id).length > 0)
    ) {
      throw refusal(
        "InvalidCacheParameterGroupState",
        "One or more cache clusters are still members of this parameter group, so the group cannot be deleted.",
      );
    }
  },
});

function refuseParameters(inputs: Properties): void {
  const memcached = (text(inputs.family) ?? "").startsWith("memcached");
  for (const parameter of blocks(inputs.parameters)) {
    const name = text(parameter.name) ?? "";
    const value = text(parameter.value) ?? number(parameter.value)?.toString();
    if (UNMODIFIABLE.has(name) || (!memcached && !isRedisParameter(name))) {
      throw bareRefusal("InvalidParameterValue", `Parameter ${name} cannot be modified or does not exist.`);
    }
    if (value !== undefined && PARAMETERS[name]?.test(value) === false) {
      throw bareRefusal("InvalidParameterValue", `The parameter ${name} contains an invalid value (${value}).`);
    }
  }
}
