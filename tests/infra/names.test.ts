/**
 * The names things have in AWS: no two stacks of an account meet in one, and none is longer than AWS takes. The program runs twice;
 * what it names becomes patterns, which the properties fill in for many stacks.
 */
import fc from "fast-check";
import { parseConfig } from "../../infra/config";
import { resourceTypeOf } from "../../offline/aws/catalogue";
import type { Properties } from "../../offline/provider/values";
import { type Registered, runProgram } from "./run-program";
import { REQUIRED } from "./settings";

jest.setTimeout(180_000);

interface Stack {
  readonly product: string;
  readonly environment: "development" | "production" | "staging";
  readonly region: string;
  /** Names in the map of workloads: of a pool of workers, a web service and a job. */
  readonly workloads: readonly [pool: string, service: string, job: string];
}

/** Where names are told apart: in the account, or in each of its regions. What is not here has a random end or no name. */
const NAMED: Readonly<Record<string, readonly [property: string, scope: "account" | "region"]>> = {
  "aws:budgets/budget:Budget": ["name", "account"],
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": ["alarmName", "region"],
  "aws:cloudwatch/dashboard:Dashboard": ["dashboardName", "account"],
  "aws:cloudwatch/logGroup:LogGroup": ["name", "region"],
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": ["policyName", "region"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["name", "region"],
  "aws:ecr/repository:Repository": ["name", "region"],
  "aws:ecs/cluster:Cluster": ["name", "region"],
  "aws:ecs/taskDefinition:TaskDefinition": ["family", "region"],
  "aws:elasticache/replicationGroup:ReplicationGroup": ["replicationGroupId", "region"],
  "aws:kms/alias:Alias": ["name", "region"],
  "aws:lambda/function:Function": ["name", "region"],
  "aws:rds/eventSubscription:EventSubscription": ["name", "region"],
  "aws:rds/instance:Instance": ["identifier", "region"],
  "aws:rds/proxy:Proxy": ["name", "region"],
  "aws:scheduler/schedule:Schedule": ["name", "region"],
  "aws:sns/topic:Topic": ["name", "region"],
};

/** Told apart by what they are in: a service's cluster, a filter's log group, a policy's target, a zone; and what is there anyway. */
const WITHIN = [
  ...["aws:ecs/service:Service", "aws:cloudwatch/logMetricFilter:LogMetricFilter", "aws:route53/record:Record"],
  ...["aws:route53/zone:Zone", "aws:appautoscaling/policy:Policy"],
];

/** Properties that may hold a name. */
const NAMING = [
  "name",
  "namePrefix",
  "identifier",
  "bucket",
  "family",
  "alarmName",
  "dashboardName",
  "policyName",
  "replicationGroupId",
];

const SAMPLE: Stack = {
  product: "qqq",
  environment: "production",
  region: "eu-west-1",
  workloads: ["zzp", "zzs", "zzj"],
};
const LONGEST: Stack = {
  product: "a-product-of-20-char",
  environment: "development",
  region: "ap-southeast-2",
  workloads: ["a-pool-of-20-letters", "a-web-of-20-letters-", "a-job-of-20-letters-"].map((name) =>
    name.replace(/-$/, "s"),
  ) as [string, string, string],
};

let sample: readonly Registered[] = [];
let longest: readonly Registered[] = [];

beforeAll(async () => {
  sample = await registeredBy(SAMPLE);
  longest = await registeredBy(LONGEST);
});

function registeredBy({ product, environment, region, workloads: [pool, service, job] }: Stack) {
  const workloads = {
    [pool]: { role: "worker", queues: ["other"], minTasks: 1, maxTasks: 4 },
    [service]: { role: "web", paths: ["/v1/*"], minTasks: 1, maxTasks: 4 },
    [job]: { role: "job", command: ["true"], schedule: "rate(1 hour)" },
  };
  return runProgram({
    "aws:region": region,
    "guardrails:product": product,
    "guardrails:environment": environment,
    "guardrails:image": REQUIRED.image,
    // What has alarms of its own, alike in both.
    ...{ "guardrails:databaseInstanceClass": "db.t4g.large", "guardrails:cacheNodeType": "cache.t4g.small" },
    ...{ "guardrails:cacheNodes": "2" },
    ...{ "guardrails:webMinTasks": "1", "guardrails:workerMinTasks": "1", "guardrails:workerMaxTasks": "4" },
    "guardrails:workloads": JSON.stringify(workloads),
    ...{ "guardrails:monthlyBudget": "100", "guardrails:createRepository": "keep", "guardrails:databaseProxy": "true" },
    ...{ "guardrails:deploymentStrategy": "blue-green", "guardrails:webFirewall": "true" },
  });
}

interface Name {
  readonly type: string;
  readonly name: string;
  readonly scope: "account" | "region";
}

function namesIn(resources: readonly Registered[]): Name[] {
  return resources.flatMap(({ type, inputs }) => {
    const [property, scope] = NAMED[type] ?? [];
    const name = property === undefined ? undefined : inputs[property];
    return typeof name === "string" && scope !== undefined ? [{ type, name, scope }] : [];
  });
}

/** What another stack's names are: the sample's with its own words. */
function namesOf({ product, environment, region, workloads }: Stack): Name[] {
  const words: readonly (readonly [string, string])[] = [
    [`${SAMPLE.product}-${SAMPLE.environment}`, `${product}-${environment}`],
    [SAMPLE.region, region],
    ...SAMPLE.workloads.map((name, i): [string, string] => [name, workloads[i] ?? ""]),
  ];
  return namesIn(sample).map((one) => ({
    ...one,
    name: words.reduce((name, [old, now]) => name.replaceAll(old, now), one.name),
  }));
}

/** What the program takes: names people give, and those that look like the rest of somebody else's. */
const word = fc.constantFrom(
  ..."a|b|shop|web|prod|production|staging|development|eu|alarms|redis|tasks|at|maximum|b2".split("|"),
);
const hyphenated = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join("-"));
const stack: fc.Arbitrary<Stack> = fc
  .record({
    product: fc.oneof(hyphenated, fc.constantFrom(LONGEST.product, "shop-", "shop")),
    environment: fc.constantFrom("development", "production", "staging"),
    region: fc.constantFrom("eu-west-1", "us-east-1"),
    workloads: fc.uniqueArray(hyphenated, { minLength: 3, maxLength: 3 }) as fc.Arbitrary<[string, string, string]>,
  })
  .filter(isTaken);

/** Two that share words: the product of the one is how the names of the other begin. */
const pair: fc.Arbitrary<[Stack, Stack]> = fc.oneof(
  fc.tuple(stack, stack),
  fc.tuple(stack, stack).map(([one, other]): [Stack, Stack] => {
    const [, second, third] = one.workloads;
    const longer: Stack = { ...one, workloads: [`${other.environment}-${other.workloads[0]}`, second, third] };
    const named: Stack = { ...other, region: one.region, product: `${one.product}-${one.environment}` };
    return isTaken(longer) && isTaken(named) ? [longer, named] : [one, other];
  }),
  fc.tuple(stack, stack).map(([one, other]): [Stack, Stack] => [one, { ...one, region: other.region }]),
);

function isTaken({ product, environment, workloads }: Stack): boolean {
  const map = Object.fromEntries(workloads.map((name) => [name, { role: "job", command: ["true"] }]));
  try {
    parseConfig({ ...REQUIRED, product, environment, workloads: JSON.stringify(map) });
    return true;
  } catch {
    return false;
  }
}

describe("the names in AWS", () => {
  it("are all looked at", () => {
    const other = [...sample, ...longest].filter(({ type, inputs }) => {
      const given = NAMING.some((property) => JSON.stringify(inputs[property] ?? "").includes(SAMPLE.product));
      return type.startsWith("aws:") && given && NAMED[type] === undefined && !WITHIN.includes(type);
    });
    expect(other.map(({ urn }) => urn)).toStrictEqual([]);
    const unused = Object.keys(NAMED).filter((type) => !namesIn(sample).some((name) => name.type === type));
    expect(unused).toStrictEqual([]);
  });

  it("are made of the product, the environment, the region and the workloads' names", () => {
    const sorted = (names: readonly Name[]) => names.map(({ type, name }) => `${type} ${name}`).sort();
    expect(sorted(namesOf(LONGEST))).toStrictEqual(sorted(namesIn(longest)));
  });

  it("are nobody else's: of one stack, of two in a region, of two regions", () => {
    fc.assert(
      fc.property(pair, ([one, drawn]) => {
        const same = one.product === drawn.product && one.environment === drawn.environment;
        // Twice the same in one region is the one thing that cannot be (docs/deploying.md).
        const other = same && one.region === drawn.region ? [] : namesOf(drawn);
        const meeting = other.filter(({ scope }) => scope === "account" || one.region === drawn.region);
        const names = [...namesOf(one), ...meeting];
        const keys = names.map(({ type, name }) => `${type} ${name}`);
        expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toStrictEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it("are as long as AWS takes, and of its letters", () => {
    const failures = longest.flatMap(({ type, urn, inputs }) => {
      if (!type.startsWith("aws:")) return [];
      const { checks } = resourceTypeOf(type);
      const failed = checks.flatMap((check) => check(inputs as Properties));
      // Of the rest, the stand-ins for what AWS computes are no values that AWS would take.
      return failed.filter(({ property }) => NAMING.includes(property)).map(({ reason }) => `${urn}: ${reason}`);
    });
    expect(failures).toStrictEqual([]);
  });

  it("leave room for the random end where Pulumi gives them", () => {
    const tooLong = longest.flatMap(({ type, name, inputs }) => {
      const autoname = type.startsWith("aws:") ? resourceTypeOf(type).autoname : null;
      if (autoname === null || inputs[autoname.property] !== undefined) return [];
      const length = `${name}-0123456`.length;
      return length > autoname.maximumLength ? [`${type} ${name}: ${length} of ${autoname.maximumLength}`] : [];
    });
    expect(tooLong).toStrictEqual([]);
  });

  it.each(["staging", "production-mail", "development-x"])(
    "begin with no other stack's: a workload %s is refused",
    (name) => {
      const workloads = JSON.stringify({ [name]: { role: "job", command: ["true"] } });
      expect(() => parseConfig({ ...REQUIRED, workloads })).toThrow(
        `guardrails:workloads.${name}.name is "${name}", but must be a name that begins with no environment's.`,
      );
    },
  );

  it.each(["mail-staging", "stagings"])("and may hold one: %s", (name) => {
    const workloads = JSON.stringify({ [name]: { role: "job", command: ["true"] } });
    expect(() => parseConfig({ ...REQUIRED, workloads })).not.toThrow();
  });
});
