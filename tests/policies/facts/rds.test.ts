import {
  defaultConnections,
  formulaMaxConnections,
  hasKnownDefault,
  MAX_CONNECTIONS_RANGE,
  rdsConnectionCeiling,
  rdsMemoryGiB,
  RESERVED_CONNECTIONS,
} from "../../../policies/facts";

describe("rdsConnectionCeiling", () => {
  it.each([
    ["db.t3.micro", 1, 75, 112],
    ["db.t4g.micro", 1, 75, 112],
    ["db.t4g.small", 2, 180, 225],
    ["db.t4g.medium", 4, 380, 450],
    ["db.t4g.large", 8, 800, 901],
    ["db.m6g.large", 8, 800, 901],
    ["db.m7g.xlarge", 16, 1600, 1802],
    ["db.r4.large", 15.25, 1600, 1717],
    ["db.r6g.large", 16, 1600, 1802],
    ["db.m5.2xlarge", 32, 3200, 3604],
    ["db.r6i.xlarge", 32, 3200, 3604],
    ["db.m6g.4xlarge", 64, 4000, 5000],
    ["db.r6g.4xlarge", 128, 4000, 5000],
    ["db.x2g.large", 32, 3200, 3604],
  ])("%s: %d GiB, suggests %d, formula %d", (instanceClass, memoryGiB, suggestedMaxConnections, formula) => {
    expect(rdsConnectionCeiling(instanceClass)).toEqual({
      memoryGiB,
      suggestedMaxConnections,
      formulaMaxConnections: formula,
    });
  });

  // What instances of these classes were seen to report for the default formula.
  it.each([
    ["db.t4g.micro", 79],
    ["db.t3.small", 198],
    ["db.t3.medium", 413],
    ["db.m5.large", 856],
    ["db.r4.large", 1660],
  ])("suggests no more for %s than the %d connections seen on it", (instanceClass, seen) => {
    expect(rdsConnectionCeiling(instanceClass)?.suggestedMaxConnections).toBeLessThanOrEqual(seen);
  });

  it.each([
    "",
    "t4g.medium",
    "db.t4g",
    "db.t4g.huge",
    "db.z9.large",
    "db.serverless",
    "cache.t4g.medium",
    "db.m6g.micro",
    "db.t3.constructor",
    "db.m6g.constructor",
  ])("knows nothing of %j", (instanceClass) => {
    expect(rdsConnectionCeiling(instanceClass)).toBeUndefined();
    expect(rdsMemoryGiB(instanceClass)).toBeUndefined();
  });
});

it("caps the formula at 5000", () => {
  expect(formulaMaxConnections(44)).toBe(4956);
  expect(formulaMaxConnections(45)).toBe(5000);
});

it("keeps three slots for superusers and two for RDS", () => {
  expect(RESERVED_CONNECTIONS).toBe(5);
  expect(MAX_CONNECTIONS_RANGE).toEqual({ min: 6, max: 262143 });
});

describe("what other engines serve by default", () => {
  // About as many as the user guide and operators tell of these classes.
  it.each([
    ["mysql", "db.t3.micro", 60],
    ["mysql", "db.m7g.large", 630],
    ["mariadb", "db.t3.micro", 29],
  ])("%s on a %s: about %d", (engine, instanceClass, seen) => {
    const found = defaultConnections(engine, instanceClass);
    expect(found?.suggested).toBeLessThanOrEqual(seen);
    expect(found?.suggested).toBeGreaterThan(seen * 0.9);
    expect(found?.most).toBeGreaterThanOrEqual(seen);
  });

  it("is no more than the most", () => {
    expect(defaultConnections("mysql", "db.r6g.16xlarge")).toEqual({ suggested: 16000, most: 16000 });
    expect(defaultConnections("mariadb", "db.r6g.16xlarge")).toEqual({ suggested: 12000, most: 12000 });
  });

  it.each(["oracle-ee", "aurora-mysql", "sqlserver-ex", "constructor"])("is not known of %s", (engine) => {
    expect(defaultConnections(engine, "db.m7g.large")).toBeUndefined();
    expect(hasKnownDefault(engine)).toBe(false);
  });
});
