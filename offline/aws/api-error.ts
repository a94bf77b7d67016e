import { randomUUID } from "node:crypto";

/** What an AWS API answers when it refuses. The provider puts it into the sentence a user of AWS knows. */
export class ApiError extends Error {
  /**
   * @param code the error code, `ClientException`
   * @param detail AWS's sentence; never a secret's value
   * @param modeled whether the API declares this error; undeclared ones are worded `api error CODE`
   */
  constructor(
    readonly code: string,
    readonly detail: string,
    readonly modeled: boolean,
    readonly status: number,
  ) {
    super(`${code}: ${detail}`);
  }
}

/** An error the service's API model declares. */
export function refusal(code: string, detail: string, status = 400): ApiError {
  return new ApiError(code, detail, true, status);
}

/** An error the service's API model does not declare (all of EC2's, parameter combinations elsewhere). */
export function bareRefusal(code: string, detail: string, status = 400): ApiError {
  return new ApiError(code, detail, false, status);
}

/** How a service's API and the provider name what they do with a type. */
export interface ApiNames {
  /** The service as its SDK writes it, `ECS`. */
  readonly service: string;
  /** The type as the provider writes it, `ECS Task Definition`. */
  readonly noun: string;
  readonly create?: string;
  readonly update?: string;
  readonly delete?: string;
}

/** The message with which the provider passes an API's refusal on. */
export function providerMessage(
  api: ApiNames,
  verb: "create" | "update" | "delete",
  subject: string,
  error: ApiError,
): string {
  const operation = api[verb] ?? `${capitalised(verb)}${api.noun.replace(/^\S+ /, "").replaceAll(" ", "")}`;
  const doing = { create: "creating", update: "updating", delete: "deleting" }[verb];
  const said = error.modeled ? error.message : `api error ${error.message}`;
  return (
    `1 error occurred:\n\t* ${doing} ${api.noun} (${subject}): operation error ${api.service}: ${operation}, ` +
    `https response error StatusCode: ${error.status}, RequestID: ${randomUUID()}, ${said}\n\n`
  );
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
