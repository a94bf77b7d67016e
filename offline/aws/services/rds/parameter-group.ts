import { blocks, number, type Properties, text } from "../../../provider/values";
import { bareRefusal, refusal } from "../../api-error";
import { lengthBetween, matches, oneOf } from "../../checks";
import { autoname, resourceType } from "../../resource-type";
import { referrers } from "../support";
import { IDENTIFIER, IDENTIFIER_RULE, INSTANCE, lower, PARAMETER_GROUP } from "./common";
import { isPostgresParameter } from "./postgres-parameters";

/**
 * Families of parameters. Source: RDS user guide, "DB parameter groups" and each engine's versions; of Oracle, SQL Server and
 * Db2 the form only, their editions come with every release.
 */
const FAMILIES =
  /^(postgres(9\.[3-6]|1[0-8])|aurora-postgresql(9\.6|1[0-8])|mysql(5\.[1567]|8\.0|8\.4)|aurora5\.6|aurora-mysql(5\.7|8\.0|8\.4)|mariadb(10\.\d{1,2}|11\.\d{1,2})|custom-(oracle|sqlserver)-.+|oracle-[\w-]+(\.\d+)*|sqlserver-[\w-]+(\.\d+)*|db2-(ae|se)-\d+\.\d+)$/;

/** Parameters of PostgreSQL that need a restart. Source: PostgreSQL's `pg_settings.context = postmaster`, RDS "static". */
const STATIC_PARAMETERS = new Set([
  "autovacuum_freeze_max_age",
  "autovacuum_max_workers",
  "huge_pages",
  "max_connections",
  "max_files_per_process",
  "max_locks_per_transaction",
  "max_logical_replication_workers",
  "max_pred_locks_per_transaction",
  "max_prepared_transactions",
  "max_replication_slots",
  "max_wal_senders",
  "max_worker_processes",
  "pg_stat_statements.max",
  "rds.logical_replication",
  "rds.rds_superuser_reserved_connections",
  "reserved_connections",
  "shared_buffers",
  "shared_preload_libraries",
  "superuser_reserved_connections",
  "track_activity_query_size",
  "track_commit_timestamp",
  "wal_buffers",
]);

/** Allowed values of parameters a stack is likely to set. Source: RDS for PostgreSQL parameters. */
const PARAMETER_RANGES: Readonly<Record<string, readonly [number, number]>> = {
  max_connections: [6, 262_143],
  "rds.force_ssl": [0, 1],
  statement_timeout: [0, 2_147_483_647],
  lock_timeout: [0, 2_147_483_647],
  idle_in_transaction_session_timeout: [0, 2_147_483_647],
  log_min_duration_statement: [-1, 2_147_483_647],
  log_connections: [0, 1],
  log_disconnections: [0, 1],
};

export const parameterGroup = resourceType(PARAMETER_GROUP, {
  api: {
    service: "RDS",
    noun: "RDS DB Parameter Group",
    create: "ModifyDBParameterGroup",
    update: "ModifyDBParameterGroup",
    delete: "DeleteDBParameterGroup",
  },
  replaceOn: ["name", "namePrefix", "family", "description"],
  defaults: { description: "Managed by Pulumi", skipDestroy: false },
  autoname: autoname(255, "name", lower),
  checks: [
    lengthBetween("name", 1, 255),
    matches("name", IDENTIFIER, IDENTIFIER_RULE),
    oneOf("parameters[].applyMethod", ["immediate", "pending-reboot"]),
  ],
  unique: {
    property: "name",
    taken: (name) => refusal("DBParameterGroupAlreadyExists", `Parameter group ${name} already exists`),
  },
  create: (place, inputs) => {
    const family = text(inputs.family) ?? "";
    if (!FAMILIES.test(family)) {
      throw bareRefusal(
        "InvalidParameterValue",
        `ParameterGroupFamily ${family} is not a valid parameter group family`,
      );
    }
    refuseParameters(inputs);
    const name = text(inputs.name) ?? "";
    return { id: name, outputs: { arn: place.arn("rds", `pg:${name}`), namePrefix: inputs.namePrefix ?? "" } };
  },
  update: (_place, { inputs }) => {
    refuseParameters(inputs);
    return {};
  },
  delete: (place, { id }) => {
    if (referrers(place, INSTANCE, "parameterGroupName", id).length > 0) {
      throw refusal(
        "InvalidDBParameterGroupState",
        "One or more database instances are still members of this parameter group, so the group cannot be deleted",
      );
    }
  },
});

function refuseParameters(inputs: Properties): void {
  const family = text(inputs.family) ?? "";
  const postgres = family.includes("postgres");
  for (const parameter of blocks(inputs.parameters)) {
    const name = text(parameter.name) ?? "";
    // The provider sends `immediate` when a parameter says nothing.
    const method = text(parameter.applyMethod) ?? "immediate";
    if (postgres && STATIC_PARAMETERS.has(name) && method === "immediate") {
      throw bareRefusal("InvalidParameterCombination", "cannot use immediate apply method for static parameter");
    }
    if (/^postgres\d/.test(family) && !isPostgresParameter(name)) {
      throw bareRefusal("InvalidParameterValue", `Could not find parameter with name: ${name}`);
    }
    const range = PARAMETER_RANGES[name];
    const value = number(parameter.value);
    if (range && value !== undefined && (value < range[0] || value > range[1])) {
      throw bareRefusal(
        "InvalidParameterValue",
        `Invalid parameter value: ${value} for: ${name} allowed values are: ${range[0]}-${range[1]}`,
      );
    }
  }
}
