import * as aws from "@pulumi/aws";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { said, subjectsOf } from "../subjects";

type Source = aws.types.input.apprunner.ServiceSourceConfiguration;
const image = (
  imageConfiguration: aws.types.input.apprunner.ServiceSourceConfigurationImageRepositoryImageConfiguration,
): Source => ({
  imageRepository: { imageIdentifier: "example.com/app:1", imageRepositoryType: "ECR", imageConfiguration },
});
const code = (configurationSource: string, startCommand = "gunicorn app:app"): Source => ({
  codeRepository: {
    repositoryUrl: "https://example.com/app",
    sourceCodeVersion: { type: "BRANCH", value: "main" },
    codeConfiguration: {
      configurationSource,
      codeConfigurationValues: {
        runtime: "PYTHON_311",
        startCommand,
        runtimeEnvironmentVariables: { CORS_ORIGINS: "*" },
      },
    },
  },
});
const service = (sourceConfiguration: Source, args: Partial<aws.apprunner.ServiceArgs> = {}) =>
  resource(aws.apprunner.Service, "notes", { serviceName: "notes", sourceConfiguration, ...args });
function read(notes: TestResource, ...others: readonly TestResource[]) {
  const [workload, ...rest] = subjectsOf("workload", [...others, notes], "up");
  if (workload === undefined || rest.length > 0) throw new Error("one service is one workload");
  return workload;
}

it("reads an image's settings, plain and injected", () => {
  const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:notes-AbCdEf";
  const secret = resource(aws.secretsmanager.Secret, "notes", {}, { outputs: { id: arn, arn } });
  const version = resource(aws.secretsmanager.SecretVersion, "notes", {
    secretId: ref(secret, "id"),
    secretString: "changethis",
  });
  const notes = service(
    image({
      runtimeEnvironmentVariables: { LOG_LEVEL: "INFO" },
      runtimeEnvironmentSecrets: { SECRET_KEY: ref(secret, "arn"), OTHER: "arn:aws:ssm:eu-west-1:1:parameter/other" },
    }),
  );
  const { variables } = read(notes, secret, version).environment.all;
  expect(variables.map(({ name, channel, value }) => [name, channel, said(value)])).toEqual([
    ["LOG_LEVEL", "plain", "INFO"],
    [
      "OTHER",
      "secret",
      ["outside sourceConfiguration.imageRepository.imageConfiguration.runtimeEnvironmentSecrets.OTHER"],
    ],
    ["SECRET_KEY", "secret", "changethis"],
  ]);
});

it.each([
  ["API", []],
  ["REPOSITORY", ["unread sourceConfiguration.codeRepository.codeConfiguration.configurationSource"]],
])("reads a repository's settings, which may be in a file of its own: %s", (source, open) => {
  const { environment } = read(service(code(source)));
  expect(environment.all.variables.map(({ name, value }) => [name, said(value)])).toEqual([["CORS_ORIGINS", "*"]]);
  expect(environment.open.map(({ because, location }) => `${because} ${location.path}`)).toEqual(open);
});

it.each([
  ["gunicorn -w 4 app:app", ["gunicorn", "-w", "4", "app:app"]],
  ["python manage.py migrate && gunicorn app:app", ["python manage.py migrate && gunicorn app:app"]],
  ['sh -c "gunicorn app:app"', ['sh -c "gunicorn app:app"']],
])("reads a start command, which is one text: %s", (command, words) => {
  const workload = read(service(code("API", command)));
  expect(said(workload.command)).toEqual(words);
  expect(said(workload.reading)).toMatchObject({
    programs: expect.arrayContaining([expect.objectContaining({ server: "gunicorn" })]) as unknown,
  });
});

it("answers requests, and whatever its start command says", () => {
  const workload = read(service(code("API", "celery -A app worker -B")));
  expect(["web", "worker", "scheduler"].map((role) => said(workload.hasRole(role as "web")))).toEqual([
    true,
    true,
    true,
  ]);
});

describe("how many there are, with the old ones beside the new", () => {
  const scaling = resource(
    aws.apprunner.AutoScalingConfigurationVersion,
    "notes",
    { autoScalingConfigurationName: "notes", maxSize: 4, maxConcurrency: 50 },
    { outputs: { arn: "arn:aws:apprunner:eu-west-1:111122223333:autoscalingconfiguration/notes/1" } },
  );
  const copies = (arn: aws.apprunner.ServiceArgs["autoScalingConfigurationArn"]) =>
    said(read(service(image({}), { autoScalingConfigurationArn: arn }), scaling).copies.atMost);

  it.each([
    ["App Runner's own", undefined, 50],
    ["the stack's", ref(scaling, "arn"), 8],
    ["the stack's, by its ARN", "arn:aws:apprunner:eu-west-1:111122223333:autoscalingconfiguration/notes/1", 8],
    [
      "somebody else's",
      "arn:aws:apprunner:eu-west-1:111122223333:autoscalingconfiguration/big/3",
      ["outside autoScalingConfigurationArn"],
    ],
  ])("%s", (_, arn, most) => {
    expect(copies(arn)).toEqual(most);
  });
});

it("is in the groups of its connector", () => {
  const group = resource(aws.ec2.SecurityGroup, "notes", {}, { outputs: { id: "sg-1" } });
  const connector = resource(
    aws.apprunner.VpcConnector,
    "notes",
    { vpcConnectorName: "notes", subnets: ["subnet-1"], securityGroups: [ref(group, "id")] },
    { outputs: { arn: "arn:aws:apprunner:eu-west-1:111122223333:vpcconnector/notes/1" } },
  );
  const networkConfiguration = { egressConfiguration: { egressType: "VPC", vpcConnectorArn: ref(connector, "arn") } };
  expect(said(read(service(image({}), { networkConfiguration }), group, connector).securityGroups)).toEqual([
    group.urn,
  ]);
  expect(said(read(service(image({}))).securityGroups)).toBe("absent");
});
