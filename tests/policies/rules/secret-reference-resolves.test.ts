import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import type { DeclaredSecret, DeclaredVariable } from "../../../policies/model";
import { secretReferenceResolves } from "../../../policies/rules/secrets/secret-reference-resolves";
import {
  blueprint,
  component,
  interpolate,
  json,
  ref,
  resource,
  run,
  type TestResource,
} from "../../../policies/testing";
import { databaseUrl, declaration, declaredWorkload, ruleTester, task, WEB } from "../fixtures";

const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:credentials-AbCdEf";
const OUTSIDE = "arn:aws:secretsmanager:eu-west-1:999900001111:secret:of-somebody-else-GhIjKl";
const MANAGED = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-0a1b2c3d-AbCdEf";
const password = resource(
  random.RandomPassword,
  "password",
  { length: 40 },
  { outputs: { result: "m8Qe2ZtV5xKp9RbW3nLs" } },
);
const entry = resource(
  aws.secretsmanager.Secret,
  "credentials",
  { name: "credentials" },
  { outputs: { arn: ARN, id: ARN } },
);
type Value = NonNullable<aws.secretsmanager.SecretVersionArgs["secretString"]>;
const version = (secretString: Value) =>
  resource(aws.secretsmanager.SecretVersion, "credentials", { secretId: ref(entry, "id"), secretString });
const credentials = json({
  username: "app",
  password: ref(password, "result"),
  url: "postgresql://app@db.example.com/app",
});
const reads = (valueFrom: unknown) => task("api", { command: WEB, secrets: { DATABASE_URL: valueFrom } });
const subject = "workload/api";
const wholeAs = (name: string) => task("api", { command: WEB, secrets: { [name]: ref(entry, "arn") } });

/** The shape of the product's own program: a blueprint above a workload and the secret it reads its URLs from. */
const product = (secrets: Record<string, DeclaredSecret>, environment: Record<string, DeclaredVariable>) =>
  blueprint(declaration({ secrets, workloads: { web: declaredWorkload({ environment }) } }));
const composed: DeclaredSecret = {
  purpose: "connection",
  origin: { kind: "composed", from: ["database-app-password"] },
};
const managedSecret: DeclaredSecret = { purpose: "database-password", origin: { kind: "managed" } };
const declared = product({ "database-app": composed }, { DATABASE_URL: databaseUrl });
const secrets = component("secrets", { parent: declared });
const ownEntry = resource(
  aws.secretsmanager.Secret,
  "database-app",
  {},
  { parent: secrets, outputs: { arn: ARN, id: ARN } },
);
const ownVersion = (members: Record<string, unknown>) =>
  resource(
    aws.secretsmanager.SecretVersion,
    "database-app",
    { secretId: ref(ownEntry, "id"), secretString: json(members) },
    { parent: secrets, outputs: { versionId: "b1946ac9-2492-4d23-8c0d-3f1d2c3b4a59" } },
  );
const ownUrls = ownVersion({ url: "postgresql+asyncpg://app@db.example.com/app", "sync-url": "postgresql://app@db" });
const web = component("web", { parent: declared });
const ownTask = (held: typeof ownUrls) =>
  task(
    "web",
    { command: WEB, secrets: { DATABASE_URL: interpolate`${ref(ownEntry, "arn")}:url::${ref(held, "versionId")}` } },
    web,
  );

const ROLE_ARN = "arn:aws:iam::111122223333:role/execution";
const execution = (args: Partial<aws.iam.RoleArgs> = {}) =>
  resource(
    aws.iam.Role,
    "execution",
    { name: "execution", assumeRolePolicy: "{}", ...args },
    { outputs: { arn: ROLE_ARN, name: "execution", id: "execution" } },
  );
const role = execution();
const started = (valueFrom: unknown, by = role) => {
  const definition = reads(valueFrom);
  return { ...definition, inputs: { ...definition.inputs, executionRoleArn: ref(by, "arn") } };
};
/** The service's three variables, all of one secret: what the role lacks, it lacks for each. */
const startedWithThree = (secret: Parameters<typeof interpolate>[1]) => {
  const from = (member: string) => interpolate`${secret}:${member}::`;
  const definition = task("api", {
    command: WEB,
    secrets: { DATABASE_URL: from("url"), REPLICA_URL: from("url"), REPORTS_URL: from("url") },
  });
  return { ...definition, inputs: { ...definition.inputs, executionRoleArn: ref(role, "arn") } };
};
const statement = (Action: unknown, Resource: unknown, more: object = {}) =>
  json({ Statement: [{ Effect: "Allow", Action, Resource, ...more }] });
const may = (Action: unknown, Resource: unknown, more: object = {}) =>
  resource(aws.iam.RolePolicy, "execution", { role: ref(role, "id"), policy: statement(Action, Resource, more) });
const READ = "secretsmanager:GetSecretValue";
const url = interpolate`${ref(entry, "arn")}:url::`;
const held = [password, entry, version(credentials), role];
const attached = (policyArn: string) =>
  resource(aws.iam.RolePolicyAttachment, "execution", { role: "execution", policyArn });
const key = resource(aws.ssm.Parameter, "key", {
  name: "/shop/key",
  type: "SecureString",
  value: "m8Qe2ZtV5xKp9RbW3nLs",
});
const logsOnly = attached("arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy");

const KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const ownKey = (args: aws.kms.KeyArgs = {}) =>
  resource(aws.kms.Key, "own", args, { outputs: { arn: KEY_ARN, keyId: KEY_ARN.split("/")[1] } });
/** A secret with a key of the program's, or whatever else `kmsKeyId` is, and a role that may read it and do `more`. */
const encrypted = (kmsKeyId: unknown, more: readonly TestResource[], made = ownKey()) => {
  const kept = resource(
    aws.secretsmanager.Secret,
    "credentials",
    { kmsKeyId: kmsKeyId as string },
    { outputs: { arn: ARN, id: ARN } },
  );
  const value = resource(aws.secretsmanager.SecretVersion, "credentials", {
    secretId: ref(kept, "id"),
    secretString: '{"url":"postgresql://app:m8Qe2ZtV5xKp9RbW3nLs@db.example.com/app"}',
  });
  return [
    made,
    kept,
    value,
    role,
    may(READ, ref(kept, "arn")),
    ...more,
    started(interpolate`${ref(kept, "arn")}:url::`),
  ];
};
const decrypts = (Action: unknown, Resource: unknown) =>
  resource(aws.iam.RolePolicy, "decrypt", { role: ref(role, "id"), policy: statement(Action, Resource) });
const own = ownKey();
const alias = resource(aws.kms.Alias, "own", { name: "alias/shop", targetKeyId: ref(own, "keyId") });
const aliasLater = resource(
  aws.kms.Alias,
  "own",
  { targetKeyId: KEY_ARN },
  { outputs: { name: "alias/own-1a2b", arn: "arn:aws:kms:eu-west-1:111122223333:alias/own-1a2b" } },
);
const ALIAS_ARN = "arn:aws:kms:eu-west-1:111122223333:alias/shop";
const lockedParameter = (more: readonly TestResource[]) => [
  own,
  resource(aws.ssm.Parameter, "key", {
    name: "/shop/key",
    type: "SecureString",
    value: "m8Qe2ZtV5xKp9RbW3nLs",
    keyId: ref(own, "keyId"),
  }),
  role,
  may("ssm:GetParameters", "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/*"),
  ...more,
  started("/shop/key"),
];

ruleTester.run(secretReferenceResolves, {
  valid: [
    ...(
      [
        ["by the key's ARN", encrypted(ref(own, "arn"), [decrypts("kms:Decrypt", KEY_ARN)])],
        ["by a star over actions", encrypted(ref(own, "arn"), [decrypts("kms:*", ref(own, "arn"))])],
        ["by a star over keys", encrypted(KEY_ARN, [decrypts("kms:Decrypt", "*")])],
        [
          "by the key's own policy, perhaps",
          encrypted(ref(own, "arn"), [], ownKey({ policy: json({ Statement: [] }) as unknown as string })),
        ],
        [
          "by a policy that is put on the key",
          encrypted(ref(own, "arn"), [resource(aws.kms.KeyPolicy, "own", { keyId: ref(own, "id"), policy: "{}" })]),
        ],
        [
          "by a grant",
          encrypted(ref(own, "arn"), [
            resource(aws.kms.Grant, "own", {
              keyId: ref(own, "id"),
              granteePrincipal: "role",
              operations: ["Decrypt"],
            }),
          ]),
        ],
        ["by the key behind its alias", encrypted("alias/shop", [alias, decrypts("kms:Decrypt", ref(own, "arn"))])],
        ["that has an alias of another key", encrypted("alias/other", [alias])],
        ["behind AWS's own alias, beside one that is named later", encrypted("alias/aws/secretsmanager", [aliasLater])],
        ["as AWS's own key lets everybody", encrypted("alias/aws/secretsmanager", [])],
        ["of another stack, which nobody reads here", encrypted(`${KEY_ARN}0`, [])],
        ["that is a parameter's", lockedParameter([decrypts("kms:Decrypt", ref(own, "arn"))])],
      ] as const
    ).map(([name, stack]) => ({
      name: `a key that its role may decrypt with ${name}`,
      phase: "up" as const,
      stack,
      passes: { [subject]: "verified" as const },
    })),
    {
      name: "a key that is not made yet, which its role may decrypt with by a star over keys",
      stack: lockedParameter([decrypts("kms:Decrypt", "*")]),
      passes: { [subject]: "verified" },
    },
    ...(
      [
        ["by its own policy, exactly", [may(READ, ref(entry, "arn"))]],
        ["in other letters, with a star", [may(["logs:*", "SecretsManager:getsecret*"], [`${ARN.slice(0, -6)}*`])]],
        ["beside one that only writes logs", [may(READ, ref(entry, "arn")), logsOnly]],
        [
          "under a condition, which may hold",
          [may(READ, ref(entry, "arn"), { Condition: { StringEquals: { a: "b" } } })],
        ],
        [
          "by all but what is named",
          [
            resource(aws.iam.RolePolicy, "execution", {
              role: "execution",
              policy: json({ Statement: { Effect: "Allow", NotAction: "iam:*", Resource: ARN } }),
            }),
          ],
        ],
        ["by a policy that nobody can read here", [attached("arn:aws:iam::111122223333:policy/of-the-platform-team")]],
        [
          "by the secret's own policy",
          [resource(aws.secretsmanager.SecretPolicy, "credentials", { secretArn: ARN, policy: "{}" })],
        ],
        [
          "by a policy of this stack that is attached",
          [
            resource(
              aws.iam.Policy,
              "read",
              { policy: statement(READ, ref(entry, "arn")) },
              { outputs: { arn: "arn:aws:iam::111122223333:policy/read" } },
            ),
            attached("arn:aws:iam::111122223333:policy/read"),
          ],
        ],
      ] as const
    ).map(([name, policies]) => ({
      name: `a role that may read it ${name}`,
      phase: "up" as const,
      stack: [...held, ...policies, started(url)],
      passes: { [subject]: "verified" as const },
    })),
    {
      name: "a role that may read it by a policy inside it",
      phase: "up",
      stack: [
        password,
        entry,
        version(credentials),
        execution({ inlinePolicies: [{ name: "read", policy: statement(READ, ref(entry, "arn")) }] }),
        started(url),
      ],
      passes: { [subject]: "verified" },
    },
    {
      name: "a role with a boundary, which is not weighed",
      phase: "up",
      stack: [
        password,
        entry,
        version(credentials),
        execution({ permissionsBoundary: "arn:aws:iam::1:policy/b" }),
        started(url),
      ],
      passes: { [subject]: "verified" },
    },
    {
      name: "a parameter that its role may read",
      phase: "up",
      stack: [
        key,
        role,
        may("ssm:GetParameters", "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/*"),
        started("/shop/key"),
      ],
      passes: { [subject]: "verified" },
    },
    {
      name: "a member that the value has",
      phase: "up",
      stack: [password, entry, version(credentials), reads(interpolate`${ref(entry, "arn")}:url::`)],
      passes: { [subject]: "verified" },
    },
    {
      name: "the whole value",
      phase: "up",
      stack: [password, entry, version(ref(password, "result")), reads(ref(entry, "arn"))],
      passes: { [subject]: "verified" },
    },
    ...["DB_SECRET", "POSTGRES_CREDENTIALS", "APP_CONFIG", "FIREBASE_KEY"].map((name) => ({
      name: `a document under the name of one: ${name}`,
      phase: "up" as const,
      stack: [password, entry, version(credentials), wholeAs(name)],
      passes: { [subject]: "verified" } as const,
    })),
    {
      name: "what RDS keeps, under the name of a document",
      stack: [task("api", { command: WEB, secrets: { DB_SECRET: MANAGED } })],
      passes: { [subject]: "verified" },
    },
    {
      name: "a version that is registered after the task definition",
      phase: "up",
      stack: [password, entry, reads(interpolate`${ref(entry, "arn")}:url::`), version(credentials)],
      passes: { [subject]: "verified" },
    },
    {
      name: "a parameter by its name, known before anything is created",
      stack: [
        resource(aws.ssm.Parameter, "key", { name: "/shop/key", type: "SecureString", value: "m8Qe2ZtV5xKp9RbW3nLs" }),
        reads("/shop/key"),
      ],
      passes: { [subject]: "verified" },
    },
    {
      name: "what RDS writes into a secret it keeps",
      stack: [reads(`${MANAGED}:password::`)],
      passes: { [subject]: "verified" },
    },
    {
      name: "a declared secret with the URL, and one that RDS keeps",
      stack: [
        product(
          { "database-app": composed, "database-master": managedSecret },
          { DATABASE_URL: databaseUrl, MASTER: { kind: "secret", secret: "database-master", key: "password" } },
        ),
      ],
      passes: { "workload/web": "declared" },
    },
    {
      name: "the product's own program at up: pinned to a version, under a blueprint",
      phase: "up",
      stack: [declared, secrets, ownEntry, ownUrls, web, ownTask(ownUrls)],
      passes: { "workload/web": "verified" },
    },
    {
      name: "a workload that reads nothing from a secret",
      stack: [task("api", { command: WEB, environment: { LOG_LEVEL: "INFO" } })],
      passes: {},
    },
  ],
  invalid: [
    ...[
      ["DATABASE_URL", "whole"],
      ["REDIS_HOST", "whole"],
      ["DB_PASSWORD", "perhapsWhole"],
      ["JWT_SECRET_KEY", "perhapsWhole"],
    ].map(([name = "", messageId = ""]) => ({
      name: `a document in the place of one value: ${name}`,
      phase: "up" as const,
      stack: [password, entry, version(credentials), wholeAs(name)],
      subject,
      messageId,
      says: name,
    })),
    {
      name: "all that RDS keeps in the place of one value",
      stack: [task("api", { command: WEB, secrets: { PGPASSWORD: MANAGED } })],
      subject,
      messageId: "perhapsWhole",
    },
    ...(
      [
        ["which has no policy", []],
        ["which only writes logs", [logsOnly]],
        ["which may read another", [may(READ, OUTSIDE)]],
        ["which may only describe it", [may("secretsmanager:DescribeSecret", ref(entry, "arn"))]],
        ["which is only denied something", [may(READ, ref(entry, "arn"), { Effect: "Deny" })]],
      ] as const
    ).map(([name, policies]) => ({
      name: `a secret that its execution role cannot read, ${name}`,
      phase: "up" as const,
      stack: [...held, ...policies, started(url)],
      subject,
      messageId: "unreadable" as const,
      says: "started by a role (execution) that no policy lets read what it has to hand over (DATABASE_URL)",
      stage: "stack" as const,
    })),
    ...(
      [
        ["by the key's ARN", encrypted(ref(own, "arn"), [])],
        ["by the key's id", encrypted(ref(own, "keyId"), [])],
        ["by its ARN in words", encrypted(KEY_ARN, [decrypts("kms:Encrypt", KEY_ARN)])],
        ["beside another's", encrypted(ref(own, "arn"), [decrypts("kms:Decrypt", `${KEY_ARN}0`)])],
        ["of a parameter", lockedParameter([])],
        ["by its alias", encrypted("alias/shop", [alias])],
        [
          "by its alias' ARN, though it may use that",
          encrypted(ALIAS_ARN, [alias, decrypts("kms:Decrypt", ALIAS_ARN)]),
        ],
        ["by an alias that AWS names", encrypted(ref(aliasLater, "name"), [aliasLater])],
        ["by the key that an alias says to be its", encrypted(ref(aliasLater, "arn"), [aliasLater])],
      ] as const
    ).map(([name, stack]) => ({
      name: `a key that its role may not decrypt with, ${name}`,
      phase: "up" as const,
      stack,
      subject,
      messageId: "locked" as const,
      says: "that no policy lets decrypt (kms:Decrypt) what it has to hand over (",
      stage: "stack" as const,
    })),
    {
      name: "a role that may read none of three variables, told once",
      phase: "up",
      stack: [...held, startedWithThree(ref(entry, "arn"))],
      subject,
      messageId: "unreadable",
      says: "lets read what it has to hand over (DATABASE_URL, REPLICA_URL, REPORTS_URL)",
    },
    {
      name: "a role that may decrypt none of three variables, told once",
      phase: "up",
      stack: [...encrypted(ref(own, "arn"), []).slice(0, -1), startedWithThree(ARN)],
      subject,
      messageId: "locked",
      says: "what it has to hand over (DATABASE_URL, REPLICA_URL, REPORTS_URL), which is encrypted",
    },
    {
      name: "a parameter that its role may not read",
      phase: "up",
      stack: [
        key,
        role,
        may("ssm:GetParameters", "arn:aws:ssm:eu-west-1:111122223333:parameter/billing/*"),
        started("/shop/key"),
      ],
      subject,
      messageId: "unreadable",
    },
    ...(
      [
        ["by a star", [may(READ, "*")]],
        ["by every action", [may("secretsmanager:*", "arn:aws:secretsmanager:*:*:secret:*")]],
        ["by AWS's own policy", [attached("arn:aws:iam::aws:policy/SecretsManagerReadWrite")]],
      ] as const
    ).map(([name, policies]) => ({
      name: `a role that may read every secret ${name}`,
      phase: "up" as const,
      stack: [...held, ...policies, started(url)],
      subject,
      messageId: "wide" as const,
      says: "every secret of the account",
    })),
    {
      name: "a member that the value does not have",
      phase: "up",
      stack: [password, entry, version(credentials), reads(interpolate`${ref(entry, "arn")}:database_url::`)],
      subject,
      messageId: "noMember",
      says: "DATABASE_URL from database_url",
      stage: "resource",
    },
    {
      name: "a value that comes after the service",
      phase: "up",
      stack: [
        password,
        entry,
        reads(interpolate`${ref(entry, "arn")}:database_url::`),
        resource(aws.ecs.Service, "api", { desiredCount: 1, taskDefinition: "api" }),
        version(credentials),
      ],
      subject,
      messageId: "late",
      says: "dependsOn",
      stage: "resource",
    },
    {
      name: "a value that comes between the task definition and the service",
      phase: "up",
      stack: [
        password,
        entry,
        reads(interpolate`${ref(entry, "arn")}:database_url::`),
        version(credentials),
        resource(aws.ecs.Service, "api", { desiredCount: 1, taskDefinition: "api" }),
      ],
      subject,
      messageId: "noMember",
      stage: "resource",
    },
    {
      name: "a value that is known at the preview of a service",
      stack: [
        resource(aws.secretsmanager.SecretVersion, "credentials", { secretId: ARN, secretString: '{"url":"a"}' }),
        reads(`${ARN}:database_url::`),
        resource(aws.ecs.Service, "api", { desiredCount: 1, taskDefinition: "api" }),
      ],
      subject,
      messageId: "noMember",
      stage: "resource",
    },
    {
      name: "a member in other letters",
      phase: "up",
      stack: [password, entry, version(credentials), reads(interpolate`${ref(entry, "arn")}:URL::`)],
      subject,
      messageId: "noMember",
    },
    {
      name: "a member of a value that is only a password",
      phase: "up",
      stack: [password, entry, version(ref(password, "result")), reads(interpolate`${ref(entry, "arn")}:password::`)],
      subject,
      messageId: "noObject",
    },
    {
      name: "a member of a list",
      phase: "up",
      stack: [entry, version(json(["a", "b"])), reads(interpolate`${ref(entry, "arn")}:0::`)],
      subject,
      messageId: "noObject",
    },
    {
      name: "a member without the colons after it",
      phase: "up",
      stack: [password, entry, version(credentials), reads(interpolate`${ref(entry, "arn")}:url`)],
      subject,
      messageId: "malformed",
      says: "both colons",
    },
    {
      name: "a host that RDS does not write into the secret it keeps",
      stack: [reads(`${MANAGED}:host::`)],
      subject,
      messageId: "noMember",
      says: "from host",
    },
    {
      name: "a secret of this program without a value",
      phase: "up",
      stack: [entry, reads(ref(entry, "arn"))],
      subject,
      messageId: "empty",
      stage: "stack",
    },
    {
      name: "a secret that the blueprint does not declare",
      stack: [product({}, { DATABASE_URL: databaseUrl })],
      subject: "workload/web",
      messageId: "undeclared",
      stage: "blueprint",
    },
    {
      name: "a member of a declared secret that a generator makes",
      stack: [
        product(
          {
            "signing-key": {
              purpose: "signing",
              origin: { kind: "generated", generator: "RandomPassword", length: 64 },
            },
          },
          { SECRET_KEY: { kind: "secret", secret: "signing-key", key: "value" } },
        ),
      ],
      subject: "workload/web",
      messageId: "noObject",
      stage: "blueprint",
    },
    {
      name: "the product's own program, whose secret lost a member",
      phase: "up",
      stack: [
        declared,
        secrets,
        ownEntry,
        ownVersion({ "sync-url": "postgresql://app@db" }),
        web,
        ownTask(ownVersion({ "sync-url": "postgresql://app@db" })),
      ],
      subject: "workload/web",
      messageId: "noMember",
      stage: "resource",
    },
  ],
  unproven: [
    {
      name: "a secret that is made elsewhere",
      stack: [reads(`${OUTSIDE}:url::`)],
      subject,
      path: "containerDefinitions[0].secrets.DATABASE_URL",
    },
    {
      name: "a parameter that is made elsewhere",
      stack: [reads("/somebody/else")],
      subject,
      path: "containerDefinitions[0].secrets.DATABASE_URL",
    },
    {
      name: "a value that is not known yet",
      stack: [password, version(credentials), reads(`${ARN}:url::`), entry],
      subject,
      path: "secretString",
      producer: "password",
    },
    {
      name: "an environment that is unknown",
      stack: [entry, reads(ref(entry, "arn"))],
      subject,
      path: "containerDefinitions",
      producer: "credentials",
    },
  ],
});

it("advises where a value may be put in by hand, and blocks where a blueprint promises one", () => {
  expect(secretReferenceResolves.advises).toEqual({
    perhapsWhole: "always",
    empty: "undeclared",
    unreadable: "undeclared",
    locked: "undeclared",
    wide: "always",
  });
});

it("says the same of all that one role starts, so that a report tells it once, and of another role its own", async () => {
  const other = resource(
    aws.iam.Role,
    "batch",
    { assumeRolePolicy: "{}" },
    { outputs: { arn: "arn:aws:iam::111122223333:role/batch", name: "batch" } },
  );
  const starts = (name: string, by: TestResource, ...variables: readonly string[]) => {
    const definition = task(name, {
      command: WEB,
      secrets: Object.fromEntries(variables.map((variable) => [variable, url])),
    });
    return { ...definition, inputs: { ...definition.inputs, executionRoleArn: ref(by, "arn") } };
  };
  const stack = [
    ...held,
    other,
    starts("web", role, "DATABASE_URL", "LIMITS_URL"),
    starts("worker", role, "DATABASE_URL"),
    starts("nightly", other, "REPORTS_URL"),
  ];
  const { verdicts } = await run([secretReferenceResolves], stack, { phase: "up" });
  const said = (name: string) => `workload ${name} is started by a role`;
  expect(verdicts.map(({ message }) => message?.replace(/: no task of it starts\.$/, ""))).toEqual([
    `${said("web")} (execution) that no policy lets read what it has to hand over (DATABASE_URL, LIMITS_URL)`,
    `${said("worker")} (execution) that no policy lets read what it has to hand over (DATABASE_URL, LIMITS_URL)`,
    `${said("nightly")} (batch) that no policy lets read what it has to hand over (REPORTS_URL)`,
  ]);
});
