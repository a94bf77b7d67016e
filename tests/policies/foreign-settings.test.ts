import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import { gzipSync } from "node:zlib";
import { rules } from "../../policies/rules";
import { interpolate, ref, resource, run, type TestResource } from "../../policies/testing";

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

const machine = (...states: readonly object[]) =>
  resource(aws.sfn.StateMachine, "orders", {
    roleArn: "arn:aws:iam::111122223333:role/orders",
    definition: JSON.stringify({
      StartAt: "S0",
      States: Object.fromEntries(states.map((state, index) => [`S${index}`, { Type: "Task", End: true, ...state }])),
    }),
  });
const named = (settings: Settings) => Object.entries(settings).map(([Name, Value]) => ({ Name, Value }));
const target = (input: object, more: Partial<aws.cloudwatch.EventTargetArgs> = {}) =>
  resource(aws.cloudwatch.EventTarget, "nightly", {
    ...{ rule: "nightly", arn: "arn:aws:lambda:eu-west-1:111122223333:function:report" },
    input: JSON.stringify(input),
    ...more,
  });
const job = (args: Partial<aws.glue.JobArgs>) =>
  resource(aws.glue.Job, "load", { roleArn: "r", command: { scriptLocation: "s3://jobs/load.py" }, ...args });
const dashed = (settings: Settings) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`--${name}`, value]));
const connector = (connectorConfiguration: Settings) =>
  resource(aws.mskconnect.Connector, "orders", {
    capacity: {},
    connectorConfiguration,
    kafkaCluster: { apacheKafkaCluster: { bootstrapServers: "b", vpc: { securityGroups: [], subnets: [] } } },
    kafkaClusterClientAuthentication: {},
    kafkaClusterEncryptionInTransit: {},
    kafkaconnectVersion: "2.7.1",
    plugins: [],
    serviceExecutionRoleArn: "r",
  });
const fleet = (...userData: readonly (string | undefined)[]) =>
  resource(aws.ec2.SpotFleetRequest, "workers", {
    iamFleetRole: "r",
    targetCapacity: 2,
    launchSpecifications: userData.map((text) => ({
      ...{ ami: "ami-1", instanceType: "t4g.small" },
      ...(text === undefined ? {} : { userData: text }),
    })),
  });

const pipeline = (
  ...configurations: readonly NonNullable<aws.types.input.codepipeline.PipelineStageAction["configuration"]>[]
) =>
  resource(aws.codepipeline.Pipeline, "release", {
    ...{ roleArn: "r", artifactStores: [{ location: "artifacts", type: "S3" }] },
    stages: configurations.map((configuration, index) => ({
      name: `Stage${index}`,
      actions: [
        { ...{ name: "a", category: "Build", owner: "AWS", provider: "CodeBuild", version: "1" }, configuration },
      ],
    })),
  });

const lines = (settings: Settings) =>
  Object.entries(settings)
    .map(([name, value]) => `export ${name}='${value}'`)
    .join("\n");

describe.each<[string, (settings: Settings) => TestResource, "plain" | "text"]>([
  ["a build project", (settings) => build(listed(settings)), "plain"],
  [
    "an Elastic Beanstalk environment",
    (settings) =>
      resource(aws.elasticbeanstalk.Environment, "shop", { application: "shop", settings: options(settings) }),
    "plain",
  ],
  [
    "an Elastic Beanstalk template",
    (settings) =>
      resource(aws.elasticbeanstalk.ConfigurationTemplate, "shop", {
        application: "shop",
        settings: options(settings),
      }),
    "plain",
  ],
  [
    "a container on Lightsail",
    (environment) =>
      resource(aws.lightsail.ContainerServiceDeploymentVersion, "shop", {
        serviceName: "shop",
        containers: [{ containerName: "web", image: "shop:1.2", environment }],
      }),
    "plain",
  ],
  [
    "an Amplify app",
    (environmentVariables) => resource(aws.amplify.App, "shop", { name: "shop", environmentVariables }),
    "plain",
  ],
  [
    "an Amplify branch",
    (environmentVariables) =>
      resource(aws.amplify.Branch, "main", { appId: "d1", branchName: "main", environmentVariables }),
    "plain",
  ],
  ["a Glue job", (settings) => job({ defaultArguments: dashed(settings) }), "text"],
  ["a Glue job's other arguments", (settings) => job({ nonOverridableArguments: dashed(settings) }), "text"],
  ["a connector", connector, "text"],
  [
    "a state that starts a task",
    (settings) =>
      machine({
        Resource: "arn:aws:states:::ecs:runTask.sync",
        Parameters: {
          TaskDefinition: "report",
          Overrides: { ContainerOverrides: [{ Name: "report", Environment: named(settings) }] },
        },
      }),
    "text",
  ],
  [
    "a state that calls a function",
    (Payload) =>
      machine({ Resource: "arn:aws:states:::lambda:invoke", Arguments: { FunctionName: "report", Payload } }),
    "text",
  ],
  [
    "a state that starts a build",
    (settings) =>
      machine(
        { Type: "Pass" },
        {
          Resource: "arn:aws:states:::codebuild:startBuild.sync",
          Parameters: { ProjectName: "ci", EnvironmentVariablesOverride: named(settings) },
        },
      ),
    "text",
  ],
  ["an event's target", target, "text"],
  [
    "what a target makes of an event",
    (settings) =>
      target(
        {},
        {
          inputTransformer: {
            inputPaths: { bucket: "$.detail.bucket.name" },
            inputTemplate: `{"bucket": <bucket>, "settings": ${JSON.stringify(settings)}}`,
          },
        },
      ),
    "text",
  ],
  [
    "a schedule",
    (settings) =>
      resource(aws.scheduler.Schedule, "nightly", {
        flexibleTimeWindow: { mode: "OFF" },
        scheduleExpression: "rate(1 day)",
        target: {
          arn: "arn:aws:lambda:eu-west-1:111122223333:function:report",
          roleArn: "r",
          input: JSON.stringify({ overrides: { environment: listed(settings) } }),
        },
      }),
    "text",
  ],
  [
    "a pipeline's build",
    (settings) =>
      pipeline(
        { RepositoryName: "shop", BranchName: "main" },
        { ProjectName: "ci", EnvironmentVariables: JSON.stringify(listed(settings)) },
      ),
    "plain",
  ],
  [
    "a pipeline's stack",
    (settings) => pipeline({ StackName: "shop", ParameterOverrides: JSON.stringify(settings) }),
    "plain",
  ],
  ["the machines of a Spot fleet", (settings) => fleet(undefined, lines(settings)), "text"],
])("%s", (_, of, id) => {
  it("is refused with a secret in plain text, and with a default one for that too", async () => {
    expect(await said("preview", of({ SECRET_KEY: STRONG }))).toMatchObject({ plain: [`blocked ${id}`] });
    expect(await said("up", of({ SECRET_KEY: "changeme" }))).toMatchObject({
      plain: [`blocked ${id}`],
      weak: expect.arrayContaining(["blocked weak"]) as unknown,
    });
    expect((await said("up", of({ DATABASE_URL: `postgres://app:${STRONG}@db/app` }))).plain).toEqual([
      `blocked ${id}`,
    ]);
  });

  it("is left alone where its settings are sound", async () => {
    const { plain, weak } = await said("up", of(SOUND));
    expect([...plain, ...weak].filter((end) => end.startsWith("blocked"))).toEqual([]);
  });
});

describe("a state machine", () => {
  it.each<[string, object]>([
    ["names what is filled in", { Parameters: { "Token.$": "$$.Task.Token", "Password.$": "$.password" } }],
    ["reads it from its input", { Arguments: { Password: "{% $states.input.password %}" } }],
    ["makes it", { Parameters: { ClientToken: "States.UUID()", Secret: "States.Format('{}', $.a)" } }],
    [
      "fetches it",
      { Parameters: { SecretId: "shop/db", Credentials: { RoleArn: "arn:aws:iam::111122223333:role/a" } } },
    ],
    [
      "gives a build its name",
      {
        Parameters: {
          EnvironmentVariablesOverride: [
            { Name: "DB_PASSWORD", Type: "SECRETS_MANAGER", Value: "hunter22" },
            { Name: "NPM_TOKEN", Type: "PARAMETER_STORE", Value: "/ci/npm" },
          ],
        },
      },
    ],
  ])("is left alone that %s", async (_, state) => {
    expect(await said("up", machine(state))).toEqual({ plain: ["pass"], weak: [], cors: [] });
  });

  it("is refused with a secret in a command that it gives", async () => {
    const ContainerOverrides = [{ Name: "report", Command: ["psql", `--password=${STRONG}`] }];
    expect((await said("up", machine({ Parameters: { Overrides: { ContainerOverrides } } }))).plain).toEqual([
      "blocked argument",
    ]);
  });

  it("is refused with one in a text within its text", async () => {
    const input = JSON.stringify({ Environment: named({ SECRET_KEY: STRONG }) });
    expect((await said("up", machine({ Parameters: { Input: input } }))).plain).toEqual(["blocked text"]);
  });

  it("is decided when its definition is known", async () => {
    const bucket = resource(aws.s3.Bucket, "files", {}, { outputs: { arn: "arn:aws:s3:::files" } });
    const definition = interpolate`{"States": {"A": {"Parameters": {"Bucket": "${ref(bucket, "arn")}", "SECRET_KEY": "${STRONG}"}}}}`;
    const made = resource(aws.sfn.StateMachine, "orders", { roleArn: "r", definition });
    expect((await said("preview", bucket, made)).plain).toEqual(["unproven"]);
    expect((await said("up", bucket, made)).plain).toEqual(["blocked text"]);
  });
});

describe("a pipeline", () => {
  const variables = (type: string) => JSON.stringify([{ name: "DB_PASSWORD", value: "hunter22", type }]);

  it("names what is fetched for a build", async () => {
    const of = async (type: string) => (await said("up", pipeline({ EnvironmentVariables: variables(type) }))).plain;
    expect([await of("SECRETS_MANAGER"), await of("PARAMETER_STORE"), await of("PLAINTEXT")]).toEqual([
      ["pass"],
      ["pass"],
      ["blocked plain"],
    ]);
  });

  it("may have a token of its own, which it shows to nobody", async () => {
    const source = (OAuthToken: string) => pipeline({ Owner: "acme", Repo: "shop", Branch: "main", OAuthToken });
    expect(await said("up", source(STRONG))).toMatchObject({ plain: ["pass"], weak: ["pass"] });
    expect(await said("preview", source("changeme"))).toMatchObject({ plain: ["pass"], weak: ["blocked weak"] });
  });

  it("is decided when all of it is known, and what is there already at once", async () => {
    const bucket = resource(aws.s3.Bucket, "files", {}, { outputs: { bucket: "files" } });
    const of = (value: string) =>
      pipeline({ S3Bucket: ref(bucket, "bucket") }, { ParameterOverrides: `{"SECRET_KEY":"${value}"}` });
    expect((await said("preview", bucket, of(STRONG))).plain).toEqual(["blocked plain"]);
    expect((await said("preview", bucket, of(""))).plain).toEqual(["unproven"]);
    expect((await said("up", bucket, of(""))).plain).toEqual(["pass"]);
  });

  it.each(["stages", "actions", "configuration"])("is not decided while its %s are not known", async (what) => {
    const bucket = resource(aws.s3.Bucket, "files", {});
    const unread = ref(bucket, "tags");
    const action = { ...{ name: "a", category: "Build", owner: "AWS", provider: "CodeBuild", version: "1" } };
    const actions = what === "actions" ? unread : [{ ...action, configuration: unread }];
    const stages = what === "stages" ? unread : [{ name: "build", actions }];
    const made = resource(aws.codepipeline.Pipeline, "release", { roleArn: "r", artifactStores: [], stages });
    expect((await said("preview", bucket, made)).plain).toEqual(["unproven"]);
  });
});

it.each(['"nothing but a text"', "no JSON at all", "{}", "[]", "7"])(
  "an input of another form is no fault: %s",
  async (input) => {
    expect((await said("up", target({}, { input }))).plain).toEqual(["pass"]);
  },
);

it("what an event sets for a task of the stack is told of the task alone", async () => {
  const family = "arn:aws:ecs:eu-west-1:111122223333:task-definition/report";
  const containerOverrides = [{ name: "report", environment: [{ name: "SECRET_KEY", value: STRONG }] }];
  const start = target({ containerOverrides }, { ecsTarget: { taskDefinitionArn: family } });
  const report = resource(
    aws.ecs.TaskDefinition,
    "report",
    { family: "report", containerDefinitions: JSON.stringify([{ name: "report", image: "report:1" }]) },
    { outputs: { arn: `${family}:1` } },
  );
  expect((await said("up", report, start)).plain).toEqual(["blocked option"]);
});

describe("what is set for a task of a definition that is made elsewhere", () => {
  const cluster = "arn:aws:ecs:eu-west-1:111122223333:cluster/main";
  const taskDefinitionArn = "arn:aws:ecs:eu-west-1:111122223333:task-definition/elsewhere";
  const overrides = (value: string) => ({
    containerOverrides: [{ name: "report", environment: [{ name: "SECRET_KEY", value }] }],
  });
  const schedule = (of: Partial<aws.types.input.scheduler.ScheduleTarget>) =>
    resource(aws.scheduler.Schedule, "nightly", {
      ...{ flexibleTimeWindow: { mode: "OFF" }, scheduleExpression: "rate(1 day)" },
      target: { arn: cluster, roleArn: "r", ...of },
    });

  it.each<[string, (value: string) => TestResource]>([
    ["an event", (value) => target(overrides(value), { arn: cluster, ecsTarget: { taskDefinitionArn } })],
    [
      "a schedule",
      (value) => schedule({ ecsParameters: { taskDefinitionArn }, input: JSON.stringify(overrides(value)) }),
    ],
    [
      "a schedule's own request",
      (value) =>
        schedule({
          arn: "arn:aws:scheduler:::aws-sdk:ecs:runTask",
          input: JSON.stringify({
            TaskDefinition: "elsewhere",
            Overrides: { ContainerOverrides: [{ Name: "report", Environment: named({ SECRET_KEY: value }) }] },
          }),
        }),
    ],
  ])("is read: of %s", async (_, of) => {
    const other = resource(aws.ecs.TaskDefinition, "web", {
      family: "web",
      containerDefinitions: JSON.stringify([{ name: "web", image: "web:1" }]),
    });
    for (const phase of ["preview", "up"] as const) {
      expect((await said(phase, of(STRONG))).plain).toEqual(["blocked text"]);
      expect((await said(phase, of("{{resolve:secretsmanager:key}}"))).plain).toEqual(["pass"]);
    }
    expect((await said("up", other, of(STRONG))).plain).toContain("blocked text");
  });
});

describe("a Glue connection", () => {
  const connection = (connectionProperties: Settings) =>
    resource(aws.glue.Connection, "warehouse", { name: "warehouse", connectionProperties });
  const URL = "jdbc:postgresql://db.internal.example.com:5432/app";

  it.each<[string, Settings]>([
    ["a URL", { JDBC_CONNECTION_URL: `${URL}?user=app&password=${STRONG}` }],
    ["one of MongoDB's", { CONNECTION_URL: `mongodb://app:${STRONG}@db/app` }],
  ])("is refused with a password in %s", async (_, properties) => {
    expect((await said("up", connection(properties))).plain).toEqual(["blocked text"]);
  });

  it.each<[string, Settings, readonly string[]]>([
    ["a default one", { JDBC_CONNECTION_URL: URL, USERNAME: "app", PASSWORD: "changeme" }, ["blocked weak"]],
    ["one of Kafka's", { KAFKA_SASL_SCRAM_USERNAME: "app", KAFKA_SASL_SCRAM_PASSWORD: "changeme" }, ["blocked weak"]],
    ["a strong one", { JDBC_CONNECTION_URL: URL, USERNAME: "app", PASSWORD: STRONG }, ["pass"]],
    ["none but a secret's name", { JDBC_CONNECTION_URL: URL, SECRET_ID: "shop/warehouse" }, []],
    ["one that is encrypted", { JDBC_CONNECTION_URL: URL, ENCRYPTED_PASSWORD: "AQICAHh" }, []],
  ])("may have a password of its own, which the catalog may encrypt: %s", async (_, properties, weak) => {
    for (const phase of ["preview", "up"] as const) {
      expect(await said(phase, connection(properties))).toMatchObject({ plain: ["pass"], weak });
    }
  });
});

it("what stands in the place of a Glue connection's property is shown to nobody", async () => {
  const connection = resource(aws.glue.Connection, "warehouse", {
    name: "warehouse",
    connectionProperties: { [`${STRONG} PASSWORD`]: "changeme" },
  });
  const { diagnostics, records } = await run(rules, [connection], { phase: "up" });
  expect(JSON.stringify([diagnostics, records])).not.toContain(STRONG);
  expect(records.length).toBeGreaterThan(0);
});

it.each([
  "${secretManager:shop:password}",
  "${ssm::/shop/password:decrypt}",
  "${file:/opt/kafka/db.properties:password}",
])("a connector's reference is no secret: %s", async (password) => {
  expect((await said("up", connector({ "database.password": password, "tasks.max": "1" }))).plain).toEqual(["pass"]);
});

it("a Spot fleet has nothing to say of machines that start with no text, and sees beside one it cannot read", async () => {
  expect((await said("up", fleet(undefined, undefined))).plain).toEqual([]);
  const packed = gzipSync(`export SECRET_KEY=${STRONG}`).toString("base64");
  expect((await said("up", fleet(packed, `export SECRET_KEY=${STRONG}`))).plain).toEqual(["blocked text"]);
  expect((await said("up", fleet(packed, "export STAGE=a"))).plain).toEqual(["unproven"]);
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
    ["has settings alone", lines(SOUND)],
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
