import { type Properties } from "../../provider/values";
import { type ApiError } from "../api-error";

/** One thing an API refuses: what it says of these inputs; undefined: it takes them. */
export type Refusal = (inputs: Properties) => ApiError | undefined;

/** @throws ApiError of the first row that refuses, in the order in which AWS looks. */
export function refuseFirst(table: readonly Refusal[], inputs: Properties): void {
  for (const row of table) {
    const refused = row(inputs);
    if (refused !== undefined) throw refused;
  }
}
