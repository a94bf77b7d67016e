import * as aws from "@pulumi/aws";
import { gzipSync } from "node:zlib";
import { interpolate, ref, resource, type TestResource } from "../../../policies/testing";
import { onlySubjectOf, said, subjectsOf } from "../subjects";

const SCRIPT = "#!/bin/bash\nexport LOG_LEVEL=info\n/opt/app/start.sh\n";
const encoded = (text: string) => Buffer.from(text).toString("base64");
const instance = (args: Partial<aws.ec2.InstanceArgs>) =>
  resource(aws.ec2.Instance, "app", { ami: "ami-1", instanceType: "t4g.small", ...args });
const template = (userData: string) => resource(aws.ec2.LaunchTemplate, "app", { userData });
const configuration = (args: Partial<aws.ec2.LaunchConfigurationArgs>) =>
  resource(aws.ec2.LaunchConfiguration, "app", { imageId: "ami-1", instanceType: "t4g.small", ...args });
const lightsail = (userData: string) =>
  resource(aws.lightsail.Instance, "app", { availabilityZone: "a", blueprintId: "b", bundleId: "c", userData });
const spot = (args: Partial<aws.ec2.SpotInstanceRequestArgs>) =>
  resource(aws.ec2.SpotInstanceRequest, "app", { ami: "ami-1", instanceType: "t4g.small", ...args });

const read = (started: TestResource, ...others: readonly TestResource[]) =>
  onlySubjectOf("plain-settings", [...others, started]);
const open = (settings: ReturnType<typeof read>) =>
  [...settings.written.all.open, ...settings.open].map(({ because, location }) => `${because} ${location.path}`);

it.each<[string, TestResource, string]>([
  ["an instance", instance({ userData: SCRIPT }), "userData"],
  ["an instance, encoded", instance({ userDataBase64: encoded(SCRIPT) }), "userDataBase64"],
  ["an instance, encoded where it need not be", instance({ userData: encoded(SCRIPT) }), "userData"],
  ["a launch template", template(encoded(SCRIPT)), "userData"],
  ["a launch template that forgot to encode it", template(SCRIPT), "userData"],
  ["a launch configuration", configuration({ userData: SCRIPT }), "userData"],
  ["a launch configuration, encoded", configuration({ userDataBase64: encoded(SCRIPT) }), "userDataBase64"],
  ["a Spot request", spot({ userData: SCRIPT }), "userData"],
  ["a Lightsail instance", lightsail(SCRIPT), "userData"],
])("reads what %s starts with", (_, started, path) => {
  const settings = read(started);
  expect(settings.written.all.variables.map(({ name, value, location }) => [name, said(value), location.path])).toEqual(
    [["LOG_LEVEL", "info", `${path}.LOG_LEVEL`]],
  );
  expect(settings.commands.map(({ argv }) => said(argv))).toEqual([["export", "LOG_LEVEL="], ["/opt/app/start.sh"]]);
  expect(open(settings)).toEqual([`unread ${path} (start.sh)`]);
});

it("has nothing to say of what starts with no text", () => {
  expect(subjectsOf("plain-settings", [instance({}), instance({ userData: "" })])).toEqual([]);
});

it.each<[string, string]>([
  ["packed", gzipSync(SCRIPT).toString("base64")],
  ["only a digest of", "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"],
])("does not take for empty what is %s", (_, userDataBase64) => {
  const settings = read(instance({ userDataBase64 }));
  expect(open(settings)).toEqual(["unreadable userDataBase64"]);
  expect(settings.commands).toEqual([]);
});

it("waits for a text that is not known yet", () => {
  const bucket = resource(aws.s3.Bucket, "files", {});
  const userData = interpolate`#!/bin/bash\naws s3 sync s3://${ref(bucket, "bucket")} /files\n`;
  expect(open(read(instance({ userData }), bucket))).toEqual(["not-created userData"]);
});

it("keeps of a name that is set twice what is a secret", () => {
  const userData = "#!/bin/bash\nDB_PASSWORD=\nDB_PASSWORD=hunter22\nDB_PASSWORD=$(fetch)\nSTAGE=a\nSTAGE=b\n";
  expect(read(instance({ userData })).written.all.variables.map(({ name, value }) => [name, said(value)])).toEqual([
    ["DB_PASSWORD", "hunter22"],
    ["STAGE", "a"],
  ]);
});

it.each([
  ["docker run -e CORS_ORIGINS=https://app.example.com web:2", "docker run -e CORS_ORIGINS='*' admin:2"],
  ["docker run -e CORS_ORIGINS='*' admin:2", "docker run -e CORS_ORIGINS=https://app.example.com web:2"],
  ["CORS_ORIGINS=https://app.example.com", "cat > admin.env <<EOF", "CORS_ORIGINS=*", "EOF"],
])("keeps of a name that is set for two programs what is open: %s", (...lines) => {
  const [cors, ...others] = subjectsOf("cors-setting", [instance({ userData: ["#!/bin/bash", ...lines].join("\n") })]);
  expect([cors && said(cors.value), others]).toEqual(["*", []]);
});

it("reads CORS settings of what it starts, and says nothing where there are none", () => {
  const settings = (userData: string) => subjectsOf("cors-setting", [instance({ userData })]);
  const [cors] = settings("#!/bin/bash\ndocker run -d -e CORS_ORIGINS='*' forum:2\n");
  expect([cors?.shown, cors && said(cors.value)]).toEqual(["instance/app/CORS_ORIGINS", "*"]);
  expect(settings(SCRIPT)).toEqual([]);
});
