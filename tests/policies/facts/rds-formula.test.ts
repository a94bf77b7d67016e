import { evaluateParameterFormula, rdsClassMemoryBytes } from "../../../policies/facts";

const GIB = 1024 ** 3;

describe("evaluateParameterFormula", () => {
  it.each([
    ["380", 380],
    [" 380 ", 380],
    ["{DBInstanceClassMemory/9531392}", 450],
    ["LEAST({DBInstanceClassMemory/9531392},5000)", 450],
    ["LEAST({DBInstanceClassMemory/9531392}, 200)", 200],
    ["GREATEST({DBInstanceClassMemory/9531392},1000)", 1000],
    ["SUM({DBInstanceClassMemory/9531392}, 10, 5)", 465],
    ["{DBInstanceClassMemory*3/4/9531392}", 337],
    ["least({dbinstanceclassmemory/9531392},5000)", 450],
  ])("%s on 4 GiB is %d", (formula, value) => {
    expect(evaluateParameterFormula(formula, 4 * GIB)).toBe(value);
  });

  it.each([
    "",
    "-1",
    "many",
    "1e3",
    "LEAST()",
    "LEAST(1,2",
    "{DBInstanceClassMemory/0}",
    "{AllocatedStorage/2}",
    "IF({DBInstanceClassMemory>1},1,2)",
    "log({DBInstanceClassMemory})",
    "constructor(1)",
    "1 2",
    "(".repeat(499),
    `LEAST(${"1,".repeat(300)}1)`,
  ])("cannot read %j", (formula) => {
    expect(evaluateParameterFormula(formula, 4 * GIB)).toBeUndefined();
  });

  it("needs the memory only where the formula does", () => {
    expect(evaluateParameterFormula("{DBInstanceClassMemory/9531392}", undefined)).toBeUndefined();
    expect(evaluateParameterFormula("LEAST(100,200)", undefined)).toBe(100);
  });

  it.each(["db.t4g.medium", "db.m5.large", "db.r6g.4xlarge"])(
    "counts on less than the nominal memory of %s",
    (name) => {
      const served = evaluateParameterFormula("{DBInstanceClassMemory/9531392}", rdsClassMemoryBytes(name));
      expect(served).toBeGreaterThan(300);
      expect(served).toBeLessThanOrEqual(17_000);
    },
  );
});
