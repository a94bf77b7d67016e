import fc from "fast-check";
import { isSecretName, secretLike, type SecretLike, urlPassword } from "../../../policies/facts";

describe("names", () => {
  it.each([
    ...[
      "SECRET_KEY",
      "JWT_SECRET",
      "DJANGO_SECRET_KEY",
      "DB_PASSWORD",
      "POSTGRES_PASSWORD",
      "PGPASSWORD",
      "DB_PASS",
      "MYSQL_PWD",
    ],
    ...[
      "API_KEY",
      "OPENAI_API_KEY",
      "STRIPE_KEY",
      "ACCESS_TOKEN",
      "GITHUB_TOKEN",
      "REDIS_AUTH_TOKEN",
      "ENCRYPTION_KEY",
    ],
    ...[
      "FERNET_KEY",
      "SIGNING_KEY_PREVIOUS",
      "API_KEY_2",
      "AWS_SECRET_ACCESS_KEY",
      "PRIVATE_KEY",
      "CREDS_IV",
      "PASSWORD_SALT",
    ],
    ...[
      "SENTRY_DSN",
      "AZURE_STORAGE_CONNECTION_STRING",
      "dbPassword",
      "api-key",
      "auth.token",
      "clientSecret",
      "DD_CREDENTIAL_AES_256_KEY",
    ],
  ])("%s is a secret's", (name) => {
    expect(isSecretName(name)).toBe(true);
    expect(secretLike(name)).toEqual({ reason: "name", detail: "has a secret's name" });
    expect(secretLike(name, "9fK2mQ7xR4vT8zL1")?.reason).toBe("name");
  });

  it.each([
    ...[
      "ACCESS_TOKEN_EXPIRE_MINUTES",
      "REFRESH_TOKEN_LIFETIME",
      "TOKEN_TTL",
      "SECRET_TIMEOUT",
      "TOKEN_URL",
      "SECRET_ARN",
    ],
    ...["JWT_PUBLIC_KEY", "STRIPE_PUBLISHABLE_KEY", "RECAPTCHA_SITE_KEY", "AWS_ACCESS_KEY_ID", "KMS_KEY_ID", "KEY_ID"],
    ...["PASSWORD_MIN_LENGTH", "PASSWORD_HASHERS", "PASSWORD_RESET", "SECRET_NAME", "JWT_ALGORITHM", "SALT_ROUNDS"],
    ...[
      "TOKENIZERS_PARALLELISM",
      "MAX_TOKENS",
      "MAX_OUTPUT_TOKENS",
      "KEYBOARD_LAYOUT",
      "PARTITION_KEY",
      "CACHE_KEY_PREFIX",
    ],
    ...["ROUTING_KEY", "PRIMARY_KEY", "PWD", "OLDPWD", "PASS_THROUGH", "BYPASS", "SECRETS_DIR", "JWT_SECRET_FILE"],
    ...[
      "NEXT_PUBLIC_SENTRY_DSN",
      "AUTH_HEADER",
      "SESSION_COOKIE_NAME",
      "DATABASE_URL",
      "REDIS_URL",
      "PORT",
      "MONKEY",
      "constructor",
      "",
    ],
  ])("%s is not", (name) => {
    expect(isSecretName(name)).toBe(false);
    expect(secretLike(name, "9fK2mQ7xR4vT8zL1")).toBeUndefined();
  });
});

describe("values that no secret has", () => {
  it.each([
    ["USE_TOKEN", "true"],
    ["AUTH_TOKEN", ""],
    ["CSRF_TOKEN", "off"],
    ["JWT_SECRET", "30"],
    ["JWT_SECRET", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf"],
    ["DB_PASSWORD", "/run/secrets/db_password"],
    ["DB_PASSWORD", "${DB_PASSWORD}"],
    ["DB_PASSWORD", "{password}"],
  ])("%s=%s is plain", (name, value) => {
    expect(secretLike(name, value)).toBeUndefined();
  });

  it("does not take a password of digits for a number", () => {
    expect(secretLike("DB_PASSWORD", "12345678")?.reason).toBe("name");
  });
});

// Assembled here, so that no scanner takes the examples for leaked keys.
const joined = (...parts: string[]): string => parts.join("");

describe("values", () => {
  it.each<[string, SecretLike["reason"]]>([
    [joined("-----BEGIN RSA ", "PRIVATE KEY-----\nMIIE"), "private-key"],
    [joined("-----BEGIN ", "PRIVATE KEY-----"), "private-key"],
    [joined("-----BEGIN OPENSSH ", "PRIVATE KEY-----"), "private-key"],
    [joined("AKIA", "IOSFODNN7EXAMPLE"), "cloud-key"],
    [joined("ASIA", "IOSFODNN7EXAMPLE"), "cloud-key"],
    [joined("AIza", "a".repeat(35)), "cloud-key"],
    [joined("eyJhbGciOiJIUzI1NiJ9", ".", "eyJzdWIiOiIxMjM0In0", ".", "c2lnbmF0dXJl"), "web-token"],
    [joined("ghp", "_", "a1".repeat(18)), "api-token"],
    [joined("github", "_pat_", "a1".repeat(30)), "api-token"],
    [joined("sk", "-", "a1".repeat(12)), "api-token"],
    [joined("sk", "-proj-", "a1".repeat(12)), "api-token"],
    [joined("sk", "_live_", "a1".repeat(12)), "api-token"],
    [joined("xoxb", "-", "1234567890-abcdef"), "api-token"],
    [joined("https://hooks.slack.com", "/services/T0/B0/x1"), "api-token"],
    [joined("glpat", "-", "a1".repeat(12)), "api-token"],
    ["postgresql://app:hunter2@db.example.com/app", "url-password"],
    ["postgresql+asyncpg://app:p%40ss@db/app", "url-password"],
    ["rediss://:hunter2@cache:6379/0", "url-password"],
    ["amqp://guest:guest@mq//", "url-password"],
    ["host=db password=hunter2 user=app", "url-password"],
    ["Server=db;Password=hunter2;", "url-password"],
    ["https://api.example.com/?user=a&password=hunter2", "url-password"],
    ["run --password=hunter2", "url-password"],
  ])("%j is one, whatever its name: %s", (value, reason) => {
    expect(secretLike("SETTING", value)?.reason).toBe(reason);
    expect(secretLike("TOKEN_URL", value)?.reason).toBe(reason);
    expect(secretLike("", `prefix ${value} suffix`)?.reason).toBe(reason);
  });

  it.each([
    "https://app.example.com/path:with:colons@here",
    "postgresql://app@db.example.com/app",
    "rediss://{user}:{password}@{host}:6379/1?ssl_cert_reqs=required",
    "postgresql://app:${DB_PASSWORD}@db/app",
    "postgresql://app:***@db/app",
    joined("-----BEGIN ", "PUBLIC KEY-----"),
    "-----BEGIN CERTIFICATE-----",
    "task-1234567890-abcdefghijklmnop",
    "arn:aws:iam::111122223333:role/AKIA",
    "eyJ.eyJ.",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "info",
  ])("%j is none", (value) => {
    expect(secretLike("SETTING", value)).toBeUndefined();
  });
});

it.each([
  ["postgresql://app:p@ss@db/app", "p@ss"],
  ["redis://:pw@h", "pw"],
  ["host=db password='two words' x=y", "two words"],
  ["redis://h:6379", undefined],
  ["http://a:80/b@c", undefined],
])("reads the password in %s", (value, password) => {
  expect(urlPassword(value)).toBe(password);
});

it("never repeats the value, never throws", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9]{12,40}$/), (password) => {
      const found = secretLike("DATABASE_URL", `postgresql://app:${password}@db/app`);
      expect(found?.reason).toBe("url-password");
      expect(found?.detail).not.toContain(password);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (name, value) => {
      expect(() => secretLike(name, value)).not.toThrow();
    }),
  );
});
