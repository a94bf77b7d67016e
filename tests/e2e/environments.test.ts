import { ENGINE_TIMEOUT } from "./command-line";
import { changesOf, ProductStack } from "./product";

jest.setTimeout(ENGINE_TIMEOUT);

// The production stack's life is the command line's test (compliant-stack).
/** Beside what its file names already: what is there without it stays when it goes. */
const GIVEN_REDIS = {
  cacheEngine: null,
  cacheToken: "token-of-somebody-elses-redis",
  ownCache: {
    host: "master.shared.a1b2c3.euw1.cache.amazonaws.com",
    engine: "valkey",
    version: "8.0",
    evictionPolicy: "noeviction",
    securityGroupId: "sg-0e1f2a3b4c5d60718",
    nodes: ["shared-001", "shared-002"],
  },
};

describe.each<[string, string | undefined, Readonly<Record<string, unknown>>]>([
  ["dev", undefined, {}],
  ["staging", undefined, {}],
  // Small and cheap, and with three pools of workers, a second web service and jobs.
  ["example-arm", undefined, {}],
  ["example-pools", undefined, {}],
  // In a VPC and a cluster, with a database, a Redis and alarm topics that are there without it, and sidecars.
  ["example-own-vpc", "examples/own-vpc.seed.yaml", GIVEN_REDIS],
])("the stack %s", (name, seed, settings) => {
  const stack = new ProductStack(name, seed);

  afterAll(() => {
    stack.remove();
  });

  it("passes its first preview with a verdict on everything", async () => {
    const { outcome, error, changes, verdicts } = await stack.run("preview", settings);

    expect(error).toBeUndefined();
    expect(outcome).toBe("passed");
    expect(Object.keys(changes)).toEqual(["create"]);
    expect(verdicts.verdicts.length).toBeGreaterThan(20);
    expect(verdicts.verdicts.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
  });

  it("is created, and a second update finds every resource as it is", async () => {
    const created = await stack.run("up", settings);
    const again = await stack.run("up", settings);

    expect(created.error).toBeUndefined();
    expect(created.outcome).toBe("passed");
    expect(again.error).toBeUndefined();
    expect(again.outcome).toBe("passed");
    expect(changesOf(again)).toEqual({});
    expect(again.changes).toEqual({ same: created.changes["create"] });
    expect(again.state.map(({ urn }) => urn).sort()).toEqual(created.state.map(({ urn }) => urn).sort());
  });

  it("is destroyed to the last resource", async () => {
    const { outcome, error, state } = await stack.run("destroy", { ...settings, deletionProtection: false });

    expect(error).toBeUndefined();
    expect(outcome).toBe("passed");
    expect(state).toEqual([]);
    expect(stack.inAccount()).toEqual([]);
  });
});
