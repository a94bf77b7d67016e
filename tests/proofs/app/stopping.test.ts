/** A worker that is stopped in the middle of a task, as ECS stops it for a release or when Spot takes its machine back. */
import type { Client } from "pg";
import { INSTALL_TIMEOUT } from "../library";
import { Deployment, type Web } from "./deployment";
import { areCounted, Held, Notes } from "./notes";
import type { AppProcess } from "./process";

jest.setTimeout(INSTALL_TIMEOUT);

const deployment = new Deployment("prod");
const { stores } = deployment;
const { worker: declared } = deployment.blueprint.workloads;
const queue = variable("CELERY_TASK_DEFAULT_QUEUE");
const concurrency = Number(variable("CELERY_WORKER_CONCURRENCY"));
let web: Web;
let notes: Notes;
let operator: Client;

function variable(name: string): string {
  const found = declared.environment[name];
  if (found?.kind !== "plain") throw new Error(`${name} is not plain`);
  return found.value;
}

beforeAll(async () => {
  await deployment.prepare();
  await deployment.migrate();
  web = await deployment.startWeb();
  notes = await Notes.loggedIn(deployment, web);
  operator = await stores.operator();
});

afterAll(() => deployment.stop());

/** More notes than a worker has processes, and that worker with as many tasks in the middle as it has. */
async function inTheMiddle(scaled = {}): Promise<{ ids: readonly number[]; held: Held; worker: AppProcess }> {
  const ids: number[] = [];
  for (let i = 0; i < concurrency + 2; i += 1) ids.push(await notes.write("one two three"));
  const held = await Held.hold(deployment, ids);
  const worker = deployment.start("worker", scaled);
  await held.waiting(concurrency);
  return { ids, held, worker };
}

async function expectCounted(ids: readonly number[], by: AppProcess): Promise<void> {
  await by.eventually("counts every note", () => areCounted(operator, ids, 3));
  // Nothing is left that somebody would do a second time.
  await by.eventually("acknowledges every task", () => stores.number("broker", "HLEN unacked") === 0);
  expect(stores.number("broker", `LLEN ${queue}`)).toBe(0);
}

const stopped = async (worker: AppProcess): Promise<void> => {
  worker.signal("SIGTERM");
  await worker.ended;
};

it("finishes what it has begun when it is asked to stop, and leaves the rest to others", async () => {
  // Scaled: Celery waits for all of the soft shutdown when it is at something, and that is ninety seconds.
  const { ids, held, worker } = await inTheMiddle({ CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT: "10" });
  worker.signal("SIGTERM");
  await worker.says(/soft shutdown/i);
  await held.release();
  expect(await worker.ended).toBe(0);
  const counted = await Promise.all(ids.map((id) => notes.words(id)));
  expect(counted.filter((words) => words === 3)).toHaveLength(concurrency);
  // What has ended is acknowledged, and not done again.
  expect(stores.number("broker", `LLEN ${queue}`)).toBe(ids.length - concurrency);

  const next = deployment.start("worker");
  await expectCounted(ids, next);
  await stopped(next);
});

it("puts back at once what does not end within the soft shutdown", async () => {
  // Scaled: one second in place of ninety.
  const { ids, held, worker } = await inTheMiddle({ CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT: "1" });
  await stopped(worker);
  expect(stores.number("broker", `LLEN ${queue}`)).toBe(ids.length);
  await held.release();

  const next = deployment.start("worker");
  await expectCounted(ids, next);
  await stopped(next);
});

it("loses nothing when it is killed after it was asked to stop: it comes back when the visibility timeout is over", async () => {
  const { ids, held, worker } = await inTheMiddle();
  worker.signal("SIGTERM");
  await worker.says(/soft shutdown/i);
  await worker.kill();
  await held.release();
  const hidden = stores.send("broker", "ZRANGE unacked_index 0 -1");
  expect(hidden).toHaveLength(concurrency);

  // The hour that would pass: each message was taken when the world began.
  const tags = hidden.map((line) => /"(.+)"/.exec(line)?.[1] ?? "");
  stores.send("broker", ...tags.map((tag) => `ZADD unacked_index 1 ${tag}`));
  const next = deployment.start("worker");
  await expectCounted(ids, next);
  await stopped(next);
});
