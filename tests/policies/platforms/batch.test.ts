import * as aws from "@pulumi/aws";
import { json, ref, resource } from "../../../policies/testing";
import { said, subjectsOf } from "../subjects";

const read = (args: Partial<aws.batch.JobDefinitionArgs>) =>
  subjectsOf("workload", [resource(aws.batch.JobDefinition, "report", { type: "container", ...args })]);
const container = (name: string, value: string) => ({
  name,
  image: "example.com/app:1",
  command: ["python", "report.py"],
  environment: [{ name: "LOG_LEVEL", value }],
});
const levels = (args: Partial<aws.batch.JobDefinitionArgs>) =>
  read(args).map(({ shown, environment }) => [
    shown,
    ...environment.all.variables.map(({ name, value }) => [name, said(value)]),
  ]);

it("reads a container's settings", () => {
  const containerProperties = JSON.stringify({
    ...container("", "INFO"),
    secrets: [{ name: "KEY", valueFrom: "arn:aws:secretsmanager:eu-west-1:1:secret:a-AbCdEf" }],
    resourceRequirements: [
      { type: "MEMORY", value: "2048" },
      { type: "VCPU", value: "0.5" },
    ],
    logConfiguration: { logDriver: "splunk", options: { "splunk-url": "https://logs.example.com" } },
  });
  const [job] = read({ containerProperties });
  expect(job?.environment.all.variables.map(({ name, channel }) => [name, channel])).toEqual([
    ["KEY", "secret"],
    ["LOG_LEVEL", "plain"],
  ]);
  expect(job?.options.all.variables.map(({ name }) => name)).toEqual(["splunk-url"]);
  expect([job && said(job.command), job && said(job.cpus)]).toEqual([["python", "report.py"], 0.5]);
});

it.each([
  [
    "several containers",
    { ecsProperties: { taskProperties: [{ containers: [container("a", "1"), container("b", "2")] }] } },
  ],
  [
    "several nodes",
    {
      nodeProperties: {
        nodeRangeProperties: [
          { targetNodes: "0", container: container("a", "1") },
          { targetNodes: "1:", ecsProperties: { taskProperties: [{ containers: [container("b", "2")] }] } },
        ],
      },
    },
  ],
])("tells %s apart", (_, properties) => {
  const written = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, JSON.stringify(value)]));
  expect(levels(written)).toEqual([
    ["workload/report/a", ["LOG_LEVEL", "1"]],
    ["workload/report/b", ["LOG_LEVEL", "2"]],
  ]);
});

it("reads the pods of EKS", () => {
  const containers = [
    {
      image: "example.com/app:1",
      commands: ["python"],
      args: ["report.py"],
      envs: [{ name: "LOG_LEVEL", value: "1" }],
    },
  ];
  const [job] = read({ eksProperties: { podProperties: { containers } } });
  expect(job && said(job.command)).toEqual(["python", "report.py"]);
  expect(levels({ eksProperties: { podProperties: { containers } } })).toEqual([
    ["workload/report", ["LOG_LEVEL", "1"]],
  ]);
});

it.each([
  ["is not known yet", json({ image: ref(resource(aws.ecr.Repository, "app", {}), "url") }), "not-created"],
  ["is no JSON", "{", "unreadable"],
])("does not take for empty what %s", (_, containerProperties, because) => {
  const [job] = read({ containerProperties });
  expect(job?.environment.all.open.map((record) => record.because)).toEqual([because]);
});

it("ends, so it is no scheduler unless it says so, and runs as often as it is submitted", () => {
  const [job] = read({ containerProperties: JSON.stringify({ image: "example.com/app:1" }) });
  expect(job && said(job.hasRole("scheduler"))).toBe(false);
  expect(job && said(job.copies.atMost)).toEqual(["outside containerProperties"]);
});
