import { ResourceGraph, Stack, type Fact } from "../../policies/model";
import { platforms } from "../../policies/platforms";
import type { Kind, SubjectKinds } from "../../policies/subjects";
import { registered, type TestResource } from "../../policies/testing";
import { producersOf } from "../../policies/testing/resources";

/** What the platforms read of a whole stack; at a preview unless said otherwise. */
export function stackOf(resources: readonly TestResource[], phase: "preview" | "up" = "preview"): Stack {
  const seen = resources.map((resource) => {
    const producers = Object.entries(resource.inputs).map(
      ([key, value]) => [key, producersOf(value).map(({ urn }) => urn)] as const,
    );
    const shown = phase === "up" ? { ...resource, inputs: { ...resource.inputs, ...resource.outputs } } : resource;
    return { ...registered(shown, phase), producers: Object.fromEntries(producers) };
  });
  return new Stack(new ResourceGraph(seen, true), platforms);
}

export function subjectsOf<K extends Kind>(
  kind: K,
  resources: readonly TestResource[],
  phase?: "preview" | "up",
): readonly SubjectKinds[K][] {
  return stackOf(resources, phase).all(kind);
}

/** The subject of a kind in a stack that has one; throws where it has none, or several. */
export function onlySubjectOf<K extends Kind>(kind: K, resources: readonly TestResource[]): SubjectKinds[K] {
  const [only, ...rest] = subjectsOf(kind, resources);
  if (only === undefined || rest.length > 0)
    throw new Error(`want one ${kind}, found ${only === undefined ? 0 : rest.length + 1}`);
  return only;
}

/** A fact as a test says it: its value, or in what state it is instead. */
export function said<T>(fact: Fact<T>): T | "absent" | readonly string[] {
  if (fact.state === "known") return fact.value;
  if (fact.state === "absent") return "absent";
  return [...new Set(fact.unknowns.map(({ because, location }) => `${because} ${location.path}`))];
}
