/**
 * Which CloudWatch metrics tell what callers of a web surface notice: how fast they are answered, and whether they are.
 *
 * Sources: AWS, the metric tables of Application Load Balancer, API Gateway (REST and HTTP), App Runner, CloudFront,
 * CloudWatch Synthetics, Route 53 health checks and CloudWatch Application Signals.
 */
export const SERVICE_LEVELS = ["latency", "availability"] as const;

export type ServiceLevel = (typeof SERVICE_LEVELS)[number];

interface Levels {
  readonly latency: RegExp;
  readonly availability: RegExp;
}

const NEVER = /(?!)/;

/** Metrics of one surface, which their dimensions name. */
const OF_SURFACE: Readonly<Record<string, Levels>> = {
  "AWS/ApplicationELB": {
    latency: /^TargetResponseTime$/,
    availability:
      /^(?:HTTPCode_(?:Target|ELB)_5(?:XX|0[0234])_Count|(?:Un)?HealthyHostCount|(?:Un)?HealthyState\w+|TargetConnectionErrorCount|RejectedConnectionCount)$/,
  },
  "AWS/ApiGateway": { latency: /^(?:Integration)?Latency$/, availability: /^5xx(?:Error)?$/i },
  "AWS/AppRunner": { latency: /^RequestLatency$/, availability: /^5xxStatusResponses$/ },
};

/** Metrics that watch from outside, or whose objective is stated elsewhere: which surface they are about is not told by a dimension. */
const OF_WHOLE: Readonly<Record<string, Levels>> = {
  "AWS/CloudFront": { latency: /^OriginLatency$/, availability: /^(?:5xx|Total|50[234])ErrorRate$/ },
  CloudWatchSynthetics: { latency: /^Duration$/, availability: /^(?:SuccessPercent|Failed|Failed requests|5xx)$/ },
  "AWS/Route53": { latency: /^(?:TimeToFirstByte|ConnectionTime)$/, availability: /^HealthCheck/ },
  "AWS/ApplicationSignals": { latency: /^(?:BurnRate|AttainmentRate)$/, availability: /^(?:BurnRate|AttainmentRate)$/ },
  ApplicationSignals: { latency: /^Latency$/, availability: /^(?:Fault|Error|Availability)$/ },
  // What AWS measures of machines and functions says nothing of answers.
  CWAgent: { latency: NEVER, availability: NEVER },
  LambdaInsights: { latency: NEVER, availability: NEVER },
  "ECS/ContainerInsights": { latency: NEVER, availability: NEVER },
};

/** A team's own metric is known by its name only. */
const OWN: Levels = {
  latency: /latency|duration|(?:response|request)_?times?|(?:^|[^a-z\d])p9\d|slow|slo(?:$|[^a-z])|burn|apdex/i,
  availability: /5\d\d|5xx|error|fail|fault|availab|success|uptime|slo(?:$|[^a-z])|burn|apdex/i,
};

/** The namespace whose dimension tells which surface a metric is about; undefined: it may be about any. */
export function surfaceNamespace(namespace: string): string | undefined {
  return Object.hasOwn(OF_SURFACE, namespace) ? namespace : undefined;
}

/** What an alarm on a metric watches for callers; none: something else. */
export function serviceLevelsOf(namespace: string, name: string): readonly ServiceLevel[] {
  const levels = levelsOf(namespace);
  if (levels === undefined) return [];
  return SERVICE_LEVELS.filter((level) => levels[level].test(name));
}

/** Metrics that fall as answers get worse; all others that AWS measures rise. */
const FALLING = /^(?:Healthy|HealthCheck(?:Status|PercentageHealthy)$|SuccessPercent$|AttainmentRate$|Availability$)/;

/** On which side of its threshold a metric is in trouble; undefined: a team's own, whose name does not say. */
export function troubleOf(namespace: string, name: string): "above" | "below" | undefined {
  if (!Object.hasOwn(OF_SURFACE, namespace) && !Object.hasOwn(OF_WHOLE, namespace)) return undefined;
  return FALLING.test(name) ? "below" : "above";
}

function levelsOf(namespace: string): Levels | undefined {
  if (Object.hasOwn(OF_SURFACE, namespace)) return OF_SURFACE[namespace];
  if (Object.hasOwn(OF_WHOLE, namespace)) return OF_WHOLE[namespace];
  return namespace.startsWith("AWS/") ? undefined : OWN;
}

/**
 * The metrics a query names in its text: `SELECT AVG(TargetResponseTime) FROM SCHEMA("AWS/ApplicationELB", LoadBalancer)`, or
 * `SEARCH('{AWS/ApplicationELB,LoadBalancer} MetricName="HTTPCode_Target_5XX_Count"', 'Sum')`. A calculation names none.
 */
export function queriedMetrics(expression: string): readonly { readonly namespace: string; readonly name: string }[] {
  const text = expression.slice(0, 4096);
  if (!/\bSELECT\b|\bSEARCH\s*\(/i.test(text)) return [];
  const namespaces = [...text.matchAll(/AWS\/\w+|CloudWatchSynthetics|ApplicationSignals/g)].map(([found]) => found);
  const names = [...new Set(text.match(/\w+/g) ?? [])];
  return [...new Set(namespaces)].flatMap((namespace) => names.map((name) => ({ namespace, name })));
}
