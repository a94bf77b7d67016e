import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { unresolvedSetting } from "../../../../policies/facts";

const text = (value: unknown): string => String(value);
const OUTPUT = text(pulumi.output("db"));
const environment = (name: string, value: string, ...beside: string[]) =>
  unresolvedSetting(value, { name, secret: false, beside: new Set(beside) })?.certainty;
const secret = (name: string, value: string) =>
  unresolvedSetting(value, { name, secret: true, beside: new Set() })?.certainty;

it.each([
  ["GREETING", `Hello ${OUTPUT}`],
  ["TAGS", "[object Object]"],
  ["DB_HOST", "undefined"],
  ["PGPASSWORD", "undefined"],
  ["SECRET_KEY", "null"],
  ["CELERY_BROKER_URL", "redis://undefined:6379/0"],
  ["DATABASE_URL", "postgresql://app:undefined@db.internal/app"],
  ["API_ADDRESS", "http://api:NaN"],
  ["DATABASE_URL", "postgresql://app:${DB_PASSWORD}@db.internal:5432/app"],
  ["REDIS_URL", "redis://{{ redis_host }}:6379/0"],
  ["API_URL", "https://api.${DOMAIN}/v1"],
  ["DB_HOST", "<no value>"],
  ["DB_HOST", "<your-database-host>"],
  ["DATABASE_URL", "__DATABASE_URL__"],
  ["DB_PASSWORD", "{{resolve:secretsmanager:db:SecretString:password}}"],
  ["ANYTHING", "{{resolve:ssm:/app/host}}"],
  ["QUEUE_URL", "https://sqs.undefined.amazonaws.com/123456789012/q"],
  ["API_URL", "https://api.None.example.com"],
  ["API_URL", "https://__API_HOST__/v1"],
  ["DB_HOST", "None"],
  ["REDIS_PORT", "None"],
  ["SECRET_KEY", "<%= ENV['X'] %>"],
  ["DB_HOST", "<%= dbHost %>"],
])("is certain of %s=%s", (name, value) => {
  expect(environment(name, value)).toBe("certain");
});

it.each([
  ["WELCOME", "undefined"],
  ["APP_NAME", "${PRODUCT}"],
  ["CALLBACK_URL", "https://example.com/undefined"],
  ["DB_HOST", "TODO"],
  ["DATABASE_URL", "postgresql://app:$(DB_PASSWORD)@db/app"],
  ["DB_HOST", "$(DB_SERVICE_HOST)"],
  ["API_URL", "https://$(API_HOST)/v1"],
  ["S3_BUCKET", "shop-undefined"],
  ["ORDERS_TOPIC", "undefined-orders"],
  ["DB_HOST", "db.undefined.internal"],
  ["SENTRY_DSN", "None"],
  ["APP_NAME", "$(PRODUCT)"],
])("takes %s=%s for likely", (name, value) => {
  expect(environment(name, value)).toBe("likely");
});

it("only advises where the variable that is put in stands beside it", () => {
  expect(environment("DATABASE_URL", "postgresql://app:${DB_PASSWORD}@db/app", "DB_PASSWORD")).toBe("likely");
  expect(environment("DATABASE_URL", "postgresql://app:${DB_PASSWORD}@${DB_HOST}/app", "DB_PASSWORD")).toBe("certain");
});

describe("null, where Laravel reads it as none", () => {
  it.each([
    ["REDIS_PASSWORD", "APP_KEY"],
    ["SESSION_DOMAIN", "SESSION_DRIVER"],
    ["MAIL_USERNAME", "MAIL_MAILER"],
    ["MAIL_PASSWORD", "CACHE_STORE"],
  ])("is nothing to say of: %s beside %s", (name, beside) => {
    expect(environment(name, "null", beside)).toBeUndefined();
  });

  it.each([
    ["DB_HOST", "APP_KEY"],
    ["REDIS_URL", "CACHE_DRIVER"],
    ["DB_PASSWORD", "APP_KEY"],
    ["APP_SECRET_KEY", "APP_KEY"],
    ["REDIS_PASSWORD", "FLASK_APP_KEY"],
    ["SESSION_DOMAIN", "SESSION_COOKIE"],
  ])("is certain of %s beside %s", (name, beside) => {
    expect(environment(name, "null", beside)).toBe("certain");
  });
});

it.each([
  ["SPRING_DATASOURCE_URL", "jdbc:postgresql://${DB_HOST}:5432/app"],
  ["EMAIL_TEMPLATE", "Hi {{name}}"],
  ["LOG_FORMAT", "%(asctime)s %(message)s"],
  ["URL_PATTERN", "https://<host>/x"],
  ["WELCOME_MESSAGE", "Hello ${user}"],
  ["EMPTY_VALUE", "null"],
  ["SASL_MECHANISM", "None"],
  ["START_COMMAND", "echo $(HOSTNAME)"],
  ["BANNER", "built on $(date)"],
  ["USERNAME", "undefined-behaviour"],
  ["ROUTE_PATTERN", "^/(undefined|null)$"],
  ["RATE", "5 <% of all"],
  ["S3_BUCKET", "shop-undefinedness"],
  ["DB_HOST", "none.example.com"],
  ["POLICY", "arn:aws:s3:::bucket/${aws:username}"],
  ["DATABASE_URL", "postgresql://app@db.internal:5432/app"],
  ["CORS_ORIGINS", '["https://app.example.com"]'],
])("says nothing of %s=%s", (name, value) => {
  expect(environment(name, value)).toBeUndefined();
});

it.each([
  ["password", "undefined"],
  ["", OUTPUT],
  ["", "[object Object]"],
  ["url", "postgresql://app:${PASSWORD}@db/app"],
  ["key", "${SIGNING_KEY}"],
  ["", "<your-secret-key>"],
])("is certain of a secret's %s=%s", (name, value) => {
  expect(secret(name, value)).toBe("certain");
});

it("never takes what a generator made for a template", () => {
  // RandomPassword's own alphabet, specials among it; marks by chance inside it are no marks.
  const letters = Array.from("abcABC019!@#$%&*()-_=+[]{}<>:?");
  const password = fc.string({ unit: fc.constantFrom(...letters), minLength: 24, maxLength: 64 });
  fc.assert(
    fc.property(password, (value) => {
      expect(secret("", value)).toBeUndefined();
      expect(secret("password", value)).toBeUndefined();
    }),
    {
      numRuns: 5000,
      seed: 7,
      examples: [["a=<Abc>kJ8s7dK3lMqW9xZ0"], ["aa${Ab}kJ8s7dK3lMqW9xZ0pL"], ["x{{Ab}}J8s7dK3lMqW9xZ0pLa"]],
    },
  );
});
