import { serverlessMaxConnections } from "../../../policies/facts";

describe("serverlessMaxConnections", () => {
  // Aurora user guide, "Maximum connections for Aurora Serverless v2".
  it.each([
    [1, 189],
    [4, 823],
    [8, 1669],
    [16, 3360],
    [32, 5000],
    [256, 5000],
  ])("up to %d units: %d", (maximum, connections) => {
    expect(serverlessMaxConnections({ minimum: 1, maximum })).toBe(connections);
  });

  it.each([0, 0.5])("is capped where it may shrink to %d", (minimum) => {
    expect(serverlessMaxConnections({ minimum, maximum: 128 })).toBe(2000);
    expect(serverlessMaxConnections({ minimum, maximum: 4 })).toBe(823);
  });

  it("lies between for what lies between, and is never below none", () => {
    expect(serverlessMaxConnections({ minimum: 1, maximum: 2.5 })).toBe(506);
    expect(serverlessMaxConnections({ minimum: 0, maximum: 0 })).toBe(0);
  });
});
