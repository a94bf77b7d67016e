import * as aws from "@pulumi/aws";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { said, subjectsOf } from "../subjects";

const HOST = "shop.abc123.eu-west-1.rds.amazonaws.com";
const group = (parameters: aws.rds.ParameterGroupArgs["parameters"]) =>
  resource(
    aws.rds.ParameterGroup,
    "own",
    { family: "postgres17", ...(parameters === undefined ? {} : { parameters }) },
    { outputs: { name: "own-1f" } },
  );
const instance = (args: Partial<aws.rds.InstanceArgs> = {}) =>
  resource(
    aws.rds.Instance,
    "shop",
    { instanceClass: "db.t4g.small", engine: "postgres", identifier: "shop", ...args },
    { outputs: { address: HOST } },
  );

function read(...resources: readonly TestResource[]) {
  const [database, ...rest] = subjectsOf("database", resources, "up");
  if (database === undefined || rest.length > 0) throw new Error("one instance is one database");
  return database;
}

it("reads an instance, whose host is known once it exists", () => {
  const { engine, identifier, instanceClasses, hosts, maxConnections } = read(instance());
  expect([engine, identifier, instanceClasses, hosts, maxConnections].map((fact) => said<unknown>(fact))).toEqual([
    ...["postgres", "shop", ["db.t4g.small"], [HOST], "absent"],
  ]);
  const [early] = subjectsOf("database", [resource(aws.rds.Instance, "shop", { instanceClass: "db.t4g.small" })]);
  expect(early === undefined ? "" : said(early.hosts)).toEqual(["not-created address"]);
});

describe("max_connections", () => {
  it.each<[string, aws.rds.ParameterGroupArgs["parameters"], unknown]>([
    ["of the group", [{ name: "max_connections", value: "200" }], ["200"]],
    [
      "as a formula",
      [{ name: "max_connections", value: "{DBInstanceClassMemory/9531392}" }],
      ["{DBInstanceClassMemory/9531392}"],
    ],
    ["not set", [{ name: "work_mem", value: "4096" }], "absent"],
    ["no parameter at all", undefined, "absent"],
    [
      "set twice, of which nobody promises one",
      [
        { name: "max_connections", value: "200" },
        { name: "max_connections", value: "300" },
      ],
      ["unreadable parameters"],
    ],
  ])("is what the parameter group says: %s", (_, parameters, found) => {
    const own = group(parameters);
    expect(said(read(own, instance({ parameterGroupName: ref(own, "name") })).maxConnections)).toEqual(found);
  });

  it("is not known of a group made elsewhere, and AWS's own where a default one is named", () => {
    expect(said(read(instance({ parameterGroupName: "theirs" })).maxConnections)).toEqual([
      "outside parameterGroupName",
    ]);
    expect(said(read(instance({ parameterGroupName: "default.postgres17" })).maxConnections)).toBe("absent");
  });

  it("finds the group by its literal name too", () => {
    const own = resource(aws.rds.ParameterGroup, "own", {
      name: "shop",
      family: "postgres17",
      parameters: [{ name: "max_connections", value: "90" }],
    });
    expect(said(read(own, instance({ parameterGroupName: "shop" })).maxConnections)).toEqual(["90"]);
  });
});

describe("a cluster", () => {
  const cluster = (args: Partial<aws.rds.ClusterArgs> = {}) =>
    resource(
      aws.rds.Cluster,
      "shop",
      { clusterIdentifier: "shop", engine: "aurora-postgresql", ...args },
      { outputs: { endpoint: HOST, readerEndpoint: `ro-${HOST}` } },
    );
  const member = (name: string, of: TestResource, instanceClass: string) =>
    resource(aws.rds.ClusterInstance, name, {
      clusterIdentifier: ref(of, "clusterIdentifier"),
      engine: "aurora-postgresql",
      instanceClass,
    });

  it("has the hosts of both endpoints and the class of its members", () => {
    const own = cluster();
    const { hosts, instanceClasses } = read(own, member("a", own, "db.r7g.large"), member("b", own, "db.r7g.large"));
    expect(said(hosts)).toEqual([HOST, `ro-${HOST}`]);
    expect(said(instanceClasses)).toEqual(["db.r7g.large"]);
  });

  it("names the classes of all its members, of which any may become the writer", () => {
    const own = cluster();
    const { instanceClasses } = read(own, member("a", own, "db.r7g.large"), member("b", own, "db.r7g.xlarge"));
    expect(said(instanceClasses)).toEqual(["db.r7g.large", "db.r7g.xlarge"]);
  });

  it("says how far a serverless one grows", () => {
    const own = cluster({ serverlessv2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 16 } });
    expect(said(read(own).serverlessCapacity)).toEqual({ minimum: 0.5, maximum: 16 });
    expect(said(read(cluster()).serverlessCapacity)).toBe("absent");
  });
});

describe("a replica that is given no parameter group", () => {
  const own = group([{ name: "max_connections", value: "60" }]);
  const source = instance({ parameterGroupName: ref(own, "name") });
  const placed = (region: string) => ({ provider: { name: region, props: { region } } });
  const replica = (args: Partial<aws.rds.InstanceArgs>, options: Parameters<typeof resource>[3] = {}) =>
    resource(aws.rds.Instance, "replica", { instanceClass: "db.t4g.small", ...args }, options);
  const of = (...resources: readonly TestResource[]) => {
    const found = subjectsOf("database", resources, "up").find(({ name }) => name === "replica");
    if (found === undefined) throw new Error("the replica is a database");
    return [said<unknown>(found.engine), said(found.maxConnections)];
  };

  it.each<[string, readonly TestResource[], readonly unknown[]]>([
    [
      "takes its source's",
      [own, source, replica({ replicateSourceDb: ref(source, "identifier") })],
      ["postgres", ["60"]],
    ],
    ["by its name too", [replica({ replicateSourceDb: "shop" }), own, source], ["postgres", ["60"]]],
    [
      "by its ARN too",
      [own, source, replica({ replicateSourceDb: "arn:aws:rds:eu-west-1:111122223333:db:shop" })],
      ["postgres", ["60"]],
    ],
    [
      "has AWS's own where its source has",
      [instance(), replica({ replicateSourceDb: "shop" })],
      ["postgres", "absent"],
    ],
    [
      "has AWS's own where it says so",
      [own, source, replica({ replicateSourceDb: "shop", parameterGroupName: "default.postgres17" })],
      ["postgres", "absent"],
    ],
    [
      "takes its source's source's",
      [
        own,
        source,
        resource(aws.rds.Instance, "middle", {
          identifier: "middle",
          instanceClass: "db.t4g.small",
          replicateSourceDb: "shop",
        }),
        replica({ replicateSourceDb: "middle" }),
      ],
      ["postgres", ["60"]],
    ],
    [
      "is not read where the source is not",
      [replica({ replicateSourceDb: "theirs" })],
      [["outside replicateSourceDb"], ["outside replicateSourceDb"]],
    ],
    [
      "has AWS's own in another region",
      [
        replica(
          { engine: "postgres", replicateSourceDb: "arn:aws:rds:eu-west-1:111122223333:db:theirs" },
          placed("us-east-1"),
        ),
      ],
      ["postgres", "absent"],
    ],
    [
      "has the engine of a source in another region, and not its group",
      [
        own,
        resource(
          aws.rds.Instance,
          "shop",
          { identifier: "shop", engine: "mysql", instanceClass: "db.t4g.small", parameterGroupName: ref(own, "name") },
          placed("eu-west-1"),
        ),
        replica({ replicateSourceDb: "arn:aws:rds:eu-west-1:111122223333:db:shop" }, placed("us-east-1")),
      ],
      ["mysql", "absent"],
    ],
    [
      "may be in another region, which the environment tells",
      [own, source, replica({ replicateSourceDb: "shop" }, placed("us-east-1"))],
      ["postgres", ["unsupported replicateSourceDb"]],
    ],
    [
      "has AWS's own where a cluster is copied",
      [
        resource(aws.rds.Cluster, "many", { clusterIdentifier: "many", engine: "postgres" }),
        replica({ replicateSourceDb: "arn:aws:rds:eu-west-1:111122223333:cluster:many" }),
      ],
      ["postgres", "absent"],
    ],
    [
      "may name itself",
      [replica({ identifier: "replica", replicateSourceDb: "replica" })],
      ["absent", ["unsupported replicateSourceDb"]],
    ],
  ])("%s", (_, resources, expected) => {
    expect(of(...resources)).toEqual(expected);
  });
});

describe("a proxy", () => {
  const proxied = (percent: number | undefined) => {
    const own = instance();
    const proxy = resource(
      aws.rds.Proxy,
      "proxy",
      { name: "proxy", engineFamily: "POSTGRESQL", roleArn: "r", vpcSubnetIds: ["s"], auths: [] },
      { outputs: { endpoint: `proxy.${HOST}` } },
    );
    const pool = resource(aws.rds.ProxyDefaultTargetGroup, "pool", {
      dbProxyName: ref(proxy, "name"),
      ...(percent === undefined ? {} : { connectionPoolConfig: { maxConnectionsPercent: percent } }),
    });
    const target = resource(aws.rds.ProxyTarget, "target", {
      dbProxyName: ref(proxy, "name"),
      targetGroupName: ref(pool, "name"),
      dbInstanceIdentifier: ref(own, "identifier"),
    });
    return read(own, proxy, pool, target);
  };

  it("is another host of the database, with its share of the connections", () => {
    const { hosts, proxyMaxConnectionsPercent } = proxied(60);
    expect(said(hosts)).toEqual([HOST, `proxy.${HOST}`]);
    expect(said(proxyMaxConnectionsPercent)).toBe(60);
  });

  it("has AWS's own share where it says none", () => {
    expect(said(proxied(undefined).proxyMaxConnectionsPercent)).toBe("absent");
  });
});

it("reads passwords of instances, clusters, DocumentDB and Redshift as credentials", () => {
  const found = subjectsOf("credential", [
    instance({ password: "a" }),
    resource(aws.rds.Cluster, "c", { engine: "aurora-postgresql", masterPassword: "b" }),
    resource(aws.docdb.Cluster, "d", { masterPassword: "c" }),
    resource(aws.redshift.Cluster, "r", { clusterIdentifier: "r", nodeType: "ra3.large", masterPassword: "d" }),
  ]);
  expect(found.map(({ shown, value, purpose }) => [shown, said(value), said(purpose)])).toEqual([
    ["database/shop/password", "a", "database-password"],
    ["database/c/masterPassword", "b", "database-password"],
    ["documentdb-cluster/d/masterPassword", "c", "database-password"],
    ["redshift-cluster/r/masterPassword", "d", "database-password"],
  ]);
});
