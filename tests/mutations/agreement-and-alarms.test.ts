import { expectedOf, outcomeOf } from "./outcome";
import { agreementAndAlarms } from "./table/agreement-and-alarms";

it.each(agreementAndAlarms)("$did", async (mutation) => {
  expect(await outcomeOf(mutation)).toEqual(expectedOf(mutation));
});
