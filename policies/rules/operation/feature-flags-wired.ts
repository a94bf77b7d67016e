import { flagStoreOf, imageReference, imageProduct, type FlagStore } from "../../facts";
import { anyTrue, certain, closed, judge, known, map, pass, type Fact, type Stack, type Way } from "../../model";
import { judgeEach, type Workload } from "../../subjects";
import { rule } from "../rule";

const container = (name: string, command: string, flags: boolean) => `new aws.ecs.TaskDefinition("${name}", {
  family: "${name}",
  containerDefinitions: JSON.stringify([
    {
      name: "${name}",
      image: "shop:1",
      memory: 512,
      command: [${command}],${flags ? '\n      secrets: [{ name: "LAUNCHDARKLY_SDK_KEY", valueFrom: "/shop/launchdarkly" }],' : ""}
    },
  ]),
});`;
const example = (worker: boolean) =>
  `${container("web", '"gunicorn", "shop:app"', true)}\n${container("worker", '"celery", "-A", "shop", "worker"', worker)}`;

export const featureFlagsWired = rule({
  id: "feature-flags-wired",
  title: "Every part of a product asks the same feature flags",
  severity: "low",
  audit: "Phase 5: feature flags",
  why: "An SDK without its key starts all the same and answers every flag with the default in the code: a change that is switched off for the web goes on in the worker, and nothing says so.",
  fix: "Give the workload the same setting of the flag store as its sibling, from the same place.",
  about: "workload",
  examples: { bad: example(false), good: example(true) },
  whenNot: "The workload asks for no flag, and its image only shares the code of the one that does.",
  related: ["error-tracking-configured"],
  messages: {
    missing: "{label} has no setting of {store}, and {sibling} of the same product has: its flags have their defaults.",
    off: "{label} has {name} without a value, and {sibling} of the same product has one: its flags have their defaults.",
  },
  advises: { missing: "always", off: "always" },
  applies: (workload, stack) => {
    const { location } = workload;
    const serves = anyTrue([workload.hasRole("web"), workload.hasRole("worker")], location);
    if (serves.state === "known" && !serves.value) return serves;
    // A sibling may still come, and this is no reason to stop anybody before.
    if (!stack.graph.closed) return stack.graph.missing(location);
    return storesAround(workload, stack).length === 0 ? known(false, location) : serves;
  },
  check: (workload, { stack, fail }) =>
    storesAround(workload, stack).flatMap(({ store, sibling }) => {
      const at = { sibling: sibling.label };
      return judgeEach(
        workload.environment.matching((name) => flagStoreOf(name) === store),
        ({ value, shown }) =>
          judge(
            // A secret's value is not looked at: it is there.
            value.state === "unknown" ? known("given", workload.location) : value,
            (text) => (text.trim() === "" ? fail("off", { ...at, name: shown }) : pass),
            () => fail("off", { ...at, name: shown }),
          ),
        // The names of stores are the rule's own.
        () =>
          certain(
            fail("missing", { ...at, store: closed(store) }, asSibling(store, sibling)),
            workload.location,
            workload.environment.all.basis,
          ),
      );
    }),
});

/** Every variable of a store, as the sibling has it. */
function asSibling(store: FlagStore, sibling: Workload): Way {
  const { variables } = sibling.environment.all;
  const names = variables.map(({ name }) => name).filter((name) => flagStoreOf(name) === store);
  return names.map((name) => ({ variable: name, like: sibling }));
}

interface Wired {
  readonly store: FlagStore;
  readonly sibling: Workload;
}

/** The flag stores that siblings of a workload are given, each with the first that is. */
function storesAround(workload: Workload, stack: Stack): readonly Wired[] {
  const product = productIn(workload.image);
  if (product.state !== "known") return [];
  const found = new Map<FlagStore, Workload>();
  for (const { store, sibling } of wiredIn(stack).get(product.value) ?? []) {
    if (sibling.key !== workload.key && !found.has(store)) found.set(store, sibling);
  }
  return [...found].map(([store, sibling]) => ({ store, sibling }));
}

/** By product, who is given which store. */
function wiredIn(stack: Stack): ReadonlyMap<string, readonly Wired[]> {
  return stack.memo("", "flag stores by product", () => {
    const byProduct = new Map<string, Wired[]>();
    for (const sibling of stack.all("workload")) {
      const product = productIn(sibling.image);
      if (product.state !== "known") continue;
      const given = sibling.environment.all.variables.filter(
        ({ value }) => value.state !== "absent" && !(value.state === "known" && value.value.trim() === ""),
      );
      const stores = new Set(given.map(({ name }) => flagStoreOf(name)).filter((store) => store !== undefined));
      const wired = byProduct.get(product.value) ?? [];
      byProduct.set(product.value, [...wired, ...[...stores].map((store) => ({ store, sibling }))]);
    }
    return byProduct;
  });
}

function productIn(image: Fact<string>): Fact<string> {
  return map(image, (text) => {
    const reference = imageReference(text);
    return reference === undefined ? text : imageProduct(reference);
  });
}
