import * as aws from "@pulumi/aws";
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

ruleTester.run(secretNotInPlainEnvironment, {
  valid: [
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
  ],
  invalid: [
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
