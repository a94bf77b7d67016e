import * as aws from "@pulumi/aws";
import { wafRateLimitAttached } from "../../../policies/rules/edge/waf-rate-limit-attached";
import { blueprint, component, ref, resource, run, type TestResource } from "../../../policies/testing";
import { declaration, ruleTester } from "../fixtures";

type Rule = aws.types.input.wafv2.WebAclRule;
const visibilityConfig = { cloudwatchMetricsEnabled: true, metricName: "m", sampledRequestsEnabled: true };
const rate = (action: aws.types.input.wafv2.RuleGroupRuleAction = { block: {} }) => ({
  name: "rate",
  priority: 1,
  action,
  statement: { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP" } },
  visibilityConfig,
});
const managed: Rule = {
  name: "common",
  priority: 2,
  overrideAction: { none: {} },
  statement: { managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesCommonRuleSet" } },
  visibilityConfig,
};

const ACL_ARN = "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/edge/0a1b";
const acl = (rules: Rule[], more: Partial<aws.wafv2.WebAclArgs> = {}, parent?: TestResource) =>
  resource(
    aws.wafv2.WebAcl,
    "edge",
    { scope: "REGIONAL", defaultAction: { allow: {} }, rules, visibilityConfig, ...more },
    { outputs: { arn: ACL_ARN }, ...(parent === undefined ? {} : { parent }) },
  );
const balancer = (args: Partial<aws.lb.LoadBalancerArgs> = {}, parent?: TestResource) =>
  resource(
    aws.lb.LoadBalancer,
    "edge",
    { subnets: ["subnet-1"], ...args },
    {
      outputs: {
        arn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/edge/50dc",
        dnsName: "edge-1.eu-west-1.elb.amazonaws.com",
      },
      ...(parent === undefined ? {} : { parent }),
    },
  );
const associated = (to: TestResource, webAclArn: aws.wafv2.WebAclAssociationArgs["webAclArn"], parent?: TestResource) =>
  resource(
    aws.wafv2.WebAclAssociation,
    "edge",
    { resourceArn: ref(to, "arn"), webAclArn },
    parent === undefined ? {} : { parent },
  );
const edge = balancer();
const protectedBy = (firewall: TestResource, ...more: readonly TestResource[]) => [
  edge,
  firewall,
  ...more,
  associated(edge, ref(firewall, "arn")),
];

const GROUP_ARN = "arn:aws:wafv2:eu-west-1:111122223333:regional/rulegroup/rates/0a1b";
const group = () =>
  resource(
    aws.wafv2.RuleGroup,
    "rates",
    { capacity: 10, scope: "REGIONAL", rules: [rate()], visibilityConfig },
    { outputs: { arn: GROUP_ARN } },
  );
const usesGroup = (arn: string, overrideAction: Rule["overrideAction"] = { none: {} }): Rule => ({
  name: "rates",
  priority: 0,
  overrideAction,
  statement: { ruleGroupReferenceStatement: { arn } },
  visibilityConfig,
});

type Origin = aws.types.input.cloudfront.DistributionOrigin;
const customOriginConfig = {
  httpPort: 80,
  httpsPort: 443,
  originProtocolPolicy: "https-only",
  originSslProtocols: ["TLSv1.2"],
};
const distribution = (origin: Partial<Origin>, more: Partial<aws.cloudfront.DistributionArgs> = {}) =>
  resource(aws.cloudfront.Distribution, "site", {
    enabled: true,
    origins: [{ originId: "o", domainName: "api.example.com", ...origin }],
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: {},
    defaultCacheBehavior: {
      targetOriginId: "o",
      viewerProtocolPolicy: "https-only",
      allowedMethods: ["GET"],
      cachedMethods: ["GET"],
    },
    ...more,
  });
const apprunner = (isPubliclyAccessible: boolean) =>
  resource(aws.apprunner.Service, "notes", {
    serviceName: "notes",
    sourceConfiguration: { imageRepository: { imageIdentifier: "i", imageRepositoryType: "ECR" } },
    networkConfiguration: { ingressConfiguration: { isPubliclyAccessible } },
  });
const api = (types: string) => resource(aws.apigateway.RestApi, "api", { endpointConfiguration: { types } });
const stage = (of: TestResource) =>
  resource(aws.apigateway.Stage, "live", { restApi: ref(of, "id"), deployment: "d", stageName: "live" });

// As in this product's own production stack.
const product = blueprint(declaration());
const part = component("edge", { parent: product });
const own = { balancer: balancer({}, part), acl: acl([managed, rate()], {}, part) };

const verified = { "load-balancer/edge": "verified" } as const;

ruleTester.run(wafRateLimitAttached, {
  valid: [
    { name: "a rate-based rule that blocks", stack: protectedBy(acl([managed, rate()])), passes: verified },
    { name: "one that asks for a captcha", stack: protectedBy(acl([rate({ captcha: {} })])), passes: verified },
    {
      name: "this product's own",
      stack: [product, part, own.balancer, own.acl, associated(own.balancer, ref(own.acl, "arn"), part)],
      passes: verified,
    },
    {
      name: "rules as JSON text",
      stack: protectedBy(
        acl([], {
          ruleJson: JSON.stringify([
            { Name: "rate", Priority: 0, Action: { Block: {} }, Statement: { RateBasedStatement: { Limit: 100 } } },
          ]),
        }),
      ),
      passes: verified,
    },
    {
      name: "a rule in a group of the stack, by its ARN",
      phase: "up",
      stack: protectedBy(acl([usesGroup(GROUP_ARN)]), group()),
      passes: verified,
    },
    {
      name: "a rule in a group of the stack, by what it is computed from",
      stack: [group()].flatMap((rates) => protectedBy(acl([usesGroup(ref(rates, "arn"))]), rates)),
      passes: verified,
    },
    {
      name: "what is not reached from outside, over HTTP, or with anything but files behind it",
      stack: [
        balancer({ internal: true }),
        {
          ...balancer({ loadBalancerType: "network" }),
          urn: "urn:pulumi:prod::product::aws:lb/loadBalancer:LoadBalancer::tcp",
        },
        distribution({ domainName: "files.s3.amazonaws.com" }),
        apprunner(false),
        api("PRIVATE"),
        stage(api("PRIVATE")),
      ],
      passes: {},
    },
    {
      name: "a balancer behind a distribution, which has the firewall",
      stack: [
        edge,
        acl([rate()]),
        distribution({ domainName: ref(edge, "dnsName"), customOriginConfig }, { webAclId: ref(acl([rate()]), "arn") }),
      ],
      passes: { "distribution/site": "verified" },
    },
  ],
  invalid: [
    { name: "no firewall", stack: [edge], subject: "load-balancer/edge", messageId: "open" },
    {
      name: "no firewall, in the older module",
      stack: [{ ...edge, type: "aws:alb/loadBalancer:LoadBalancer" }],
      subject: "load-balancer/edge",
      messageId: "open",
    },
    {
      name: "a firewall that is before something else",
      stack: [edge, apprunner(true), acl([rate()]), associated(apprunner(true), ref(acl([rate()]), "arn"))],
      subject: "load-balancer/edge",
      messageId: "open",
    },
    {
      name: "a firewall without a limit",
      stack: protectedBy(acl([managed])),
      subject: "load-balancer/edge",
      messageId: "unlimited",
    },
    {
      name: "a limit that only counts",
      stack: protectedBy(acl([rate({ count: {} })])),
      subject: "load-balancer/edge",
      messageId: "counting",
    },
    {
      name: "a group that is told to count",
      stack: [group()].flatMap((rates) => protectedBy(acl([usesGroup(ref(rates, "arn"), { count: {} })]), rates)),
      subject: "load-balancer/edge",
      messageId: "counting",
    },
    {
      name: "a distribution before a server, without a firewall",
      stack: [distribution({ customOriginConfig })],
      subject: "distribution/site",
      messageId: "open",
    },
    { name: "an App Runner service", stack: [apprunner(true)], subject: "app-runner-service/notes", messageId: "open" },
    {
      name: "an API's stage",
      stack: [api("REGIONAL"), stage(api("REGIONAL"))],
      subject: "api-stage/live",
      messageId: "open",
    },
    ...(
      [
        ["an API's stage", "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/stages/live"],
        ["a user pool", "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_AbCdEf"],
        [
          "an App Runner service",
          "arn:aws-cn:apprunner:cn-north-1:111122223333:service/notes/8fe1e10304f84fd2b0df550fe98a71fa",
        ],
      ] as const
    ).map(([of, resourceArn]) => ({
      name: `a load balancer, and a web ACL before ${of} of somebody's`,
      stack: [edge, acl([rate()]), resource(aws.wafv2.WebAclAssociation, "other", { resourceArn, webAclArn: ACL_ARN })],
      subject: "load-balancer/edge",
      messageId: "open" as const,
    })),
    {
      name: "this product's own, without the association",
      stack: [product, part, own.balancer, own.acl],
      subject: "load-balancer/edge",
      messageId: "open",
    },
  ],
  unproven: [
    {
      name: "a web ACL before a load balancer whose ARN is written, which may be this one's",
      stack: [
        edge,
        resource(aws.wafv2.WebAclAssociation, "other", {
          resourceArn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/edge/50dc6c495c0c9188",
          webAclArn: ACL_ARN,
        }),
      ],
      subject: "load-balancer/edge",
      path: "arn",
      producer: "edge",
    },
    {
      name: "a web ACL that is made elsewhere",
      stack: [edge, associated(edge, ACL_ARN)],
      subject: "load-balancer/edge",
      path: "webAclArn",
    },
    {
      name: "a group that is made elsewhere",
      stack: protectedBy(acl([usesGroup(GROUP_ARN)])),
      subject: "load-balancer/edge",
      path: "rules",
    },
    {
      name: "a distribution's origins that are not known yet",
      stack: [edge, distribution({}, { webAclId: ref(edge, "arn"), origins: ref(edge, "dnsName") })],
      subject: "distribution/site",
      path: "origins",
      producer: "edge",
    },
  ],
});

it("blocks what a blueprint's stack leaves out, and advises others", async () => {
  const levels = async (stack: readonly TestResource[]) =>
    (await run([wafRateLimitAttached], stack, { phase: "preview" })).diagnostics.map(({ level }) => level);
  expect(await levels([product, part, own.balancer])).toEqual(["mandatory"]);
  expect(await levels([edge])).toEqual(["advisory"]);
});

describe("what may put a firewall before something", () => {
  const changed = async (...stack: readonly TestResource[]) => {
    const { verdicts } = await run([wafRateLimitAttached], stack, { phase: "preview" });
    const changes = verdicts.find(({ messageId }) => messageId === "open")?.suggestion?.set ?? [];
    return changes.flat().map(({ urn, path, value, from }) => {
      const [, , type = "", name = ""] = urn.split("::");
      const content = from === undefined ? value : `what ${from.path} of ${from.urn.split("::").at(-1) ?? ""} is`;
      return [type.split(":").at(-1), name, path, ...(typeof content === "string" ? [content] : [])].join(" ");
    });
  };
  const association = (firewall: string) => [
    "WebAclAssociation edge-firewall ",
    "WebAclAssociation edge-firewall resourceArn what arn of edge is",
    `WebAclAssociation edge-firewall webAclArn what arn of ${firewall} is`,
  ];

  it("is a web ACL with a limit, and its association", async () => {
    expect(await changed(edge)).toEqual([
      "WebAcl edge-firewall ",
      "WebAcl edge-firewall scope REGIONAL",
      "WebAcl edge-firewall defaultAction",
      "WebAcl edge-firewall rules",
      "WebAcl edge-firewall visibilityConfig",
      ...association("edge-firewall"),
    ]);
  });

  it("is the association alone where the stack has one that limits", async () => {
    expect(await changed(edge, acl([managed, rate()]))).toEqual(association("edge"));
    // One that limits nobody, counts only, or stands before distributions is none.
    for (const other of [acl([managed]), acl([rate({ count: {} })]), acl([rate()], { scope: "CLOUDFRONT" })]) {
      expect(await changed(edge, other)).toContain("WebAcl edge-firewall rules");
    }
  });

  it("is named by a distribution itself, and made where CloudFront's are", async () => {
    const changes = await changed(distribution({ customOriginConfig }));
    expect(changes).toContain("WebAcl site-firewall scope CLOUDFRONT");
    expect(changes).toContain("WebAcl site-firewall region us-east-1");
    expect(changes.at(-1)).toBe("Distribution site webAclId what arn of site-firewall is");
  });
});
