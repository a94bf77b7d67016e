import * as aws from "@pulumi/aws";
import { isDeepStrictEqual } from "node:util";
import { ResourceGraph, Stack } from "../../../policies/model";
import { platforms } from "../../../policies/platforms";
import type { Workload } from "../../../policies/subjects";
import { blueprint, registered, resource, type TestResource } from "../../../policies/testing";
import { declaration, declaredWorkload, task, WEB, WORKER } from "../fixtures";

const names = Array.from({ length: 70 }, (_, i) => `app-${i}`);
const tasks = names.map((name, i) => task(name, { command: i % 2 === 0 ? WEB : WORKER }));
const service = resource(aws.ecs.Service, "app-0", {
  taskDefinition: "arn:aws:ecs:eu-west-1:111122223333:task-definition/app-0:1",
});
const wire = (one: TestResource) => registered(one, "up");

/** Which workloads are workers, and how often one was asked. */
function census(graph: ResourceGraph) {
  const stack = new Stack(graph, platforms);
  let asked = 0;
  let changed = 0;
  const workers = () =>
    stack.overall("workload", {
      name: "workers of a test",
      of: (workloads: readonly Workload[]) => {
        asked += workloads.length;
        return workloads.filter(({ hasRole }) => isWorker(hasRole));
      },
      together: (parts) => parts.flat(),
      same: (before, now) => isDeepStrictEqual(before.map(keyOf), now.map(keyOf)),
    });
  const found = () =>
    stack.memo("", "who asks", () => {
      changed += 1;
      return workers().map(keyOf);
    });
  return { found, counts: () => [asked, changed], graph };
}

function isWorker(hasRole: Workload["hasRole"]): boolean {
  const role = hasRole("worker");
  return role.state === "known" && role.value;
}

function keyOf({ key }: Workload): string {
  return key;
}

const expected = tasks.filter((_, i) => i % 2 === 1).map(({ urn }) => urn);

describe("what all subjects of a stack come to", () => {
  it("is the same under way and at the end, in the order of registration", () => {
    const open = census(new ResourceGraph([], false));
    for (const one of tasks) {
      open.graph.add(wire(one));
      open.graph.cells.takeStale();
      open.found();
    }
    expect(open.found()).toEqual(expected);
    expect(census(new ResourceGraph(tasks.map(wire), true)).found()).toEqual(expected);
  });

  it("is asked of a new one and of what it changes, and wakes nobody where it comes to the same", () => {
    const { graph, found, counts } = census(new ResourceGraph(tasks.slice(0, -2).map(wire), false));
    expect(found()).toEqual(expected.slice(0, -1));
    const [asked = 0, changed = 0] = counts();
    graph.add(wire(service));
    graph.cells.takeStale();
    found();
    expect(counts()).toEqual([asked + 1, changed]);
    // A web server is no worker.
    graph.add(wire(tasks[68] ?? service));
    graph.cells.takeStale();
    found();
    expect(counts()).toEqual([asked + 2, changed]);
    graph.add(wire(tasks[69] ?? service));
    graph.cells.takeStale();
    expect(found()).toEqual(expected);
    expect(counts()).toEqual([asked + 3, changed + 1]);
  });
});

describe("what the parts of a blueprint come to, which are built one after another", () => {
  const role = (i: number) => (i % 2 === 0 ? ("web" as const) : ("worker" as const));
  const declared = blueprint(
    declaration({
      workloads: Object.fromEntries(
        names.map((name, i) => [name, declaredWorkload({ role: role(i), command: i % 2 === 0 ? WEB : WORKER })]),
      ),
    }),
  );
  const built = names.map((name, i) => task(name, { command: i % 2 === 0 ? WEB : WORKER }, declared));
  const pick = (numbers: readonly number[]) => numbers.flatMap((i) => built.slice(i, i + 1));

  it("is the same under way and at the end, whichever part is built", () => {
    const order = pick([0, 69, 35, 1, 2, 34, 33, 68, 3]);
    const open = census(new ResourceGraph([wire(declared)], false));
    open.found();
    for (const [at, one] of order.entries()) {
      open.graph.add(wire(one));
      open.graph.cells.takeStale();
      const whole = new ResourceGraph([declared, ...order.slice(0, at + 1)].map(wire), true);
      expect(open.found()).toEqual(census(whole).found());
    }
  });

  it("asks the part that is built and the few that it was among", () => {
    const { graph, found, counts } = census(new ResourceGraph([declared, ...pick([0])].map(wire), false));
    found();
    const [before = 0] = counts();
    graph.add(wire(pick([1])[0] ?? declared));
    graph.cells.takeStale();
    found();
    // The first of 68 that are left, and the new one.
    expect(counts()[0]).toBe(before + 4 + 1);
  });
});
