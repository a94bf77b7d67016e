import type { Platform } from "../model/platform";
import { words } from "../model/shown";
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

/** Stores that the pack reads nothing of but the passwords they are given. */
const PASSWORDS: Readonly<Record<string, readonly CredentialProperty[]>> = {
  "aws:opensearch/domain:Domain": MASTER_USER,
  "aws:elasticsearch/domain:Domain": MASTER_USER,
  "aws:redshiftserverless/namespace:Namespace": ADMINISTRATOR,
  "aws:docdb/elasticCluster:ElasticCluster": ADMINISTRATOR,
  "aws:dms/endpoint:Endpoint": [{ property: "password", label: words("password"), purpose: "connection" }],
};

export const passwords: Platform = {
  name: "passwords",
  types: Object.fromEntries(Object.keys(PASSWORDS).map((type) => [type, "settings" as const])),
  subjects: {
    credential: Object.fromEntries(
      Object.entries(PASSWORDS).map(([type, properties]) => [type, credentialReader("databases", properties)]),
    ),
  },
};
