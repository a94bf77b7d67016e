import { unknown, type Unknown } from "../model/fact";
import type { ResourceGraph } from "../model/graph";
import { isRecord, list, read, text } from "../model/resource";
import { EVENT_RULE } from "../platforms/secretsmanager/entries";

export { rotationOf } from "../platforms/secretsmanager/entries";

/**
 * What may replace a service's tasks when a secret has been rotated: an EventBridge rule that listens for it. What its target then
 * does is not read, so nothing more is known than that there may be one. Undefined: there is none so far.
 */
export function redeploysOnRotation(graph: ResourceGraph): Unknown | undefined {
  for (const rule of graph.ofType(EVENT_RULE)) {
    const pattern = read(rule, ["eventPattern"], text);
    if (pattern.state === "unknown") return pattern;
    if (pattern.state === "known" && listensForRotation(pattern.value)) {
      const location = { urn: rule.urn, path: "eventPattern" };
      return unknown({ location, because: "unsupported", producers: [] });
    }
  }
  return undefined;
}

/** Events of Secrets Manager come by CloudTrail (`RotationSucceeded`, `PutSecretValue`), of RDS with their own source. */
function listensForRotation(pattern: string): boolean {
  if (/Rotat|PutSecretValue|UpdateSecretVersionStage/.test(pattern)) return true;
  try {
    const parsed: unknown = JSON.parse(pattern);
    const sources = isRecord(parsed) ? list(parsed.source) : undefined;
    return sources?.includes("aws.secretsmanager") === true;
  } catch {
    return false;
  }
}
