/** The provider's functions: what the account and AWS at large say when they are asked. */
import { type Properties } from "../../provider/values";
import { type Place } from "../resource-type";
import { ACCOUNT } from "./account";
import { type Answers } from "./answers";
import { IMAGES } from "./ecr";
import { NETWORK } from "./network";
import { SECRETS } from "./secrets";

const FUNCTIONS: Answers = { ...ACCOUNT, ...NETWORK, ...SECRETS, ...IMAGES };

/** Calls a function by its token. @throws Error when it is unknown or finds nothing */
export function invoke(place: Place, token: string, args: Properties, defaultTags: Properties): Properties {
  const name = token.split(":").at(-1) ?? token;
  const service = token.split(/[:/]/)[1] ?? "";
  const answer = FUNCTIONS[`${service}/${name}`];
  if (answer === undefined) {
    throw new Error(`offline AWS does not know the function ${token}: add it to offline/aws/invokes`);
  }
  return answer(place, args, defaultTags);
}
