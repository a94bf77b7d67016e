import { MENDED, NOT_MENDED, REFUSED } from "./mended";
import { leftOf } from "./suggestions";
import { mutations } from "./table";
import { agreementAndAlarms } from "./table/agreement-and-alarms";
import { databaseAndScheduler } from "./table/database-and-scheduler";
import { releaseAndOperation } from "./table/release-and-operation";

/** Whoever makes a suggestion for one of these finds it here, and moves it to the others. */
const notMended = mutations.filter(({ did }) => Object.hasOwn(NOT_MENDED, did));

it.each(notMended)("not yet, and the list says why: $did", async (mutation) => {
  expect(await leftOf(mutation)).not.toEqual([]);
});

it("knows of every mutation of the tables that are looked at whole whether it has a fix that was tried", () => {
  const said = [...MENDED, ...Object.keys(NOT_MENDED), ...Object.keys(REFUSED)];
  const whole = [...databaseAndScheduler, ...releaseAndOperation, ...agreementAndAlarms].map(({ did }) => did);
  expect(whole.filter((did) => said.filter((one) => one === did).length !== 1)).toEqual([]);
  const all = new Set(mutations.map(({ did }) => did));
  expect(said.filter((did) => !all.has(did))).toEqual([]);
});
