/** The rate limit of the reference application, counted by two web tasks together on a real Redis. */
import { Deployment, type Web } from "./deployment";
import { ask } from "./http";
import { INSTALL_TIMEOUT } from "../library";

jest.setTimeout(INSTALL_TIMEOUT);

const deployment = new Deployment("prod");
let tasks: readonly [Web, Web];

beforeAll(async () => {
  await deployment.prepare();
  await deployment.migrate();
  tasks = await Promise.all([deployment.startWeb(), deployment.startWeb()]);
});

afterAll(() => deployment.stop());

const FLAGS = "/v1/flags";

/** The status of so many requests by one client, to both tasks in turn; each names another client in its headers. */
async function statuses(count: number, from: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let i = 0; i < count; i += 1) {
    const { port } = tasks[i % 2 === 0 ? 0 : 1];
    const { status } = await ask({ port, path: FLAGS, from, headers: { "X-Forwarded-For": `198.51.100.${i % 250}` } });
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

it("serves a client's limit in all tasks together, whoever it says it is, and another client besides", async () => {
  const variable = deployment.blueprint.workloads.web.environment["RATE_LIMIT_PER_MINUTE"];
  const limit = Number(variable?.kind === "plain" ? variable.value : NaN);

  expect(await statuses(limit, "127.0.0.1")).toEqual({ 200: limit });
  expect(await statuses(4, "127.0.0.1")).toEqual({ 429: 4 });
  expect(await statuses(4, "127.0.0.2")).toEqual({ 200: 4 });
});

it("refuses in every task when Redis is gone, is not ready but alive, and serves again when it is back", async () => {
  await deployment.stores.stopRedis();
  expect(await statuses(4, "127.0.0.3")).toEqual({ 503: 4 });
  for (const { port } of tasks) {
    const ready = await ask({ port, path: "/health/ready" });
    expect([ready.status, JSON.parse(ready.body)]).toEqual([503, { database: true, redis: false }]);
    expect(await ask({ port, path: "/health/live" })).toMatchObject({ status: 200 });
  }

  await deployment.stores.startRedis();
  for (const task of tasks) {
    await task.eventually("is ready again", async () => {
      const { status } = await ask({ port: task.port, path: "/health/ready" });
      return status === 200;
    });
  }
  expect(await statuses(4, "127.0.0.3")).toEqual({ 200: 4 });
});
