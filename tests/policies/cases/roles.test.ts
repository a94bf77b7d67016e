import { blueprint, type TestResource } from "../../../policies/testing";
import type { WorkloadRole } from "../../../policies/model";
import { declaration, declaredWorkload, task } from "../parts";
import { said } from "./judged";

/** A blueprint's word for what a workload is for adds duties; it takes none away from what nobody has read. */
const stack = (role: WorkloadRole, command: readonly string[] | undefined): readonly TestResource[] => {
  const declared = { ...declaredWorkload({ role }), ...(command === undefined ? { command: [] } : { command }) };
  const root = blueprint(declaration({ workloads: { front: declared } }));
  return [root, task("front", command === undefined ? {} : { command }, root)];
};

describe("what a script or an image starts by itself is not known to be no web server or scheduler", () => {
  it.each<[string, WorkloadRole, readonly string[] | undefined]>([
    ["a script", "monitor", ["/run.sh"]],
    ["a script by a shell", "migration", ["bash", "/srv/entry.sh"]],
    ["the image's own", "monitor", undefined],
    ["a process manager", "migration", ["supervisord", "-c", "/etc/supervisord.conf"]],
    ["a variable that nobody sets", "monitor", ["sh", "-c", "exec $PROGRAM"]],
  ])("%s, declared a %s", async (_, role, command) => {
    expect(await said("rate-limiter-uses-redis", stack(role, command), "up")).toEqual(["unproven"]);
    expect(await said("scheduler-runs-once", stack(role, command), "up")).toEqual(["unproven"]);
  });
});

it.each<[WorkloadRole, readonly string[]]>([
  ["monitor", ["python", "-c", "import monitor; monitor.run()"]],
  ["migration", ["python", "-m", "shop.migrate"]],
  ["migration", ["alembic", "upgrade", "head"]],
])("one program, declared a %s, is that: %j", async (role, command) => {
  expect(await said("rate-limiter-uses-redis", stack(role, command), "up")).toEqual([]);
  expect(await said("scheduler-runs-once", stack(role, command), "up")).toEqual([]);
});

it("a duty that is declared is one, whatever starts it", async () => {
  expect(await said("scheduler-runs-once", stack("scheduler", ["/run.sh"]), "up")).toContain("blocked count");
  expect(await said("rate-limiter-uses-redis", stack("web", ["/run.sh"]), "up")).not.toEqual([]);
});
