import { rules } from "../../../policies/rules";
import { blueprint, component, run } from "../../../policies/testing";
import { ADDRESS, database } from "./judged";
import { databaseUrl, declaration, declaredWorkload, plain, task, WEB } from "../fixtures";

const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:database-app-AbCdEf:url::";
const root = blueprint(
  declaration({
    workloads: { web: declaredWorkload({ environment: { DATABASE_URL: databaseUrl, LOG_LEVEL: plain("INFO") } }) },
  }),
);
const web = component("web", { parent: root });

describe("a variable that is built otherwise than it is declared", () => {
  it.each([
    ["a setting that is not there", "LOG_LEVEL", {}, { DATABASE_URL: ARN }, ["blueprint-honoured"]],
    ["a secret that is not there", "DATABASE_URL", { LOG_LEVEL: "INFO" }, {}, ["required-secrets-injected"]],
    [
      "one that nobody declares",
      "FEATURE_X",
      { LOG_LEVEL: "INFO", FEATURE_X: "on" },
      { DATABASE_URL: ARN },
      ["blueprint-honoured"],
    ],
    ["a secret in plain sight", "DATABASE_URL", { LOG_LEVEL: "INFO", DATABASE_URL: "x" }, {}, ["blueprint-honoured"]],
  ])("is told by one rule: %s", async (_, name, environment, secrets, by) => {
    const real = task("web", { command: WEB, environment, secrets }, web);
    const { records } = await run(rules, [root, web, real], { phase: "preview" });
    const telling = records.flatMap((record) =>
      record.record === "verdict" && record.verdict === "fail" && record.message?.includes(name) === true
        ? [record.rule]
        : [],
    );
    expect([...new Set(telling)].filter((rule) => ABOUT_PRESENCE.has(rule))).toEqual(by);
  });
});

/** What may say that a variable is there or not; what its value is, others say. */
const ABOUT_PRESENCE = new Set(["blueprint-honoured", "environment-agrees", "required-secrets-injected"]);

it.each([
  [
    "two databases by URL",
    {
      DATABASE_URL: `postgresql+asyncpg://app@${ADDRESS}:5432/app`,
      REPORTS_DATABASE_URL: `postgresql+asyncpg://app@${ADDRESS}:5432/reports`,
    },
  ],
  [
    "Airflow's own and its results",
    {
      AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: `postgresql+psycopg2://app@${ADDRESS}:5432/app`,
      AIRFLOW__CELERY__RESULT_BACKEND: `db+postgresql://app@${ADDRESS}:5432/app`,
    },
  ],
])("a limit that two pools of one workload lack is told once: %s", async (_, environment) => {
  const { verdicts } = await run(rules, [database(), task("web", { command: WEB, environment })], { phase: "up" });
  const told = verdicts.flatMap(({ rule, verdict, message }) =>
    rule === "pool-limits-declared" && verdict === "fail" ? [message] : [],
  );
  expect(told.length).toBeGreaterThan(0);
  expect(told).toEqual([...new Set(told)]);
});
