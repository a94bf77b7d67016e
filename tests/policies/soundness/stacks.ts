import * as fc from "fast-check";
import type { Blueprint } from "../../../policies/model";
import { blueprint, component, type TestResource } from "../../../policies/testing";
import { producersOf } from "../../../policies/testing/resources";
import { BEAT, declaration, declaredWorkload, plain, redisUrl, singleton } from "../parts";
import { edge, edgeOf, groupsOf } from "./edge";
import { operation, operationOf } from "./operation";
import { elsewhere, elsewhereOf } from "./settings";
import { DATABASE, stores, storesOf } from "./stores";
import { bytes, redis, short, source, token } from "./values";
import { clusters, workloadOf, workloads, type DrawnService, type DrawnWorkload } from "./workloads";

/** Stacks drawn at random from good and bad parts, with references (unknown at preview) in any place. */
export const stack = fc.record({
  workloads,
  stores,
  edge,
  operation,
  declared: fc.constantFrom(false, false, true),
  elsewhere: fc.option(elsewhere, { nil: undefined }),
});

export type DrawnStack = typeof stack extends fc.Arbitrary<infer T> ? T : never;

/** Every resource, in an order in which a program could register them. */
export function resourcesOf(drawn: DrawnStack): readonly TestResource[] {
  const parts = namedOnce(drawn.workloads);
  const root = drawn.declared ? rootOf(parts) : undefined;
  const groups = groupsOf(drawn.edge);
  const kept = storesOf(drawn.stores);
  const database = kept.find(({ type }) => type === DATABASE);
  if (database === undefined) throw new Error("a stack without a database");
  const built = parts.flatMap((part, index) => {
    const parent = root === undefined ? undefined : component(`w${index}`, { parent: root });
    return [...(parent === undefined ? [] : [parent]), ...workloadOf(part, index, parent, groups)];
  });
  return [
    ...(root === undefined ? [] : [root]),
    ...[token, short, bytes, source, redis, clusters.a, clusters.b],
    ...kept,
    ...edgeOf(drawn.edge, groups, database),
    ...operationOf(drawn.operation),
    ...elsewhereOf(drawn.elsewhere),
    ...built,
  ];
}

/** AWS has no two services of one name in one cluster; in two clusters it has. */
function namedOnce(parts: readonly DrawnWorkload[]): readonly DrawnWorkload[] {
  const taken = new Set<string | undefined>();
  const own = (service: DrawnService): DrawnService => {
    if (service.name === "own" || !taken.has(service.cluster)) {
      if (service.name !== "own") taken.add(service.cluster);
      return service;
    }
    return { ...service, name: "own" };
  };
  return parts.map((part) => ({ ...part, services: part.services.map(own) }));
}

function rootOf(parts: readonly DrawnWorkload[]): TestResource {
  const declared = parts.map((part, index) => {
    const beat = part.command === BEAT;
    const own = declaredWorkload({
      ...(part.command === undefined ? {} : { command: part.command }),
      role: beat ? "scheduler" : "web",
      service: beat ? singleton : declaredService(part),
      environment: {
        CORS_ORIGINS: plain('["https://app.example.com"]'),
        RATELIMIT_STORAGE_URL: redisUrl("limiter"),
        CELERY_BROKER_URL: redisUrl("broker"),
        CELERY_RESULT_BACKEND: redisUrl("results"),
        REDBEAT_REDIS_URL: redisUrl("scheduler-lock"),
        REDBEAT_LOCK_TIMEOUT: plain("60"),
      },
    });
    return [`w${index}`, own] as const;
  });
  const secrets = {
    "redis-connection": { purpose: "connection", origin: { kind: "composed", from: ["redis-auth", "redis"] } },
  } as const;
  return blueprint(declaration({ secrets, workloads: Object.fromEntries(declared) }));
}

/** What a blueprint says that is as good as what is built. */
function declaredService({ services: [first] }: DrawnWorkload): Blueprint["workloads"][string]["service"] {
  const usual = declaredWorkload({}).service;
  if (first === undefined || usual === null) return null;
  const { desiredCount, deploymentMaximumPercent: percent } = first;
  // What one copy on each machine comes to is nobody's to declare.
  const scaling = first.schedulingStrategy === "DAEMON" ? undefined : first.scaling;
  return {
    ...usual,
    desiredCount: typeof desiredCount === "number" ? desiredCount : 1,
    scaling: typeof scaling === "number" ? { min: 1, max: scaling } : null,
    maximumPercent: typeof percent === "number" ? percent : 200,
  };
}

/** For each resource a number by which it is drawn forward or back. */
export const urgencies = fc.array(fc.nat({ max: 1000 }), { minLength: 40, maxLength: 40 });

/** Another order in which a program could register them: nothing before its parent and what it comes after. */
export function reordered(resources: readonly TestResource[], urgency: readonly number[]): readonly TestResource[] {
  const open = new Map(resources.map((resource, index) => [resource, urgency[index % urgency.length] ?? 0]));
  const ordered: TestResource[] = [];
  while (open.size > 0) {
    const ready = [...open].filter(([{ inputs, parent, dependsOn = [] }]) =>
      [...producersOf(inputs), ...dependsOn, ...(parent === undefined ? [] : [parent])].every(
        (before) => !open.has(before),
      ),
    );
    const [next] = ready.toSorted(([, a], [, b]) => a - b)[0] ?? [];
    if (next === undefined) throw new Error("the stack depends on itself");
    open.delete(next);
    ordered.push(next);
  }
  return ordered;
}
