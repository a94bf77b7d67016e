import { absent, known, type Fact } from "../../model/fact";
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
 * AWS's own policies that let every origin in, without cookies: SimpleCORS, CORS-and-SecurityHeadersPolicy,
 * CORS-With-Preflight and CORS-with-preflight-and-SecurityHeadersPolicy. What is asked for with other methods is refused by a
 * behaviour that does not take them. Source: CloudFront developer guide, *Use managed response headers policies*.
 */
const OPEN_POLICIES: ReadonlySet<string> = new Set([
  "60669652-455b-4ae9-85a4-c4c02393f86c",
  "e61eb60c-9c35-4d20-a928-2b84e02af89c",
  "5cc3b908-e619-4b99-88e5-2cf7f45965bd",
  "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
]);

function readDistribution(distribution: Resource): readonly CorsSetting[] {
  const ordered = read(distribution, ["orderedCacheBehaviors"], list);
  const behaviors: readonly (readonly Step[])[] = [
    ["defaultCacheBehavior"],
    ...(ordered.state === "known" ? ordered.value.map((_, index) => ["orderedCacheBehaviors", index]) : []),
  ];
  return behaviors.flatMap((path) => {
    const policy = read(distribution, [...path, "responseHeadersPolicyId"], text);
    if (policy.state !== "known" || !OPEN_POLICIES.has(policy.value)) return [];
    const everybody: Fact<string> = known("*", policy.location);
    const methods = methodsAt(distribution, [...path, "allowedMethods"]);
    const parts = { origins: everybody, methods, credentials: absent(policy.location) };
    return [corsOf(distribution, words("distribution"), path, parts)];
  });
}
