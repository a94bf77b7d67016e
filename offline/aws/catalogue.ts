import { genericType } from "./generic";
import { type ResourceType } from "./resource-type";
import { SERVICES } from "./services";

/** Modules that are other names of one service's types. */
const ALIASES: readonly (readonly [RegExp, string])[] = [
  [/^aws:(alb|applicationloadbalancing)\//, "aws:lb/"],
  [/^aws:s3\/bucketV2:BucketV2$/, "aws:s3/bucket:Bucket"],
  [/^aws:s3\/(bucket\w+)V2:(Bucket\w+)V2$/, "aws:s3/$1:$2"],
];

const described = new Map(SERVICES.flat().map((type) => [type.token, type]));
const generic = new Map<string, ResourceType>();

/** How a type behaves: as its file describes it, else as its SDK declaration suggests. */
export function resourceTypeOf(token: string): ResourceType {
  const canonical = ALIASES.reduce((name, [pattern, replacement]) => name.replace(pattern, replacement), token);
  const known = described.get(canonical) ?? generic.get(canonical);
  if (known) return known;
  const type = genericType(canonical);
  generic.set(canonical, type);
  return type;
}

/** The tokens of every type that has a description of its own. */
export function describedTypes(): readonly string[] {
  return [...described.keys()];
}
