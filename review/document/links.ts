import { oneLine } from "../text";
import type { Evidence, ReviewResource } from "./evidence";
import { nodeOf } from "./findings";

/**
 * Which judged things depend on which others, along the engine's own dependencies (an exported state has them): from one
 * judged resource to the next, through whatever lies between.
 */
export function linksOf(
  { log, resources }: Evidence,
  fold: (node: string) => string = (node) => node,
): { readonly from: string; readonly to: string }[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const nodes = new Map<string, string>();
  for (const verdict of log.verdicts) {
    const owner = ownerOf(verdict.key, byUrn);
    if (owner !== undefined && !nodes.has(owner)) nodes.set(owner, fold(nodeOf(verdict)));
  }
  const links = new Map<string, { from: string; to: string }>();
  for (const [urn, from] of nodes) {
    for (const to of reached(byUrn, urn, nodes)) {
      if (to !== from) links.set(JSON.stringify([from, to]), { from: oneLine(from), to: oneLine(to) });
    }
  }
  return [...links.values()].sort((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
}

/** The first judged nodes on every way from a resource. */
function reached(
  byUrn: ReadonlyMap<string, ReviewResource>,
  from: string,
  nodes: ReadonlyMap<string, string>,
): Set<string> {
  const found = new Set<string>();
  const seen = new Set([from]);
  const waiting = [...(byUrn.get(from)?.dependencies ?? [])];
  for (let urn = waiting.pop(); urn !== undefined; urn = waiting.pop()) {
    if (seen.has(urn)) continue;
    seen.add(urn);
    const node = nodes.get(urn);
    if (node === undefined) waiting.push(...(byUrn.get(urn)?.dependencies ?? []));
    else found.add(node);
  }
  return found;
}

/** The resource a key is about: the key itself, or what stands before one of its slashes (a URN's types have some, too). */
function ownerOf(key: string, byUrn: ReadonlyMap<string, ReviewResource>): string | undefined {
  for (let end = key.length; end > 0; end = key.lastIndexOf("/", end - 1)) {
    const urn = key.slice(0, end);
    if (byUrn.has(urn)) return urn;
  }
  return undefined;
}
