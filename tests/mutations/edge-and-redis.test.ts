import { expectedOf, outcomeOf } from "./outcome";
import { edgeAndRedis } from "./table/edge-and-redis";

it.each(edgeAndRedis)("$did", async (mutation) => {
  expect(await outcomeOf(mutation)).toEqual(expectedOf(mutation));
});
