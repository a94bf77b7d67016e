import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import { rules } from "../../policies/rules";
import { blueprint, json, ref, resource, run, secret, type TestResource } from "../../policies/testing";
import { declaration } from "./fixtures";

/** Secrets in programs of other people's shape: what is one is refused wherever it stands, what is none blocks nobody. */
const RANDOM = "k3Jf9aLqPz71vXw0Qe8Rt5Yu2Io4Pa6S";
const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf";

async function judged(resources: readonly TestResource[]) {
  const { verdicts, records, diagnostics } = await run(rules, resources, { phase: "up", configuration: {} });
  const found = verdicts.filter(({ rule, verdict }) => rule.startsWith("secret-") && verdict !== "pass");
  return {
    findings: found.map(({ rule, verdict, level }) => `${verdict} ${level} ${rule}`),
    messages: found.map(({ message }) => message).join("\n"),
    printed: JSON.stringify([records, diagnostics]),
  };
}

const container = (parts: object) =>
  resource(aws.ecs.TaskDefinition, "web", {
    family: "web",
    containerDefinitions: json([{ name: "web", image: "example.com/app@sha256:0", command: ["nginx"], ...parts }]),
  });
const variables = (values: Readonly<Record<string, string>>) => ({
  environment: Object.entries(values).map(([name, value]) => ({ name, value })),
});
const version = (args: Partial<aws.secretsmanager.SecretVersionArgs>, parent?: TestResource) =>
  resource(aws.secretsmanager.SecretVersion, "jwt", { secretId: ARN, ...args }, parent === undefined ? {} : { parent });

const DEFAULTED = "fail mandatory secret-not-defaulted";
const PLAIN = "fail mandatory secret-not-in-plain-environment";

const digest = (algorithm: string, text: string) => createHash(algorithm).update(text).digest("hex");
const base64 = (text: string) => Buffer.from(text).toString("base64");
const hexadecimal = (text: string) => Buffer.from(text).toString("hex");

const EVERYBODYS: Readonly<Record<string, string>> = {
  "base64 of a placeholder": base64("changeme"),
  "base64 of words": base64("this-is-a-very-secret-key-change-it-please"),
  "base64 of base64": base64(base64("supersecretkey")),
  "percent encoding": "change%2Dthis%2Din%2Dproduction%2Dplease",
  "hexadecimal of a repetition": hexadecimal("changemechangemechangemechangeme"),
  "SHA-256 of a word": digest("sha256", "secret"),
  "SHA-512 of a default": digest("sha512", "changeme"),
  "MD5 of a word": digest("md5", "password"),
  "SHA-1 of nothing": digest("sha1", ""),
  "a walk over the keyboard": "qwertyuiopasdfghjklzxcvbnm123456",
  "letters and digits in turns": "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6",
  "a walk backwards": "0987654321poiuytrewqlkjhgfdsamnbvcxz",
  "a tutorial's key": "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",
  "a framework's instruction":
    "DO NOT USE THIS VALUE. INSTEAD, CREATE A COMPLEX SECRET AND KEEP IT SAFE OUTSIDE OF THE SOURCE CODE.",
  "a library's documentation": "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=",
  "a sentence": "this is a secret key that nobody knows",
  "a description of a secret": "a_very_long_and_secure_random_string",
  "how to make one": "generate-me-with-openssl-rand-hex-32",
  "a year after it": "secret_key_for_jwt_token_generation_2024",
  "a product's name before it": "acmedesk_default_secret_key_for_development_only",
  "another product's": "zettelkasten-dev-jwt-secret-not-for-production",
  "look-alike digits": "P@ssw0rd123!",
  "a clone's": "shopify-clone-local-secret",
  "a season": "Summer2024!",
  "a month": "october-2025!!",
  "a member": '{"user":"app","pw":"changeme"}',
  "a nested member": '{"jwt":{"secret":"changeme"}}',
  "a member deep in lists": '{"all":[{"of":[{"api_secret":"supersecret"}]}]}',
  "a number": '{"password":12345678}',
  "a list": '["changeme"]',
  "a member of the prototype's name": '{"__proto__":{"password":"changeme"}}',
  dotenv: "SECRET_KEY=changeme\nDB=1",
  "lines of YAML": "secret_key: changeme\nuser: app",
};

describe("a value that the world knows", () => {
  it.each(Object.entries(EVERYBODYS))("is refused: %s", async (_, value) => {
    const declared = blueprint(
      declaration({ secrets: { jwt: { purpose: "signing", origin: { kind: "owner-filled" } } } }),
    );
    expect((await judged([version({ secretString: secret(value) })])).findings).toEqual([DEFAULTED]);
    expect((await judged([declared, version({ secretString: secret(value) }, declared)])).findings).toEqual([
      DEFAULTED,
    ]);
  });

  it.each([
    ["binary", version({ secretBinary: base64("changeme") })],
    ["write-only", version({ secretStringWo: "changeme", secretStringWoVersion: 1 })],
    ["a parameter", resource(aws.ssm.Parameter, "key", { name: "/x", type: "SecureString", value: "changeme" })],
  ])("is refused wherever it is kept: %s", async (_, kept) => {
    expect((await judged([kept])).findings).toEqual([DEFAULTED]);
  });

  it.each([
    ["bytes", version({ secretBinary: Buffer.from(RANDOM.repeat(2)).toString("base64") })],
    [
      "a key beside common words",
      version({ secretString: JSON.stringify({ username: "postgres", password: RANDOM }) }),
    ],
    [
      "a plain parameter",
      resource(aws.ssm.Parameter, "key", { name: "/shop/password-policy", type: "String", value: "strict" }),
    ],
  ])("is not seen in a sound one: %s", async (_, kept) => {
    expect((await judged([kept])).findings).toEqual([]);
  });
});

describe("an empty value", () => {
  it.each(["SENTRY_DSN", "NVIDIA_API_KEY", "STRIPE_SECRET_KEY", "SMTP_PASSWORD", "GITHUB_TOKEN", "OIDC_CLIENT_SECRET"])(
    "switches an integration off: %s",
    async (name) => {
      expect((await judged([container(variables({ [name]: "" }))])).findings).toEqual([]);
    },
  );

  it.each(["SECRET_KEY", "JWT_SECRET_KEY", "SESSION_SECRET", "FERNET_KEY", "DB_PASSWORD", "DJANGO_SUPERUSER_PASSWORD"])(
    "is everybody's key of the product's own: %s",
    async (name) => {
      expect((await judged([container(variables({ [name]: "" }))])).findings).toEqual([DEFAULTED]);
    },
  );
});

describe("a weak password", () => {
  const database = (password: string) =>
    resource(aws.rds.Instance, "db", { instanceClass: "db.t4g.medium", password: secret(password) });

  it.each(["x7Qp2mVz", "Tr8vKw2n9Q"])("that AWS takes is advice", async (password) => {
    const { findings } = await judged([database(password)]);
    expect(findings).toEqual(["fail advisory secret-not-defaulted"]);
  });

  it.each(["postgres", "changeme123", "admin1234"])("that everybody tries first is refused: %s", async (password) => {
    expect((await judged([database(password)])).findings).toEqual([DEFAULTED]);
  });
});

const SECRETS: Readonly<Record<string, string>> = {
  JWT: RANDOM,
  DJANGO_KEY: RANDOM,
  FLASK_APP_KEY: RANDOM,
  DB_PWD: "Tr0ub4dor&3horse",
  REDIS_AUTH: "Tr0ub4dor&3horse",
  BROKER: "amqps://app:Tr0ub4dor3@mq.internal:5671//",
  SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/T000/B000/XXXX",
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  OPENAI: "sk-abcdefghijklmnopqrstuvwx",
  DATABASE_DSN: "host=db user=app password=Tr0ub4dor3 dbname=app",
  SPRING_DATASOURCE_URL: "jdbc:postgresql://db/app?user=app&password=Tr0ub4dor3",
  ADMIN_USER_PASS: "hunter2",
  BASIC_AUTH: "admin:hunter2",
  HTTP_AUTHORIZATION: "Basic YWRtaW46aHVudGVyMg==",
  TWILIO_SID_TOKEN: "a1b2c3d4e5f60718293a4b5c6d7e8f90",
  CONFIG_JSON: '{"db":{"password":"Tr0ub4dor3"}}',
  SETTINGS_YAML: "database:\n  password: Tr0ub4dor3\n",
  MIXPANEL_API_SECRET: RANDOM,
  AMPLITUDE_SECRET_KEY: RANDOM,
  DATADOG_API_KEY: "c1f7a93be05d482691aa7c3e5b0d8f24",
  SEARCH_CLUSTER: "https://elastic:Tr0ub4dor3@search.internal:9200",
};

const EVERYBODY_TRIES: Readonly<Record<string, string>> = {
  REDIS_PASSWORD: "redis",
  CACHE_DB_PASSWD: "local",
  BACKUP_PASSWORD: "backup",
  INTERNAL_API_KEY: "12345",
  ADMIN_TOKEN: "admin",
  SHOP_API_TOKEN: "test",
  SERVICE_BEARER: "secret",
};

const NONE: Readonly<Record<string, string>> = {
  SENTRY_DSN: "https://abc123def@o1.ingest.sentry.io/1",
  VITE_STRIPE_PUBLISHABLE_KEY: "pk_live_51abcdefghijkl",
  SUPABASE_ANON_KEY: "anon-public-key-for-browsers-000",
  DB_SECRET_NAME: "prod/db",
  TOKEN_URL: "https://auth.example.com/oauth/token",
  TOKEN_ENDPOINT_AUTH_METHOD: "client_secret_post",
  TOKENIZERS_PARALLELISM: "false",
  OPENAI_MAX_TOKENS: "4096",
  ACCESS_TOKEN_EXPIRES_IN: "15m",
  PASSWORD_HASHERS: "argon2",
  PASSWORD_REQUIREMENTS: "upper,lower,digit",
  CSRF_TOKEN_HEADER: "x-csrf-token",
  KAFKA_KEY_SERIALIZER: "org.apache.kafka.common.serialization.StringSerializer",
  S3_ACCESS_KEY_SOURCE: "instance-role",
  ENCRYPTION_KEY: "alias/app",
  SIGNING_KEY_ID: "abcd-1234",
  MAPBOX_PUBLIC_TOKEN: "pk.eyJ1Ijo",
  GIT_SHA: "0123456789abcdef0123456789abcdef01234567",
  IMAGE: `example.com/app@sha256:${"ab".repeat(32)}`,
  SESSION_COOKIE_NAME: "sid",
  UPLOAD_STATE_MACHINE: "MySuperCoolFortyCharLongStateMachineeeee",
  REFRESH_TOKEN_ROTATION: "enabled",
  REDIS_PASSWORD_BACKEND: "redis",
  DB_PASSWORD: "none",
  SIGNING_KEY_SOURCE: "local",
  AUTH_TOKEN: "bearer",
  EOS_TOKEN: "admin",
  SORT_KEY: "12345",
  MIXPANEL_TOKEN: "c1f7a93be05d482691aa7c3e5b0d8f24",
  SHOP_AMPLITUDE_API_KEY: "9d2c7b41f0e86a35cc19e7f3a4b60d82",
  DATADOG_CLIENT_TOKEN: "pubc1f7a93be05d482691aa7c3e5b0d8f24",
};

describe("a plain variable", () => {
  it.each(Object.entries(SECRETS))("is a secret: %s", async (name, value) => {
    const { findings, messages, printed } = await judged([container(variables({ [name]: value }))]);
    expect(findings).toContain(PLAIN);
    expect(messages).toContain(name);
    expect(printed).not.toContain(value);
  });

  it.each(Object.entries(EVERYBODY_TRIES))("is a default one: %s", async (name, value) => {
    expect((await judged([container(variables({ [name]: value }))])).findings).toEqual([DEFAULTED, PLAIN]);
  });

  it.each(Object.entries(NONE))("is none: %s", async (name, value) => {
    expect((await judged([container(variables({ [name]: value }))])).findings).toEqual([]);
  });
});

describe("the tags of a definition", () => {
  const tagged = async (tags: Record<string, string>) =>
    judged([
      resource(aws.ecs.TaskDefinition, "app", {
        family: "app",
        tags,
        containerDefinitions: JSON.stringify([{ name: "app", image: "example.com/app@sha256:0", command: ["nginx"] }]),
      }),
    ]);

  it.each([
    ["DbPassword", "Tr0ub4dor&3horse"],
    ["api_key", RANDOM],
    ["webhook", "https://hooks.slack.com/services/T000/B000/XXXX"],
  ])("hold a secret: %s", async (name, value) => {
    const { findings, printed } = await tagged({ [name]: value });
    expect(findings).toContain(PLAIN);
    expect(printed).not.toContain(value);
  });

  it.each([
    ["Owner", "platform@example.com"],
    ["CostCenter", "4711"],
    ["SecretName", "prod/db"],
    ["git-sha", "0123456789abcdef0123456789abcdef01234567"],
  ])("hold none: %s", async (name, value) => {
    expect((await tagged({ [name]: value })).findings).toEqual([]);
  });
});

describe("the rest of a container", () => {
  it.each([
    ["a server's option", { command: ["redis-server", "--requirepass", "hunter2"] }],
    ["an assignment", { command: ["env", `PGPASSWORD=${RANDOM}`, "psql"] }],
    ["a header", { command: ["curl", "-H", `Authorization: Bearer ${RANDOM}`, "https://example.com"] }],
    ["a script", { command: ["sh", "-c", "redis-cli -u redis://:hunter22@cache ping && nginx"] }],
    ["a default in a script", { command: ["sh", "-c", `export DB_PASSWORD="\${X:-${RANDOM}}"; nginx`] }],
    ["a health check", { healthCheck: { command: ["CMD-SHELL", "redis-cli -a hunter2 ping || exit 1"] } }],
    ["a script in a variable", variables({ ON_START: `DB_PASSWORD="${RANDOM}" ./migrate` })],
    ["a health check's words", { healthCheck: { command: ["CMD", "mysqladmin", "ping", "-phunter2"] } }],
    ["a label", { dockerLabels: { "traefik.http.middlewares.auth.basicauth.users": "admin:$apr1$abc" } }],
    ["another label", { dockerLabels: { API_KEY: "sk-abcdefghijklmnopqrstuvwx" } }],
    [
      "a log driver's option",
      { logConfiguration: { options: { "splunk-token": "11111111-2222-3333-4444-555555555555" } } },
    ],
    ["a router's option", { logConfiguration: { logDriver: "awsfirelens", options: { HTTP_Passwd: "Tr0ub4dor3" } } }],
  ])("holds a secret: %s", async (_, parts) => {
    const { findings, printed } = await judged([container(parts)]);
    expect(findings).toContain(PLAIN);
    expect(printed).not.toMatch(new RegExp(`${RANDOM}|hunter2|Tr0ub4dor3`));
  });

  it.each([
    ["a variable in a script", { command: ["sh", "-c", 'redis-cli -a "$REDIS_PASSWORD" ping && nginx'] }],
    ["a file", { command: ["vault", "agent", "--token-file", "/run/secrets/token"] }],
    ["a health check", { healthCheck: { command: ["CMD-SHELL", "curl -f http://localhost:8000/health || exit 1"] } }],
    [
      "a health check with what the container is given",
      { healthCheck: { command: ["CMD-SHELL", 'PGPASSWORD="$DB_PASSWORD" psql -U app -c "select 1"'] } },
    ],
    ["a script that writes a file", { command: ["sed", "-i", "s/password=.*/password=${DB_PASSWORD}/", "x.conf"] }],
    ["another", { command: ["sh", "-c", 'echo "password=$PGPASSWORD" > ~/.my.cnf; exec nginx'] }],
    ["a script in a variable", variables({ ON_START: 'DB_PASSWORD="$PGPASSWORD" ./migrate # once' })],
    ["labels", { dockerLabels: { "com.datadoghq.ad.instances": '[{"password":"%%env_PG_PASSWORD%%"}]' } }],
    [
      "a log group",
      { logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": "/ecs/app", mode: "non-blocking" } } },
    ],
    [
      "an injected option",
      { logConfiguration: { logDriver: "splunk", secretOptions: [{ name: "splunk-token", valueFrom: ARN }] } },
    ],
  ])("holds none: %s", async (_, parts) => {
    expect((await judged([container(parts)])).findings).toEqual([]);
  });

  it.each([
    ["a variable", "export PGPASSWORD=${DB_PASSWORD} && psql -c 'select 1'"],
    ["a substitution", "SECRET_KEY=$(cat /run/secrets/key) exec nginx"],
    ["a variable in a URL", 'DATABASE_URL="postgresql://app:$DB_PASSWORD@db/app" exec nginx'],
  ])("is not refused for what a script takes from elsewhere: %s", async (_, script) => {
    expect((await judged([container({ command: ["sh", "-c", script] })])).findings).not.toContain(PLAIN);
  });

  it("is not refused for an injected secret under another name", async () => {
    const parts = {
      secrets: [{ name: "DB_PASSWORD", valueFrom: ARN }],
      command: ["sh", "-c", "PGPASSWORD=$DB_PASSWORD exec nginx"],
    };
    expect((await judged([version({ secretString: secret(RANDOM) }), container(parts)])).findings).toEqual([]);
  });

  it("is refused for a variable that its command line hides", async () => {
    const parts = { ...variables({ SECRET_KEY: RANDOM }), command: ["sh", "-c", "SECRET_KEY=$KEY exec nginx"] };
    expect((await judged([container(parts)])).findings).toContain(PLAIN);
  });

  it.each([
    ["labels", { dockerLabels: "none" }],
    ["log options", { logConfiguration: { options: [1] } }],
    ["a health check", { healthCheck: { command: { a: 1 } } }],
  ])("is not green where it could not be read: %s", async (_, parts) => {
    const { findings } = await judged([container(parts)]);
    expect(findings).toEqual([expect.stringMatching(/^unproven \w+ secret-not-in-plain-environment$/)]);
  });
});

describe("what starts a task", () => {
  const job = resource(
    aws.ecs.TaskDefinition,
    "job",
    {
      family: "job",
      containerDefinitions: JSON.stringify([{ name: "job", image: "example.com/app@sha256:0", command: ["job"] }]),
    },
    { outputs: { arn: "arn:aws:ecs:eu-west-1:111122223333:task-definition/job:1" } },
  );
  const CLUSTER = "arn:aws:ecs:eu-west-1:111122223333:cluster/main";
  const STARTS: Readonly<Record<string, (overrides: object) => TestResource>> = {
    "an event": (overrides) =>
      resource(aws.cloudwatch.EventTarget, "nightly", {
        rule: "nightly",
        arn: CLUSTER,
        input: JSON.stringify(overrides),
        ecsTarget: { taskDefinitionArn: ref(job, "arn") },
      }),
    "a schedule": (overrides) =>
      resource(aws.scheduler.Schedule, "nightly", {
        scheduleExpression: "rate(1 day)",
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: CLUSTER,
          roleArn: "arn:aws:iam::111122223333:role/run",
          input: JSON.stringify(overrides),
          ecsParameters: { taskDefinitionArn: ref(job, "arn") },
        },
      }),
  };

  it.each(Object.keys(STARTS))("holds a secret in the command that it puts over the task's own: %s", async (kind) => {
    const command = ["psql", "postgresql://app:Tr0ub4dor3@db.internal/app", "-c", "select 1"];
    const start = STARTS[kind]?.({ containerOverrides: [{ name: "job", command }] });
    const { findings, messages, printed } = await judged([job, ...(start === undefined ? [] : [start])]);
    expect(findings).toContain(PLAIN);
    expect(messages).toContain("in a command that it is started with");
    expect(printed).not.toContain("Tr0ub4dor3");
  });

  it.each<[string, object]>([
    ["without one", { name: "job", command: ["psql", "-c", "select 1"] }],
    ["for another container", { name: "other", command: ["psql", "postgresql://app:Tr0ub4dor3@db/app"] }],
    ["without a command", { name: "job", cpu: 256 }],
  ])("holds none in a command %s", async (_, override) => {
    for (const start of Object.values(STARTS)) {
      expect((await judged([job, start({ containerOverrides: [override] })])).findings).toEqual([]);
    }
  });
});

describe("what is written in a name's place", () => {
  it.each([
    ["a variable", variables({ "SECRET_KEY=CANARYq7Zx1vB2k9Lm": "" })],
    ["a token as a variable", variables({ ghp_CANARYq7Zx1vB2k9LmabcdefghijklmnopqrstU: "changeme", SECRET: RANDOM })],
    ["a label", { dockerLabels: { "api_key=CANARYq7Zx1vB2k9Lm": "", token: RANDOM } }],
    ["a container", { name: "CANARYq7Zx1vB2k9Lm", ...variables({ SECRET: RANDOM }) }],
  ])("is not printed: %s", async (_, parts) => {
    expect((await judged([container(parts)])).printed).not.toContain("CANARYq7Zx1vB2k9Lm");
  });

  it("is not printed: a secret's member", async () => {
    const value = JSON.stringify({ CANARYq7Zx1vB2k9Lm_password: "changeme" });
    const { findings, printed } = await judged([version({ secretString: secret(value) })]);
    expect(findings).toEqual([DEFAULTED]);
    expect(printed).not.toContain("CANARYq7Zx1vB2k9Lm");
  });
});
