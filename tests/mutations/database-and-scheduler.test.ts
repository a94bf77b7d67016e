import { expectedOf, outcomeOf } from "./outcome";
import { databaseAndScheduler } from "./table/database-and-scheduler";

it.each(databaseAndScheduler)("$did", async (mutation) => {
  expect(await outcomeOf(mutation)).toEqual(expectedOf(mutation));
});
