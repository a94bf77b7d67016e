/** The way into the database for people: there only while the stack file says so, and closed by the clock. */
import { addressBudget, interfaceEndpoints } from "../../infra/addresses";
import { declareBlueprint } from "../../infra/blueprint";
import { parseConfig } from "../../infra/config";
import { costRange } from "../../infra/cost";
import { DATABASE_ACCESS, describeAccess, refuseLongAccess } from "../../infra/database-access";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const UNTIL = "2026-12-01T18:00:00Z";
const BEFORE = new Date("2026-11-26T09:00:00Z");

beforeEach(() => {
  // What the program tells whoever runs it.
  jest.spyOn(console, "warn").mockReturnValue();
  jest.useFakeTimers({
    now: BEFORE,
    doNotFake: ["nextTick", "setImmediate", "setInterval", "setTimeout", "queueMicrotask"],
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const build = (more: Readonly<Record<string, string>> = {}): Promise<readonly Registered[]> =>
  runProgram({ ...PRODUCTION, ...more });
const opened = (more: Readonly<Record<string, string>> = {}): Promise<readonly Registered[]> =>
  build({ "guardrails:databaseAccessUntil": UNTIL, ...more });
const declare = (more: Readonly<Record<string, string>> = {}) =>
  declareBlueprint(parseConfig({ ...REQUIRED, ...more }), "eu-west-1");

function only(resources: readonly Registered[], type: string, name: string): Registered {
  const found = resources.filter((resource) => resource.type === type && resource.name === name);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} × ${type} ${name}`);
  return found[0];
}

function statements(resources: readonly Registered[], role: string): readonly Readonly<Record<string, unknown>>[] {
  const { inputs } = only(resources, "aws:iam/rolePolicy:RolePolicy", role);
  return (JSON.parse(String(inputs["policy"])) as { Statement: Record<string, unknown>[] }).Statement;
}

it("adds its own resources and changes no other", async () => {
  const told = (resources: readonly Registered[]) =>
    new Map(resources.map((resource) => [resource.urn, JSON.stringify(resource.inputs)]));
  const [closed, open] = [told(await build()), told(await opened())];
  const changed = [...closed]
    .filter(([urn, inputs]) => open.get(urn) !== inputs)
    .map(([urn]) => urn.split("::").at(-2));
  // What declares it, and nothing that exists in AWS.
  expect(changed).toStrictEqual(["pulumi:pulumi:Stack$guardrails:index:Blueprint"]);
  const added = [...open.keys()].filter((urn) => !closed.has(urn)).map((urn) => urn.split("::").at(-1) ?? "");
  expect(added.filter((name) => !name.includes(DATABASE_ACCESS))).toStrictEqual([]);
  expect(added.length).toBeGreaterThan(8);
}, 60_000);

it("gives the task the channels of a session until then, and nothing else", async () => {
  const [deny, carry, ...others] = statements(await opened(), `${DATABASE_ACCESS}-task`);
  expect(deny).toMatchObject({ Effect: "Deny" });
  expect(carry).toMatchObject({ Effect: "Allow", Condition: { DateLessThan: { "aws:CurrentTime": UNTIL } } });
  expect(new Set((carry?.["Action"] as string[]).map((action) => action.split(":")[0]))).toStrictEqual(
    new Set(["ssmmessages"]),
  );
  expect(others).toStrictEqual([]);
}, 60_000);

it("runs what ECS Exec can enter, for an hour, as no service and with no secret", async () => {
  const resources = await opened();
  const definitions = resources.filter(({ type }) => type === "aws:ecs/taskDefinition:TaskDefinition");
  const containers = definitions.map(({ name, inputs }) => {
    const [container] = JSON.parse(String(inputs["containerDefinitions"])) as Record<string, unknown>[];
    return { ...container, name };
  });
  expect(
    containers.filter((container) => !(container as { readonlyRootFilesystem?: boolean }).readonlyRootFilesystem),
  ).toMatchObject([{ name: DATABASE_ACCESS, command: ["python", "-c", "import time; time.sleep(3600)"], secrets: [] }]);
  expect(resources.filter(({ type, name }) => type === "aws:ecs/service:Service" && name === DATABASE_ACCESS)).toEqual(
    [],
  );
}, 60_000);

it.each(["false", "true"])(
  "reaches the database itself, and no other store (proxy: %s)",
  async (databaseProxy) => {
    const resources = await opened({ "guardrails:databaseProxy": databaseProxy });
    const group = only(resources, "aws:ec2/securityGroup:SecurityGroup", DATABASE_ACCESS);
    const out = resources.filter(
      ({ type, name }) =>
        type === "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule" && name.startsWith(DATABASE_ACCESS),
    );
    expect(group.inputs["description"]).toBe(`${DATABASE_ACCESS} tasks`);
    const [itself] = only(resources, "aws:rds/instance:Instance", "postgres").inputs["vpcSecurityGroupIds"] as string[];
    expect(out.map(({ inputs }) => [inputs["toPort"], inputs["referencedSecurityGroupId"]]).sort()).toStrictEqual([
      [443, undefined],
      [5432, itself],
    ]);
  },
  60_000,
);

it("has an endpoint for sessions where nothing leads out, counted with the others", async () => {
  const shut = { natGateways: "none" };
  const [closed, open] = [declare(shut), declare({ ...shut, databaseAccessUntil: UNTIL })];
  expect(interfaceEndpoints(open).filter((name) => !interfaceEndpoints(closed).includes(name))).toEqual([
    "ssmmessages",
  ]);
  // Its endpoint, and the task.
  expect(addressBudget(open).peak).toBeGreaterThan(addressBudget(closed).peak);
  const settings = { storageGiB: 50, logRetentionDays: 90, alarmMetrics: 60, architecture: "X86_64" } as const;
  const endpoints = (of: typeof open) =>
    costRange(of, settings).smallest.lines.find(({ name }) => name === "endpoints")?.monthly ?? 0;
  expect(endpoints(open) / endpoints(closed)).toBeCloseTo(8 / 7, 5);
  const resources = await opened({ "guardrails:natGateways": "none" });
  expect(only(resources, "aws:ec2/vpcEndpoint:VpcEndpoint", "ssmmessages").inputs["vpcEndpointType"]).toBe("Interface");
}, 60_000);

it.each([
  ["2026-12-01", "is no time"],
  ["2026-12-01T18:00:00+01:00", "is not UTC"],
  ["2026-02-31T18:00:00Z", "is no day"],
  ["2026-12-01T25:00:00Z", "is no hour"],
])("refuses %s, which %s", (databaseAccessUntil) => {
  expect(() => parseConfig({ ...REQUIRED, databaseAccessUntil })).toThrow(
    `guardrails:databaseAccessUntil is ${JSON.stringify(databaseAccessUntil)}, but must be a time in UTC such as 2026-12-01T18:00:00Z, when the way into the database ends.`,
  );
});

it("stands open for a week at most", () => {
  const settings = (databaseAccessUntil: string) => parseConfig({ ...REQUIRED, databaseAccessUntil });
  expect(() => {
    refuseLongAccess(settings("2026-12-03T09:00:00Z"), BEFORE);
  }).not.toThrow();
  expect(() => {
    refuseLongAccess(settings("2026-12-03T09:00:01Z"), BEFORE);
  }).toThrow(/^guardrails:databaseAccessUntil is "2026-12-03T09:00:01Z", but must be at most 7 days from now/);
});

it("tells whoever runs the program that it is open, and then that it is over", () => {
  const settings = parseConfig({ ...REQUIRED, databaseAccessUntil: UNTIL });
  expect(describeAccess(parseConfig(REQUIRED), BEFORE)).toBeNull();
  expect(describeAccess(settings, BEFORE)).toMatch(/^database access: open until 2026-12-01T18:00:00Z/);
  expect(describeAccess(settings, new Date(UNTIL))).toMatch(/^database access: ended 2026-12-01T18:00:00Z/);
});

it("takes its name from the map of workloads", () => {
  const workloads = JSON.stringify({ [DATABASE_ACCESS]: { role: "job", command: ["true"] } });
  expect(() => parseConfig({ ...REQUIRED, workloads })).toThrow(/workloads\.database-access\.name/);
});
