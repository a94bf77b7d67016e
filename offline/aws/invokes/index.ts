/** The provider's functions: what the account and AWS at large say when they are asked. */
import { type Properties } from "../../provider/values";
import { seededAnswer } from "../../stand-in/provider";
import { type World } from "../elsewhere";
import { type Place } from "../resource-type";
import { ACCOUNT } from "./account";
import { type Answers } from "./answers";
import { CATALOGUES } from "./catalogues";
import { IMAGES } from "./ecr";
import { NotFound } from "./find";
import { assumeSubnets, lookUp, refuseUnreadValue } from "./look-up";
import { NETWORK } from "./network";
import { SECRETS } from "./secrets";

const FUNCTIONS: Answers = { ...ACCOUNT, ...CATALOGUES, ...NETWORK, ...SECRETS, ...IMAGES };

export interface Call {
  readonly world: World;
  readonly place: Place;
  /** `aws:ec2/getVpc:getVpc` */
  readonly token: string;
  readonly args: Properties;
  readonly defaultTags: Properties;
}

/**
 * Calls a function by its token: the seed's answer, else what is known of the account and of AWS, else what is plausible of
 * something made elsewhere. @throws Error when it is unknown or finds nothing
 */
export function invoke(call: Call): Properties {
  const { world, place, token, args, defaultTags } = call;
  const seeded = seededAnswer(world.seed, token, args);
  if (seeded !== undefined) return seeded;
  const answer = FUNCTIONS[functionName(token)];
  if (answer === undefined) return lookUp(call);
  try {
    const told = answer(place, args, defaultTags);
    if (functionName(token) !== "ec2/getSubnets" || !Array.isArray(told.ids) || told.ids.length > 0) return told;
    assumeSubnets(call);
    return answer(place, args, defaultTags);
  } catch (error) {
    if (!(error instanceof NotFound) || !world.assumes) throw error;
    refuseUnreadValue(call);
    const found = lookUp(call);
    try {
      // What is there now, as the function itself tells it.
      return { ...found, ...answer(place, args, defaultTags) };
    } catch {
      return found;
    }
  }
}

/** A function's service and name: `ec2/getVpc`. */
export function functionName(token: string): string {
  const name = token.split(":").at(-1) ?? token;
  return `${token.split(/[:/]/)[1] ?? ""}/${name}`;
}
