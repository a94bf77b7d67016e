import { leftOf } from "../suggestions";
import { edgeAndRedis } from "../table/edge-and-redis";

it.each(edgeAndRedis)("every failure has a fix that was tried: $did", async (mutation) => {
  expect(await leftOf(mutation)).toEqual([]);
});
