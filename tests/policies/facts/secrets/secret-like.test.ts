import fc from "fast-check";
import { isSecretName, secretLike, type SecretLike, urlPassword } from "../../../../policies/facts";

const RANDOM = "Zk3vQ9xT1rWb7mYp2LsN8dHf4JcGaE6u";
const words = (text: string): string[] => text.trim().split(/\s+/);
// Assembled here, so that no scanner takes the examples for leaked keys.
const joined = (...parts: string[]): string => parts.join("");
const base64 = (text: string): string => Buffer.from(text).toString("base64");

const GOOGLE = joined("AIza", "SyA1234567890abcdefghijklmnopqrstuv");

const STRONG = words(`
  SECRET_KEY JWT_SECRET DJANGO_SECRET_KEY DB_PASSWORD POSTGRES_PASSWORD PGPASSWORD DB_PASS MYSQL_PWD API_KEY OPENAI_API_KEY
  ENCRYPTION_KEY FERNET_KEY SIGNING_KEY_PREVIOUS API_KEY_2 AWS_SECRET_ACCESS_KEY PRIVATE_KEY CREDS_IV PASSWORD_SALT
  AZURE_STORAGE_CONNECTION_STRING dbPassword api-key clientSecret DD_CREDENTIAL_AES_256_KEY SECRET_KEY_BASE JWTSECRET DBPASS
  SIGNINGKEY USERPASS REDIS_AUTH REDISCLI_AUTH ADMIN_PW LDAP_BIND_PW DB_PSWD MOT_DE_PASSE SENHA CONTRASENA KENNWORT MNEMONIC
  PEPPER HASHIDS_SALT ERLANG_COOKIE UNSEAL_KEY MQTT_PASSCODE KRAKEN_API_SECRET spring.datasource.password ftpPasswd
  PAGERDUTY_ROUTING_KEY PD_EVENTS_ROUTING_KEY PAGERDUTY_INTEGRATION_KEY x-honeycomb-team
`);
const TOKENS = words("ACCESS_TOKEN GITHUB_TOKEN REDIS_AUTH_TOKEN auth.token GH_PAT SLACK_BOT_TOKEN INFLUX_TOKEN");
const WEAK = words(`
  STRIPE_KEY APP_KEY FLASK_APP_KEY SESSION_KEY COOKIE_KEY JWT TOKEN AUTH HMAC AES KEK DEK LOGIN PIN SEED TOTP_SEED SERVICE_ACCOUNT_JSON
  GCP_SA_JSON FIREBASE_CONFIG SLACK_WEBHOOK WEBHOOK_URL SPRING_DATASOURCE_URL CLOUDINARY_URL SPLUNK_HEC VAULT_UNSEAL CONSUMER_KEY
  AWS_ACCESS_KEY_ID SECRET_USER PASSWORD_RESET TOKEN_SECURE JWT_SECRET_REQUIRED DATABASE_ENCRYPTION SUPABASE_SERVICE_ROLE
  AIRFLOW__CORE__SQL_ALCHEMY_CONN MAPBOX_KEY ALGOLIA_KEY KAFKA_AUTH WEATHER_KEY
`);

describe("names of secrets", () => {
  it.each([...STRONG, ...TOKENS])("%s is one by its name", (name) => {
    expect(isSecretName(name)).toBe(true);
    expect(secretLike(name)).toEqual({ reason: "name", detail: "has a secret's name", strength: "likely" });
    expect(secretLike(name, "9fK2mQ7xR4vT8zL1")).toMatchObject({ reason: "name", strength: "certain" });
  });

  it.each(STRONG.filter((name) => name !== "CREDS_IV"))(
    "%s is one with a value that only could be a secret",
    (name) => {
      expect(secretLike(name, "hunter2")).toMatchObject({ reason: "name", strength: "likely" });
    },
  );

  it.each(WEAK)("%s is one with a value that looks like a credential", (name) => {
    expect(secretLike(name, RANDOM)).toMatchObject({ reason: "name", strength: "certain" });
    expect(secretLike(name, "shop")).toBeUndefined();
  });

  it.each(
    words(`
      ACCESS_TOKEN_EXPIRE_MINUTES REFRESH_TOKEN_LIFETIME TOKEN_TTL SECRET_TIMEOUT TOKEN_URL SECRET_ARN JWT_PUBLIC_KEY KMS_KEY_ID
      STRIPE_PUBLISHABLE_KEY RECAPTCHA_SITE_KEY KEY_ID PASSWORD_MIN_LENGTH PASSWORD_HASHERS SECRET_NAME JWT_ALGORITHM
      SALT_ROUNDS TOKENIZERS_PARALLELISM MAX_TOKENS MAX_OUTPUT_TOKENS KEYBOARD_LAYOUT PARTITION_KEY CACHE_KEY_PREFIX ROUTING_KEY CELERY_TASK_DEFAULT_ROUTING_KEY
      PRIMARY_KEY PWD OLDPWD PASS_THROUGH BYPASS COMPASS MONKEY PASSPORT_NUMBER SECRETS_DIR JWT_SECRET_FILE NEXT_PUBLIC_SENTRY_DSN
      AUTH_HEADER SESSION_COOKIE_NAME DATABASE_URL REDIS_URL PORT SENTRY_DSN constructor __proto__ PASSWORDLESS_ENABLED TOKEN_REQUIRED
    `).concat(""),
  )("%j is none", (name) => {
    expect(isSecretName(name)).toBe(false);
    expect(secretLike(name, "shop")).toBeUndefined();
  });
});

describe("a secret's name with a value that plainly is something else", () => {
  it.each<[string, string]>([
    ...Object.entries({
      USE_TOKEN: "true",
      AUTH_TOKEN: "",
      CSRF_TOKEN: "off",
      JWT_SECRET: "30",
      SECRET_KEY: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf",
      DB_PASSWORD: "/run/secrets/db_password",
      API_PASSWORD: "${DB_PASSWORD}",
      MAIL_PASSWORD: "{password}",
    }),
    ...Object.entries({
      ACCESS_TOKEN_EXPIRES_IN: "15m",
      REFRESH_TOKEN: "30d",
      JWT_SECRET_ROTATION: "90 days",
      JWT_ACCESS_TOKEN_EXPIRES_DELTA: "PT15M",
      JWT_TOKEN_LOCATION: "headers",
      TOKEN_ENDPOINT_AUTH_METHOD: "client_secret_basic",
      TOKEN_BUCKET: "redis",
      PASSWORD_RESET_REDIRECT: "https://app.example.com/reset",
      DB_SECRET: "prod/db",
      DB_PASSWORD_SECRET: "prod/db",
      ENCRYPTION_KEY: "alias/app",
      SIGNING_KEY: "1234abcd-12ab-34cd-56ef-1234567890ab",
      MASTER_KEY: "mrk-1234abcd12ab34cd56ef1234567890ab",
      API_KEY: "X-API-Key",
      API_KEY_TABLE: "api_keys",
      API_SECRET_OWNER: "team@example.com",
      PASSWORD_REQUIREMENTS: "upper,lower,digit",
      PASSWORD_HASHER: "argon2",
      SESSION_SECRET_BACKEND: "django.contrib.sessions.backends.cache",
      CREDENTIALS: "same-origin",
      CREDENTIALS_SOURCE: "EcsContainer",
      CREDENTIAL_ROTATION_CRON: "0 0 * * *",
      KAFKA_SECRET_BROKER: "broker.internal:9092",
      TOKEN_ADDRESS: "0xdAC17F958D2ee523a2206206994597C13D831ec7",
      DB_SECRET_KEY: "password",
      EOS_TOKEN: "</s>",
      JWT_PUBLIC_KEY: "-----BEGIN PUBLIC KEY-----\nMIIB",
      SSH_KEY: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
      SECRET_KEY_FILE: "/run/secrets/k",
    }),
  ])("%s=%s is none", (name, value) => {
    expect(secretLike(name, value)).toBeUndefined();
  });

  it("a header that vendors ask for is one among others", () => {
    const headers = `x-tenant=shop,x-honeycomb-team=${RANDOM}`;
    expect(secretLike("OTEL_EXPORTER_OTLP_HEADERS", headers)?.strength).toBe("certain");
    expect(secretLike("OTEL_EXPORTER_OTLP_HEADERS", `x-honeycomb-team=${RANDOM}`)?.strength).toBe("certain");
  });

  it.each<[string, string]>([
    ["DB_PASSWORD", "12345678"],
    ["API_KEY", "123e4567-e89b-12d3-a456-426614174000"],
    ["POSTMARK_TOKEN", "123e4567-e89b-12d3-a456-426614174000"],
    ["SECRET_KEY", "changeme"],
    ["API_TOKEN", "change-me"],
    ["SESSION_KEY", "my-default-secret"],
  ])("%s=%s is one all the same", (name, value) => {
    expect(secretLike(name, value)?.reason).toBe("name");
  });
});

describe("settings beside secrets, and what is private without being one", () => {
  const BASE64 = "hG7skP2qvR9xWm3ZtB8nYc4LdF6aJehG7skP2qvR9xW";
  it.each<[string, string]>([
    ...Object.entries({
      PRIVATE_SUBNETS: "subnet-0a1b2c3d,subnet-1a2b3c4d",
      PRIVATE_SUBNET: "subnet-0a1b2c3d4e5f60718",
      PRIVATE_SECURITY_GROUP: "sg-0a1b2c3d4e5f60718",
      PRIVATE_REGISTRY: "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
      PRIVATE_IMAGE: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.24",
      PRIVATE_HOSTED_ZONE: "Z0123456789ABCDEFGHIJ",
      PRIVATE_LINK_DNS: "vpce-0a1b2c3d4e5f60718-abcdefgh.vpce-svc-0a1b2c3d4e5f60718.eu-west-1.vpce.amazonaws.com",
      PRIVATE_ROUTE_TABLES: "rtb-0a1b2c3d4e5f60718 rtb-1a2b3c4d5e6f70819",
      SERVICE_SECURITY_GROUPS: '["sg-0a1b2c3d4e5f60718","sg-1a2b3c4d5e6f70819"]',
    }),
    ...Object.entries({
      SECRET_VERSION_STAGE: "AWSCURRENT",
      AWS_SECRET_STAGE: "AWSPREVIOUS",
      CLIENT_SECRET_EXPIRES_AT: "2027-01-01",
      CLIENT_SECRET_EXPIRES_ON: "2027-01-01T00:00:00Z",
      SECRET_ROTATED_AT: "2026-01-01T00:00:00Z",
      PASSWORD_LAST_CHANGED: "2026-01-01",
      SECRETS_OWNER: "platform-team",
      SecretsOwner: "platform-team",
      "secrets-contact": "team-security",
      SECRET_TEAM: "platform-security",
    }),
    ...Object.entries({
      CREDENTIAL_HELPER: "ecr-login",
      CREDENTIALS_PROFILE: "shop-prod",
      CREDENTIAL_PROCESS: "aws-vault export shop",
      AWS_CREDENTIALS_CHAIN: "ecs-container",
      PASSWORD_BREACH_CHECK: "haveibeenpwned",
      PASSWORD_SPECIAL_CHARS: "!@#$%^&*",
      PASSWORD_CHARACTERS: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
      LDAP_PASSWORD_ATTRIBUTE: "userPassword",
      DB_PASSWORD_JSON_KEY: "password",
      "secret-key-env": "SECRET_KEY",
      DB_PASSWORD_VARIABLE: "DB_PASSWORD",
    }),
    ...Object.entries({
      SSH_HOST_KEY_FINGERPRINT: `SHA256:${BASE64}`,
      PUBLIC_KEY_FINGERPRINT: `SHA256:${BASE64}`,
      KNOWN_HOST: `SHA256:${BASE64}`,
      CERT_PIN: `sha256/${BASE64}=`,
      CERT_PINS: `sha256/${BASE64}=;sha256/${BASE64}=`,
      GPG_KEY: "7169605F62C751356D054A26A821E680E5FA6305",
      GPG_KEYS: "39B641343D8C104B2B146DC3F9C39DC0B9698544 E60913E4DF209907D8E30D96659A97C9CF2A795A",
      PGP_SIGNING_KEY: "0x659A97C9CF2A795A",
      STRIPE_ACCOUNT: "acct_1HxAbcDefGhIjKlM",
      STRIPE_CONNECT_CLIENT_KEY: "ca_1HxAbcDefGhIjKlMnOpQrStUvWx",
      DD_KMS_API_KEY: joined("AQICAH", BASE64, BASE64, "=="),
      DB_PASSWORD: joined("AQICAH", BASE64, BASE64, "=="),
    }),
    ...Object.entries({
      GF_DATABASE_PASSWORD: "$__file{/run/secrets/db}",
      GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: "$__env{OAUTH_SECRET}",
      GF_DATABASE_URL: "postgres://grafana:$__file{/run/secrets/db}@db/grafana",
      AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_SECRET: "sql_alchemy_conn",
      AIRFLOW__WEBSERVER__SECRET_KEY_SECRET: "webserver-key",
      AIRFLOW__API_AUTH__JWT_SECRET_SECRET: "jwt",
      AIRFLOW__CORE__FERNET_KEY_CMD: "cat /run/secrets/fernet",
      AIRFLOW__SMTP__SMTP_PASSWORD_SECRET: "smtp",
    }),
  ])("%s=%s is none", (name, value) => {
    expect(secretLike(name, value)).toBeUndefined();
  });

  it.each<[string, string]>([
    ["PRIVATE_SUBNETS", "postgresql://app:hunter2@db/app"],
    ["PRIVATE_SETTINGS", RANDOM],
    ["SSH_PRIVATE", RANDOM],
    ["PRIVATE_TOKEN", RANDOM],
    ["AIRFLOW__API_AUTH__JWT_SECRET", "hunter2"],
    ["AIRFLOW__WEBSERVER__SECRET_KEY", "hunter2"],
    ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_SECRET", "postgresql://app:hunter2@db/app"],
    ["AIRFLOW__GOOGLE__CLIENT_SECRET", "hunter2"],
    ["APP_CORE_FERNET_KEY_SECRET", "hunter2"],
    ["GF_DATABASE_PASSWORD", "$__file-hunter2"],
    ["SECRETS_OWNER", RANDOM],
    ["DB_PASSWORD_ENV", RANDOM],
    ["DB_PASSWORD_STAGE", "hunter2"],
    ["DB_PASSWORD_STAGING", "hunter2"],
    ["PASSWORD_CHECK", joined("sk", "_live_", "a1".repeat(12))],
    ["GPG_PASSPHRASE", "7169605F62C751356D054A26A821E680E5FA6305"],
    ["GPG_KEY", RANDOM],
    ["API_KEY", "7169605F62C751356D054A26A821E680E5FA6305"],
    ["STRIPE_ACCOUNT", RANDOM],
    ["CERT_PIN_PASSWORD", "hunter2"],
    ["SECRET_KEY", "AQICAH-short"],
    ["DB_PASSWORD", "abcdefghijklmnopqrstuvwxyz"],
  ])("%s=%s is one all the same", (name, value) => {
    expect(secretLike(name, value)).toBeDefined();
  });
});

describe("values that their vendors call public", () => {
  it.each<[string, string]>([
    ["SENTRY_DSN", "https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/1"],
    ["GLITCHTIP_DSN", "https://0123456789abcdef0123456789abcdef@errors.example.com/42"],
    ["VITE_SENTRY_DSN", "https://abc123@o1.ingest.sentry.io/1"],
    ["STATSD_DSN", "udp://localhost:8125"],
    ["STRIPE_KEY", "pk_live_51Hx2Zk3vQ9xT1rWb7mYp"],
    ["STRIPE_API_KEY", "pk_test_51Hx2Zk3vQ9xT1rWb7mYp"],
    ["SUPABASE_KEY", "sb_publishable_Zk3vQ9xT1rWb7mYp2LsN8d"],
    ["POSTHOG_API_KEY", "phc_Zk3vQ9xT1rWb7mYp2LsN8dHf4JcGaE6u"],
    ["MAPBOX_TOKEN", "pk.eyJ1IjoiYWNtZSIsImEiOiJjbHh5In0.Zk3vQ9xT1rWb7mYp2LsN8d"],
    ["VAPID_PUBLIC_KEY", "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA0QTpQtUbVlUls0VJXg7A8u"],
    ["RECAPTCHA_SITE_KEY", "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQMXjiZKhI"],
    ["FIREBASE_API_KEY", GOOGLE],
    ["FIREBASE_CONFIG", `{"apiKey":"${GOOGLE}","authDomain":"shop.firebaseapp.com","projectId":"shop"}`],
    ["WEB_SETTINGS", base64(`{"firebase":{"apiKey":"${GOOGLE}","messagingSenderId":"1234567890"}}`)],
    ["PAGE_SETTINGS", `apiKey: ${GOOGLE}\nmeasurementId: G-ABCDEF1234`],
    ["NEXT_PUBLIC_GOOGLE_KEY", GOOGLE],
    [
      "SUPABASE_ANON_KEY",
      `eyJhbGciOiJIUzI1NiJ9.${base64('{"role":"anon","iss":"supabase"}').replace(/=/g, "")}.abcdefgh`,
    ],
    ["ALGOLIA_SEARCH_KEY", "9f86d081884c7d659a2feaa0c55ad015"],
    ["SEGMENT_WRITE_KEY", RANDOM],
    ["COGNITO_CLIENT_ID", "3n4b5urk1ft4fl3mg5e62d9ado"],
    ["AUTH0_CLIENT_ID", RANDOM],
    ["GIT_SHA", "0123456789abcdef0123456789abcdef01234567"],
    ["GIT_COMMIT_HASH", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"],
    ["CONFIG_HASH", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ["SCHEMA_MD5", "9f86d081884c7d659a2feaa0c55ad015"],
    ["IMAGE", `x@sha256:${"ab".repeat(32)}`],
    ["REQUEST_ID", "123e4567-e89b-12d3-a456-426614174000"],
    ["B2_APPLICATION_KEY_ID", "0036f2a91c4d7e80000000007"],
    ["UPLOAD_STATE_MACHINE", "MySuperCoolFortyCharLongStateMachineeeee"],
    ["KAFKA_KEY_SERIALIZER", "org.apache.kafka.common.serialization.StringSerializer"],
    ["GOOGLE_SITE_VERIFICATION", "rXOxyZounnZasA8Z7oaD3c14JdjS9aKSWvsR1EbUSIQ"],
    ["AIRFLOW__SECRETS__BACKEND_KWARGS", '{"connections_prefix":"airflow/connections"}'],
    ["OTEL_RESOURCE_ATTRIBUTES", "service.name=web,deployment.environment=production"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=shop"],
  ])("%s=%s is none", (name, value) => {
    expect(secretLike(name, value)).toBeUndefined();
  });
});

it.each([
  ["GOOGLE_CONFIG", `{"apiKey":"${GOOGLE}","projectId":"shop"}`],
  ["FIREBASE_CONFIG", `{"apiKey":"${GOOGLE}","authDomain":"a.b","private_key":"${RANDOM}"}`],
  ["FIREBASE_CONFIG", `{"authDomain":"a.b","db":"postgresql://shop:${RANDOM}@db/shop"}`],
])("a key of Google's servers and what stands beside a page's key are secrets: %s", (name, value) => {
  expect(secretLike(name, value)).toBeDefined();
});

describe("values", () => {
  it.each<[string, SecretLike["reason"]]>([
    [joined("-----BEGIN RSA ", "PRIVATE KEY-----\nMIIE"), "private-key"],
    [joined("-----BEGIN ", "PRIVATE KEY-----"), "private-key"],
    [joined("-----BEGIN OPENSSH ", "PRIVATE KEY-----"), "private-key"],
    [joined("-----BEGIN PGP ", "PRIVATE KEY BLOCK-----"), "private-key"],
    [joined("AKIA", "IOSFODNN7EXAMPLE"), "cloud-key"],
    [joined("ASIA", "IOSFODNN7EXAMPLE"), "cloud-key"],
    [joined("AIza", "a".repeat(35)), "cloud-key"],
    [joined("dop_v1_", "a1".repeat(32)), "cloud-key"],
    [joined("GOCSPX", "-a1B2c3D4e5F6g7H8i9J0k"), "cloud-key"],
    [joined("eyJhbGciOiJIUzI1NiJ9", ".", "eyJzdWIiOiIxMjM0In0", ".", "c2lnbmF0dXJl"), "web-token"],
    // Payloads over several lines, and with room inside.
    ...['{\n  "sub": "1234"}', '{\r\n "sub": "1234"}', '{\t"sub": "1234"}', '{ "sub": "1234" }'].map(
      (payload): [string, "web-token"] => [
        joined("eyJhbGciOiJIUzI1NiJ9", ".", base64(payload).replace(/=/g, ""), ".c2lnbmF0dXJl"),
        "web-token",
      ],
    ),
    [joined("eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ", ".abc.def.ghi.jkl"), "web-token"],
    [joined("ghp", "_", "a1".repeat(18)), "api-token"],
    [joined("github", "_pat_", "a1".repeat(30)), "api-token"],
    [joined("sk", "-", "a1".repeat(12)), "api-token"],
    [joined("sk", "-ant-", "a1".repeat(12)), "api-token"],
    [joined("sk", "_live_", "a1".repeat(12)), "api-token"],
    [joined("xoxb", "-", "1234567890-abcdef"), "api-token"],
    [joined("glpat", "-", "a1".repeat(12)), "api-token"],
    [joined("gsk", "_", "a1".repeat(20)), "api-token"],
    [joined("hvs", ".CAESI", "a1".repeat(12)), "api-token"],
    [joined("SK", "0123456789abcdef0123456789abcdef"), "api-token"],
    [joined("shpat", "_", "a1".repeat(16)), "api-token"],
    [joined("https://hooks.slack.com", "/services/T0/B00/x12"), "webhook"],
    [joined("https://discord.com/api", "/webhooks/1234567890/abcdefghijklmnopqrst"), "webhook"],
    ["https://b.s3.amazonaws.com/k?X-Amz-Signature=0123456789abcdef", "signed-url"],
    ["Basic YWRtaW46aHVudGVyMg==", "authorization"],
    [`Bearer ${RANDOM}`, "authorization"],
    ["admin:$apr1$abc12345$", "password-hash"],
    ["postgresql://app:hunter2@db.example.com/app", "url-password"],
    ["postgresql+asyncpg://app:p%40ss@db/app", "url-password"],
    ["rediss://:hunter2@cache:6379/0", "url-password"],
    [`redis://${RANDOM}@cache:6379/0`, "url-password"],
    ["amqp://guest:guest@mq//", "url-password"],
    ["amqp://user:p/ss@mq", "url-password"],
    ["postgresql://app:p#ss@db/x", "url-password"],
    ["host=db password=hunter2 user=app", "url-password"],
    ["Server=db;Password=hunter2;", "url-password"],
    ["Driver={ODBC};Server=db;UID=sa;PWD=Zk3vQ9xT;", "url-password"],
    ["jdbc:postgresql://db/app?user=app&password=Tr0ub4dor3", "url-password"],
    ["https://api.example.com/?user=a&password=hunter2", "url-password"],
    ["-Xmx1g -Dspring.datasource.password=hunter2", "url-password"],
    [`DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${RANDOM}==`, "url-password"],
    ["run --password=hunter2", "url-password"],
  ])("%j is one, whatever its name: %s", (value, reason) => {
    expect(secretLike("SETTING", value)).toMatchObject({ reason, strength: "certain" });
    expect(secretLike("TOKEN_URL", value)?.reason).toBe(reason);
    expect(secretLike("", `prefix ${value} suffix`)?.reason).toBe(reason);
  });

  it.each<[string, string]>([
    ["in JSON", '{"username":"app","password":"Zk3vQ9xT1rWb7mYp"}'],
    ["deep in JSON", '{"db":{"replicas":[{"host":"db","password":"hunter2"}]}}'],
    ["under __proto__", '{"__proto__":{"password":"hunter2"}}'],
    ["in a dotenv file", `A=1\nJWT_SECRET=${RANDOM}\nB=2`],
    ["in an assignment", `SECRET_KEY=${RANDOM}`],
    ["in YAML", "user: app\nsecret_key: hunter2\n"],
    ["in XML", "<Settings><Password>hunter2</Password></Settings>"],
    ["in headers of an exporter", `api-key=${RANDOM},tenant=shop`],
    ["in a header", `X-Api-Key: ${RANDOM}`],
    ["in an npm configuration", `//registry.npmjs.org/:_authToken=${RANDOM}`],
    ["behind base64", base64('{"password":"hunter2"}')],
    ["behind base64, a key", base64(joined("-----BEGIN ", "PRIVATE KEY-----\nMIIEvQ"))],
    ["in Docker's configuration", '{"auths":{"r":{"auth":"dXNlcjpwYXNz"}}}'],
    ["as user and password", "admin:Zk3vQ9xT1rWb7mYp"],
    ["as AWS secret access key", joined("wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY")],
  ])("is found %s", (_, value) => {
    expect(secretLike("SETTING", value)).toBeDefined();
  });

  it.each<[string, string]>([
    ["BASIC_AUTH", "admin:hunter2"],
    ["CELERY_FLOWER_BASIC_AUTH", "flower:flower"],
    ["traefik.http.middlewares.auth.basicauth.users", "admin:$apr1$abc"],
  ])("is found in %s=%s", (name, value) => {
    expect(secretLike(name, value)).toBeDefined();
  });

  it.each([
    "https://app.example.com/path:with:colons@here",
    "http://localhost:8080/login?next=a@b",
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
    "registry.example.com/shop/web:1.24.3-alpine",
    "reset_password=true",
    "key: value",
    '{"level":"info","format":"json"}',
    "info",
  ])("%j is none", (value) => {
    expect(secretLike("SETTING", value)).toBeUndefined();
  });
});

describe("arguments in a variable", () => {
  it.each([
    ["GUNICORN_CMD_ARGS", `--bind 0.0.0.0:8000 --env SECRET_KEY=${RANDOM}`],
    ["GUNICORN_CMD_ARGS", `-w 4 -e SECRET_KEY=hunter2`],
    ["FLOWER_ARGS", "--port=5555 --auth-password hunter2"],
    ["JAVA_TOOL_OPTIONS", "-Xmx1g -Dspring.datasource.hikari.password=hunter2"],
    ["UVICORN_OPTS", `--host 0.0.0.0 --api-key '${RANDOM}'`],
    ["NODE_OPTIONS", `--require ./a.js --client-secret="${RANDOM}"`],
    ["WEB_COMMAND", "gunicorn app:app --env SECRET_KEY=hunter2"],
  ])("is read as on a command line: %s=%s", (name, value) => {
    expect(secretLike(name, value)).toBeDefined();
  });

  it.each([
    ["GUNICORN_CMD_ARGS", "--bind 0.0.0.0:8000 --workers 4 --env LOG_LEVEL=info --access-logfile -"],
    ["GUNICORN_CMD_ARGS", "--forwarded-allow-ips=* --env SECRET_KEY_FILE=/run/secrets/key"],
    ["CELERY_ARGS", "--loglevel info --token-ttl 30 --api-key $API_KEY --secret-key-env SECRET_KEY"],
    ["NODE_OPTIONS", "--max-old-space-size=4096 --enable-source-maps"],
    [
      "JAVA_OPTS",
      "-XX:+UseG1GC -Djava.security.egd=file:/dev/./urandom -Dserver.ssl.key-store-password=${KEYSTORE_PASSWORD}",
    ],
    ["DOCKER_ARGS", "--username AWS --password-stdin 123456789012.dkr.ecr.eu-west-1.amazonaws.com"],
    ["TAGLINE", "fast -- and safe --really"],
  ])("that holds none is none: %s=%s", (name, value) => {
    expect(secretLike(name, value)).toBeUndefined();
  });
});

describe("JSON Web Keys", () => {
  const okp = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
  const ec = { kty: "EC", crv: "P-256", x: `${RANDOM}abcdefghijk`, y: `${RANDOM}lmnopqrstuv` };
  const rsa = { n: RANDOM.repeat(8), e: "AQAB", kid: "2026-01", kty: "RSA" };
  const [d, k] = ["nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", `${RANDOM}${RANDOM}`];

  it.each([
    ["JWT_PRIVATE_JWK", { ...okp, d }],
    ["SETTING", { d, ...ec }],
    ["SETTING", { ...rsa, d: RANDOM.repeat(8), p: RANDOM, q: RANDOM }],
    ["JWT_SECRET_JWK", { kty: "oct", alg: "HS256", k }],
    ["OIDC_SIGNING_JWKS", { keys: [okp, { ...ec, d }] }],
    ["JWKS_PUBLIC", { keys: [{ ...okp, d }] }],
  ])("with a private part are secrets: %s", (name, key) => {
    for (const text of [JSON.stringify(key), JSON.stringify(key, undefined, 2), base64(JSON.stringify(key))])
      expect(secretLike(name, text)?.reason).toBe("private-key");
    expect(secretLike(name, JSON.stringify({ jwk: JSON.stringify(key) }))?.reason).toBe("private-key");
  });

  it.each([
    ["JWT_PUBLIC_JWK", okp],
    ["SETTING", ec],
    ["OIDC_JWKS", { keys: [rsa, okp] }],
    ["JWT_JWK", rsa],
    ["AUTH_KEYS", { keys: [ec] }],
    ["JWT_PRIVATE_JWK", { ...okp, d: "${SIGNING_D}" }],
    ["GRID", { d: RANDOM.slice(0, 4), k: "kty" }],
  ])("without one are none: %s", (name, key) => {
    expect(secretLike(name, JSON.stringify(key))).toBeUndefined();
  });
});

it.each([
  ["postgresql://app:p@ss@db/app", "p@ss"],
  ["redis://:pw@h", "pw"],
  ["host=db password='two words' x=y", "two words"],
  ["host=db password = 'Zk3vQ9xT'", "Zk3vQ9xT"],
  ["amqp://user:p/ss@mq", "p/ss"],
  ["redis://h:6379", undefined],
  ["http://a:80/b@c", undefined],
  ["http://{host}:{port}/b@c", undefined],
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
