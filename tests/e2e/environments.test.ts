import { ENGINE_TIMEOUT } from "./command-line";
import { changesOf, ProductStack } from "./product";

jest.setTimeout(ENGINE_TIMEOUT);

// The production stack's life is the command line's test (compliant-stack).
describe.each([
  ["dev", undefined],
  ["staging", undefined],
  // In a VPC and with a database that are there without it, and stay.
  ["example-own-vpc", "examples/own-vpc.seed.yaml"],
])("the stack %s", (name, seed) => {
  const stack = new ProductStack(name, seed);

  afterAll(() => {
    stack.remove();
  });

  it("passes its first preview with a verdict on everything", async () => {
    const { outcome, error, changes, verdicts } = await stack.run("preview");

    expect(error).toBeUndefined();
    expect(outcome).toBe("passed");
    expect(Object.keys(changes)).toEqual(["create"]);
    expect(verdicts.verdicts.length).toBeGreaterThan(20);
    expect(verdicts.verdicts.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
  });

  it("is created, and a second update finds every resource as it is", async () => {
    const created = await stack.run("up");
    const again = await stack.run("up");

    expect(created.error).toBeUndefined();
    expect(created.outcome).toBe("passed");
    expect(again.error).toBeUndefined();
    expect(again.outcome).toBe("passed");
    expect(changesOf(again)).toEqual({});
    expect(again.changes).toEqual({ same: created.changes["create"] });
    expect(again.state.map(({ urn }) => urn).sort()).toEqual(created.state.map(({ urn }) => urn).sort());
  });

  it("is destroyed to the last resource", async () => {
    const { outcome, error, state } = await stack.run("destroy", { deletionProtection: false });

    expect(error).toBeUndefined();
    expect(outcome).toBe("passed");
    expect(state).toEqual([]);
    expect(stack.accountSize()).toBe(0);
  });
});
