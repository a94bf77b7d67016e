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

const PROVIDER = {
  ...{ issuer: "https://login.example.com", clientId: "shop", authorizationEndpoint: "https://login.example.com/a" },
  ...{ tokenEndpoint: "https://login.example.com/t", userInfoEndpoint: "https://login.example.com/u" },
};
const FORWARD = { type: "forward", targetGroupArn: "t" };

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
    "a directory",
    (password) => resource(aws.directoryservice.Directory, "corp", { name: "corp.example.com", password }),
  ],
  [
    "a directory's trust",
    (trustPassword) =>
      resource(aws.directoryservice.Trust, "corp", {
        ...{ directoryId: "d-1", remoteDomainName: "example.com", trustDirection: "Two-Way", trustPassword },
      }),
  ],
  [
    "a RADIUS server",
    (sharedSecret) =>
      resource(aws.directoryservice.RadiusSettings, "mfa", {
        ...{ authenticationProtocol: "PAP", directoryId: "d-1", displayLabel: "mfa", radiusPort: 1812 },
        ...{ radiusRetries: 4, radiusServers: ["10.0.1.5"], radiusTimeout: 1, sharedSecret },
      }),
  ],
  [
    "a source credential",
    (token) =>
      resource(aws.codebuild.SourceCredential, "github", {
        ...{ authType: "PERSONAL_ACCESS_TOKEN", serverType: "GITHUB", token },
      }),
  ],
  ["an Amplify app's token", (accessToken) => resource(aws.amplify.App, "site", { accessToken })],
  ["an Amplify app's OAuth token", (oauthToken) => resource(aws.amplify.App, "site", { oauthToken })],
  [
    "an Elastic Beanstalk environment's own database",
    (value) =>
      resource(aws.elasticbeanstalk.Environment, "blog", {
        application: "blog",
        settings: [
          { namespace: "aws:rds:dbinstance", name: "DBUser", value: "blog" },
          { namespace: "aws:rds:dbinstance", name: "DBPassword", value },
        ],
      }),
  ],
  [
    "a configuration template's",
    (value) =>
      resource(aws.elasticbeanstalk.ConfigurationTemplate, "blog", {
        application: "blog",
        settings: [{ namespace: "aws:rds:dbinstance", name: "DBPassword", value }],
      }),
  ],
  [
    "a connection to somebody's API",
    (password) =>
      resource(aws.cloudwatch.EventConnection, "api", {
        authorizationType: "BASIC",
        authParameters: { basic: { username: "shop", password } },
      }),
  ],
  [
    "a connection by a key",
    (value) =>
      resource(aws.cloudwatch.EventConnection, "api", {
        authorizationType: "API_KEY",
        authParameters: { apiKey: { key: "x-api-key", value } },
      }),
  ],
  [
    "a connection that asks for a token",
    (clientSecret) =>
      resource(aws.cloudwatch.EventConnection, "api", {
        authorizationType: "OAUTH_CLIENT_CREDENTIALS",
        authParameters: {
          oauth: {
            ...{ authorizationEndpoint: "https://login.example.com", httpMethod: "POST", oauthHttpParameters: {} },
            clientParameters: { clientId: "shop", clientSecret },
          },
        },
      }),
  ],
  [
    "a Windows file system",
    (password) =>
      resource(aws.fsx.WindowsFileSystem, "files", {
        ...{ subnetIds: ["subnet-1"], throughputCapacity: 32 },
        selfManagedActiveDirectory: { dnsIps: ["10.0.1.5"], domainName: "example.com", username: "fsx", password },
      }),
  ],
  [
    "an ONTAP file system",
    (fsxAdminPassword) =>
      resource(aws.fsx.OntapFileSystem, "files", {
        ...{ deploymentType: "MULTI_AZ_1", preferredSubnetId: "subnet-1", subnetIds: ["subnet-1", "subnet-2"] },
        ...{ storageCapacity: 1024, fsxAdminPassword },
      }),
  ],
  [
    "an ONTAP storage machine",
    (svmAdminPassword) =>
      resource(aws.fsx.OntapStorageVirtualMachine, "files", { fileSystemId: "fs-1", svmAdminPassword }),
  ],
  [
    "a share that is copied",
    (password) =>
      resource(aws.datasync.LocationSmb, "share", {
        ...{ agentArns: ["a"], serverHostname: "files.example.com", subdirectory: "/", user: "sync", password },
      }),
  ],
  [
    "a Windows file system that is copied",
    (password) =>
      resource(aws.datasync.LocationFsxWindows, "share", {
        ...{ fsxFilesystemArn: "f", securityGroupArns: ["s"], user: "sync", password },
      }),
  ],
  [
    "an object store that is copied",
    (secretKey) =>
      resource(aws.datasync.LocationObjectStorage, "store", {
        ...{ bucketName: "shop", serverHostname: "minio.example.com", accessKey: "shop", secretKey },
      }),
  ],
  [
    "a storage gateway",
    (smbGuestPassword) =>
      resource(aws.storagegateway.Gateway, "office", {
        ...{ gatewayName: "office", gatewayTimezone: "GMT", smbGuestPassword },
      }),
  ],
  [
    "an InfluxDB instance",
    (password) =>
      resource(aws.timestreaminfluxdb.DbInstance, "metrics", {
        ...{ allocatedStorage: 20, bucket: "b", dbInstanceType: "db.influx.medium", organization: "o", password },
        ...{ username: "shop", vpcSecurityGroupIds: ["sg-1"], vpcSubnetIds: ["subnet-1"] },
      }),
  ],
  [
    "an InfluxDB cluster",
    (password) =>
      resource(aws.timestreaminfluxdb.DbCluster, "metrics", {
        ...{ dbInstanceType: "db.influx.medium", vpcSecurityGroupIds: ["sg-1"], vpcSubnetIds: ["subnet-1"], password },
      }),
  ],
  [
    "a tunnel",
    (tunnel1PresharedKey) =>
      resource(aws.ec2.VpnConnection, "office", { customerGatewayId: "c", type: "ipsec.1", tunnel1PresharedKey }),
  ],
  [
    "a listener that logs visitors in",
    (clientSecret) =>
      resource(aws.lb.Listener, "https", {
        loadBalancerArn: "lb",
        defaultActions: [{ type: "authenticate-oidc", authenticateOidc: { ...PROVIDER, clientSecret } }, FORWARD],
      }),
  ],
  [
    "a listener's rule that does",
    (clientSecret) =>
      resource(aws.lb.ListenerRule, "admin", {
        ...{ listenerArn: "l", conditions: [{ pathPattern: { values: ["/admin/*"] } }] },
        actions: [{ type: "authenticate-oidc", authenticateOidc: { ...PROVIDER, clientSecret } }, FORWARD],
      }),
  ],
  [
    "a user of a pool",
    (temporaryPassword) => resource(aws.cognito.User, "first", { userPoolId: "p", username: "a", temporaryPassword }),
  ],
  [
    "a broker's user",
    (password) =>
      resource(aws.mq.Broker, "queue", {
        ...{ brokerName: "queue", engineType: "RabbitMQ", engineVersion: "3.13", hostInstanceType: "mq.m7g.medium" },
        users: [{ username: "web", password }],
      }),
  ],
  [
    "a migration's broker",
    (saslPassword) =>
      resource(aws.dms.Endpoint, "target", {
        ...{ endpointId: "target", endpointType: "target", engineName: "kafka" },
        kafkaSettings: { broker: "b-1.example.com:9096", saslUsername: "dms", saslPassword },
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
    "an identity provider",
    (client_secret) =>
      resource(aws.cognito.IdentityProvider, "google", {
        ...{ userPoolId: "pool", providerName: "Google", providerType: "Google" },
        providerDetails: { client_id: "shop", client_secret, authorize_scopes: "email" },
      }),
  ],
  [
    "a connector's profile, of one of many vendors",
    (password) =>
      resource(aws.appflow.ConnectorProfile, "crm", {
        ...{ connectionMode: "Public", connectorType: "Servicenow" },
        connectorProfileConfig: {
          connectorProfileCredentials: { serviceNow: { username: "shop", password } },
          connectorProfileProperties: { serviceNow: { instanceUrl: "https://shop.service-now.com" } },
        },
      }),
  ],
  [
    "an authorization of an application, in a list",
    (apiKey) =>
      resource(aws.appfabric.AppAuthorization, "crm", {
        ...{ app: "ZENDESK", appBundleArn: "b", authType: "apiKey", tenants: [] },
        credential: { apiKeyCredentials: [{ apiKey }] },
      }),
  ],
  [
    "a provider of identities to agents, which may name a secret's member too",
    (clientSecret) =>
      resource(aws.bedrock.AgentcoreOauth2CredentialProvider, "github", {
        ...{ name: "github", credentialProviderVendor: "GithubOauth2" },
        oauth2ProviderConfig: {
          githubOauth2ProviderConfig: {
            ...{ clientId: "shop", clientSecret },
            clientSecretConfig: { secretId: "github", jsonKey: "secret" },
          },
        },
      }),
  ],
  [
    "a stream into Splunk",
    (hecToken) =>
      resource(aws.kinesis.FirehoseDeliveryStream, "logs", {
        destination: "splunk",
        splunkConfiguration: {
          ...{ hecEndpoint: "https://http-inputs-shop.splunkcloud.com:443", hecToken },
          s3Configuration: { bucketArn: "arn:aws:s3:::logs", roleArn: "r" },
        },
      }),
  ],
  [
    "a stream into a data warehouse",
    (password) =>
      resource(aws.kinesis.FirehoseDeliveryStream, "facts", {
        destination: "redshift",
        redshiftConfiguration: {
          ...{ clusterJdbcurl: "jdbc:redshift://w/facts", dataTableName: "t", roleArn: "r", username: "f", password },
          s3Configuration: { bucketArn: "arn:aws:s3:::facts", roleArn: "r" },
        },
      }),
  ],
  [
    "a source of reports",
    (password) =>
      resource(aws.quicksight.DataSource, "shop", {
        ...{
          dataSourceId: "shop",
          type: "POSTGRESQL",
          parameters: { postgresql: { database: "shop", host: "db", port: 5432 } },
        },
        credentials: { credentialPair: { username: "shop", password } },
      }),
  ],
  [
    "a cluster's tickets",
    (kdcAdminPassword) =>
      resource(aws.emr.Cluster, "spark", {
        ...{ releaseLabel: "emr-7.5.0", serviceRole: "r" },
        kerberosAttributes: { kdcAdminPassword, realm: "EC2.INTERNAL" },
      }),
  ],
  [
    "a workforce's login",
    (clientSecret) =>
      resource(aws.sagemaker.Workforce, "staff", {
        workforceName: "staff",
        oidcConfig: {
          ...{
            authorizationEndpoint: "https://i",
            clientId: "c",
            clientSecret,
            issuer: "https://i",
            jwksUri: "https://i",
          },
          ...{ logoutEndpoint: "https://i", tokenEndpoint: "https://i", userInfoEndpoint: "https://i" },
        },
      }),
  ],
  [
    "a Glue connection's login",
    (password) =>
      resource(aws.glue.Connection, "crm", {
        name: "crm",
        authenticationConfiguration: {
          authenticationType: "BASIC",
          basicAuthenticationCredentials: { username: "shop", password },
        },
      }),
  ],
  [
    "a directory's service account",
    (accountPassword) =>
      resource(aws.appstream.DirectoryConfig, "desks", {
        ...{ directoryName: "corp.example.com", organizationalUnitDistinguishedNames: ["OU=desks"] },
        serviceAccountCredentials: { accountName: "CORP\\desks", accountPassword },
      }),
  ],
  [
    "a telephone line",
    (password) =>
      resource(aws.chime.VoiceConnectorTerminationCredentials, "line", {
        ...{ voiceConnectorId: "v", credentials: [{ username: "shop", password }] },
      }),
  ],
  [
    "a pipeline's hook",
    (secretToken) =>
      resource(aws.codepipeline.Webhook, "push", {
        ...{ authentication: "GITHUB_HMAC", filters: [], targetAction: "Source", targetPipeline: "shop" },
        authenticationConfiguration: { secretToken },
      }),
  ],
  ["a contact centre's user", (password) => resource(aws.connect.User, "agent", { password } as aws.connect.UserArgs)],
  ["a mailbox", (password) => resource(aws.workmail.User, "mail", { password } as aws.workmail.UserArgs)],
  [
    "a joined file system",
    (password) =>
      resource(aws.storagegateway.FileSystemAssociation, "files", {
        password,
      } as aws.storagegateway.FileSystemAssociationArgs),
  ],
  [
    "a security module's partition",
    (hsmPartitionPassword) =>
      resource(aws.redshift.HsmConfiguration, "hsm", { hsmPartitionPassword } as aws.redshift.HsmConfigurationArgs),
  ],
  [
    "a mail server",
    (smtpPasswordWo) =>
      resource(aws.mailmanager.IngressPoint, "in", {
        ingressPointConfiguration: { smtpPasswordWo },
      } as aws.mailmanager.IngressPointArgs),
  ],
  ["a key of an API", (value) => resource(aws.apigateway.ApiKey, "partner", { value })],
  [
    "a push platform",
    (platformCredential) =>
      resource(aws.sns.PlatformApplication, "push", { name: "push", platform: "GCM", platformCredential }),
  ],
  [
    "a push channel of Amazon's",
    (clientSecret) => resource(aws.pinpoint.AdmChannel, "push", { applicationId: "a", clientId: "c", clientSecret }),
  ],
  [
    "a push channel of Baidu's",
    (secretKey) =>
      resource(aws.pinpoint.BaiduChannel, "push", {
        ...{ applicationId: "a", secretKey },
      } as aws.pinpoint.BaiduChannelArgs),
  ],
  ["a push channel of Google's", (apiKey) => resource(aws.pinpoint.GcmChannel, "push", { applicationId: "a", apiKey })],
  [
    "a key that agents are given",
    (apiKey) => resource(aws.bedrock.AgentcoreApiKeyCredentialProvider, "search", { name: "search", apiKey }),
  ],
  [
    "who is told of findings",
    (authorizationApiKeyValue) =>
      resource(aws.securitylake.SubscriberNotification, "soc", {
        subscriberId: "s",
        configuration: { httpsNotificationConfiguration: { authorizationApiKeyValue } },
      } as aws.securitylake.SubscriberNotificationArgs),
  ],
  [
    "a store of keys",
    (keyStorePassword) =>
      resource(aws.kms.CustomKeyStore, "hsm", {
        customKeyStoreName: "hsm",
        keyStorePassword,
      }),
  ],
  [
    "a provider of trust",
    (clientSecret) =>
      resource(aws.verifiedaccess.TrustProvider, "staff", {
        oidcOptions: { clientSecret },
      } as aws.verifiedaccess.TrustProviderArgs),
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

it("a cache's token is read where it is written only, too", () => {
  const cache = resource(aws.elasticache.ReplicationGroup, "cache", {
    ...{ description: "cache", transitEncryptionEnabled: true, authTokenWo: "changeme", authTokenWoVersion: 1 },
  });
  expect(subjectsOf("credential", [cache]).map(({ value }) => said(value))).toEqual(["changeme"]);
});

it("nobody asks for one that is managed", () => {
  const managed = resource(aws.redshiftserverless.Namespace, "facts", {
    namespaceName: "facts",
    manageAdminPassword: true,
  });
  const open = resource(aws.opensearch.Domain, "logs", { engineVersion: "OpenSearch_2.19" });
  expect(subjectsOf("credential", [managed, open])).toEqual([]);
});

it("nobody asks for one that a reference stands in for", () => {
  const connection = resource(aws.codebuild.SourceCredential, "github", {
    ...{ authType: "CODECONNECTIONS", serverType: "GITHUB" },
    token: "arn:aws:codeconnections:eu-west-1:111122223333:connection/1f5f0ad5-4b6e-4a0a-9f0e-0c0f0d0e0f0a",
  });
  expect(subjectsOf("credential", [connection])).toEqual([]);
});

describe("visitors' password of an Amplify app", () => {
  const encoded = (text: string) => Buffer.from(text).toString("base64");
  const of = (basicAuthCredentials: string) => [
    resource(aws.amplify.App, "site", { enableBasicAuth: true, basicAuthCredentials }),
    resource(aws.amplify.Branch, "main", { appId: "d1", branchName: "main", basicAuthCredentials }),
  ];

  it.each([
    ["is what stands behind the user", encoded("admin:changeme"), "changeme"],
    ["may hold a colon", encoded("admin:a:b"), "a:b"],
    ["is all of it where somebody forgot to encode it", "changeme", "changeme"],
  ])("%s", (_, written, password) => {
    expect(subjectsOf("credential", of(written)).map(({ value }) => said(value))).toEqual([password, password]);
  });
});

it("calls what it is about by its name", () => {
  const labels = STORES.map(([, of]) => subjectsOf("credential", [of("a")])[0]?.label);
  expect(labels).toEqual(
    expect.arrayContaining([
      "master password of OpenSearch domain logs",
      "administrator's password of Redshift namespace facts",
      "password of DMS endpoint source",
      "user's password of broker queue",
      "token of source credential github",
      "master password of environment blog",
    ]),
  );
  expect(labels.filter((label) => / of (database|cache) /.test(label ?? ""))).toEqual([]);
});

it("has a key for each user's", () => {
  const broker = resource(aws.mq.Broker, "queue", {
    ...{ brokerName: "queue", engineType: "RabbitMQ", engineVersion: "3.13", hostInstanceType: "mq.m7g.medium" },
    users: [
      { username: "web", password: "a" },
      { username: "worker", password: "b" },
    ],
  });
  const found = subjectsOf("credential", [broker]);
  expect(found.map(({ value, location }) => [said(value), location.path])).toEqual([
    ["a", "users.0.password"],
    ["b", "users.1.password"],
  ]);
  expect(new Set(found.map(({ key }) => key)).size).toBe(2);
});
