/** What every type is refused for, and how a refusal is passed on. */
import { sameValue } from "../provider/compare";
import { type CheckFailure } from "../provider/provider";
import { isUnknown, type Properties, text } from "../provider/values";
import { ApiError, providerMessage } from "./api-error";
import { type Place, type ResourceType } from "./resource-type";
import { sdkShape } from "./sdk-shape";

/** A failure's sentence with the place to look at, as the provider words it. */
export function located(failure: CheckFailure, name: string): CheckFailure {
  if (failure.property === "") return failure;
  return { ...failure, reason: `${failure.reason}. Examine values at '${name}.${failure.property}'.` };
}

/** A failure for each argument the SDK requires and the program does not give. */
export function missingInputs(type: ResourceType, inputs: Properties): CheckFailure[] {
  return sdkShape(type.token)
    .required.filter((property) => inputs[property] === undefined)
    .map((property) => ({
      property,
      reason: `Missing required argument: The argument "${property}" is required, but no definition was found`,
    }));
}

/** @throws ApiError when the inputs refer to what is not there */
export function refuseDangling(type: ResourceType, place: Place, inputs: Properties): void {
  for (const { from, type: target, by, missing } of type.references) {
    for (const reference of from(inputs, place)) {
      if (isUnknown(reference) || exists(place, target, by, reference)) continue;
      throw missing(reference);
    }
  }
}

function exists(place: Place, type: string, by: string | undefined, reference: string): boolean {
  if (by === undefined) return place.account.get(type, reference) !== undefined;
  return place.account.all(type).some(({ outputs }) => outputs[by] === reference);
}

/** @throws ApiError when a name that may be taken once is taken */
export function refuseTaken(type: ResourceType, place: Place, inputs: Properties): void {
  if (type.unique === null) return;
  const { property, within = [], taken } = type.unique;
  const name = text(inputs[property]);
  if (name === undefined) return;
  const same = place.account
    .made(type.token)
    .some(
      ({ outputs }) =>
        outputs[property] === name &&
        (outputs.region ?? place.region) === place.region &&
        within.every((scope) => sameValue(outputs[scope], inputs[scope], scope)),
    );
  if (same) throw taken(name);
}

/** Runs `work`; an API's refusal becomes the provider's message about `subject`. */
export function passOn<Result>(
  type: ResourceType,
  verb: "create" | "update" | "delete",
  subject: string,
  work: () => Result,
): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new Error(providerMessage(type.api, verb, subject, error), { cause: error });
  }
}
