import { ENGINE_TIMEOUT } from "./command-line";
import { changesOf, ProductStack } from "./product";

jest.setTimeout(ENGINE_TIMEOUT);

describe("a database that is made of a snapshot", () => {
  const stack = new ProductStack("dev", "examples/restore.seed.yaml");

  afterAll(() => {
    stack.remove();
  });

  it("passes, and stays as it is when nobody says any more where it came from, or says something else", async () => {
    const created = await stack.run("up", { databaseSnapshot: "orders" });
    expect(created.error).toBeUndefined();
    expect(created.verdicts.verdicts.filter(({ verdict }) => verdict !== "pass")).toEqual([]);

    const moment = { databaseRestore: { sourceInstance: "another", time: "latest" } };
    for (const overrides of [{}, { databaseSnapshot: "another" }, moment]) {
      const again = await stack.run("preview", overrides);
      expect(again.error).toBeUndefined();
      expect(Object.keys(changesOf(again)).filter((urn) => urn.includes("aws:rds/"))).toEqual([]);
    }
  });
});
