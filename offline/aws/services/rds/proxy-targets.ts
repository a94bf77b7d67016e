import { isObject, text } from "../../../provider/values";
import { refusal } from "../../api-error";
import { between, conflicts } from "../../checks";
import { stableLower } from "../../names";
import { resourceType } from "../../resource-type";
import { reference, referrers } from "../support";
import { INSTANCE, PROXY } from "./common";

const proxyByName = reference(["dbProxyName"], PROXY, (name) =>
  refusal(
    "DBProxyNotFoundFault",
    `The specified proxy name ${name} doesn't correspond to a proxy owned by your account.`,
    404,
  ),
);

export const proxyDefaultTargetGroup = resourceType("aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup", {
  api: {
    service: "RDS",
    noun: "RDS DB Proxy Default Target Group",
    create: "ModifyDBProxyTargetGroup",
    update: "ModifyDBProxyTargetGroup",
  },
  replaceOn: ["dbProxyName"],
  title: "dbProxyName",
  checks: [
    between("connectionPoolConfig.connectionBorrowTimeout", 0, 3600),
    between("connectionPoolConfig.maxConnectionsPercent", 1, 100),
    between("connectionPoolConfig.maxIdleConnectionsPercent", 0, 100),
  ],
  references: [proxyByName],
  create: (place, inputs) => {
    const id = text(inputs.dbProxyName) ?? "";
    const pool = isObject(inputs.connectionPoolConfig) ? inputs.connectionPoolConfig : {};
    return {
      id,
      outputs: {
        arn: place.arn("rds", `target-group:prx-tg-0${stableLower(id, 16)}`),
        name: "default",
        connectionPoolConfig: {
          connectionBorrowTimeout: 120,
          maxConnectionsPercent: 100,
          maxIdleConnectionsPercent: 50,
          ...pool,
        },
      },
    };
  },
});

export const proxyTarget = resourceType("aws:rds/proxyTarget:ProxyTarget", {
  api: {
    service: "RDS",
    noun: "RDS DB Proxy Target",
    create: "RegisterDBProxyTargets",
    delete: "DeregisterDBProxyTargets",
  },
  replaceOn: ["dbClusterIdentifier", "dbInstanceIdentifier", "dbProxyName", "targetGroupName"],
  title: "dbProxyName",
  checks: [conflicts("dbClusterIdentifier", "dbInstanceIdentifier")],
  references: [
    proxyByName,
    reference(
      ["dbInstanceIdentifier"],
      INSTANCE,
      (name) => refusal("DBInstanceNotFound", `DBInstance ${name} not found.`, 404),
      "identifier",
    ),
  ],
  create: (place, inputs) => {
    const identifier = text(inputs.dbInstanceIdentifier) ?? text(inputs.dbClusterIdentifier) ?? "";
    const target = referrers(place, INSTANCE, "identifier", identifier)[0]?.outputs;
    const kind = inputs.dbInstanceIdentifier === undefined ? "TRACKED_CLUSTER" : "RDS_INSTANCE";
    return {
      id: [text(inputs.dbProxyName), text(inputs.targetGroupName), kind, identifier].join("/"),
      outputs: {
        endpoint: target?.address ?? "",
        port: target?.port ?? 5432,
        rdsResourceId: identifier,
        targetArn: target?.arn ?? "",
        trackedClusterId: "",
        type: kind,
      },
    };
  },
});
