import { map, orDefault } from "../../model/fact";
import type { Platform } from "../../model/platform";
import { list, read, type Resource } from "../../model/resource";
import { words } from "../../model/shown";
import type { CorsSetting } from "../../subjects/cors-setting";
import { corsAt, corsOf } from "../cors";

const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
const CORS_CONFIGURATIONS = [
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
  "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2",
];
const OWNERS = [...BUCKETS, ...CORS_CONFIGURATIONS];

export const s3: Platform = {
  name: "s3",
  types: Object.fromEntries(OWNERS.map((type) => [type, "judged" as const])),
  subjects: { "cors-setting": Object.fromEntries(OWNERS.map((type) => [type, readRules])) },
};

/** A bucket's rules: inline, or as a resource of their own. Nothing of a bucket is asked for with cookies. */
function readRules(resource: Resource): readonly CorsSetting[] {
  const noun = words("bucket");
  const count = orDefault(
    map(read(resource, ["corsRules"], list), (rules) => rules.length),
    0,
  );
  if (count.state !== "known") {
    const nothing = count.state === "unknown" ? count : undefined;
    return nothing === undefined
      ? []
      : [corsOf(resource, noun, ["corsRules"], { origins: nothing, methods: nothing, credentials: nothing })];
  }
  return Array.from({ length: count.value }).flatMap((_, index) =>
    corsAt(resource, noun, ["corsRules", index], {
      origins: ["allowedOrigins"],
      methods: ["allowedMethods"],
      credentials: ["allowCredentials"],
    }),
  );
}
