import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { configurationDigest, folderDigest } from "../../review/collect/digests";
import { RunEvents } from "../../review/collect/engine-events";
import { parseExportedState, statePositions } from "../../review/collect/exported-state";
import { positionIn } from "../../review/collect/positions";

const ROOT = "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod";

function made(type: string, name: string, inputs: unknown, op = "create"): EngineEvent {
  const urn = `urn:pulumi:prod::shop::${type}::${name}`;
  return {
    resourcePreEvent: { metadata: { op, urn, type, new: { urn, type, parent: ROOT, inputs } } },
  } as unknown as EngineEvent;
}

function collected(...events: EngineEvent[]): RunEvents {
  const run = new RunEvents();
  for (const event of events) run.collect(event);
  return run;
}

describe("what a review takes of an engine's events", () => {
  const balancer = made("aws:lb/loadBalancer:LoadBalancer", "edge", { idleTimeout: 120, name: "edge" });
  const queue = made("aws:sqs/queue:Queue", "jobs", { a: 1, b: { c: 2, d: 3 } });

  it("is the resources, the blueprint, two numbers and the outputs", () => {
    const outputs = { resOutputsEvent: { metadata: { type: "pulumi:pulumi:Stack", new: { outputs: { url: "x" } } } } };
    const run = collected(
      balancer,
      made("guardrails:index:Blueprint", "shop", { product: "shop" }),
      made("aws:lb/targetGroup:TargetGroup", "edge", { deregistrationDelay: "45" }),
      outputs as unknown as EngineEvent,
    );

    expect(run.resources.map(({ type, parent }) => [type, parent])[0]).toEqual([
      "aws:lb/loadBalancer:LoadBalancer",
      ROOT,
    ]);
    expect(run.blueprint).toEqual({ product: "shop" });
    expect(run.numbers).toEqual({ loadBalancerIdle: 120, deregistrationDelay: 45 });
    expect(run.outputs).toEqual({ url: "x" });
  });

  it("has a plan's digest that no order changes, and any input or operation does", () => {
    const digest = collected(balancer, queue).planDigest;

    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(collected(made("aws:sqs/queue:Queue", "jobs", { b: { d: 3, c: 2 }, a: 1 }), balancer).planDigest).toBe(
      digest,
    );
    expect(collected(balancer, made("aws:sqs/queue:Queue", "jobs", { a: 1, b: { c: 2, d: 4 } })).planDigest).not.toBe(
      digest,
    );
    expect(
      collected(balancer, made("aws:sqs/queue:Queue", "jobs", { a: 1, b: { c: 2, d: 3 } }, "same")).planDigest,
    ).not.toBe(digest);
    expect(collected().planDigest).toBeNull();
  });

  it("survives a deletion, which has nothing new", () => {
    const gone = {
      resourcePreEvent: { metadata: { op: "delete", urn: "u", type: "t", new: null } },
    } as unknown as EngineEvent;

    expect(collected(gone).resources).toEqual([]);
  });
});

describe("the line that makes a resource", () => {
  it.each([
    ["a named frame", "    at new Postgres (/code/infra/components/postgres.ts:62:22)", "infra/components/postgres.ts"],
    ["a frame without a name", "    at /code/infra/index.ts:62:22", "infra/index.ts"],
    ["a module's frame", "    at file:///code/infra/index.ts:62:22", "infra/index.ts"],
  ])("is read from %s", (_case, frame, file) => {
    const stack = [
      "Error",
      "    at sdk (/code/node_modules/@pulumi/pulumi/resource.js:1:1)",
      frame,
      "    at later (/code/infra/late.ts:1:1)",
    ];

    expect(positionIn(stack.join("\n"), "/code", "infra")).toEqual({ file, line: 62, column: 22 });
  });

  it("is not known when only others' code is on the stack", () => {
    const stack =
      "Error\n    at x (/code/infra/node_modules/a.js:1:1)\n    at y (/elsewhere/infra/a.ts:1:1)\n    at native";

    expect(positionIn(stack, "/code", "infra")).toBeUndefined();
  });

  it("is taken from a state where it lies in the program's folder", () => {
    const resource = (name: string, sourcePosition: string) => ({
      urn: `urn:pulumi:prod::shop::t::${name}`,
      type: "t",
      sourcePosition,
    });
    const state = parseExportedState(
      {
        deployment: {
          resources: [
            resource("a", "project:///src/my%20stack.ts#12,3"),
            resource("b", "project:///../../x.ts#1,1"),
            resource("c", "project:///node_modules/x/y.js#1,1"),
            resource("d", "nonsense"),
          ],
        },
      },
      "x",
    );

    expect([...statePositions(state)]).toEqual([
      ["urn:pulumi:prod::shop::t::a", { file: "src/my stack.ts", line: 12, column: 3 }],
    ]);
  });
});

describe("an exported state", () => {
  it.each([
    ["no state", { findings: [] }, "is not an exported state"],
    ["an empty one", { deployment: { resources: [] } }, "without a resource"],
    ["a file backend's empty one", { checkpoint: { latest: null } }, "without a resource"],
  ])("is refused when it is %s", (_case, value, sentence) => {
    expect(() => parseExportedState(value, "s.json")).toThrow(sentence);
  });
});

describe("a digest", () => {
  it("of a folder depends on names and contents of its sources, and on nothing else", () => {
    const folder = mkdtempSync(join(tmpdir(), "guardrails-digest-"));
    const write = (name: string, text: string): void => {
      writeFileSync(join(folder, name), text);
    };
    mkdirSync(join(folder, "node_modules"));
    write("a.ts", "a");
    const first = folderDigest(folder);
    write("node_modules/x.js", "x");
    expect(folderDigest(folder)).toBe(first);
    write("b.ts", "");
    const second = folderDigest(folder);
    expect(second).not.toBe(first);
    write("a.ts", "b");
    expect(folderDigest(folder)).not.toBe(second);
    expect(folderDigest(folder, (path) => path === "b.ts")).toBe(folderDigest(folder, (path) => path.startsWith("b")));
    rmSync(folder, { recursive: true });
  });

  it("of a configuration is the same whatever the order of its members", () => {
    expect(configurationDigest({ a: 1, b: [1, 2] })).toBe(configurationDigest({ b: [1, 2], a: 1 }));
    expect(configurationDigest({ a: 1, b: [2, 1] })).not.toBe(configurationDigest({ b: [1, 2], a: 1 }));
    expect(configurationDigest(undefined)).toBeNull();
  });
});
