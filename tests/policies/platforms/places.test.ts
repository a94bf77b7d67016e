import * as aws from "@pulumi/aws";
import { ResourceGraph, type Fact, type Resource } from "../../../policies/model";
import { namedFrom, placeOf, placeOfArn } from "../../../policies/model/place";
import { alarmsOn } from "../../../policies/platforms/cloudwatch";
import { scalingOf, servicesOf } from "../../../policies/platforms/ecs/links";
import { parameterOf } from "../../../policies/platforms/elasticache/parameters";
import { membersOf, parameterGroupOf, proxiesOf } from "../../../policies/platforms/rds/links";
import { holdersOf } from "../../../policies/platforms/secretsmanager";
import { entryOf, rotationOf } from "../../../policies/platforms/secretsmanager/entries";
import { secretReference } from "../../../policies/platforms/secretsmanager/reference";
import { known } from "../../../policies/model/fact";
import { registered, resource, type TestResource } from "../../../policies/testing";
import type { TestResourceOptions } from "../../../policies/testing/resources";

type At = (at: string) => TestResourceOptions;

/** How one program is deployed to two places, in which everything has the same names. */
const PLACES: Readonly<Record<string, At>> = {
  "two providers with regions": (at) => ({ provider: { name: at, props: { region: at } } }),
  "the default provider and one with a region": (at) => ({
    provider: { name: at, props: at === "eu-west-1" ? {} : { region: at } },
  }),
  "two providers whose regions are not known": (at) => ({ provider: { name: at, props: {} } }),
  "two providers of two accounts": (at) => ({
    provider: {
      name: at,
      props: { allowedAccountIds: JSON.stringify([at === "eu-west-1" ? "111122223333" : "444455556666"]) },
    },
  }),
  "roles of two accounts": (at) => ({
    provider: {
      name: at,
      props: {
        region: "eu-west-1",
        assumeRoles: JSON.stringify([
          { roleArn: `arn:aws:iam::${at === "eu-west-1" ? "111122223333" : "444455556666"}:role/deploy` },
        ]),
      },
    },
  }),
};

const [HERE, THERE] = ["eu-west-1", "us-east-1"] as const;

function both(of: (at: string, options: TestResourceOptions) => readonly TestResource[], place: At): ResourceGraph {
  const resources = [HERE, THERE].flatMap((at) => of(at, place(at)));
  return new ResourceGraph(
    resources.map((one) => registered(one, "up")),
    true,
  );
}

const only = (graph: ResourceGraph, type: string, at: string): Resource => {
  const found = graph.ofType(type).find(({ name }) => name.startsWith(at));
  if (found === undefined) throw new Error(`no ${type} at ${at}`);
  return found;
};
const names = (found: readonly Resource[]) => found.map(({ name }) => name);
const inFact = (fact: Fact<readonly Resource[]>) => (fact.state === "known" ? names(fact.value) : fact.state);

const DATABASE = "aws:rds/instance:Instance";
const database = (at: string, options: TestResourceOptions, more: Partial<aws.rds.InstanceArgs> = {}) =>
  resource(aws.rds.Instance, at, { identifier: "shop", instanceClass: "db.t4g.medium", ...more }, options);

describe.each(Object.entries(PLACES))("%s", (_, place) => {
  it.each([HERE, THERE])("a database has the parameter group of its own place: %s", (at) => {
    const graph = both(
      (own, options) => [
        resource(aws.rds.ParameterGroup, own, { name: "shop", family: "postgres17" }, options),
        database(own, options, { parameterGroupName: "shop" }),
      ],
      place,
    );
    const group = parameterGroupOf(graph, only(graph, DATABASE, at), "parameterGroupName");
    expect(group.state === "known" && group.value.name).toBe(at);
  });

  it.each([HERE, THERE])("so has a cache: %s", (at) => {
    const graph = both(
      (own, options) => [
        resource(
          aws.elasticache.ParameterGroup,
          own,
          { name: "shop", family: "redis7", parameters: [{ name: "maxmemory-policy", value: own }] },
          options,
        ),
        resource(
          aws.elasticache.ReplicationGroup,
          own,
          { replicationGroupId: "shop", description: "shop", parameterGroupName: "shop" },
          options,
        ),
      ],
      place,
    );
    const cache = only(graph, "aws:elasticache/replicationGroup:ReplicationGroup", at);
    expect(parameterOf(graph, cache, "maxmemory-policy")).toMatchObject({ state: "known", value: at });
  });

  it.each([HERE, THERE])("a service is of the definition, and is scaled, at its own place: %s", (at) => {
    const graph = both(
      (own, options) => [
        resource(aws.ecs.TaskDefinition, own, { family: "web", containerDefinitions: "[]" }, options),
        resource(aws.ecs.Service, own, { name: "web", cluster: "shop", taskDefinition: "web" }, options),
        resource(
          aws.appautoscaling.Target,
          own,
          {
            ...{ minCapacity: 1, maxCapacity: 4, resourceId: "service/shop/web" },
            ...{ scalableDimension: "ecs:service:DesiredCount", serviceNamespace: "ecs" },
          },
          options,
        ),
      ],
      place,
    );
    expect(inFact(servicesOf(graph, only(graph, "aws:ecs/taskDefinition:TaskDefinition", at)))).toEqual([at]);
    expect(inFact(scalingOf(graph, only(graph, "aws:ecs/service:Service", at)))).toEqual([at]);
  });

  it.each([HERE, THERE])("a database's alarms, proxies and members are those of its own place: %s", (at) => {
    const graph = both(
      (own, options) => [
        database(own, options),
        resource(
          aws.cloudwatch.MetricAlarm,
          own,
          {
            ...{ comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1 },
            dimensions: { DBInstanceIdentifier: "shop" },
          },
          options,
        ),
        resource(
          aws.rds.Proxy,
          own,
          { name: "shop", engineFamily: "POSTGRESQL", roleArn: "r", vpcSubnetIds: [], auths: [] },
          options,
        ),
        resource(
          aws.rds.ProxyTarget,
          own,
          { dbProxyName: "shop", dbInstanceIdentifier: "shop", targetGroupName: "default" },
          options,
        ),
        resource(aws.rds.Cluster, own, { clusterIdentifier: "facts", engine: "aurora-postgresql" }, options),
        resource(
          aws.rds.ClusterInstance,
          own,
          { clusterIdentifier: "facts", engine: "aurora-postgresql", instanceClass: "db.r7g.large" },
          options,
        ),
      ],
      place,
    );
    const own = only(graph, DATABASE, at);
    const identifier = known("shop", { urn: own.urn, path: "identifier" });
    expect(names(alarmsOn(graph, own.urn, "DBInstanceIdentifier", identifier))).toEqual([at]);
    expect(proxiesOf(graph, own).map(({ proxy }) => proxy.name)).toEqual([at]);
    expect(names(membersOf(graph, only(graph, "aws:rds/cluster:Cluster", at)))).toEqual([at]);
  });

  it.each([HERE, THERE])("a parameter without an ARN is that of its own place: %s", (at) => {
    const graph = both(
      (own, options) => [
        resource(aws.ssm.Parameter, own, { name: "/shop/key", type: "SecureString" }, options),
        resource(aws.ecs.TaskDefinition, own, { family: "web", containerDefinitions: "[]" }, options),
      ],
      place,
    );
    const reference = secretReference("/shop/key");
    if (reference === undefined) throw new Error("no reference");
    const asker = only(graph, "aws:ecs/taskDefinition:TaskDefinition", at);
    expect(names(holdersOf(graph, reference, asker.urn))).toEqual([at]);
  });
});

describe("an ARN", () => {
  const graph = both(
    (own, options) => [
      resource(aws.secretsmanager.Secret, own, { name: "shop/key" }, options),
      resource(
        aws.secretsmanager.SecretRotation,
        own,
        { secretId: "shop/key", rotationRules: { automaticallyAfterDays: 30 } },
        options,
      ),
      resource(aws.ssm.Parameter, own, { name: "/shop/key", type: "SecureString" }, options),
    ],
    (at) => ({ provider: { name: at, props: { region: at } } }),
  );

  it.each([HERE, THERE])("says in which region it is: %s", (at) => {
    const secret = secretReference(`arn:aws:secretsmanager:${at}:111122223333:secret:shop/key`);
    const parameter = secretReference(`arn:aws:ssm:${at}:111122223333:parameter/shop/key`);
    if (secret === undefined || parameter === undefined) throw new Error("no reference");
    expect(entryOf(graph, secret)?.name).toBe(at);
    expect(rotationOf(graph, secret)?.name).toBe(at);
    expect(names(holdersOf(graph, parameter, ""))).toEqual([at]);
  });

  it("of another region names nothing here", () => {
    const reference = secretReference("arn:aws:secretsmanager:ap-south-1:111122223333:secret:shop/key");
    expect(reference && entryOf(graph, reference)).toBeUndefined();
  });

  it("of what is of the whole account has none", () => {
    expect(placeOfArn("arn:aws:iam::111122223333:role/deploy")).toEqual({
      provider: undefined,
      region: undefined,
      account: "111122223333",
    });
  });
});

describe("where nothing tells two of one name apart", () => {
  const twice = both(
    (own, options) => [
      resource(aws.rds.ParameterGroup, own, { name: "shop", family: "postgres17" }, options),
      database(own, {}, { parameterGroupName: "shop" }),
    ],
    (at) => ({ provider: { name: at, props: {} } }),
  );

  it("neither is taken", () => {
    expect(parameterGroupOf(twice, only(twice, DATABASE, HERE), "parameterGroupName").state).toBe("unknown");
  });
});

describe("a place", () => {
  const place = (own: object, props: object) => placeOf({ ...own }, { urn: "p", props: { ...props } });

  it("is a resource's own region before its provider's", () => {
    expect(place({ region: "eu-north-1" }, { region: "eu-west-1" }).region).toBe("eu-north-1");
    const elsewhere = place({ region: "eu-north-1" }, { region: "eu-west-1" });
    const here = place({}, { region: "eu-west-1" });
    expect(namedFrom({ place: here }, [{ place: elsewhere }])).toEqual([]);
  });

  it.each([
    [{ allowedAccountIds: '["111122223333","444455556666"]' }],
    [{ allowedAccountIds: "not json" }],
    [{ assumeRoles: '[{"roleArn":"here"}]' }],
    [{ assumeRoles: "{}" }],
    [{}],
  ])("has no account where %j says none for sure", (props) => {
    expect(place({}, props).account).toBeUndefined();
  });
});
