import { leftOf } from "../suggestions";
import { releaseAndOperation } from "../table/release-and-operation";

it.each(releaseAndOperation)("every failure has a fix that was tried: $did", async (mutation) => {
  expect(await leftOf(mutation)).toEqual([]);
});
