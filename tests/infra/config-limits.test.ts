import { parseConfig } from "../../infra/config";
import { refuseElsewhere } from "../../infra/config-limits";
import { REQUIRED } from "./settings";

describe("what no AWS takes", () => {
  it.each([
    [{ webCpu: "300" }, "guardrails:webCpu is 300, but must be one of 256, 512, 1024, 2048, 4096, 8192, 16384."],
    [
      { workerCpu: "256", workerMemory: "4096" },
      "guardrails:workerMemory is 4096, but must be one of 512, 1024, 2048 with workerCpu 256.",
    ],
    [{ webMinTasks: "5", webMaxTasks: "4" }, "guardrails:webMaxTasks is 4, but must be from 5 to 5000."],
    [{ databaseInstanceClass: "db.m9g.large" }, "a class that RDS for PostgreSQL has"],
    [{ databaseInstanceClass: "db.zz9.large", databaseMaxConnections: "800" }, "a class that RDS for PostgreSQL has"],
    [{ databaseInstanceClass: "db.t4g.4xlarge", databaseMaxConnections: "800" }, "a size that db.t4g has"],
    [{ databaseMaxConnections: "5" }, "guardrails:databaseMaxConnections is 5, but must be from 6 to 262143."],
    [
      { databaseStorageGiB: "100", databaseMaxStorageGiB: "105" },
      "guardrails:databaseMaxStorageGiB is 105, but must be databaseStorageGiB, for storage that does not grow, or 110 (a tenth more) to 65536.",
    ],
    [{ databaseStorageGiB: "100", databaseMaxStorageGiB: "50" }, "guardrails:databaseMaxStorageGiB is 50"],
    [{ databaseStorageGiB: "70000" }, "guardrails:databaseStorageGiB is 70000, but must be from 20 to 65536."],
    [{ databaseBackupRetentionDays: "36" }, "guardrails:databaseBackupRetentionDays is 36"],
    [{ cacheNodeType: "cache.zz9.large" }, "guardrails:cacheNodeType is"],
    [{ cacheNodeType: "cache.m6g.huge" }, "guardrails:cacheNodeType is"],
    [{ cacheNodeType: "cache.m7g.micro" }, "guardrails:cacheNodeType is"],
    [{ cacheNodeType: "cache.t4g.2xlarge" }, "guardrails:cacheNodeType is"],
    // Its nodes need data tiering, which this stack does not ask for.
    [{ cacheNodeType: "cache.r6gd.xlarge" }, "guardrails:cacheNodeType is"],
    // Classes that RDS has, and not for PostgreSQL 17.
    [{ databaseInstanceClass: "db.z1d.large", databaseMaxConnections: "800" }, "a class that RDS for PostgreSQL has"],
    [{ databaseInstanceClass: "db.r4.large", databaseMaxConnections: "800" }, "a class that RDS for PostgreSQL has"],
    [
      { availabilityZones: '["eu-west-1a","eu-west-1a"]' },
      'guardrails:availabilityZones is "eu-west-1a, eu-west-1a", but must be a list of different zones.',
    ],
    [{ cacheNodes: "7" }, "guardrails:cacheNodes is 7, but must be from 1 to 6."],
    [{ cacheSnapshotRetentionDays: "36" }, "guardrails:cacheSnapshotRetentionDays is 36"],
    [{ logRetentionDays: "45" }, "guardrails:logRetentionDays is 45"],
    [{ cidrBlock: "10.300.0.0/16" }, "guardrails:cidrBlock is"],
    [{ cidrBlock: "10.0.1.0/16" }, "guardrails:cidrBlock is"],
    [{ httpRedirectFrom: '["198.51.100.7/24"]' }, "guardrails:httpRedirectFrom is"],
    [{ domain: `${"a".repeat(60)}.example.com` }, "guardrails:domain is"],
    [{ owner: "R&D" }, "guardrails:owner is"],
    [{ product: "shop-" }, "guardrails:product is"],
    [{ product: "my--shop" }, "guardrails:product is"],
    [
      { createRepository: "true" },
      'guardrails:createRepository is "true", but must be left out, because the image has to be pushed before a stack starts it: bootstrap/ makes the repository; a stack that has one of its own says keep (docs/upgrading.md).',
    ],
  ])("is refused by its key: %j", (given, sentence) => {
    expect(() => parseConfig({ ...REQUIRED, ...given })).toThrow(sentence);
  });

  it.each([
    { webCpu: "512", webMemory: "4096" },
    { databaseInstanceClass: "db.m8g.large" },
    { databaseInstanceClass: "db.x2iedn.xlarge", databaseMaxConnections: "1000" },
    { databaseStorageGiB: "100", databaseMaxStorageGiB: "100" },
    { databaseStorageGiB: "100", databaseMaxStorageGiB: "110" },
    { databaseStorageGiB: "65536" },
    { cacheNodeType: "cache.r7g.12xlarge", cacheNodes: "6" },
    { cacheNodeType: "cache.t4g.micro" },
    { domain: `${"a".repeat(60)}.example.com`, certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1" },
    { owner: "Équipe plateforme: paiements" },
    { product: "my-shop-2" },
  ])("is all that is refused: %j", (given) => {
    expect(() => parseConfig({ ...REQUIRED, ...given })).not.toThrow();
  });
});

describe("what belongs to another region", () => {
  const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1";
  const SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:payment-AbCdEf";
  const external = JSON.stringify({ PAYMENT_TOKEN: { secretArn: SECRET, workloads: ["web"] } });
  it.each([
    [{ certificateArn: CERTIFICATE }, "guardrails:certificateArn is of us-east-1, but must be of eu-west-1"],
    [{ externalSecrets: external }, "guardrails:externalSecrets is of us-east-1, but must be of eu-west-1"],
    [
      { availabilityZones: '["us-east-1a","us-east-1b"]' },
      'availabilityZones is "us-east-1a", but must be zones of eu',
    ],
  ])("is refused: %j", (given, sentence) => {
    const settings = parseConfig({ ...REQUIRED, ...given });
    expect(() => {
      refuseElsewhere(settings, "eu-west-1");
    }).toThrow(sentence);
    expect(() => {
      refuseElsewhere(settings, "us-east-1");
    }).not.toThrow();
  });
});
