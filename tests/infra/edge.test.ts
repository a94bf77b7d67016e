import { FIREWALL_WINDOW_SECONDS, firewallLimit } from "../../infra/rate-limit";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION } from "./settings";

const DEVELOPMENT = {
  "aws:region": "eu-west-1",
  "guardrails:environment": "development",
  "guardrails:image": "registry.example/shop:1",
};

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

interface PolicyText {
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: string;
    readonly Principal?: unknown;
    readonly Action: unknown;
    readonly Resource: unknown;
    readonly Condition?: unknown;
  }[];
}

interface Rule {
  readonly name: string;
  readonly priority: number;
  readonly overrideAction?: unknown;
  readonly action?: unknown;
  readonly statement: {
    readonly managedRuleGroupStatement?: { readonly ruleActionOverrides: readonly { readonly name: string }[] };
    readonly rateBasedStatement?: { readonly limit: number; readonly evaluationWindowSec: number };
  };
}

function only(resources: readonly Registered[], type: string): Registered {
  const [found, ...more] = resources.filter((resource) => resource.type === type);
  if (found === undefined || more.length > 0) throw new Error(`the program did not register exactly one ${type}`);
  return found;
}

function listener(resources: readonly Registered[], name: string): Registered {
  const found = resources.find((resource) => resource.type === "aws:lb/listener:Listener" && resource.name === name);
  if (found === undefined) throw new Error(`the program registered no listener ${name}`);
  return found;
}

function policy(resource: Registered, input: string): PolicyText["Statement"] {
  return (JSON.parse(resource.inputs[input] as string) as PolicyText).Statement;
}

function rules(resources: readonly Registered[]): readonly Rule[] {
  return only(resources, "aws:wafv2/webAcl:WebAcl").inputs["rules"] as Rule[];
}

function rateLimit(resources: readonly Registered[]): number {
  const rate = rules(resources).find(({ statement }) => statement.rateBasedStatement !== undefined);
  return rate?.statement.rateBasedStatement?.limit ?? 0;
}

/** What the containers of a workload are told. */
function variable(resources: readonly Registered[], workload: string, name: string): string | undefined {
  const task = resources.find((one) => one.type === "aws:ecs/taskDefinition:TaskDefinition" && one.name === workload);
  const [container] = JSON.parse(task?.inputs["containerDefinitions"] as string) as {
    readonly environment: readonly { readonly name: string; readonly value: string }[];
  }[];
  return container?.environment.find((one) => one.name === name)?.value;
}

let production: readonly Registered[] = [];
let development: readonly Registered[] = [];

beforeAll(async () => {
  production = await runProgram(PRODUCTION);
  development = await runProgram(DEVELOPMENT);
}, 120_000);

describe("the load balancer", () => {
  it("writes access and connection logs to the stack's bucket", () => {
    const { inputs, dependsOn } = only(production, "aws:lb/loadBalancer:LoadBalancer");
    expect(inputs).toMatchObject({
      accessLogs: { enabled: true, bucket: "edge-logs-id", prefix: "access" },
      connectionLogs: { enabled: true, bucket: "edge-logs-id", prefix: "connection" },
    });
    expect(dependsOn).toContain(only(production, "aws:s3/bucketPolicy:BucketPolicy").urn);
  });

  it("waits for its subnets' way to the internet", () => {
    const { dependsOn } = only(production, "aws:lb/loadBalancer:LoadBalancer");
    const route = production.find((one) => one.type === "aws:ec2/route:Route" && one.name === "public-internet");
    expect(dependsOn).toContain(route?.urn);
  });

  it("is hardened", () => {
    expect(only(production, "aws:lb/loadBalancer:LoadBalancer")).toMatchObject({
      protect: true,
      inputs: {
        dropInvalidHeaderFields: true,
        desyncMitigationMode: "defensive",
        enableDeletionProtection: true,
        enableWafFailOpen: false,
        xffHeaderProcessingMode: "append",
      },
    });
  });

  it("answers HTTP with a redirect and nothing else where there is a domain", () => {
    expect(listener(production, "edge-http").inputs["defaultActions"]).toStrictEqual([
      { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
    ]);
  });

  it("answers the world's HTTP with the redirect, or that of named networks, or nobody's", async () => {
    const ways = (resources: readonly Registered[]) =>
      resources
        .filter(({ type, inputs }) => type === INGRESS && inputs["cidrIpv4"] !== undefined)
        .map(({ inputs }) => [inputs["cidrIpv4"], inputs["fromPort"], inputs["toPort"]]);
    expect(ways(production)).toStrictEqual([
      ["0.0.0.0/0", 443, 443],
      ["0.0.0.0/0", 80, 80],
    ]);
    const nobody = { "guardrails:httpRedirectFrom": "[]" };
    expect(ways(await runProgram({ ...PRODUCTION, ...nobody }))).toStrictEqual([["0.0.0.0/0", 443, 443]]);
    expect(ways(development)).toStrictEqual([["0.0.0.0/0", 80, 80]]);
    const office = { "guardrails:httpRedirectFrom": '["198.51.100.0/24"]' };
    expect(ways(await runProgram({ ...PRODUCTION, ...office }))).toStrictEqual([
      ["0.0.0.0/0", 443, 443],
      ["198.51.100.0/24", 80, 80],
    ]);
  }, 60_000);

  it("tells browsers in its zone that there is nothing but HTTPS", () => {
    const record = production.find(({ name }) => name === "edge-https-only");
    expect(record?.inputs).toMatchObject({
      name: "shop.example.com",
      type: "HTTPS",
      records: ['1 . alpn="h2,http/1.1"'],
    });
  });

  it("speaks modern TLS and says so to browsers", () => {
    expect(listener(production, "edge-https").inputs).toMatchObject({
      protocol: "HTTPS",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
      routingHttpResponseStrictTransportSecurityHeaderValue: "max-age=31536000",
      routingHttpResponseServerEnabled: false,
    });
  });

  it("listens only once the firewall stands", () => {
    const association = only(production, "aws:wafv2/webAclAssociation:WebAclAssociation");
    expect(association.inputs["resourceArn"]).toBe("arn:aws:service:eu-west-1:123456789012:edge");
    for (const name of ["edge-http", "edge-https"]) {
      expect(listener(production, name).dependsOn).toContain(association.urn);
    }
  });

  it("gives up no task for as long as a store takes to fail over, and no new one gets requests unready", () => {
    const check = only(production, "aws:lb/targetGroup:TargetGroup").inputs["healthCheck"] as Record<string, number>;
    expect((check["interval"] ?? 0) * (check["unhealthyThreshold"] ?? 0)).toBeGreaterThan(120);
    expect(check).toMatchObject({ path: "/health/ready", healthyThreshold: 2 });
  });

  it("keeps no client on one task", () => {
    expect(only(production, "aws:lb/targetGroup:TargetGroup").inputs["stickiness"]).toMatchObject({ enabled: false });
  });
});

describe("the certificate", () => {
  it("is for the domain, validated in its zone before the listener has it", () => {
    expect(only(production, "aws:acm/certificate:Certificate").inputs).toMatchObject({
      domainName: "shop.example.com",
      validationMethod: "DNS",
    });
    const records = production.filter(({ type }) => type === "aws:route53/record:Record");
    expect(records.map(({ name, inputs }) => [name, inputs["type"], inputs["name"]])).toStrictEqual(
      expect.arrayContaining([
        ["edge-validation", "CNAME", "_a.example"],
        ["edge", "A", "shop.example.com"],
      ]),
    );
    const validation = only(production, "aws:acm/certificateValidation:CertificateValidation");
    expect(validation.dependsOn).toContain(records.find(({ name }) => name === "edge-validation")?.urn);
  });

  it("is the owner's where one is brought", async () => {
    const brought = "arn:aws:acm:eu-west-1:123456789012:certificate/brought";
    const resources = await runProgram({ ...PRODUCTION, "guardrails:certificateArn": brought });
    expect(resources.filter(({ type }) => type.startsWith("aws:acm/"))).toStrictEqual([]);
    expect(listener(resources, "edge-https").inputs["certificateArn"]).toBe(brought);
  }, 60_000);
});

describe("the log bucket", () => {
  it("is closed, encrypted, versioned and kept as long as other logs", () => {
    const of = (kind: string) => only(production, `aws:s3/${kind}`).inputs;
    expect(of("bucketPublicAccessBlock:BucketPublicAccessBlock")).toMatchObject({
      bucket: "edge-logs-id",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(of("bucketOwnershipControls:BucketOwnershipControls")).toMatchObject({
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    expect(of("bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")).toMatchObject({
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    expect(of("bucketVersioning:BucketVersioning")).toMatchObject({ versioningConfiguration: { status: "Enabled" } });
    expect(of("bucketLifecycleConfiguration:BucketLifecycleConfiguration")).toMatchObject({
      rules: [
        {
          status: "Enabled",
          expiration: { days: 365 },
          noncurrentVersionExpiration: { noncurrentDays: 30 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    });
  });

  it("lets the load balancer add logs of this account, and nobody come without TLS", () => {
    const [deliver, tls, ...more] = policy(only(production, "aws:s3/bucketPolicy:BucketPolicy"), "policy");
    const arn = "arn:aws:service:eu-west-1:123456789012:edge-logs";
    expect(more).toStrictEqual([]);
    expect(deliver).toMatchObject({
      Effect: "Allow",
      Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: [`${arn}/access/AWSLogs/123456789012/*`, `${arn}/connection/AWSLogs/123456789012/*`],
    });
    expect(tls).toMatchObject({
      Effect: "Deny",
      Action: "s3:*",
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
  });

  it("names the account that delivers where there is no service principal", async () => {
    const resources = await runProgram({ ...PRODUCTION, "aws:region": "us-gov-west-1" });
    const [deliver] = policy(only(resources, "aws:s3/bucketPolicy:BucketPolicy"), "policy");
    expect(deliver?.Principal).toStrictEqual({ AWS: "arn:aws-us-gov:iam::048591011584:root" });
  }, 60_000);

  it("can be deleted with its logs only where deletion protection is off", () => {
    const bucket = (resources: readonly Registered[]) => only(resources, "aws:s3/bucket:Bucket");
    expect(bucket(production)).toMatchObject({ protect: true, inputs: { forceDestroy: false } });
    expect(bucket(development)).toMatchObject({ protect: false, inputs: { forceDestroy: true } });
  });
});

describe("the firewall", () => {
  it("blocks with AWS's groups, and counts only where blocking would hit customers", () => {
    const managed = rules(production).filter(({ statement }) => statement.managedRuleGroupStatement !== undefined);
    const none = JSON.stringify({ none: {} });
    const blocking = managed.filter(({ overrideAction }) => JSON.stringify(overrideAction) === none);
    expect(blocking.map(({ name }) => name)).toStrictEqual([
      "AWSManagedRulesAmazonIpReputationList",
      "AWSManagedRulesKnownBadInputsRuleSet",
      "AWSManagedRulesSQLiRuleSet",
      "AWSManagedRulesCommonRuleSet",
    ]);
    const overrides = blocking.flatMap(({ statement }) => statement.managedRuleGroupStatement?.ruleActionOverrides);
    expect(overrides.map((one) => one?.name)).toStrictEqual(["SizeRestrictions_BODY"]);
    expect(managed.map(({ name }) => name)).toContain("AWSManagedRulesAnonymousIpList");
  });

  it("gives each rule a priority and a name of its own", () => {
    const priorities = rules(production).map(({ priority }) => priority);
    expect(priorities).toStrictEqual([...new Set(priorities)].sort((a, b) => a - b));
    expect(new Set(rules(production).map(({ name }) => name)).size).toBe(priorities.length);
  });

  it.each([1, 2, 300, 5000])("has a rate limit strictly above an application's limit of %d a minute", (perMinute) => {
    const allowedByApplication = (perMinute * FIREWALL_WINDOW_SECONDS) / 60;
    expect(firewallLimit(perMinute)).toBeGreaterThan(allowedByApplication);
    // The range WAF accepts.
    expect(firewallLimit(perMinute)).toBeGreaterThanOrEqual(10);
  });

  it("computes its rate limit from the very limit the application is told", async () => {
    const resources = await runProgram({ ...PRODUCTION, "guardrails:rateLimitPerMinute": "60" });
    expect(variable(resources, "web", "RATE_LIMIT_PER_MINUTE")).toBe("60");
    expect(rateLimit(resources)).toBe(600);
    expect(variable(production, "web", "RATE_LIMIT_PER_MINUTE")).toBe("300");
    expect(rateLimit(production)).toBe(3000);
  }, 60_000);

  it("logs what it stops to an encrypted group that is not kept for ever, without credentials", () => {
    const group = production.find(
      ({ type, name }) => type === "aws:cloudwatch/logGroup:LogGroup" && name === "firewall",
    );
    expect(group?.inputs).toMatchObject({ name: "aws-waf-logs-guardrails-production", retentionInDays: 365 });
    expect(group?.inputs["kmsKeyId"]).toBe("arn:aws:service:eu-west-1:123456789012:logs-key");
    const { inputs } = only(production, "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration");
    expect(inputs["redactedFields"]).toStrictEqual(
      ["authorization", "cookie", "x-api-key"].map((name) => ({ singleHeader: { name } })),
    );
    expect(inputs["loggingFilter"]).toMatchObject({ defaultBehavior: "DROP" });
  });

  it("hides credentials in its samples too, which show headers to whoever may open the console", () => {
    const { dataProtectionConfig } = only(production, "aws:wafv2/webAcl:WebAcl").inputs as {
      readonly dataProtectionConfig: {
        readonly dataProtections: readonly { readonly action: string; field: unknown }[];
      };
    };
    expect(dataProtectionConfig.dataProtections.map(({ action, field }) => ({ action, field }))).toStrictEqual([
      {
        action: "SUBSTITUTION",
        field: { fieldType: "SINGLE_HEADER", fieldKeys: ["authorization", "cookie", "x-api-key"] },
      },
      { action: "SUBSTITUTION", field: { fieldType: "SINGLE_QUERY_ARGUMENT", fieldKeys: ["access_token", "token"] } },
    ]);
  });

  it("admits log delivery of this account to its group only", () => {
    const [deliver, ...more] = policy(
      only(production, "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"),
      "policyDocument",
    );
    expect(more).toStrictEqual([]);
    expect(deliver).toMatchObject({
      Principal: { Service: "delivery.logs.amazonaws.com" },
      Resource: "arn:aws:service:eu-west-1:123456789012:firewall:*",
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
    });
  });

  it("stands in front of development as well", () => {
    expect(rules(development).map(({ name }) => name)).toStrictEqual(rules(production).map(({ name }) => name));
  });
});
