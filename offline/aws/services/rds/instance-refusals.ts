import { number, type Properties, text, texts } from "../../../provider/values";
import { bareRefusal, refusal } from "../../api-error";
import { type Place } from "../../resource-type";
import { securityGroupExists } from "../ec2";
import { roleExists } from "../iam";
import { requireKeys } from "../kms";
import { refuseFirst } from "../refusal-table";
import { only } from "../support";
import { PARAMETER_GROUP } from "./common";
import { INSTANCE_VALUES } from "./instance-values";

export function refuseInstance(place: Place, inputs: Properties): void {
  refuseFirst(INSTANCE_VALUES, inputs);
  for (const id of texts(inputs.vpcSecurityGroupIds)) {
    if (!securityGroupExists(place, id))
      throw bareRefusal("InvalidParameterValue", `Invalid security group , groupId= ${id}, groupName=.`);
  }
  const group = text(inputs.parameterGroupName);
  if (group !== undefined && !group.startsWith("default."))
    refuseGroup(place, group, text(inputs.engine), text(inputs.engineVersion));
  requireKeys(
    place,
    [...only(inputs.kmsKeyId), ...only(inputs.performanceInsightsKmsKeyId), ...only(inputs.masterUserSecretKmsKeyId)],
    "KMSKeyNotAccessibleFault",
  );
  const role = text(inputs.monitoringRoleArn);
  const interval = number(inputs.monitoringInterval) ?? 0;
  if (interval > 0 && inputs.monitoringRoleArn === undefined) {
    throw bareRefusal(
      "InvalidParameterCombination",
      "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.",
    );
  }
  if (role !== undefined && !roleExists(place, role)) {
    throw bareRefusal(
      "InvalidParameterValue",
      `IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING`,
    );
  }
  refuseCredentials(inputs);
  if (inputs.kmsKeyId !== undefined && inputs.storageEncrypted !== true) {
    throw bareRefusal("InvalidParameterCombination", "KmsKeyId can only be specified when StorageEncrypted is true.");
  }
}

function refuseGroup(place: Place, name: string, engine: string | undefined, version: string | undefined): void {
  const group = place.account.get(PARAMETER_GROUP, name);
  if (group === undefined) throw refusal("DBParameterGroupNotFound", `DBParameterGroup not found: ${name}`, 404);
  const family = text(group.outputs.family) ?? "";
  const major = version?.split(".")[0];
  if (engine === "postgres" && major !== undefined && family !== `postgres${major}`) {
    throw bareRefusal(
      "InvalidParameterCombination",
      `The parameter group ${name} with DBParameterGroupFamily ${family} can't be used for this instance. Use a parameter group with DBParameterGroupFamily postgres${major}.`,
    );
  }
}

/** Names PostgreSQL on RDS keeps for itself. Source: CreateDBInstance, MasterUsername ("can't be a reserved word"). */
const RESERVED_USERS = new Set(["admin", "rdsadmin", "rdsrepladmin", "rds_superuser"]);

function refuseCredentials(inputs: Properties): void {
  const user = text(inputs.username);
  if (inputs.engine === "postgres" && user !== undefined && (RESERVED_USERS.has(user) || user.startsWith("pg_"))) {
    throw bareRefusal(
      "InvalidParameterValue",
      `MasterUsername ${user} cannot be used as it is a reserved word used by the engine`,
    );
  }
  const password = text(inputs.password);
  if (password === undefined) return;
  if (password.length < 8 || password.length > 128) {
    throw bareRefusal(
      "InvalidParameterValue",
      "The parameter MasterUserPassword is not a valid password because it is not between 8 and 128 characters.",
    );
  }
  if (!/^[ -~]*$/.test(password) || /[/@" ]/.test(password)) {
    throw bareRefusal(
      "InvalidParameterValue",
      "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.",
    );
  }
}
