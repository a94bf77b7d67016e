import { isObject, type Properties, text, texts } from "../../../provider/values";
import { refusal } from "../../api-error";
import { type Place } from "../../resource-type";
import { securityGroupExists, SUBNET } from "../ec2";
import { roleExists } from "../iam";

export function refuseFunction(place: Place, inputs: Properties): void {
  const role = text(inputs.role);
  if (role !== undefined && !roleExists(place, role)) {
    throw refusal("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.");
  }
  if (inputs.packageType !== "Image") {
    if (inputs.runtime === undefined || inputs.handler === undefined) {
      throw refusal(
        "InvalidParameterValueException",
        "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
      );
    }
  } else if (inputs.imageUri === undefined) {
    throw refusal(
      "InvalidParameterValueException",
      "ImageUri is mandatory for functions created with container images.",
    );
  }
  const network = isObject(inputs.vpcConfig) ? inputs.vpcConfig : {};
  for (const id of texts(network.subnetIds)) {
    if (place.account.get(SUBNET, id) === undefined) {
      throw refusal(
        "InvalidParameterValueException",
        `Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error Message: The subnet ID '${id}' does not exist`,
      );
    }
  }
  for (const id of texts(network.securityGroupIds)) {
    if (!securityGroupExists(place, id)) {
      throw refusal(
        "InvalidParameterValueException",
        `Error occurred while DescribeSecurityGroups. EC2 Error Code: InvalidGroup.NotFound. EC2 Error Message: The security group '${id}' does not exist`,
      );
    }
  }
  const environment =
    isObject(inputs.environment) && isObject(inputs.environment.variables) ? inputs.environment.variables : {};
  const reserved = Object.keys(environment).find((name) => RESERVED_VARIABLES.has(name));
  if (reserved !== undefined) {
    throw refusal(
      "InvalidParameterValueException",
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved}`,
    );
  }
  if (Buffer.byteLength(JSON.stringify(environment)) > 4096) {
    throw refusal(
      "InvalidParameterValueException",
      "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.",
    );
  }
}

/** Source: Lambda guide, defined runtime environment variables. */
const RESERVED_VARIABLES = new Set([
  "AWS_ACCESS_KEY_ID",
  "AWS_DEFAULT_REGION",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_REGION",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "LAMBDA_RUNTIME_DIR",
  "LAMBDA_TASK_ROOT",
]);
