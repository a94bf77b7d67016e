import * as aws from "@pulumi/aws";
import { ResourceGraph, type Resource } from "../../../policies/model";
import { Index } from "../../../policies/model/graph";
import { read, text } from "../../../policies/model/resource";
import { blueprint, registered, resource } from "../../../policies/testing";
import { declaration } from "../fixtures";

const BY_NAME = new Index("queues by name", ["aws:sqs/queue:Queue"], (queue) => {
  const name = read(queue, ["name"], text);
  return name.state === "known" ? [name.value] : [];
});

const queue = (name: string, called = name): Resource =>
  registered(resource(aws.sqs.Queue, name, { name: called }), "up");

const started = (...resources: readonly Resource[]) => {
  const graph = new ResourceGraph(resources, false);
  const asked = (name: string) => graph.cells.compute(name, "asked", () => graph.find(BY_NAME, name).length);
  const first = (name: string) =>
    graph.cells.compute(name, "first asked", () => graph.first(BY_NAME, name)?.urn !== undefined);
  return { graph, asked, first };
};

describe("what was found under a key, and asked by nobody since", () => {
  it("becomes stale by what is registered after a blueprint", () => {
    const { graph, asked, first } = started();
    expect([asked("jobs"), first("jobs")]).toEqual([0, false]);
    graph.add(registered(blueprint(declaration()), "up"));
    graph.add(queue("jobs"));
    expect(graph.cells.takeStale().map(({ name }) => name)).toEqual(expect.arrayContaining(["asked", "first asked"]));
    expect([asked("jobs"), first("jobs")]).toEqual([1, true]);
  });

  it("becomes stale by what is registered after something was registered again", () => {
    const { graph, asked } = started(queue("mail"));
    expect(asked("jobs")).toBe(0);
    graph.add(queue("mail"));
    graph.add(queue("jobs"));
    expect(asked("jobs")).toBe(1);
  });

  it("becomes stale by what is registered again under another key, under both", () => {
    const { graph, asked, first } = started(queue("mail"));
    expect([asked("mail"), asked("post"), first("mail"), first("post")]).toEqual([1, 0, true, false]);
    graph.add(queue("mail", "post"));
    expect([asked("mail"), asked("post"), first("mail"), first("post")]).toEqual([0, 1, false, true]);
  });

  it("stays where nothing of it changed", () => {
    const { graph, asked } = started(queue("mail"));
    expect(asked("mail")).toBe(1);
    graph.add(registered(blueprint(declaration()), "up"));
    graph.add(queue("jobs"));
    expect(graph.cells.takeStale().map(({ owner }) => owner)).not.toContain("mail");
  });
});
