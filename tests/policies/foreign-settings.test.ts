import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import { rules } from "../../policies/rules";
import { ref, resource, run, type TestResource } from "../../policies/testing";

/** Settings that everybody reads and no container has: what is refused there, what is left alone, what nobody could read. */
async function said(phase: "preview" | "up", ...resources: readonly TestResource[]) {
  const { verdicts } = await run(rules, resources, { phase });
  const of = (id: string) =>
    verdicts.filter(({ rule }) => rule === id).map(({ verdict, level, messageId }) => ends(verdict, level, messageId));
  return {
    plain: of("secret-not-in-plain-environment"),
    weak: of("secret-not-defaulted"),
    cors: of("cors-not-wildcard"),
  };
}

function ends(verdict: string, level: string, messageId: string | undefined): string {
  if (verdict !== "fail") return verdict;
  return `${level === "mandatory" ? "blocked" : "advice"} ${messageId ?? ""}`;
}

type Settings = Readonly<Record<string, string>>;
const STRONG = "m8Qe2ZtV5xKp9RbW3nLs7YdF4hJc6GaT";
const SOUND: Settings = {
  STAGE: "production",
  DB_PASSWORD_SECRET_ARN: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf",
  DB_PASSWORD: "{{resolve:secretsmanager:db:SecretString:password}}",
  API_TOKEN: "",
  STRIPE_PUBLISHABLE_KEY: "pk_live_51HxYzAbCdEfGhIjKlMnOpQr",
  ACCESS_TOKEN_EXPIRE_MINUTES: "30",
};

const build = (
  variables: readonly aws.types.input.codebuild.ProjectEnvironmentEnvironmentVariable[],
  source: Partial<aws.types.input.codebuild.ProjectSource> = {},
) =>
  resource(aws.codebuild.Project, "ci", {
    serviceRole: "arn:aws:iam::111122223333:role/build",
    artifacts: { type: "NO_ARTIFACTS" },
    environment: { computeType: "c", image: "i", type: "LINUX_CONTAINER", environmentVariables: [...variables] },
    source: { type: "GITHUB", ...source },
  });
const listed = (settings: Settings) => Object.entries(settings).map(([name, value]) => ({ name, value }));

const options = (settings: Settings) =>
  listed(settings).map((one) => ({ namespace: "aws:elasticbeanstalk:application:environment", ...one }));

describe.each<[string, (settings: Settings) => TestResource]>([
  ["a build project", (settings) => build(listed(settings))],
  [
    "an Elastic Beanstalk environment",
    (settings) =>
      resource(aws.elasticbeanstalk.Environment, "shop", { application: "shop", settings: options(settings) }),
  ],
  [
    "an Elastic Beanstalk template",
    (settings) =>
      resource(aws.elasticbeanstalk.ConfigurationTemplate, "shop", {
        application: "shop",
        settings: options(settings),
      }),
  ],
  [
    "a container on Lightsail",
    (environment) =>
      resource(aws.lightsail.ContainerServiceDeploymentVersion, "shop", {
        serviceName: "shop",
        containers: [{ containerName: "web", image: "shop:1.2", environment }],
      }),
  ],
  [
    "an Amplify app",
    (environmentVariables) => resource(aws.amplify.App, "shop", { name: "shop", environmentVariables }),
  ],
  [
    "an Amplify branch",
    (environmentVariables) =>
      resource(aws.amplify.Branch, "main", { appId: "d1", branchName: "main", environmentVariables }),
  ],
])("%s", (_, of) => {
  it("is refused with a secret in plain text, and with a default one for that too", async () => {
    expect(await said("preview", of({ SECRET_KEY: STRONG }))).toMatchObject({ plain: ["blocked plain"] });
    expect(await said("up", of({ SECRET_KEY: "changeme" }))).toMatchObject({
      plain: ["blocked plain"],
      weak: expect.arrayContaining(["blocked weak"]) as unknown,
    });
    expect((await said("up", of({ DATABASE_URL: `postgres://app:${STRONG}@db/app` }))).plain).toEqual([
      "blocked plain",
    ]);
  });

  it("is left alone where its settings are sound", async () => {
    const { plain, weak } = await said("up", of(SOUND));
    expect([...plain, ...weak].filter((end) => end.startsWith("blocked"))).toEqual([]);
  });
});

it("a build's references are no plain text, and what its own file sets is nobody's to say", async () => {
  const references = [
    { name: "DB_PASSWORD", value: "ci/db:password", type: "SECRETS_MANAGER" },
    { name: "NPM_TOKEN", value: "/ci/npm", type: "PARAMETER_STORE" },
  ];
  expect(await said("up", build(references))).toMatchObject({ plain: ["unproven"] });
});

it.each([
  ["a variable", `version: 0.2\nenv:\n  variables:\n    DB_PASSWORD: ${STRONG}\n`, "blocked plain"],
  ["a command", `version: 0.2\nphases:\n  build:\n    commands:\n      - mysql -p${STRONG}\n`, "blocked argument"],
  ["nothing", "version: 0.2\nenv:\n  secrets-manager:\n    DB_PASSWORD: ci/db:password\n", "pass"],
])("a build's own specification is judged for a secret in %s", async (_, buildspec, end) => {
  expect((await said("up", build([], { type: "NO_SOURCE", buildspec }))).plain).toEqual([end]);
});

it("a value that is not known yet may be a secret", async () => {
  const holder = resource(aws.secretsmanager.Secret, "key", {}, { outputs: { arn: "arn:aws:secretsmanager:x" } });
  const project = build([{ name: "KEY_ARN", value: ref(holder, "arn") }]);
  expect((await said("preview", holder, project)).plain).toEqual(["unproven"]);
});

describe("a machine's user data", () => {
  const instance = (userData: string) =>
    resource(aws.ec2.Instance, "app", {
      ami: "ami-1",
      instanceType: "t4g.small",
      userData: `#!/bin/bash\n${userData}\n`,
    });

  it.each([
    ["what it exports", `export SECRET_KEY=${STRONG}`, "blocked text"],
    ["what it gives a container", `docker run -d -e DB_PASSWORD=${STRONG} app`, "blocked text"],
    ["a file that it writes", `cat > .env <<EOF\nDB_PASSWORD=${STRONG}\nEOF`, "blocked text"],
    ["a command", `mysql -uroot -p${STRONG} -e 'select 1'`, "blocked argument"],
    ["what it starts beside a file nobody read", `export SECRET_KEY=${STRONG}\nbash /opt/start.sh`, "blocked text"],
  ])("is refused with a secret in %s", async (_, script, end) => {
    expect((await said("preview", instance(script))).plain).toEqual([end]);
  });

  it("is refused with a default key and with every origin", async () => {
    const { weak, cors } = await said("up", instance("docker run -e SECRET_KEY=changeme -e CORS_ORIGINS='*' app"));
    expect([weak, cors]).toEqual([["blocked weak"], ["blocked wildcard"]]);
  });

  it.each([
    ["installs and starts", "dnf install -y docker\nsystemctl enable --now docker\ndocker run -d -p 80:8000 app"],
    ["joins a cluster", "echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config"],
    [
      "fetches its secrets",
      "export DB_PASSWORD=$(aws ssm get-parameter --name /db --with-decryption --query Parameter.Value)",
    ],
    [
      "has settings alone",
      Object.entries(SOUND)
        .map(([name, value]) => `export ${name}='${value}'`)
        .join("\n"),
    ],
  ])("is left alone that %s", async (_, script) => {
    expect(await said("up", instance(script))).toEqual({ plain: ["pass"], weak: [], cors: [] });
  });

  it("that starts what nobody read is not in the green", async () => {
    expect(await said("up", instance("bash /opt/start.sh"))).toEqual({
      plain: ["unproven"],
      weak: ["unproven"],
      cors: [],
    });
  });
});

describe("a parameter", () => {
  const parameter = (args: Partial<aws.ssm.ParameterArgs>) =>
    resource(aws.ssm.Parameter, "key", { name: "/shop/jwt-secret", type: "String", ...args });
  const password = resource(random.RandomPassword, "db", { length: 32 }, { outputs: { result: STRONG } });

  it.each<[string, Partial<aws.ssm.ParameterArgs>, readonly string[]]>([
    ["a secret's name", { value: STRONG }, ["pass"]],
    ["a list", { type: "StringList", value: STRONG }, ["pass"]],
    ["a value that is one under any name", { name: "/shop/database", value: `postgres://a:${STRONG}@db/a` }, ["pass"]],
    ["a default one", { value: "changeme" }, ["blocked weak"]],
    ["the insecure value", { insecureValue: "changeme" }, ["blocked weak"]],
  ])("is refused that is stored as it is: %s", async (_, args, weak) => {
    for (const phase of ["preview", "up"] as const) {
      expect(await said(phase, parameter(args))).toMatchObject({ plain: ["blocked text"], weak });
    }
  });

  it("is refused as soon as its value is known", async () => {
    const stored = parameter({ value: ref(password, "result") });
    expect((await said("preview", password, stored)).plain).toEqual(["unproven"]);
    expect((await said("up", password, stored)).plain).toEqual(["blocked text"]);
  });

  it("is nothing that was verified while only its name says so: it may turn out to be a switch", async () => {
    const source = resource(aws.s3.Bucket, "files", {}, { outputs: { acl: "enabled" } });
    const stored = parameter({ value: ref(source, "acl") });
    expect(await said("preview", source, stored)).toMatchObject({ plain: ["unproven"], weak: [] });
    expect(await said("up", source, stored)).toMatchObject({ plain: [], weak: [] });
  });

  it.each<[string, Partial<aws.ssm.ParameterArgs>]>([
    ["is encrypted", { type: "SecureString", value: STRONG }],
    ["is about a secret", { name: "/shop/password-policy", value: "strict" }],
    ["says where a secret is", { value: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:jwt-AbCdEf" }],
    ["is filled in by somebody else", { value: "<jwt-secret>" }],
    ["is a key for everybody's browser", { name: "/shop/stripe-key", value: "pk_live_51HxYzAbCdEfGhIjKlMnOpQr" }],
    ["is configuration", { name: "/shop/host", value: "db.internal.example.com" }],
    ["is of an image", { name: "/shop/image", value: `shop@sha256:${"0a".repeat(32)}` }],
  ])("is left alone that %s", async (_, args) => {
    expect((await said("up", parameter(args))).plain).toEqual([]);
  });
});
