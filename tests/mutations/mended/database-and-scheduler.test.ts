import { leftOf } from "../suggestions";
import { databaseAndScheduler } from "../table/database-and-scheduler";

it.each(databaseAndScheduler)("every failure has a fix that was tried: $did", async (mutation) => {
  expect(await leftOf(mutation)).toEqual([]);
});
