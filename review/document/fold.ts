import type { DeclaredStack } from "./declared";

/** Where clients come in, in the picture of a stack that declares a web workload. */
export const EDGE = "edge/load-balancer";

/** What is a part of the workload of its name to who looks at an architecture. */
const PARTS = new Set(["service", "scaling", "function"]);

/**
 * What a node is drawn as: a workload's service, scaling and function as the workload, the load balancer as the edge. A part
 * whose workload nobody has judged or declared stays for itself.
 */
export function folding(nodes: Iterable<string>, declared: DeclaredStack | null): (node: string) => string {
  const known = new Set([...nodes, ...(declared?.nodes ?? []).map(({ id }) => id)]);
  return (node) => {
    const [kind = "", ...name] = node.split("/");
    if (kind === "load-balancer" && hasWeb(declared)) return EDGE;
    const whole = ["workload", ...name].join("/");
    return PARTS.has(kind) && known.has(whole) ? whole : node;
  };
}

export function hasWeb(declared: DeclaredStack | null): boolean {
  return declared?.nodes.some(({ role }) => role === "web") === true;
}
