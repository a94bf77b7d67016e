import { absent, known, map, type Fact } from "../../model/fact";
import type { Platform } from "../../model/platform";
import { isRecord, list, read, text, type Resource, type Step } from "../../model/resource";
import { words } from "../../model/shown";
import type { CorsSetting } from "../../subjects/cors-setting";
import { corsAt, corsOf, methodsAt } from "../cors";
import { corsHeaders } from "../cors-headers";

const HEADERS_POLICY = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";
export const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";

export const cloudfront: Platform = {
  name: "cloudfront",
  types: { [HEADERS_POLICY]: "judged", [DISTRIBUTION]: "judged" },
  subjects: { "cors-setting": { [HEADERS_POLICY]: readPolicy, [DISTRIBUTION]: readDistribution } },
};

/** With `originOverride` false it still answers where the origin says nothing itself. */
function readPolicy(policy: Resource): readonly CorsSetting[] {
  const noun = words("response headers policy");
  const own = corsAt(policy, noun, ["corsConfig"], {
    origins: ["accessControlAllowOrigins", "items"],
    methods: ["accessControlAllowMethods", "items"],
    credentials: ["accessControlAllowCredentials"],
  });
  const items = read(policy, ["customHeadersConfig", "items"], list);
  const entries = items.state === "known" ? items.value.filter(isRecord) : [];
  const values = Object.fromEntries(entries.map(({ header, value }) => [String(header), value]));
  const at = { urn: policy.urn, path: "customHeadersConfig.items" };
  const parts = corsHeaders({ resource: policy, at, values });
  return parts === undefined ? own : [...own, corsOf(policy, noun, ["customHeadersConfig", "items"], parts)];
}

/**
 * AWS's own policies that let every origin in, without cookies: SimpleCORS and CORS-and-SecurityHeadersPolicy, which answer no
 * preflight, and CORS-With-Preflight and CORS-with-preflight-and-SecurityHeadersPolicy, which do. Source: CloudFront developer
 * guide, *Use managed response headers policies*.
 */
const OPEN_POLICIES: ReadonlyMap<string, "simple" | "preflight"> = new Map([
  ["60669652-455b-4ae9-85a4-c4c02393f86c", "simple"],
  ["e61eb60c-9c35-4d20-a928-2b84e02af89c", "simple"],
  ["5cc3b908-e619-4b99-88e5-2cf7f45965bd", "preflight"],
  ["eaab4381-ed33-4a86-88ca-d9558dc6cd63", "preflight"],
]);

function readDistribution(distribution: Resource): readonly CorsSetting[] {
  const ordered = read(distribution, ["orderedCacheBehaviors"], list);
  const behaviors: readonly (readonly Step[])[] = [
    ["defaultCacheBehavior"],
    ...(ordered.state === "known" ? ordered.value.map((_, index) => ["orderedCacheBehaviors", index]) : []),
  ];
  return behaviors.flatMap((path) => {
    const policy = read(distribution, [...path, "responseHeadersPolicyId"], text);
    const open = policy.state === "known" ? OPEN_POLICIES.get(policy.value) : undefined;
    if (policy.state !== "known" || open === undefined) return [];
    const everybody: Fact<string> = known("*", policy.location);
    const methods = methodsAt(distribution, [...path, "allowedMethods"]);
    const usable = open === "simple" ? map(methods, (named) => withoutPreflight(named, distribution, path)) : methods;
    const parts = { origins: everybody, methods: usable, credentials: absent(policy.location) };
    return [corsOf(distribution, words("distribution"), path, parts)];
  });
}

/** What browsers ask for without asking first; a bucket takes no POST through a distribution. */
function withoutPreflight(
  methods: readonly string[],
  distribution: Resource,
  path: readonly Step[],
): readonly string[] {
  const taken = isBucket(distribution, path) ? ["GET", "HEAD"] : ["GET", "HEAD", "POST"];
  return methods.filter((method) => taken.includes(method));
}

/** Whether a behaviour's origin is a bucket: one that is none has a server's settings. */
function isBucket(distribution: Resource, path: readonly Step[]): boolean {
  const target = read(distribution, [...path, "targetOriginId"], text);
  const origins = read(distribution, ["origins"], list);
  if (target.state !== "known" || origins.state !== "known") return false;
  const origin = origins.value.filter(isRecord).find(({ originId }) => originId === target.value);
  return origin !== undefined && !isRecord(origin.customOriginConfig) && !isRecord(origin.vpcOriginConfig);
}
