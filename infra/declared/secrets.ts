/** Every secret there is: what it is for, and where its value comes from. */
import type { DeclaredSecret, SecretPurpose } from "guardrails-policies/model";
import { databaseLogin } from "../connections";
import { hasPreviousSigningKey } from "../contract-parts";
import { keptSecrets } from "../kept-secrets";
import type { Settings } from "../settings";

export function declareSecrets<Secret>(settings: Settings<Secret>): Readonly<Record<string, DeclaredSecret<Secret>>> {
  const { signingKey, signingKeyPrevious, encryptionKey, sentryDsn, cacheToken } = settings.secrets;
  // 64 letters and digits hold 381 bits and need no escaping in a URL, a shell or an ElastiCache token.
  const password = (purpose: SecretPurpose): DeclaredSecret<Secret> => ({
    purpose,
    origin: { kind: "generated", generator: "RandomPassword", length: 64 },
  });
  const provided = (purpose: SecretPurpose, value: Secret): DeclaredSecret<Secret> => ({
    purpose,
    origin: { kind: "provided", value },
  });
  const composed = (...from: string[]): DeclaredSecret<Secret> => ({
    purpose: "connection",
    origin: { kind: "composed", from },
  });
  const signing = (brought: Secret | null) => (brought === null ? password("signing") : provided("signing", brought));
  return {
    "signing-key": signing(signingKey),
    ...(hasPreviousSigningKey(settings) ? { "signing-key-previous": signing(signingKeyPrevious) } : {}),
    "encryption-key":
      encryptionKey === null
        ? { purpose: "encryption", origin: { kind: "generated", generator: "RandomBytes", length: 32 } }
        : provided("encryption", encryptionKey),
    "redis-auth": cacheToken === null ? password("cache-password") : provided("cache-password", cacheToken),
    "redis-connection": composed("redis-auth", "redis"),
    "database-app-password": password("database-password"),
    "database-app": composed("database-app-password", "postgres"),
    // What the proxy logs in with for the application.
    ...(settings.database.proxy ? { [proxyLogin(settings, 0)]: composed("database-app-password") } : {}),
    // And for the tasks of the release before, under the login they still have.
    ...(hasPreviousLogin(settings)
      ? {
          "database-app-password-previous": password("database-password"),
          [proxyLogin(settings, 1)]: composed("database-app-password-previous"),
        }
      : {}),
    "database-migration-password": password("database-password"),
    "database-migration": composed("database-migration-password", "postgres"),
    "database-master": { purpose: "database-password", origin: { kind: masterOrigin(settings) } },
    ...(settings.application.firstSuperuser === null ? {} : { "first-superuser-password": password("admin-password") }),
    ...(sentryDsn === null ? {} : { "sentry-dsn": provided("external", sentryDsn) }),
    ...Object.fromEntries(
      keptSecrets(settings).map(([name]) => [name, { purpose: "external", origin: { kind: "owner-filled" } }]),
    ),
  };
}

/** RDS names the secrets it manages itself, and rotates them. */
function masterOrigin({ database: { own } }: Settings<unknown>): "managed" | "owner-filled" {
  return own === null || own.masterSecret.secretArn.includes(":secret:rds!") ? "managed" : "owner-filled";
}

/** The secret the proxy has of the login that is so many generations back. */
function proxyLogin({ database }: Settings<unknown>, back: number): string {
  return databaseLogin("app", database.passwordGeneration - back) === "app" ? "database-proxy" : "database-proxy-b";
}

/** The proxy knows the logins it is told only; while services move to the other one, it has to know both. */
export function hasPreviousLogin({ database }: Settings<unknown>): boolean {
  return database.proxy && database.passwordGeneration > 1;
}

/**
 * The logical name of the resource that generates a secret. It counts generations: a new name is a new value. The signing
 * key's last generator moves to the `previous` slot with its value.
 */
export function generatorName(secret: string, settings: Settings<unknown>): string {
  if (secret === "signing-key") return `signing-key-${settings.signingKeyGeneration}`;
  if (secret === "signing-key-previous") return `signing-key-${settings.signingKeyGeneration - 1}`;
  if (secret === "database-app-password-previous")
    return counted("database-app-password", settings.database.passwordGeneration - 1);
  return counted(secret, passwordGeneration(secret, settings));
}

function counted(secret: string, generation: number): string {
  return generation === 1 ? secret : `${secret}-${generation}`;
}

function passwordGeneration(secret: string, { cache, database }: Settings<unknown>): number {
  if (secret === "redis-auth") return cache.tokenGeneration;
  return /^database-(app|migration)-password$/.test(secret) ? database.passwordGeneration : 1;
}
