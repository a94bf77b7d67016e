import { type Properties, text, texts } from "../../../provider/values";
import { bareRefusal, refusal } from "../../api-error";
import { type Place } from "../../resource-type";
import { securityGroupExists } from "../ec2";
import { requireKeys } from "../kms";
import { refuseFirst } from "../refusal-table";
import { only } from "../support";
import { PARAMETER_GROUP } from "./common";
import { CACHE_VALUES } from "./values";

export function refuseReplicationGroup(place: Place, inputs: Properties): void {
  refuseFirst(CACHE_VALUES, inputs);
  const token = text(inputs.authToken) ?? text(inputs.authTokenWo);
  if (token !== undefined) {
    if (inputs.transitEncryptionEnabled !== true) {
      throw bareRefusal(
        "InvalidParameterValue",
        "The AUTH token requires encryption-in-transit: TransitEncryptionEnabled must be true.",
      );
    }
    // Source: ElastiCache guide, AUTH: 16–128 printable characters, of the specials only ! & # $ ^ < > -
    if (!/^[A-Za-z0-9!&#$^<>-]{16,128}$/.test(token)) {
      throw bareRefusal(
        "InvalidParameterValue",
        "Invalid AuthToken provided. The token must be 16-128 characters of letters, digits and the special characters ! & # $ ^ < > -.",
      );
    }
  }
  for (const id of texts(inputs.securityGroupIds)) {
    if (!securityGroupExists(place, id))
      throw bareRefusal("InvalidParameterValue", `Some security group Ids do not exist: ${id}`);
  }
  requireKeys(place, only(inputs.kmsKeyId), "InvalidKMSKeyFault");
  const group = text(inputs.parameterGroupName);
  if (group !== undefined && !group.startsWith("default.")) {
    const found = place.account.get(PARAMETER_GROUP, group);
    if (found === undefined)
      throw refusal("CacheParameterGroupNotFound", `CacheParameterGroup ${group} not found.`, 404);
    refuseFamily(text(found.outputs.family) ?? "", inputs);
  }
}

function refuseFamily(family: string, inputs: Properties): void {
  const engine = text(inputs.engine) ?? "redis";
  const major = text(inputs.engineVersion)?.split(".")[0];
  const wanted = major === "6" && engine === "redis" ? "redis6.x" : `${engine}${major ?? ""}`;
  if (major !== undefined && Number(major) >= 6 && family !== wanted) {
    throw bareRefusal(
      "InvalidParameterCombination",
      `Expected a parameter group of family ${wanted} but found one of family ${family}.`,
    );
  }
}
