import { leftOf } from "../suggestions";
import { agreementAndAlarms } from "../table/agreement-and-alarms";

it.each(agreementAndAlarms)("every failure has a fix that was tried: $did", async (mutation) => {
  expect(await leftOf(mutation)).toEqual([]);
});
