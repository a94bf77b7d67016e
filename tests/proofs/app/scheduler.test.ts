/** Two schedulers at once, as a mistake may start them: RedBeat's lock on a real Redis lets one of them beat. */
import { INSTALL_TIMEOUT } from "../library";
import { Deployment } from "./deployment";
import type { AppProcess } from "./process";

jest.setTimeout(INSTALL_TIMEOUT);

/** The stack whose level of log says who waits for the lock; the lock is the same in every one. */
const deployment = new Deployment("dev");
const { stores } = deployment;

/** The schedule of the application is one task a minute; this is one a second, as an operator adds it to RedBeat. */
const ADD_ENTRY = `
from celery.schedules import schedule
from redbeat import RedBeatSchedulerEntry
from app.worker import celery
RedBeatSchedulerEntry("each-second", "app.tasks.count_forgotten", schedule(1), app=celery).save()
`;

const SENT = /Sending due task/g;
const WAITS = /Acquiring lock/;

/** The lock's name, and the number of milliseconds it lives on without its holder; null: nobody holds it. */
function lock(): { readonly name: string; readonly milliseconds: number } | null {
  const name = ["redbeat:lock", "redbeat::lock"].find((one) => stores.number("scheduler-lock", `EXISTS ${one}`) === 1);
  return name === undefined ? null : { name, milliseconds: stores.number("scheduler-lock", `PTTL ${name}`) };
}

beforeAll(async () => {
  await deployment.prepare();
  await deployment.runPython("scheduler", ADD_ENTRY);
});

afterAll(() => deployment.stop());

it("lets one of two beat, the other within a minute when that one is killed, and the next at once when one is stopped", async () => {
  const both = [deployment.start("scheduler"), deployment.start("scheduler")] as const;
  let first: AppProcess | undefined;
  await both[0].eventually("or the other beats", () => (first = both.find((one) => one.count(SENT) > 0)) !== undefined);
  const second = both.find((one) => one !== first);
  if (first === undefined || second === undefined) throw new Error("no scheduler beats");
  await second.says(WAITS);
  const sent = first.count(SENT);
  await first.eventually("beats three times more", () => (first?.count(SENT) ?? 0) >= sent + 3);
  expect(second.count(SENT)).toBe(0);

  await first.kill();
  // What it says it sends it sends, but for one that the kill may have come before; and nobody else has sent any.
  const messages = stores.number("broker", "LLEN default");
  expect([first.count(SENT), first.count(SENT) - 1]).toContain(messages);
  const left = lock();
  expect(left?.milliseconds).toBeGreaterThan(0);
  expect(left?.milliseconds).toBeLessThanOrEqual(60_000);

  // The minute that would pass.
  stores.send("scheduler-lock", `PEXPIRE ${left?.name ?? ""} 1`);
  await second.eventually("beats", () => second.count(SENT) > 0);
  await second.eventually("sends", () => stores.number("broker", "LLEN default") > messages);

  second.signal("SIGTERM");
  await second.ended;
  expect(lock()).toBeNull();
});
