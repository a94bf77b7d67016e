import type { Platform } from "../model/platform";
import { words, type Shown } from "../model/shown";
import { type CredentialProperty, MASTER_PASSWORD, passwordReader, passwordsBelow } from "./credentials";

const ADMINISTRATOR = words("administrator's password");
const USERS = words("user's password");
const PASSWORD = words("password");

function passwords(
  noun: Shown,
  properties: Readonly<Record<string, Shown>>,
  purpose: CredentialProperty["purpose"] = "connection",
): { readonly noun: Shown; readonly properties: readonly CredentialProperty[] } {
  return { noun, properties: Object.entries(properties).map(([property, label]) => ({ property, label, purpose })) };
}

const searchDomain = (noun: Shown) =>
  passwords(
    noun,
    { "advancedSecurityOptions.masterUserOptions.masterUserPassword": MASTER_PASSWORD },
    "admin-password",
  );

const user = (noun: Shown, ...properties: readonly string[]) =>
  passwords(noun, Object.fromEntries(properties.map((property) => [property, PASSWORD])), "database-password");

const SERVICE_ACCOUNT = words("service account's password");

const external = (noun: Shown, ...properties: readonly string[]) =>
  passwords(noun, Object.fromEntries(properties.map((property) => [property, words("credential")])), "external");

/** Those with a member for each of many vendors. */
const BELOW: Readonly<Record<string, readonly [Shown, ...(readonly string[])]>> = {
  "aws:appflow/connectorProfile:ConnectorProfile": [words("connector profile"), "connectorProfileConfig"],
  "aws:appfabric/appAuthorization:AppAuthorization": [words("authorization"), "credential"],
  "aws:bedrock/agentcoreOauth2CredentialProvider:AgentcoreOauth2CredentialProvider": [
    words("credential provider"),
    "oauth2ProviderConfig",
  ],
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": [
    words("delivery stream"),
    ...["httpEndpointConfiguration", "redshiftConfiguration", "snowflakeConfiguration", "splunkConfiguration"],
  ],
  "aws:quicksight/dataSource:DataSource": [words("data source"), "credentials"],
  "aws:emr/cluster:Cluster": [words("EMR cluster"), "kerberosAttributes"],
  "aws:sagemaker/workforce:Workforce": [words("workforce"), "oidcConfig"],
  "aws:verifiedaccess/trustProvider:TrustProvider": [
    words("trust provider"),
    ...["oidcOptions", "nativeApplicationOidcOptions"],
  ],
};

/** What the pack reads nothing of but the passwords it is given, and what each is called (@pulumi/aws 7, the resources' inputs). */
const GIVEN: Readonly<Record<string, ReturnType<typeof passwords>>> = {
  "aws:opensearch/domain:Domain": searchDomain(words("OpenSearch domain")),
  "aws:elasticsearch/domain:Domain": searchDomain(words("Elasticsearch domain")),
  "aws:redshiftserverless/namespace:Namespace": passwords(
    words("Redshift namespace"),
    { adminUserPassword: ADMINISTRATOR, adminUserPasswordWo: ADMINISTRATOR },
    "database-password",
  ),
  "aws:docdb/elasticCluster:ElasticCluster": passwords(
    words("DocumentDB cluster"),
    { adminUserPassword: ADMINISTRATOR },
    "database-password",
  ),
  "aws:timestreaminfluxdb/dbInstance:DbInstance": passwords(words("InfluxDB instance"), { password: PASSWORD }),
  "aws:timestreaminfluxdb/dbCluster:DbCluster": passwords(words("InfluxDB cluster"), { password: PASSWORD }),
  "aws:mq/broker:Broker": passwords(words("broker"), {
    "users[].password": USERS,
    "ldapServerMetadata.serviceAccountPassword": SERVICE_ACCOUNT,
  }),
  "aws:dms/endpoint:Endpoint": passwords(words("DMS endpoint"), {
    password: PASSWORD,
    "kafkaSettings.saslPassword": PASSWORD,
    "kafkaSettings.sslClientKeyPassword": words("key's password"),
    "redisSettings.authPassword": PASSWORD,
    "oracleSettings.asmPassword": PASSWORD,
  }),
  "aws:directoryservice/directory:Directory": passwords(
    words("directory"),
    { password: ADMINISTRATOR },
    "admin-password",
  ),
  "aws:directoryservice/trust:Trust": passwords(words("trust"), { trustPassword: PASSWORD }),
  "aws:directoryservice/radiusSettings:RadiusSettings": passwords(words("RADIUS server"), {
    sharedSecret: words("shared secret"),
  }),
  "aws:fsx/windowsFileSystem:WindowsFileSystem": passwords(words("file system"), {
    "selfManagedActiveDirectory.password": SERVICE_ACCOUNT,
    "selfManagedActiveDirectory.passwordWo": SERVICE_ACCOUNT,
  }),
  "aws:fsx/ontapFileSystem:OntapFileSystem": passwords(
    words("file system"),
    { fsxAdminPassword: ADMINISTRATOR },
    "admin-password",
  ),
  "aws:fsx/ontapStorageVirtualMachine:OntapStorageVirtualMachine": passwords(
    words("storage machine"),
    {
      svmAdminPassword: ADMINISTRATOR,
      "activeDirectoryConfiguration.selfManagedActiveDirectoryConfiguration.password": SERVICE_ACCOUNT,
    },
    "admin-password",
  ),
  "aws:datasync/locationSmb:LocationSmb": passwords(words("location"), { password: PASSWORD }),
  "aws:datasync/locationFsxWindows:LocationFsxWindows": passwords(words("location"), { password: PASSWORD }),
  "aws:datasync/locationObjectStorage:LocationObjectStorage": passwords(
    words("location"),
    { secretKey: words("secret key") },
    "external",
  ),
  "aws:storagegateway/gateway:Gateway": passwords(words("storage gateway"), {
    smbGuestPassword: words("guests' password"),
    "smbActiveDirectorySettings.password": SERVICE_ACCOUNT,
  }),
  "aws:cognito/user:User": passwords(words("user"), { password: PASSWORD, temporaryPassword: PASSWORD }),
  "aws:ec2/vpnConnection:VpnConnection": passwords(words("VPN connection"), {
    tunnel1PresharedKey: words("shared key"),
    tunnel2PresharedKey: words("shared key"),
  }),
  "aws:cloudwatch/eventConnection:EventConnection": passwords(
    words("connection"),
    {
      "authParameters.apiKey.value": words("API key"),
      "authParameters.basic.password": PASSWORD,
      "authParameters.oauth.clientParameters.clientSecret": words("client secret"),
    },
    "external",
  ),
  "aws:cognito/identityProvider:IdentityProvider": passwords(
    words("identity provider"),
    { "providerDetails.client_secret": words("client secret") },
    "external",
  ),
  "aws:connect/user:User": passwords(words("user"), { password: PASSWORD }),
  "aws:workmail/user:User": passwords(words("user"), { password: PASSWORD }),
  "aws:storagegateway/fileSystemAssociation:FileSystemAssociation": passwords(words("file system"), {
    password: SERVICE_ACCOUNT,
  }),
  "aws:appstream/directoryConfig:DirectoryConfig": passwords(words("directory"), {
    "serviceAccountCredentials.accountPassword": SERVICE_ACCOUNT,
  }),
  "aws:redshift/hsmConfiguration:HsmConfiguration": passwords(words("HSM configuration"), {
    hsmPartitionPassword: words("partition's password"),
  }),
  "aws:chime/voiceConnectorTerminationCredentials:VoiceConnectorTerminationCredentials": passwords(
    words("voice connector"),
    { "credentials[].password": PASSWORD },
  ),
  "aws:mailmanager/ingressPoint:IngressPoint": passwords(words("ingress point"), {
    "ingressPointConfiguration.smtpPasswordWo": PASSWORD,
  }),
  "aws:apigateway/apiKey:ApiKey": passwords(words("API key"), { value: words("value") }),
  "aws:codepipeline/webhook:Webhook": passwords(words("webhook"), {
    "authenticationConfiguration.secretToken": words("secret token"),
  }),
  "aws:sns/platformApplication:PlatformApplication": external(words("push platform"), "platformCredential"),
  "aws:pinpoint/admChannel:AdmChannel": external(words("push channel"), "clientSecret"),
  "aws:pinpoint/baiduChannel:BaiduChannel": external(words("push channel"), "apiKey", "secretKey"),
  "aws:pinpoint/gcmChannel:GcmChannel": external(words("push channel"), "apiKey", "serviceJson"),
  "aws:bedrock/agentcoreApiKeyCredentialProvider:AgentcoreApiKeyCredentialProvider": external(
    words("credential provider"),
    ...["apiKey", "apiKeyWo"],
  ),
  "aws:securitylake/subscriberNotification:SubscriberNotification": external(
    words("subscriber"),
    "configuration.httpsNotificationConfiguration.authorizationApiKeyValue",
  ),
  "aws:kms/customKeyStore:CustomKeyStore": passwords(words("key store"), {
    keyStorePassword: PASSWORD,
    "xksProxyAuthenticationCredential.rawSecretAccessKey": words("secret access key"),
  }),
  // Providers of the stores' own, by their published schemas.
  "postgresql:index/role:Role": user(words("role"), "password", "passwordWo"),
  "mysql:index/user:User": user(words("user"), "plaintextPassword", "plaintextPasswordWo"),
  "rabbitmq:index/user:User": user(words("user"), "password", "passwordWo"),
};

export const passwordsGiven: Platform = {
  name: "passwords",
  types: Object.fromEntries([...Object.keys(GIVEN), ...Object.keys(BELOW)].map((type) => [type, "settings" as const])),
  subjects: {
    credential: Object.fromEntries([
      ...Object.entries(GIVEN).map(([type, { noun, properties }]) => [type, passwordReader(noun, properties)] as const),
      ...Object.entries(BELOW).map(
        ([type, [noun, ...properties]]) => [type, passwordsBelow(noun, properties)] as const,
      ),
    ]),
  },
};
