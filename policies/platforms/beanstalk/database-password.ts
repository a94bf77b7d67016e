import { isRecord, list, read, type Resource } from "../../model/resource";
import type { Shown } from "../../model/shown";
import type { Stack } from "../../model/stack";
import type { Credential } from "../../subjects/credential";
import { MASTER_PASSWORD, passwordReader } from "../credentials";

/** The database that Elastic Beanstalk makes beside the machines (Elastic Beanstalk developer guide, *General options*). */
const DATABASE = "aws:rds:dbinstance";

/** The master password among the options; of two each, since nobody promises which wins. */
export function readDatabasePassword(noun: Shown) {
  return (resource: Resource, stack: Stack): readonly Credential[] => {
    const options = read(resource, ["settings"], list);
    const found = options.state === "known" ? [...options.value.entries()] : [];
    return found.flatMap(([index, option]) => {
      if (!isRecord(option) || option.namespace !== DATABASE || option.name !== "DBPassword") return [];
      const purpose = "database-password";
      return passwordReader(noun, [{ property: `settings.${index}.value`, label: MASTER_PASSWORD, purpose }])(
        resource,
        stack,
      );
    });
  };
}
