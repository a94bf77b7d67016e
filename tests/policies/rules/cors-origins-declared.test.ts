import * as aws from "@pulumi/aws";
import { corsOriginsDeclared } from "../../../policies/rules/cors/cors-origins-declared";
import { blueprint, component, ref, resource, run } from "../../../policies/testing";
import { databaseUrl, declaration, declaredWorkload, plain, ruleTester, task, WEB, WORKER } from "../fixtures";

const app = "https://app.example.com";
const api = (CORS_ORIGINS: string, more: Readonly<Record<string, string>> = {}) =>
  task("api", { command: WEB, environment: { CORS_ORIGINS, ...more } });
const setting = "workload/api/CORS_ORIGINS";
const zone = resource(aws.route53.Zone, "zone", { name: "example.com" });
const distribution = (aliases: string[]) =>
  resource(aws.cloudfront.Distribution, "site", {
    aliases,
    enabled: true,
    origins: [],
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: {},
    defaultCacheBehavior: {
      targetOriginId: "o",
      viewerProtocolPolicy: "https-only",
      allowedMethods: ["GET"],
      cachedMethods: ["GET"],
    },
  });
const url = (cors: aws.types.input.lambda.FunctionUrlCors) =>
  resource(aws.lambda.FunctionUrl, "api", { functionName: "api", authorizationType: "NONE", cors });

const declaring = (environment: Parameters<typeof declaredWorkload>[0]["environment"], part = {}) =>
  blueprint(declaration({ workloads: { web: declaredWorkload({ environment: environment ?? {} }) }, ...part }));
const later: string = ref(zone, "zoneId");
const generated = { kind: "secret", secret: "app", key: null } as const;
const SUBDOMAINS = { CORS_ORIGINS: plain('["https://*.example.com"]'), CORS_ALLOW_CREDENTIALS: plain("true") };
const product = declaring({ CORS_ORIGINS: plain('["https://shop.example.com", "https://admin.shop.example.com"]') });

ruleTester.run(corsOriginsDeclared, {
  valid: [
    {
      name: "the product's own sites",
      stack: [zone, api(`${app},https://admin.example.com`)],
      passes: { [setting]: "verified" },
    },
    {
      name: "a site by a port of its own, and what an installed application serves to itself",
      stack: [zone, api(`${app}:8443,capacitor://localhost`)],
      passes: { [setting]: "verified" },
    },
    { name: "a stack that names no domain", stack: [api("https://anywhere.test")], passes: { [setting]: "verified" } },
    {
      name: "the declared product's sites, as in its own production stack",
      stack: [product, component("web", { parent: product })],
      passes: { "workload/web/CORS_ORIGINS": "declared" },
    },
    {
      name: "a developer's machine, in a stack for development",
      stack: [
        declaring({ CORS_ORIGINS: plain("http://localhost:3000") }, { environment: "development", domain: null }),
      ],
      passes: { "workload/web/CORS_ORIGINS": "declared" },
    },
    {
      name: "subdomains without cookies",
      stack: [zone, api("https://*.example.com")],
      passes: { [setting]: "verified" },
    },
    {
      name: "a page of the stack's own, under a name that AWS gives",
      phase: "up",
      stack: [
        zone,
        { ...distribution(["www.example.com"]), outputs: { domainName: "d111111abcdef8.cloudfront.net" } },
        api("https://d111111abcdef8.cloudfront.net"),
      ],
      passes: { [setting]: "verified" },
    },
    {
      name: "what is open to everybody is another rule's",
      stack: [api("*"), url({ allowOrigins: ["https://*"] })],
      passes: {},
    },
    {
      name: "no CORS at all, where nobody promised it",
      stack: [task("api", { command: WEB }), task("jobs", { command: WORKER })],
      passes: {},
    },
    {
      name: "switches name nobody",
      stack: [task("api", { environment: { CORS_ALLOW_ALL_ORIGINS: "false" } })],
      passes: {},
    },
  ],
  invalid: [
    {
      name: "a site without TLS",
      stack: [api(`${app},http://app.example.com`)],
      subject: setting,
      messageId: "insecure",
      says: "origin 2 of 2",
    },
    {
      name: "a pattern that takes both",
      stack: [task("api", { environment: { CORS_ORIGIN_REGEX: "https?://app\\.example\\.com" } })],
      subject: "workload/api/CORS_ORIGIN_REGEX",
      messageId: "insecure",
    },
    { name: "a developer's machine", stack: [api("http://localhost:3000")], subject: setting, messageId: "localhost" },
    {
      name: "a developer's machine, in production's blueprint",
      stack: [declaring({ CORS_ORIGINS: plain("http://127.0.0.1:5173") })],
      subject: "workload/web/CORS_ORIGINS",
      messageId: "localhost",
      stage: "blueprint",
    },
    {
      name: "a bare address",
      stack: [url({ allowOrigins: ["https://203.0.113.7"] })],
      subject: "function-url/api/cors",
      messageId: "address",
    },
    {
      name: "a site of another domain",
      stack: [zone, api(`${app},https://shop.test.example.org`)],
      subject: setting,
      messageId: "outside",
      says: "origin 2 of 2",
    },
    {
      name: "a site of another domain than the distribution's",
      stack: [distribution(["www.example.com"]), api("https://example.net")],
      subject: setting,
      messageId: "outside",
    },
    {
      name: "a site of another domain than the declared",
      stack: [declaring({ CORS_ORIGINS: plain('["https://example.org"]') })],
      subject: "workload/web/CORS_ORIGINS",
      messageId: "outside",
    },
    {
      name: "a site with a slash at its end",
      stack: [api(`https://admin.example.com,${app}/`)],
      subject: setting,
      messageId: "never",
      says: "origin 2 of 2",
    },
    {
      name: "a page of a site",
      stack: [url({ allowOrigins: [`${app}/checkout`] })],
      subject: "function-url/api/cors",
      messageId: "never",
    },
    {
      name: "a site by the port that goes without saying",
      stack: [api(`["${app}:443"]`)],
      subject: setting,
      messageId: "never",
    },
    {
      name: "every subdomain with cookies",
      stack: [declaring(SUBDOMAINS)],
      subject: "workload/web/CORS_ORIGINS",
      messageId: "subdomains",
    },
    {
      name: "every subdomain with cookies, by a platform",
      stack: [url({ allowOrigins: ["https://*.example.com"], allowCredentials: true })],
      subject: "function-url/api/cors",
      messageId: "subdomains",
    },
    {
      name: "a declared web workload without any",
      stack: [declaring({})],
      subject: "workload/web/cors",
      messageId: "missing",
    },
    {
      name: "a declared web workload without any, beside secrets and connections that are not known yet",
      stack: [declaring({ SECRET_KEY: generated, DATABASE_URL: databaseUrl })],
      subject: "workload/web/cors",
      messageId: "missing",
    },
  ],
  unproven: [
    {
      name: "origins that are not known yet",
      stack: [zone, api(ref(zone, "zoneId"))],
      subject: "workload/api/cors",
      path: "containerDefinitions",
      producer: "zone",
    },
    {
      name: "whether cookies go along is not known yet",
      stack: [zone, url({ allowOrigins: ["https://*.example.com"], allowCredentials: ref(zone, "zoneId") })],
      subject: "function-url/api/cors",
      path: "cors.allowCredentials",
      producer: "zone",
    },
    ...["FRONTEND_URL", "APP_CONFIG", "SETTINGS_JSON"].map((name) => ({
      name: `a declared web workload without any, while ${name} may turn out to be one`,
      stack: [declaring({ [name]: generated })],
      subject: "workload/web/cors",
      path: `workloads.web.environment.${name}`,
    })),
    {
      name: "a declared web workload without any, while its command may turn out to name one",
      stack: [zone, blueprint(declaration({ workloads: { web: declaredWorkload({ command: [...WEB, later] }) } }))],
      subject: "workload/web/cors",
      path: "workloads.web.command",
    },
  ],
});

it.each([
  ["advises about what was seen", [api("http://localhost:3000")], ["advisory"]],
  [
    "advises about subdomains that nobody declared",
    [url({ allowOrigins: ["https://*.example.com"], allowCredentials: true })],
    ["advisory"],
  ],
  ["blocks what a blueprint declares", [declaring(SUBDOMAINS)], ["mandatory"]],
])("%s", async (_, stack, levels) => {
  const { diagnostics } = await run([corsOriginsDeclared], stack, { phase: "preview" });
  expect(diagnostics.map(({ level }) => level)).toEqual(levels);
});

it("never shows what is written", async () => {
  const { diagnostics } = await run(
    [corsOriginsDeclared],
    [zone, api("http://user:q7Zx1vB2@localhost, https://t0ken9f8e7d.example.org")],
    {
      phase: "up",
    },
  );
  expect(diagnostics).toHaveLength(2);
  expect(JSON.stringify(diagnostics)).not.toMatch(/q7Zx1vB2|t0ken9f8e7d/);
});
