import { MENDED } from "./mended";
import { suggestionsFor } from "./suggestions";
import { mutations } from "./table";

/** What a rule suggests is seen to work: on the program with the fault, the finding is gone and nothing new is found. */
const mended = mutations.filter(({ did }) => MENDED.has(did));

it.each(mended)("$did", async (mutation) => {
  const tried = await suggestionsFor(mutation);
  const rules = new Set(tried.map(({ failure }) => failure.rule));
  expect(Object.keys(mutation.found).filter((id) => !rules.has(id))).toEqual([]);
  expect(tried.map(({ mending }) => mending.kind)).toEqual(tried.map(() => "mended"));
});

it("holds how many of the mutations have a fix that was tried; the number only grows", () => {
  expect(mended).toHaveLength(MENDED.size);
  expect(mended.length).toBeGreaterThanOrEqual(42);
});
