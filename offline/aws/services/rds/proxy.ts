import { blocks, type Properties, text } from "../../../provider/values";
import { bareRefusal, refusal } from "../../api-error";
import { between, matches, oneOf } from "../../checks";
import { alphanumeric, stableLower } from "../../names";
import { autoname, type Place, resourceType } from "../../resource-type";
import { SUBNET } from "../ec2";
import { roleExists } from "../iam";
import { secretExists } from "../secretsmanager";
import { reference } from "../support";
import { IDENTIFIER, IDENTIFIER_RULE, lower, PROXY } from "./common";

export const proxy = resourceType(PROXY, {
  api: {
    service: "RDS",
    noun: "RDS DB Proxy",
    create: "CreateDBProxy",
    update: "ModifyDBProxy",
    delete: "DeleteDBProxy",
  },
  replaceOn: ["engineFamily", "vpcSubnetIds", "endpointNetworkType", "targetConnectionNetworkType"],
  autoname: autoname(62, "name", lower),
  checks: [
    oneOf("engineFamily", ["MYSQL", "POSTGRESQL", "SQLSERVER"]),
    matches("name", IDENTIFIER, IDENTIFIER_RULE),
    oneOf("auths[].authScheme", ["SECRETS"]),
    oneOf("auths[].iamAuth", ["DISABLED", "ENABLED", "REQUIRED"]),
    between("idleClientTimeout", 1, 28800),
  ],
  references: [
    reference(["vpcSubnetIds"], SUBNET, (id) => refusal("InvalidSubnet", `The subnet '${id}' does not exist.`)),
  ],
  unique: {
    property: "name",
    taken: (name) => refusal("DBProxyAlreadyExistsFault", `DB proxy ${name} already exists`),
  },
  create: (place, inputs) => {
    refuseProxy(place, inputs);
    const name = text(inputs.name) ?? "";
    return {
      id: name,
      outputs: {
        arn: place.arn("rds", `db-proxy:prx-0${stableLower(`${name}/${alphanumeric(8)}`, 16)}`),
        endpoint: `${name}.proxy-${stableLower(`${place.account.id}/${place.region}/rds`, 12)}.${place.region}.rds.amazonaws.com`,
        defaultAuthScheme: inputs.defaultAuthScheme ?? "NONE",
        endpointNetworkType: "IPV4",
        targetConnectionNetworkType: "IPV4",
        idleClientTimeout: inputs.idleClientTimeout ?? 1800,
        requireTls: inputs.requireTls ?? false,
        vpcSecurityGroupIds: inputs.vpcSecurityGroupIds ?? [],
      },
    };
  },
  update: (place, { inputs }) => {
    refuseProxy(place, inputs);
    return {};
  },
});

function refuseProxy(place: Place, inputs: Properties): void {
  const role = text(inputs.roleArn);
  if (role !== undefined && !roleExists(place, role)) {
    throw bareRefusal(
      "InvalidParameterValue",
      `The specified role ${role} does not exist or RDS is not authorized to assume it.`,
    );
  }
  for (const auth of blocks(inputs.auths)) {
    const arn = text(auth.secretArn);
    if (arn !== undefined && !secretExists(place, arn)) {
      throw bareRefusal("InvalidParameterValue", `The secret ${arn} does not exist.`);
    }
  }
}
