import { expectedOf, outcomeOf } from "./outcome";
import { releaseAndOperation } from "./table/release-and-operation";

it.each(releaseAndOperation)("$did", async (mutation) => {
  expect(await outcomeOf(mutation)).toEqual(expectedOf(mutation));
});
