import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { secretNotInPlainEnvironment } from "../../../policies/rules/secrets/secret-not-in-plain-environment";
import { blueprint, ref, resource } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, redisUrl, ruleTester, task, WEB } from "../fixtures";

const STRONG = "m8Qe2ZtV5xKp9RbW3nLs7YdF4hJc6GaT1uXo0iEv";
const holder = resource(
  aws.secretsmanager.Secret,
  "key",
  {},
  { outputs: { arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf" } },
);
const api = (environment: Record<string, string>, command: readonly string[] = WEB) =>
  task("api", { command, environment });
const subject = "workload/api";

const mounting = (driverOpts: pulumi.Input<Record<string, pulumi.Input<string>>>, labels = {}) =>
  resource(aws.ecs.TaskDefinition, "api", {
    family: "api",
    containerDefinitions: JSON.stringify([{ name: "api", image: "shop:1", memory: 512, command: WEB }]),
    volumes: [{ name: "data" }, { name: "share", dockerVolumeConfiguration: { driver: "local", driverOpts, labels } }],
  });

type Override = Readonly<Record<string, unknown>>;
const FAMILY = "arn:aws:ecs:eu-west-1:111122223333:task-definition/api";
const CLUSTER = "arn:aws:ecs:eu-west-1:111122223333:cluster/main";
const setting = (name: string, value: string, container = "api"): Override => ({
  name: container,
  environment: [{ name, value }],
});
const replacing = (...containerOverrides: readonly Override[]) => JSON.stringify({ containerOverrides });
const nightly = (target: Partial<aws.types.input.scheduler.ScheduleTarget>) =>
  resource(aws.scheduler.Schedule, "nightly", {
    scheduleExpression: "cron(0 3 * * ? *)",
    flexibleTimeWindow: { mode: "OFF" },
    target: { arn: CLUSTER, roleArn: "r", ecsParameters: { taskDefinitionArn: FAMILY }, ...target },
  });
const onEvent = (more: Partial<aws.cloudwatch.EventTargetArgs>) =>
  resource(aws.cloudwatch.EventTarget, "night", {
    rule: "night",
    arn: CLUSTER,
    ecsTarget: { taskDefinitionArn: FAMILY },
    ...more,
  });
const ofBucket = (value: string) =>
  onEvent({
    inputTransformer: {
      inputPaths: { bucket: "$.detail.bucket.name", size: "$.detail.object.size" },
      inputTemplate: `{"size": <size>, "containerOverrides": [{"name": "api", "environment": [{"name": "TOKEN", "value": "${value}"}]}]}`,
    },
  });

ruleTester.run(secretNotInPlainEnvironment, {
  valid: [
    {
      name: "a share whose credentials are in a file of the machine",
      stack: [mounting({ type: "cifs", device: "//fs/share", o: "addr=fs.internal,credentials=/etc/cifs,vers=3.0" })],
      passes: { [subject]: "verified" },
    },
    {
      name: "names that only look like secrets",
      stack: [api({ ACCESS_TOKEN_EXPIRE_MINUTES: "30", SECRET_ARN: "arn:aws:x", REDIS_URL: "rediss://cache:6379/0" })],
      passes: { [subject]: "verified" },
    },
    {
      name: "declared secrets that are injected",
      stack: [
        blueprint(
          declaration({
            workloads: {
              web: declaredWorkload({
                environment: {
                  SECRET_KEY: { kind: "secret", secret: "signing-key", key: null },
                  REDIS_URL: redisUrl("cache"),
                },
              }),
            },
          }),
        ),
      ],
      passes: { "workload/web": "declared" },
    },
    {
      name: "injected secrets",
      phase: "up",
      stack: [holder, task("api", { command: WEB, secrets: { SECRET_KEY: ref(holder, "arn") } })],
      passes: { [subject]: "verified" },
    },
    ...(
      [
        ["no secret", nightly({ input: replacing(setting("JOB", "nightly")) })],
        ["what an event fills in", ofBucket("<bucket>")],
        ["only what an event gives", onEvent({ inputPath: "$.detail" })],
        ["a secret for another container", nightly({ input: replacing(setting("API_TOKEN", STRONG, "other")) })],
      ] as const
    ).map(([what, start]) => ({
      name: `a start that sets ${what}`,
      stack: [api({ LOG_LEVEL: "INFO" }), start],
      phase: "up" as const,
      passes: { [subject]: "verified" as const },
    })),
  ],
  invalid: [
    {
      name: "a token that a schedule sets for a definition that is made elsewhere",
      stack: [
        api({ LOG_LEVEL: "INFO" }),
        nightly({
          ecsParameters: { taskDefinitionArn: `${FAMILY}-other` },
          input: replacing(setting("API_TOKEN", STRONG)),
        }),
      ],
      phase: "up",
      subject: "schedule/nightly",
      messageId: "text",
    },
    ...(
      [
        ["a schedule", nightly({ input: replacing(setting("API_TOKEN", STRONG)) })],
        ["an event's target", onEvent({ input: replacing(setting("API_TOKEN", STRONG)) })],
        ["the template of an event's target", ofBucket(STRONG)],
        [
          "a call of RunTask",
          nightly({
            arn: "arn:aws:scheduler:::aws-sdk:ecs:runTask",
            input: JSON.stringify({
              TaskDefinition: "api",
              Overrides: { ContainerOverrides: [{ Name: "api", Environment: [{ Name: "API_TOKEN", Value: STRONG }] }] },
            }),
          }),
        ],
        [
          "a pipe",
          resource(aws.pipes.Pipe, "orders", {
            roleArn: "r",
            source: "arn:aws:sqs:eu-west-1:111122223333:orders",
            target: CLUSTER,
            targetParameters: {
              ecsTaskParameters: {
                taskDefinitionArn: FAMILY,
                overrides: {
                  containerOverrides: [{ name: "api", environments: [{ name: "API_TOKEN", value: STRONG }] }],
                },
              },
            },
          }),
        ],
      ] as const
    ).map(([who, start]) => ({
      name: `a token that ${who} sets over the container's own`,
      stack: [api({ LOG_LEVEL: "INFO" }), start],
      subject,
      messageId: "option" as const,
      says: "TOKEN",
    })),
    ...(
      [
        ["a share's options", mounting({ type: "cifs", o: "addr=fs.internal,username=app,password=Vn7kQ2xLpTz9wB3" })],
        ["a volume plugin's", mounting({ size: "20", secretKey: STRONG })],
        ["a volume's labels", mounting({ type: "tmpfs" }, { API_TOKEN: STRONG })],
      ] as const
    ).map(([where, definition]) => ({
      name: `a secret in ${where}`,
      stack: [definition],
      subject,
      messageId: "option" as const,
    })),
    {
      name: "a signing key, however strong, in the blueprint",
      stack: [
        blueprint(
          declaration({ workloads: { web: declaredWorkload({ environment: { SECRET_KEY: plain(STRONG) } }) } }),
        ),
      ],
      subject: "workload/web",
      messageId: "plain",
      says: "SECRET_KEY",
      stage: "blueprint",
    },
    {
      name: "a signing key in a task definition",
      stack: [api({ JWT_SECRET: STRONG })],
      subject,
      messageId: "plain",
      says: "JWT_SECRET",
      stage: "resource",
    },
    {
      name: "a password inside a URL",
      stack: [api({ DATABASE_URL: `postgresql://app:${STRONG}@db/app` })],
      subject,
      messageId: "plain",
      says: "DATABASE_URL",
    },
    {
      name: "a cloud key under an innocent name",
      stack: [api({ UPLOADER: "AKIAIOSFODNN7EXAMPLE" })],
      subject,
      messageId: "plain",
      says: "UPLOADER",
    },
    {
      name: "a function's, which nothing is injected into",
      stack: [resource(aws.lambda.Function, "api", { role: "r", environment: { variables: { SECRET_KEY: STRONG } } })],
      subject,
      messageId: "plain",
      says: "a function must fetch its secrets when it starts, by their ARN",
    },
    {
      name: "an App Runner service's",
      stack: [
        resource(aws.apprunner.Service, "api", {
          serviceName: "api",
          sourceConfiguration: {
            imageRepository: {
              imageIdentifier: "i",
              imageRepositoryType: "ECR",
              imageConfiguration: { runtimeEnvironmentVariables: { SECRET_KEY: STRONG } },
            },
          },
        }),
      ],
      subject,
      messageId: "plain",
      says: "injected with runtimeEnvironmentSecrets",
    },
    {
      name: "a password on the command line",
      stack: [api({}, ["celery", "--broker", `redis://:${STRONG}@cache:6379/0`, "worker"])],
      subject,
      messageId: "argument",
    },
  ],
  unproven: [
    {
      name: "a share's options that are not known yet",
      stack: [holder, mounting({ type: "cifs", o: ref(holder, "arn") })],
      subject,
      path: "volumes[1].dockerVolumeConfiguration.driverOpts.o",
      producer: "key",
    },
    {
      name: "variables of a schedule that are not known yet",
      stack: [holder, api({ LOG_LEVEL: "INFO" }), nightly({ input: ref(holder, "arn") })],
      subject,
      path: "target.input",
      producer: "key",
    },
    {
      name: "an environment that is unknown",
      stack: [
        holder,
        task("api", { command: WEB, environment: { LOG_LEVEL: "INFO" }, secrets: { SECRET_KEY: ref(holder, "arn") } }),
      ],
      subject,
      path: "containerDefinitions",
      producer: "key",
    },
  ],
});
