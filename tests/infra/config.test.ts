import * as pulumi from "@pulumi/pulumi";
import { CONFIG_KEYS, ConfigError, parseConfig, readConfig, SECRET_KEYS } from "../../infra/config";
import { PRODUCTION, REQUIRED } from "./settings";

function messageOf(raw: Readonly<Record<string, string>>): string {
  try {
    parseConfig(raw);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "accepted";
}

describe("parseConfig", () => {
  it("needs an environment and an image only", () => {
    const settings = parseConfig(REQUIRED);
    expect(settings).toMatchObject({
      environment: "production",
      image: REQUIRED.image,
      domain: null,
      corsOrigins: [],
      rateLimitStorage: "redis",
      celeryBroker: "redis",
      signingKeyGeneration: 1,
      secrets: { signingKey: null, encryptionKey: null },
    });
  });

  it.each([
    ["production", { multiAz: true, cacheNodes: 2, minTasks: 2, nat: "per-zone", protection: true, logLevel: "info" }],
    ["staging", { multiAz: true, cacheNodes: 2, minTasks: 2, nat: "single", protection: false, logLevel: "info" }],
    [
      "development",
      { multiAz: false, cacheNodes: 1, minTasks: 1, nat: "single", protection: false, logLevel: "debug" },
    ],
  ])("fills %s from its profile", (environment, expected) => {
    const { database, cache, web, network, deletionProtection, logLevel } = parseConfig({ ...REQUIRED, environment });
    expect({
      multiAz: database.multiAz,
      cacheNodes: cache.nodes,
      minTasks: web.minTasks,
      nat: network.natGateways,
      protection: deletionProtection,
      logLevel,
    }).toStrictEqual(expected);
  });

  it("lets sizes be cheaper than the environment's without lowering what keeps it alive", () => {
    const settings = parseConfig({ ...REQUIRED, costProfile: "small" });
    expect(settings.database).toMatchObject({ instanceClass: "db.t4g.micro", multiAz: true, backupRetentionDays: 14 });
  });

  it.each([
    ["corsOrigins", '["*"]', { corsOrigins: ["*"] }],
    ["rateLimitStorage", "memory://", { rateLimitStorage: "memory://" }],
    ["celeryBroker", "memory://", { celeryBroker: "memory://" }],
    ["signingKey", "changeme", { secrets: { signingKey: "changeme" } }],
    ["signingKey", "", { secrets: { signingKey: "" } }],
    ["databasePoolSize", "200", { database: { poolSize: 200 } }],
    ["databasePoolSize", "0", { database: { poolSize: 0 } }],
    ["databaseMaxOverflow", "-1", { database: { maxOverflow: -1 } }],
    ["logLevel", "debug", { logLevel: "debug" }],
    ["image", "shop:latest", { image: "shop:latest" }],
    ["deletionProtection", "false", { deletionProtection: false }],
    ["webMaxTasks", "500", { web: { maxTasks: 500 } }],
    ["httpRedirectFrom", '["0.0.0.0/0"]', { httpRedirectFrom: ["0.0.0.0/0"] }],
  ])("passes the unsafe but well-typed %s=%s through", (key, value, expected) => {
    expect(parseConfig({ ...REQUIRED, [key]: value })).toMatchObject(expected);
  });

  it.each([
    ["corsOrigins", "42", 'guardrails:corsOrigins is "42", but must be a list of origins.'],
    ["corsOrigins", "*", 'guardrails:corsOrigins is "*", but must be a list of origins.'],
    ["corsOrigins", "[1]", 'guardrails:corsOrigins is "[1]", but must be a list of origins.'],
    ["environment", "prod", 'guardrails:environment is "prod", but must be production, staging or development.'],
    ["databasePoolSize", "many", 'guardrails:databasePoolSize is "many", but must be an integer of at least 0.'],
    ["databasePoolSize", "-1", 'guardrails:databasePoolSize is "-1", but must be an integer of at least 0.'],
    ["databasePoolSize", "1.5", 'guardrails:databasePoolSize is "1.5", but must be an integer of at least 0.'],
    ["deletionProtection", "yes", 'guardrails:deletionProtection is "yes", but must be true or false.'],
    [
      "domain",
      "https://x.example",
      'guardrails:domain is "https://x.example", but must be a host name, or empty for none.',
    ],
    [
      "httpRedirectFrom",
      '["example.com"]',
      'guardrails:httpRedirectFrom is "[\\"example.com\\"]", but must be a list of IPv4 networks such as 198.51.100.0/24.',
    ],
    ["cidrBlock", "10.0.0.0/8", 'guardrails:cidrBlock is "10.0.0.0/8", but must be an IPv4 network from /16 to /23.'],
    [
      "availabilityZones",
      '["a"]',
      'guardrails:availabilityZones is "[\\"a\\"]", but must be a list of 2 to 4 zone names.',
    ],
    [
      "availabilityZones",
      "[1,2,3,4,5]",
      'guardrails:availabilityZones is "[1,2,3,4,5]", but must be a list of 2 to 4 zone names.',
    ],
    ["rateLimitStorage", "valkey", 'guardrails:rateLimitStorage is "valkey", but must be redis or a URL.'],
    [
      "celeryBroker",
      "user:hunter2@host",
      "guardrails:celeryBroker is a value that is not shown, but must be redis or a URL.",
    ],
  ])("refuses %s=%s in one sentence", (key, value, message) => {
    expect(messageOf({ ...REQUIRED, [key]: value })).toBe(message);
  });

  it("names a required key that is absent, and what it wants", () => {
    expect(messageOf({ environment: "staging" })).toBe(
      "guardrails:image is not set, but must be an image reference such as repository/name@sha256:….",
    );
  });

  it("refuses an unknown key and names the one that was meant", () => {
    expect(messageOf({ ...REQUIRED, CORS_ORIGINS: "[]" })).toBe(
      "guardrails:CORS_ORIGINS is not a configuration key: did you mean corsOrigins.",
    );
    expect(messageOf({ ...REQUIRED, colour: "red" })).toContain(
      `guardrails:colour is not a configuration key: the keys are ${[...CONFIG_KEYS].sort().join(", ")}.`,
    );
  });

  it("asks for max_connections of an instance class it does not know", () => {
    const unknown = { ...REQUIRED, databaseInstanceClass: "db.x2iedn.xlarge" };
    expect(messageOf(unknown)).toContain('must be for "db.x2iedn.xlarge"');
    expect(parseConfig({ ...unknown, databaseMaxConnections: "500" }).database.maxConnections).toBe(500);
  });

  it("reads no secret key but the ones it lists", () => {
    expect(CONFIG_KEYS).toStrictEqual(expect.arrayContaining([...SECRET_KEYS]));
    const given = Object.fromEntries(SECRET_KEYS.map((key) => [key, `value-of-the-key-${key}`]));
    expect(parseConfig({ ...REQUIRED, ...given }).secrets).toStrictEqual(given);
  });
});

describe("readConfig", () => {
  const ambient = process.env["AWS_REGION"];

  beforeEach(() => {
    delete process.env["AWS_REGION"];
  });

  afterEach(() => {
    pulumi.runtime.setAllConfig({});
    if (ambient !== undefined) process.env["AWS_REGION"] = ambient;
  });

  it("takes its own namespace, the region, and secrets as Pulumi secrets", async () => {
    pulumi.runtime.setAllConfig({ ...PRODUCTION, "guardrails:signingKey": "brought", "other:key": "ignored" });
    const { settings, region } = readConfig();
    expect(region).toBe("eu-west-1");
    expect(settings.corsOrigins).toStrictEqual(["https://shop.example.com"]);
    const { signingKey, encryptionKey } = settings.secrets;
    expect(encryptionKey).toBeNull();
    await expect(pulumi.isSecret(signingKey ?? pulumi.output(""))).resolves.toBe(true);
  });

  it.each([
    [undefined, "aws:region is not set, but must be an AWS region such as eu-west-1."],
    ["Ireland", 'aws:region is "Ireland", but must be an AWS region such as eu-west-1.'],
  ])("refuses the region %s", (region, message) => {
    const { "aws:region": given, ...rest } = PRODUCTION;
    pulumi.runtime.setAllConfig(region === undefined ? rest : { ...rest, "aws:region": region });
    expect(given).not.toBe(region);
    expect(() => readConfig()).toThrow(new ConfigError(message));
  });
});
