/** What a secret is for; it decides how long a value must be and where it may be used. */
export type SecretPurpose =
  "signing" | "encryption" | "database-password" | "cache-password" | "admin-password" | "connection" | "external";
