import * as aws from "@pulumi/aws";
import { poolMonitored } from "../../../policies/rules/database/pool-monitored";
import { blueprintHonoured } from "../../../policies/rules/gate/blueprint-honoured";
import { imagePinned } from "../../../policies/rules/images/image-pinned";
import { environmentAgrees } from "../../../policies/rules/operation/environment-agrees";
import type { Rule } from "../../../policies/rules/rule";
import { secretEncryptedWithOwnKey } from "../../../policies/rules/secrets/secret-encrypted-with-own-key";
import type { DeclaredWorkload } from "../../../policies/model";
import { blueprint, component, resource, run, type RunOptions, type TestResource } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, task, WEB } from "../fixtures";

/** How often a rule looks at a resource while a program is registered, one after the other, and at its end. */
async function looksOf(
  rule: Rule,
  resources: readonly TestResource[],
  phase: RunOptions["phase"] = "up",
): Promise<number> {
  let looks = 0;
  const counted: Rule = {
    ...rule,
    judge: (stack, owner, options) => {
      looks += 1;
      return rule.judge(stack, owner, options);
    },
  };
  await run([counted], resources, { phase });
  return looks;
}

type Environment = DeclaredWorkload["environment"];

const ENVIRONMENT = { ENVIRONMENT: "production", CELERY_BROKER_URL: "redis://redis.example.com:6379/0" };
const names = (count: number) => Array.from({ length: count }, (_, i) => `api-${i}`);

const alone = (count: number) => names(count).map((name) => task(name, { command: WEB, environment: ENVIRONMENT }));

/** Each is compared with those before it, whose names come first as well. */
const inOrder = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    task(`api-${String(i).padStart(2, "0")}`, { command: WEB, environment: ENVIRONMENT }),
  );

/** Each has an image and a store of its own. */
const strangers = (count: number) =>
  names(count).map((name) =>
    task(name, {
      command: WEB,
      environment: { ...ENVIRONMENT, CELERY_BROKER_URL: `redis://${name}.example.com:6379/0` },
      more: { image: `example.com/${name}:1` },
    }),
  );

function declared(count: number, also: Environment = {}): readonly TestResource[] {
  const values = Object.entries(ENVIRONMENT).map(([name, value]) => [name, plain(value)] as const);
  const environment = { ...Object.fromEntries(values), ...also };
  const workloads = Object.fromEntries(names(count).map((name) => [name, declaredWorkload({ environment })]));
  const root = blueprint(declaration({ workloads, databases: {}, caches: {} }));
  const built = names(count).flatMap((name) => {
    const parent = component(name, { parent: root });
    return [parent, task(name, { command: WEB, environment: ENVIRONMENT }, parent)];
  });
  return [root, ...built];
}

/** Each lacks a secret that is declared for all of them. */
const broken = (count: number) => declared(count, { SIGNING_KEY: { kind: "secret", secret: "signing", key: null } });

const FLOATING = { more: { image: "example.com/app:latest" } };
const floating = (count: number) => names(count).map((name) => task(name, { command: WEB, ...FLOATING }));

/** One secret has a key of the product's own, and none of these has. */
const withAwsKey = (count: number) => [
  resource(aws.secretsmanager.Secret, "own", { kmsKeyId: "alias/product" }),
  ...names(count).map((name) => resource(aws.secretsmanager.Secret, name, { name })),
];

/** Databases without an alarm of their own, and alarms on something else. */
const watched = (alarms: number) => [
  resource(aws.rds.Instance, "db", { identifier: "db", instanceClass: "db.t4g.medium" }),
  resource(aws.rds.Cluster, "cluster", { clusterIdentifier: "cluster", engine: "aurora-postgresql" }),
  ...names(alarms).map((name) =>
    resource(aws.cloudwatch.MetricAlarm, name, {
      namespace: "AWS/ECS",
      metricName: "CPUUtilization",
      dimensions: { ServiceName: name },
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 3,
      threshold: 90,
    }),
  ),
];

describe("what was judged is judged again only where a new resource may change it", () => {
  it.each([
    ["workloads of no blueprint", alone],
    ["workloads of one blueprint", declared],
  ])("so that further %s cost the same each, however many there are", async (_, stackOf) => {
    const [few, more, most] = [
      await looksOf(environmentAgrees, stackOf(48)),
      await looksOf(environmentAgrees, stackOf(64)),
      await looksOf(environmentAgrees, stackOf(80)),
    ];
    expect(most - more).toBe(more - few);
  });

  it.each([
    ["workloads that come after those they are compared with", inOrder],
    ["workloads that have nothing to agree about", strangers],
  ])("so that each of the first %s is looked at when it comes and at the end", async (_, stackOf) => {
    const [none, few, more] = [
      await looksOf(environmentAgrees, stackOf(0)),
      await looksOf(environmentAgrees, stackOf(8)),
      await looksOf(environmentAgrees, stackOf(16)),
    ];
    expect([few - none, more - none]).toEqual([16, 32]);
  });

  it.each([
    ["a workload that is not built as declared", blueprintHonoured, broken],
    ["an image that moves", imagePinned, floating],
    ["a secret without the product's key", secretEncryptedWithOwnKey, withAwsKey],
  ])("so that what others have is no reason to look at %s again", async (_, rule, stackOf) => {
    // A preview goes on after what is refused.
    const [none, few, more] = [
      await looksOf(rule, stackOf(0), "preview"),
      await looksOf(rule, stackOf(8), "preview"),
      await looksOf(rule, stackOf(16), "preview"),
    ];
    expect(few).toBeGreaterThan(none);
    expect(more - few).toBe(few - none);
  });

  it("so that alarms on other things have no database looked at again", async () => {
    expect(await looksOf(poolMonitored, watched(6))).toBe(await looksOf(poolMonitored, watched(3)));
  });
});
