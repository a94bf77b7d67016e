import type { Platform } from "../model/platform";
import { words, type Shown } from "../model/shown";
import { credentialReader, type CredentialProperty, MASTER_PASSWORD } from "./credentials";

const MASTER_USER: readonly CredentialProperty[] = [
  {
    property: "advancedSecurityOptions.masterUserOptions.masterUserPassword",
    label: MASTER_PASSWORD,
    purpose: "admin-password",
  },
];
const ADMINISTRATOR: readonly CredentialProperty[] = ["adminUserPassword", "adminUserPasswordWo"].map((property) => ({
  property,
  label: words("administrator's password"),
  purpose: "database-password",
}));

const USER = (...properties: readonly string[]): readonly CredentialProperty[] =>
  properties.map((property) => ({ property, label: words("password"), purpose: "database-password" }));
const PARTNER = (property: string, label: Shown): CredentialProperty => ({
  property,
  label,
  purpose: "external",
});

/** What the pack reads nothing of but the passwords it is given: stores, their users, and what logs in elsewhere. */
const PASSWORDS: Readonly<Record<string, readonly CredentialProperty[]>> = {
  "aws:opensearch/domain:Domain": MASTER_USER,
  "aws:elasticsearch/domain:Domain": MASTER_USER,
  "aws:redshiftserverless/namespace:Namespace": ADMINISTRATOR,
  "aws:docdb/elasticCluster:ElasticCluster": ADMINISTRATOR,
  "aws:dms/endpoint:Endpoint": [{ property: "password", label: words("password"), purpose: "connection" }],
  "postgresql:index/role:Role": USER("password", "passwordWo"),
  "mysql:index/user:User": USER("plaintextPassword", "plaintextPasswordWo"),
  "rabbitmq:index/user:User": USER("password", "passwordWo"),
  "aws:cloudwatch/eventConnection:EventConnection": [
    PARTNER("authParameters.apiKey.value", words("API key")),
    PARTNER("authParameters.basic.password", words("password")),
    PARTNER("authParameters.oauth.clientParameters.clientSecret", words("client's secret")),
  ],
  "aws:cognito/identityProvider:IdentityProvider": [PARTNER("providerDetails.client_secret", words("client's secret"))],
};

export const passwords: Platform = {
  name: "passwords",
  types: Object.fromEntries(Object.keys(PASSWORDS).map((type) => [type, "judged" as const])),
  subjects: {
    credential: Object.fromEntries(
      Object.entries(PASSWORDS).map(([type, properties]) => [type, credentialReader("databases", properties)]),
    ),
  },
};
