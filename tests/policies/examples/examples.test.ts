import { rules } from "../../../policies/rules";
import { offlineDirectly } from "../../offline/direct";
import { runExample, typeErrors, verdictsOf } from "./run-example";

/** The two programs of each rule's page are what they say they are. */
const examples = rules.flatMap((rule) =>
  rule.examples === undefined ? [] : [{ rule, id: rule.id, ...rule.examples }],
);

it("compiles every example against the provider's own types", () => {
  const texts = examples.flatMap(({ id, bad, good }): [string, string][] => [
    [`${id}-bad`, bad],
    [`${id}-good`, good],
  ]);
  expect(typeErrors(new Map([...texts, ["misspelt", "new aws.s3.Bucket('a', { bukcet: 'a' });"]]))).toEqual([
    expect.stringContaining("misspelt: "),
  ]);
});

it.each(examples)("$id fails the one and passes the other", async ({ rule, bad, good }) => {
  const found = await verdictsOf(rule, await runExample(bad, offlineDirectly("assumed")));
  expect(found).toContainEqual(expect.objectContaining({ verdict: "fail" }));
  const mended = await verdictsOf(rule, await runExample(good, offlineDirectly("assumed")));
  expect(mended).not.toEqual([]);
  expect(mended.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
});
