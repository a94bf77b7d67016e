import * as aws from "@pulumi/aws";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { onlySubjectOf, said } from "../subjects";

type Variables = aws.types.input.codebuild.ProjectEnvironment["environmentVariables"];

const project = (environmentVariables: Variables, source: Partial<aws.types.input.codebuild.ProjectSource> = {}) =>
  resource(aws.codebuild.Project, "tests", {
    serviceRole: "arn:aws:iam::111122223333:role/build",
    artifacts: { type: "NO_ARTIFACTS" },
    environment: { computeType: "c", image: "i", type: "LINUX_CONTAINER", environmentVariables },
    source: { type: "GITHUB", ...source },
  });
const read = (tests: TestResource, ...others: readonly TestResource[]) =>
  onlySubjectOf("plain-settings", [...others, tests]);

it("reads plain variables, whatever the list calls the default, and follows those that are references", () => {
  const parameter = resource(aws.ssm.Parameter, "key", { name: "/ci/key", type: "SecureString", value: "changethis" });
  const { written, shown } = read(
    project([
      { name: "STAGE", value: "test" },
      { name: "DB_PASSWORD", value: "hunter22", type: "PLAINTEXT" },
      { name: "SIGNING_KEY", value: "/ci/key", type: "PARAMETER_STORE" },
      { name: "NPM_TOKEN", value: "ci/npm:token", type: "SECRETS_MANAGER" },
    ]),
    parameter,
  );
  expect(shown).toBe("build-project/tests");
  expect(written.all.variables.map(({ name, channel, value }) => [name, channel, said(value)])).toEqual([
    ["DB_PASSWORD", "plain", "hunter22"],
    ["NPM_TOKEN", "secret", ["outside environment.environmentVariables.NPM_TOKEN"]],
    ["SIGNING_KEY", "secret", "changethis"],
    ["STAGE", "plain", "test"],
  ]);
  expect(written.open).toEqual([]);
});

const DATABASE = "postgres://app:hunter22@db.example.com/app";

it.each<[string, NonNullable<Variables>, readonly unknown[]]>([
  [
    "that agree",
    [
      { name: "STAGE", value: "a" },
      { name: "STAGE", value: "a" },
    ],
    ["plain", "a"],
  ],
  [
    "that do not",
    [
      { name: "STAGE", value: "a" },
      { name: "STAGE", value: "b" },
    ],
    ["plain", ["unreadable environment.environmentVariables.STAGE"]],
  ],
  [
    "of which the first is a secret",
    [
      { name: "SOURCE", value: DATABASE },
      { name: "SOURCE", value: "none" },
    ],
    ["plain", DATABASE],
  ],
  [
    "of which the last is one",
    [
      { name: "SOURCE", value: "none" },
      { name: "SOURCE", value: DATABASE },
    ],
    ["plain", DATABASE],
  ],
  [
    "of which one is a reference to it",
    [
      { name: "DB_PASSWORD", value: "hunter22" },
      { name: "DB_PASSWORD", value: "ci/npm:token", type: "SECRETS_MANAGER" },
    ],
    ["plain", "hunter22"],
  ],
])("does not choose between two entries of one name %s", (_, variables, found) => {
  const { written } = read(project(variables));
  expect(written.all.variables.map(({ channel, value }) => [channel, said(value)])).toEqual([found]);
});

it("waits for the one of two that is not known yet", () => {
  const bucket = resource(aws.s3.Bucket, "cache", {});
  const stage = (value: string) => ({ name: "STAGE", value });
  const { written } = read(project([stage("a"), { name: "STAGE", value: ref(bucket, "bucket") }]), bucket);
  expect(written.all.variables.map(({ value }) => said(value))).toEqual([
    ["not-created environment.environmentVariables.STAGE"],
  ]);
});

it("tells which value is not known yet, and of what", () => {
  const bucket = resource(aws.s3.Bucket, "cache", {});
  const { written } = read(
    project([
      { name: "BUCKET", value: ref(bucket, "bucket") },
      { name: ref(bucket, "arn"), value: "a" },
      { name: "KIND", value: "a", type: ref(bucket, "acl") },
    ]),
    bucket,
  );
  expect(written.all.variables.map(({ name, value }) => [name, said(value)])).toEqual([
    ["BUCKET", ["not-created environment.environmentVariables.BUCKET"]],
    ["KIND", ["not-created environment.environmentVariables[2]"]],
  ]);
  const [bucketName] = written.all.variables.map(({ value }) => value);
  expect(bucketName?.state === "unknown" && bucketName.unknowns[0]?.producers).toContain(bucket.urn);
  expect(written.open.map(({ location }) => location.path)).toEqual(["environment.environmentVariables[1]"]);
});

it("does not take for empty a list that is not known, nor for all of it what the build's own file may set", () => {
  const bucket = resource(aws.s3.Bucket, "cache", {});
  const { written, open } = read(project(ref(bucket, "tags")), bucket);
  expect(written.open.map(({ because }) => because)).toEqual(["not-created"]);
  expect(open.map(({ because, location }) => `${because} ${location.path}`)).toEqual(["unread source.buildspec"]);
  expect(said(read(project(undefined)).written.variables)).toEqual([]);
});

describe("a build specification in the project itself", () => {
  const yaml = [
    "version: 0.2",
    "env:",
    "  variables:",
    "    STAGE: test",
    "  secrets-manager:",
    "    DB_PASSWORD: ci/db:password",
    "",
    "  parameter-store:",
    "    API_TOKEN: /ci/token",
    "phases:",
    "  build:",
    "    commands:",
    "      - export LEVEL=info",
  ];
  const json = {
    version: 0.2,
    env: { variables: { STAGE: "test" }, "secrets-manager": { DB_PASSWORD: "ci/db:password" } },
    phases: { build: { commands: ["export LEVEL=info"], finally: ["./clean.sh"] }, install: { commands: 5 } },
  };
  const specified = (buildspec: string) => {
    const { written, open } = read(project([{ name: "STAGE", value: "prod" }], { type: "NO_SOURCE", buildspec }));
    return [
      written.all.variables.map(({ name, value }) => `${name}=${String(said(value))}`),
      open.map(({ because, location }) => `${because} ${location.path}`),
    ];
  };

  it("is read, and its references are none of plain text", () => {
    const settings = ["LEVEL=info", "STAGE=prod"];
    expect(specified(yaml.join("\n")).map(withoutVersion)).toEqual([settings, []]);
    expect(specified(JSON.stringify(json))).toEqual([settings, ["unread source.buildspec (clean.sh)"]]);
  });

  it("is seen to hold a secret", () => {
    const [settings] = specified([...yaml.slice(0, 3), "    DB_PASSWORD: hunter22", ...yaml.slice(3)].join("\n"));
    expect(settings).toContain("DB_PASSWORD=hunter22");
  });

  it.each(["ci/buildspec.yml", "arn:aws:s3:::builds/buildspec.yml", ""])(
    "is not read where it is elsewhere: %s",
    (at) => {
      expect(specified(at)).toEqual([["STAGE=prod"], ["unread source.buildspec"]]);
    },
  );

  function withoutVersion(found: readonly string[]): readonly string[] {
    return found.filter((one) => !one.startsWith("version="));
  }
});
