import { MENDED } from "./mended";
import { leftOf } from "./suggestions";
import { mutations } from "./table";

/** What a rule suggests is seen to work: on the program with the fault, the finding is gone and nothing new is found. */
const mended = mutations.filter(({ did }) => MENDED.has(did));

it.each(mended)("$did", async (mutation) => {
  expect(await leftOf(mutation)).toEqual([]);
});

it("holds how many of the mutations have a fix that was tried; the number only grows", () => {
  expect(mended).toHaveLength(MENDED.size);
  expect(mended.length).toBeGreaterThanOrEqual(43);
});
