/** Alarm topics that somebody else made and keeps, and URLs that hear of the stack's own. */
import { parseConfig } from "../../infra/config";
import { refuseElsewhere } from "../../infra/config-limits";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const ALARMS = "arn:aws:sns:eu-west-1:123456789012:on-call";
const SIGNALS = "arn:aws:sns:eu-west-1:123456789012:chat";
const URL_1 = "https://events.example/integration/0a1b2c3d/enqueue";
const KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d";

const parse = (raw: Readonly<Record<string, unknown>>) =>
  parseConfig({
    ...REQUIRED,
    ...Object.fromEntries(
      Object.entries(raw).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    ),
  });

describe("what is refused", () => {
  it.each([
    [
      "no topic",
      { alarmTopics: {} },
      /^guardrails:alarmTopics is .*, but must be an object with the ARN of an SNS topic/,
    ],
    ["a topic by its name", { alarmTopics: { alarms: "on-call" } }, /^guardrails:alarmTopics is .*, but must be/],
    ["a FIFO topic, to which no alarm publishes", { alarmTopics: { signals: `${SIGNALS}.fifo` } }, /, not FIFO/],
    ["a topic there is none of", { alarmTopics: { other: ALARMS } }, /^guardrails:alarmTopics is .*, but must be/],
    [
      "a mail to a topic of somebody's",
      { alarmTopics: { alarms: ALARMS }, alarmEmail: "a@b" },
      /^guardrails:alarmEmail is/,
    ],
    [
      "a URL for a topic of somebody's",
      { alarmTopics: { alarms: ALARMS }, alarmEndpoints: [URL_1] },
      /^guardrails:alarmEndpoints is "set", but must be left out with a topic for alarms in alarmTopics/,
    ],
    [
      "a key for topics there are none of",
      { alarmTopics: { alarms: ALARMS, signals: SIGNALS }, kmsKeys: { alerts: KEY } },
      /^guardrails:kmsKeys is "set", but must be without alerts where alarmTopics has both topics\.$/,
    ],
  ])("%s", (_, raw, message) => {
    expect(() => parse(raw)).toThrow(message);
  });

  it.each([["http://alarms.example"], ["https://"], ["on-call"], [`${URL_1}","${URL_1}`]])(
    "%s as a URL, without saying it",
    (url) => {
      expect(() => parse({ alarmEndpoints: `["${url}"]` })).toThrow(
        "guardrails:alarmEndpoints is a value that is not shown, but must be a list of different URLs that begin with https://.",
      );
    },
  );

  it("a topic of another region, to which no alarm publishes", () => {
    for (const topic of ["alarms", "signals"]) {
      const settings = parse({ alarmTopics: { [topic]: ALARMS } });
      expect(() => {
        refuseElsewhere(settings, "us-east-1");
      }).toThrow("guardrails:alarmTopics is of eu-west-1, but must be of us-east-1, the stack's region.");
    }
  });

  it("and not: a mail beside a topic for signals", () => {
    const { alarms } = parse({ alarmTopics: { signals: SIGNALS }, alarmEmail: "a@b", kmsKeys: { alerts: KEY } });
    expect(alarms).toEqual({ email: "a@b", endpoints: [], topics: { alarms: null, signals: SIGNALS } });
  });
});

const namesOf = (resources: readonly Registered[], type: string) =>
  resources.filter((resource) => resource.type === type).map(({ name }) => name);
const actions = (resources: readonly Registered[]) =>
  new Set(
    resources
      .filter(({ type }) => /:(MetricAlarm|CompositeAlarm)$/.test(type))
      .flatMap(({ inputs }) => [inputs["alarmActions"], inputs["okActions"]].flat()),
  );

describe("a stack with topics of somebody's", () => {
  let resources: readonly Registered[] = [];

  beforeAll(async () => {
    resources = await runProgram({
      ...PRODUCTION,
      "guardrails:alarmTopics": JSON.stringify({ alarms: ALARMS, signals: SIGNALS }),
      "guardrails:monthlyBudget": "500",
    });
  }, 60_000);

  it("makes none of its own, nor a policy, a subscription or a key for them", () => {
    expect(resources.filter(({ type }) => type.startsWith("aws:sns/"))).toEqual([]);
    expect(namesOf(resources, "aws:kms/key:Key").sort()).toEqual(["data-key", "logs-key", "secrets-key"]);
  });

  it("sends them what it would send its own", () => {
    expect(actions(resources)).toEqual(new Set([ALARMS, SIGNALS]));
    const events = resources.filter(({ type }) => type === "aws:rds/eventSubscription:EventSubscription");
    expect(new Set(events.map(({ inputs }) => inputs["snsTopic"]))).toEqual(new Set([ALARMS]));
    const [budget] = resources.filter(({ type }) => type === "aws:budgets/budget:Budget");
    expect(JSON.stringify(budget?.inputs["notifications"])).toContain(ALARMS);
    const composites = resources.filter(({ type }) => type.endsWith(":CompositeAlarm"));
    expect(actions(composites)).toEqual(new Set([ALARMS]));
  });
});

it("makes the other topic where one is given, with its key", async () => {
  const resources = await runProgram({
    ...PRODUCTION,
    "guardrails:alarmTopics": JSON.stringify({ alarms: ALARMS }),
  });
  expect(namesOf(resources, "aws:sns/topic:Topic")).toEqual(["signals"]);
  expect(namesOf(resources, "aws:kms/key:Key")).toContain("alerts-key");
  expect(actions(resources).has(ALARMS)).toBe(true);
}, 60_000);

it("calls each URL, as a secret, for what somebody has to look at", async () => {
  const urls = [URL_1, "https://chat.example/hooks/4e5f"];
  const resources = await runProgram({ ...PRODUCTION, "guardrails:alarmEndpoints": JSON.stringify(urls) });
  const subscribed = resources.filter(({ type }) => type === "aws:sns/topicSubscription:TopicSubscription");
  expect(subscribed.map(({ inputs }) => [inputs["protocol"], inputs["endpoint"]])).toEqual(
    urls.map((url) => ["https", url]),
  );
  for (const { inputs, secretInputs } of subscribed) {
    expect(inputs["topic"]).toMatch(/:alarms$/);
    expect(secretInputs).toEqual(["endpoint"]);
  }
  // And nowhere else: not in the blueprint, not in a dashboard.
  expect(resources.filter(({ inputs }) => JSON.stringify(inputs).includes("0a1b2c3d"))).toHaveLength(1);
}, 60_000);
