import * as aws from "@pulumi/aws";
import type { Input } from "@pulumi/pulumi";
import { rules } from "../../../policies/rules";
import { ref, resource, run, type TestResource } from "../../../policies/testing";

const KEY = "hG7s-kP2q_vR9xWm3ZtB8nYc4LdF6aJe";

type Settings = Readonly<Record<string, Input<string>>>;

const HOLDERS: readonly (readonly [string, (settings: Settings) => TestResource])[] = [
  [
    "Airflow's own configuration",
    (airflowConfigurationOptions) =>
      resource(aws.mwaa.Environment, "airflow", {
        ...{ dagS3Path: "dags", executionRoleArn: "r", sourceBucketArn: "b", airflowConfigurationOptions },
        networkConfiguration: { securityGroupIds: ["sg"], subnetIds: ["a", "b"] },
      }),
  ],
  [
    "a model's container",
    (environment) =>
      resource(aws.sagemaker.Model, "rank", { executionRoleArn: "r", primaryContainer: { image: "i", environment } }),
  ],
  [
    "one of a model's containers",
    (environment) =>
      resource(aws.sagemaker.Model, "rank", {
        executionRoleArn: "r",
        containers: [{ image: "first" }, { image: "i", environment }],
      }),
  ],
  [
    "a canary",
    (environmentVariables) =>
      resource(aws.synthetics.Canary, "asks", {
        ...{ artifactS3Location: "s3://b/", executionRoleArn: "r", handler: "h", runtimeVersion: "v" },
        ...{ schedule: { expression: "rate(5 minutes)" }, runConfig: { environmentVariables } },
      }),
  ],
  [
    "a stream application",
    (propertyMap) =>
      resource(aws.kinesisanalyticsv2.Application, "flink", {
        ...{ runtimeEnvironment: "FLINK-1_20", serviceExecutionRole: "r" },
        applicationConfiguration: {
          applicationCodeConfiguration: { codeContentType: "ZIPFILE" },
          environmentProperties: { propertyGroups: [{ propertyGroupId: "own", propertyMap }] },
        },
      }),
  ],
  [
    "an API's stage",
    (variables) =>
      resource(aws.apigateway.Stage, "live", { restApi: "a", deployment: "d", stageName: "live", variables }),
  ],
  [
    "an HTTP API's stage",
    (stageVariables) => resource(aws.apigatewayv2.Stage, "live", { apiId: "a", name: "$default", stageVariables }),
  ],
  ["an API's deployment", (variables) => resource(aws.apigateway.Deployment, "live", { restApi: "a", variables })],
  [
    "an agent",
    (environmentVariables) =>
      resource(aws.bedrock.AgentcoreAgentRuntime, "agent", {
        environmentVariables,
      } as aws.bedrock.AgentcoreAgentRuntimeArgs),
  ],
  [
    "an agent's harness",
    (environmentVariables) =>
      resource(aws.bedrock.AgentcoreHarness, "agent", { environmentVariables } as aws.bedrock.AgentcoreHarnessArgs),
  ],
  [
    "a Spark application",
    (properties) =>
      resource(aws.emrserverless.Application, "spark", {
        ...{ releaseLabel: "emr-7.5.0", type: "spark" },
        runtimeConfigurations: [{ classification: "spark-defaults", properties }],
      }),
  ],
  ["a Glue workflow", (defaultRunProperties) => resource(aws.glue.Workflow, "load", { defaultRunProperties })],
  [
    "a function's machine",
    (environmentVariables) =>
      resource(aws.lambda.MicrovmsImage, "vm", { environmentVariables } as aws.lambda.MicrovmsImageArgs),
  ],
  [
    "a machine's image",
    (environmentVariables) =>
      resource(aws.lambdamicrovms.Image, "vm", { environmentVariables } as aws.lambdamicrovms.ImageArgs),
  ],
  [
    "a training job",
    (environment) => resource(aws.sagemaker.TrainingJob, "train", { environment } as aws.sagemaker.TrainingJobArgs),
  ],
  [
    "a Glue trigger",
    (args) =>
      resource(aws.glue.Trigger, "nightly", { type: "SCHEDULED", actions: [{ jobName: "load", arguments: args }] }),
  ],
];

const blocked = async (...resources: readonly TestResource[]) => {
  const { diagnostics } = await run(rules, resources, { phase: "preview" });
  return diagnostics
    .filter(({ level, policy }) => level === "mandatory" && policy === "secret-not-in-plain-environment")
    .map(({ message }) => message);
};

describe.each(HOLDERS)("the settings of %s", (_, of) => {
  it("are no place for a key", async () => {
    const [message, another] = await blocked(of({ LOG_LEVEL: "info", SECRET_KEY: KEY }));
    expect(message).toContain("holds SECRET_KEY in plain text");
    expect(message).not.toContain(KEY);
    expect(another).toBeUndefined();
  });

  it("may name one, and say what is no secret", async () => {
    const secret = resource(
      aws.secretsmanager.Secret,
      "key",
      {},
      { outputs: { arn: "arn:aws:secretsmanager:e:1:secret:k" } },
    );
    const settings = { LOG_LEVEL: "info", SECRET_KEY_ARN: ref(secret, "arn") as unknown as Input<string> };
    expect(await blocked(secret, of(settings))).toEqual([]);
  });
});

describe("documents of settings", () => {
  const configuration = (content: string) =>
    resource(aws.appconfig.HostedConfigurationVersion, "shop", {
      ...{ applicationId: "a", configurationProfileId: "p", contentType: "application/json", content },
    });
  const worker = (propertiesFileContent: string) =>
    resource(aws.mskconnect.WorkerConfiguration, "connect", { name: "connect", propertiesFileContent });

  it.each([
    ["a configuration", configuration(JSON.stringify({ db: { password: KEY } }))],
    ["a worker's properties", worker(`offset.storage.topic=o\nsasl.password=${KEY}`)],
  ])("%s with a password is refused", async (_, holder) => {
    const [message] = await blocked(holder);
    expect(message).toContain("its content");
    expect(message).not.toContain(KEY);
  });

  it.each([
    ["flags", configuration('{"flags":{"checkout":{"name":"checkout"}},"values":{"checkout":{"enabled":true}}}')],
    ["a provider of secrets", worker("config.providers=secretsManager\nsasl.password=${secretManager:shop:password}")],
  ])("%s are not", async (_, holder) => {
    expect(await blocked(holder)).toEqual([]);
  });
});
