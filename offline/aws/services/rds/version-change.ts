import { number, type Properties, text } from "../../../provider/values";
import { bareRefusal } from "../../api-error";

/** What RDS says to another major version (RDS user guide, "Upgrading the PostgreSQL DB engine"; ModifyDBInstance). */
export function refuseVersionChange(before: Properties, after: Properties): void {
  const [from, to] = [text(before.engineVersion) ?? "", text(after.engineVersion) ?? ""];
  const [old, wanted] = [major(from), major(to)];
  if (old === undefined || wanted === undefined || old === wanted) return;
  if (wanted < old) {
    throw bareRefusal(
      "InvalidParameterCombination",
      `Cannot upgrade ${text(after.engine) ?? ""} from ${from} to ${to}`,
    );
  }
  if (after.allowMajorVersionUpgrade !== true) {
    throw bareRefusal(
      "InvalidParameterCombination",
      "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.",
    );
  }
}

function major(version: string): number | undefined {
  return version === "" ? undefined : number(Number(version.split(".", 1).join()));
}
