/** The pools of the reference application on a database that has no connection more than the budget of its stack. */
import type { Client } from "pg";
import { budgetOf, tasksAtPeak } from "../../../infra/budget";
import { DATABASE_NAME } from "../../../infra/connections";
import { INSTALL_TIMEOUT } from "../library";
import { Deployment, type Web } from "./deployment";
import { ask } from "./http";
import { Notes } from "./notes";
import { eventually } from "./process";

jest.setTimeout(INSTALL_TIMEOUT);

/** The smallest stack: its budget is filled by four web tasks of one process each. */
const deployment = new Deployment("dev");
const { blueprint, stores } = deployment;
const { web } = blueprint.workloads;
const budget = budgetOf(blueprint, "postgres");
const pool = (web.database?.poolSize ?? 0) + (web.database?.maxOverflow ?? 0);
const line = (name: string): number => budget.lines.find((one) => one.name === name)?.connections ?? 0;

/** Those that look and hold. */
const OWN_SESSIONS = 2;
let operator: Client;

async function connections(of: string): Promise<number> {
  const { rows } = await operator.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = $1 AND wait_event_type = 'Lock'",
    [of],
  );
  return rows[0]?.count ?? 0;
}

beforeAll(async () => {
  await deployment.prepare();
  await deployment.migrate();
  operator = await stores.operator();
  // What is held here is held longer than a request may be.
  await operator.query("ALTER ROLE app SET lock_timeout = 0");
});

afterAll(() => deployment.stop());

const readiness = async ({ port }: Web): Promise<unknown> => {
  const { status, body } = await ask({ port, path: "/health/ready" });
  return [status, JSON.parse(body)];
};

it("serves every pool at the budget's peak, and not one process more", async () => {
  const tasks: Web[] = [];
  for (let i = 0; i < tasksAtPeak(web.service); i += 1) tasks.push(await deployment.startWeb());
  const [first] = tasks;
  if (first === undefined) throw new Error("no web task");
  const notes = await Notes.loggedIn(deployment, first);
  const note = await notes.write("one two");

  // Everybody else of the budget, and what it leaves: this test's own sessions are the line of the administrators.
  const others = budget.peak - line("web") - line("admin") + budget.headroom;
  const session = { user: "app", database: DATABASE_NAME, applicationName: "others" };
  await stores.serve(Array.from({ length: others }, () => session));
  const holder = await stores.operator();
  await holder.query("BEGIN");
  await holder.query("LOCK TABLE notes IN ACCESS EXCLUSIVE MODE");
  await Promise.all(Array.from({ length: line("admin") - OWN_SESSIONS }, () => stores.operator()));

  const path = `/v1/notes/${note}`;
  const requests = tasks.flatMap(({ port }) =>
    Array.from({ length: pool }, () => ask({ port, path, headers: notes.authorization })),
  );
  await eventually("every pool is full", async () => (await connections("app")) === line("web"));
  expect(requests).toHaveLength(line("web"));

  const more = await deployment.startWeb();
  expect(await readiness(more)).toEqual([503, { database: false, redis: true }]);

  await holder.query("ROLLBACK");
  const answers = await Promise.all(requests);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  await more.eventually("is ready once others have given back what they do not keep", async () => {
    const { status } = await ask({ port: more.port, path: "/health/ready" });
    return status === 200;
  });
});
