import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import type { Input } from "@pulumi/pulumi";
import { rules } from "../../../policies/rules";
import { ref, resource, run, type TestResource } from "../../../policies/testing";
import { said, subjectsOf } from "../subjects";

const advancedSecurityOptions = (masterUserPassword: Input<string>) => ({
  enabled: true,
  internalUserDatabaseEnabled: true,
  masterUserOptions: { masterUserName: "admin", masterUserPassword },
});

const STORES: readonly (readonly [string, (password: Input<string>) => TestResource])[] = [
  [
    "an OpenSearch domain",
    (password) =>
      resource(aws.opensearch.Domain, "logs", { advancedSecurityOptions: advancedSecurityOptions(password) }),
  ],
  [
    "an Elasticsearch domain",
    (password) =>
      resource(aws.elasticsearch.Domain, "logs", { advancedSecurityOptions: advancedSecurityOptions(password) }),
  ],
  [
    "Redshift Serverless",
    (adminUserPassword) =>
      resource(aws.redshiftserverless.Namespace, "facts", { namespaceName: "facts", adminUserPassword }),
  ],
  [
    "Redshift Serverless, written only",
    (adminUserPasswordWo) =>
      resource(aws.redshiftserverless.Namespace, "facts", { namespaceName: "facts", adminUserPasswordWo }),
  ],
  [
    "an elastic cluster of DocumentDB",
    (adminUserPassword) =>
      resource(aws.docdb.ElasticCluster, "docs", {
        ...{ adminUserName: "docs", adminUserPassword, authType: "PLAIN_TEXT", shardCapacity: 2, shardCount: 1 },
      }),
  ],
  [
    "an endpoint of a migration",
    (password) =>
      resource(aws.dms.Endpoint, "source", {
        ...{ endpointId: "source", endpointType: "source", engineName: "postgres", password },
      }),
  ],
  [
    "a connection to another system",
    (value) =>
      resource(aws.cloudwatch.EventConnection, "partner", {
        authorizationType: "API_KEY",
        authParameters: { apiKey: { key: "x-api-key", value } },
      }),
  ],
  [
    "a connection with a user",
    (password) =>
      resource(aws.cloudwatch.EventConnection, "partner", {
        authorizationType: "BASIC",
        authParameters: { basic: { username: "shop", password } },
      }),
  ],
  [
    "an identity provider",
    (client_secret) =>
      resource(aws.cognito.IdentityProvider, "google", {
        ...{ userPoolId: "pool", providerName: "Google", providerType: "Google" },
        providerDetails: { client_id: "shop", client_secret, authorize_scopes: "email" },
      }),
  ],
  ["a role of PostgreSQL", (password) => user("postgresql:index/role:Role", { name: "app", login: true, password })],
  ["a user of MySQL", (plaintextPassword) => user("mysql:index/user:User", { user: "app", plaintextPassword })],
  ["a user of RabbitMQ", (password) => user("rabbitmq:index/user:User", { name: "app", password })],
];

/** Of a provider that this project has none of. */
function user(type: string, inputs: TestResource["inputs"]): TestResource {
  return {
    ...{ urn: `urn:pulumi:prod::product::${type}::app`, type, name: "app", parent: undefined },
    ...{ inputs, outputs: {}, protect: false },
  };
}

describe.each(STORES)("the password of %s", (_, of) => {
  const generated = resource(
    random.RandomPassword,
    "own",
    { length: 24 },
    { outputs: { result: "q7Zk2vR7wT4nLxY9m3PcB8sD" } },
  );
  const ends = async (phase: "preview" | "up", ...resources: readonly TestResource[]) => {
    const { verdicts } = await run(rules, resources, { phase });
    return verdicts.filter(({ rule }) => rule === "secret-not-defaulted").map(({ verdict }) => verdict);
  };

  it("is read, once", () => {
    expect(subjectsOf("credential", [of("changeme")]).map(({ value }) => said(value))).toEqual(["changeme"]);
  });

  it("is refused where everybody knows it", async () => {
    expect(await ends("preview", of("changeme"))).toEqual(["fail"]);
  });

  it("is sound where it is generated, at the first preview too", async () => {
    const password = ref(generated, "result") as unknown as Input<string>;
    expect(await ends("preview", generated, of(password))).toEqual(["pass"]);
    expect(await ends("up", generated, of(password))).toEqual(["pass"]);
  });
});

it("nobody asks for one that is managed", () => {
  const managed = resource(aws.redshiftserverless.Namespace, "facts", {
    namespaceName: "facts",
    manageAdminPassword: true,
  });
  const open = resource(aws.opensearch.Domain, "logs", { engineVersion: "OpenSearch_2.19" });
  expect(subjectsOf("credential", [managed, open])).toEqual([]);
});
