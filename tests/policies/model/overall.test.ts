import * as aws from "@pulumi/aws";
import { isDeepStrictEqual } from "node:util";
import { ResourceGraph, Stack } from "../../../policies/model";
import { platforms } from "../../../policies/platforms";
import type { Workload } from "../../../policies/subjects";
import { registered, resource, type TestResource } from "../../../policies/testing";
import { task, WEB, WORKER } from "../fixtures";

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
