import * as aws from "@pulumi/aws";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { onlySubjectOf, said, subjectsOf } from "../subjects";

type Option = aws.types.input.elasticbeanstalk.EnvironmentSetting;

const VARIABLES = "aws:elasticbeanstalk:application:environment";
const option = (namespace: Option["namespace"], name: Option["name"], value: Option["value"]): Option => ({
  namespace,
  name,
  value,
});
const environment = (settings: readonly Option[], args: Partial<aws.elasticbeanstalk.EnvironmentArgs> = {}) =>
  resource(aws.elasticbeanstalk.Environment, "blog", { application: "blog", settings: [...settings], ...args });
const read = (blog: TestResource, ...others: readonly TestResource[]) => onlySubjectOf("workload", [...others, blog]);

it("reads the variables among the options, and those that are fetched", () => {
  const key = resource(aws.ssm.Parameter, "key", { name: "/blog/key", type: "SecureString", value: "changethis" });
  const { written, shown } = read(
    environment([
      option("aws:autoscaling:launchconfiguration", "SSHSourceRestriction", "tcp,22,22,0.0.0.0/0"),
      option(VARIABLES, "LOG_LEVEL", "INFO"),
      option(VARIABLES, "STAGE", "production"),
      option(`${VARIABLES}secrets`, "SECRET_KEY", "arn:aws:ssm:eu-west-1:111122223333:parameter/blog/key"),
    ]),
    key,
  );
  expect(shown).toBe("workload/blog");
  expect(written.all.variables.map(({ name, channel, value }) => [name, channel, said(value)])).toEqual([
    ["LOG_LEVEL", "plain", "INFO"],
    ["SECRET_KEY", "secret", "changethis"],
    ["STAGE", "plain", "production"],
  ]);
  expect(written.open).toEqual([]);
});

it("does not choose between two options of one name: the provider keeps no order", () => {
  const { written, copies } = read(
    environment([
      option(VARIABLES, "STAGE", "test"),
      option(VARIABLES, "STAGE", "production"),
      option(VARIABLES, "LEVEL", "INFO"),
      option(VARIABLES, "LEVEL", "INFO"),
      option(VARIABLES, "SECRET_KEY", "changethis"),
      option(`${VARIABLES}secrets`, "SECRET_KEY", "arn:aws:ssm:eu-west-1:111122223333:parameter/blog/key"),
      option("aws:autoscaling:asg", "MaxSize", "2"),
      option("aws:autoscaling:asg", "MaxSize", "6"),
    ]),
  );
  expect(written.all.variables.map(({ name, channel, value }) => [name, channel, said(value)])).toEqual([
    ["LEVEL", "plain", "INFO"],
    ["SECRET_KEY", "plain", "changethis"],
    ["STAGE", "plain", ["unreadable settings.STAGE"]],
  ]);
  expect(said(copies.atMost)).toEqual(["unreadable settings"]);
  const same = environment([
    option("aws:autoscaling:asg", "MaxSize", "6"),
    option("aws:autoscaling:asg", "MaxSize", "6"),
  ]);
  expect(said(read(same).copies.atMost)).toBe(6);
});

it("says of what is not known yet where it stands", () => {
  const bucket = resource(aws.s3.Bucket, "files", {});
  const { written } = read(
    environment([
      option(VARIABLES, "BUCKET", ref(bucket, "bucket")),
      option(ref(bucket, "arn"), "KIND", "a"),
      option(VARIABLES, ref(bucket, "arn"), "a"),
    ]),
    bucket,
  );
  expect(written.all.variables.map(({ name, value }) => [name, said(value)])).toEqual([
    ["BUCKET", ["not-created settings.BUCKET"]],
    ["KIND", ["not-created settings[1]"]],
  ]);
  expect(written.open.map(({ because, location }) => `${because} ${location.path}`)).toEqual([
    "not-created settings[2]",
  ]);
});

it.each<[string, Partial<aws.elasticbeanstalk.EnvironmentArgs>, readonly string[]]>([
  ["nothing", {}, []],
  ["a template", { templateName: "blog" }, ["unread templateName"]],
  ["a bundle with files of its own", { version: "blog-7" }, ["unread version"]],
])("leaves open what %s may set", (_, args, open) => {
  expect(
    read(environment([], args)).written.open.map(({ because, location }) => `${because} ${location.path}`),
  ).toEqual(open);
});

it.each<[string, readonly Option[], number | readonly string[]]>([
  ["four unless it says otherwise", [], 4],
  ["as many as it says", [option("aws:autoscaling:asg", "MaxSize", "6")], 6],
  [
    "twice as many where new ones start beside the old",
    [option("aws:elasticbeanstalk:command", "DeploymentPolicy", "Immutable")],
    8,
  ],
  [
    "one alone",
    [
      option("aws:elasticbeanstalk:environment", "EnvironmentType", "SingleInstance"),
      option("aws:autoscaling:asg", "MaxSize", "6"),
    ],
    1,
  ],
])("runs %s", (_, settings, most) => {
  expect(said(read(environment(settings)).copies.atMost)).toEqual(most);
});

it("answers requests in the tier that does", () => {
  const isWeb = (tier?: string) => said(read(environment([], tier === undefined ? {} : { tier })).hasRole("web"));
  expect([isWeb(), isWeb("WebServer"), isWeb("Worker")]).toEqual([true, true, false]);
});

it("reads a template's, which every environment made from it gets", () => {
  const template = resource(aws.elasticbeanstalk.ConfigurationTemplate, "blog", {
    application: "blog",
    settings: [option(VARIABLES, "SECRET_KEY", "changethis")],
  });
  const [settings] = subjectsOf("plain-settings", [template]);
  expect(settings?.shown).toBe("configuration-template/blog");
  expect(settings?.written.all.variables.map(({ name, value }) => [name, said(value)])).toEqual([
    ["SECRET_KEY", "changethis"],
  ]);
});
