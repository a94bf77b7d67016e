/** The architecture as an SVG in containment, laid out by Graphviz: the same bytes for the same document. */
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { groupBy } from "../document/group";
import type { Architecture, Status } from "../document/schema";
import { STATUS_ORDER, STATUS_WORDS } from "../document/status";
import { oneLine } from "../text";

type Node = Architecture["nodes"][number];

/** More nodes of one room than this cannot be read: what has nothing open is drawn as one. */
const ROOM_LIMIT = 24;

/** … and of what is no part of the architecture even fewer. */
const OTHER_LIMIT = 6;

/** Node ids of the page by ids of the architecture; a node that is drawn together with others has none of its own. */
export type NodeAnchors = ReadonlyMap<string, string>;

/** The picture, without an XML header; empty where there is nothing to draw. */
export async function renderGraph(architecture: Architecture, anchors: NodeAnchors): Promise<string> {
  if (architecture.nodes.length === 0) return "";
  const graphviz = await Graphviz.load();
  const svg = graphviz.dot(dotOf(architecture, anchors));
  return svg
    .slice(svg.indexOf("<svg"))
    .replace(/^<svg width="[^"]*" height="[^"]*"/, '<svg role="group" aria-labelledby="architecture-title"')
    .replaceAll(/ xlink:title="[^"]*"/g, "");
}

/** Graphviz's language. Every text of the document goes through {@link quoted}. */
export function dotOf({ groups, nodes, edges }: Architecture, anchors: NodeAnchors): string {
  const byRoom = groupBy(nodes, ({ group }) => group);
  const drawn = new Map(
    [...byRoom].map(([room, members]) => [room, crowd(members, room === "other" ? OTHER_LIMIT : ROOM_LIMIT)]),
  );
  const names = new Map<string, string>();
  for (const { shown } of drawn.values()) for (const { id } of shown) names.set(id, `n${names.size}`);
  const roomText = (room: string | null): string => {
    const { shown, rest } = drawn.get(room) ?? { shown: [], rest: [] };
    const lines = shown.map((node) => `${names.get(node.id) ?? ""} [${nodeAttributes(node, anchors.get(node.id))}];`);
    return [...lines, ...(rest.length === 0 ? [] : [restNode(room, rest)])].join("\n");
  };
  const cluster = (parent: string | null): string =>
    groups
      .filter((group) => group.parent === parent)
      .map(
        ({ id, title }) =>
          `subgraph ${quoted(`cluster_${id}`)} { class="room"; label=${quoted(title)};\n${roomText(id)}\n${cluster(id)}\n}`,
      )
      .join("\n");
  return [
    'digraph { rankdir=LR; bgcolor="transparent"; splines=polyline; nodesep=0.2; ranksep=0.9; fontname="Helvetica"; fontsize=12; fontcolor="currentColor"; compound=true;',
    'node [shape=box, style="filled,rounded", fontname="Helvetica", fontsize=11, margin="0.25,0.08"];',
    'edge [fontname="Helvetica", fontsize=9, arrowsize=0.6];',
    roomText(null),
    cluster(null),
    ...edges.flatMap(({ from, to, label, status }) => {
      const [a, b] = [names.get(from), names.get(to)];
      if (a === undefined || b === undefined) return [];
      return [`${a} -> ${b} [class=${quoted(`edge s-${status}`)}, label=${quoted(shortened(label))}];`];
    }),
    "}",
  ].join("\n");
}

function crowd(
  members: readonly Node[],
  limit: number,
): { readonly shown: readonly Node[]; readonly rest: readonly Node[] } {
  if (members.length <= limit) return { shown: members, rest: [] };
  const rank = ({ status }: Node): number => STATUS_ORDER.indexOf(status);
  const sorted = members
    .map((node, index) => ({ node, index }))
    .sort((a, b) => rank(a.node) - rank(b.node) || a.index - b.index);
  return {
    shown: sorted.slice(0, limit).map(({ node }) => node),
    rest: sorted.slice(limit).map(({ node }) => node),
  };
}

function nodeAttributes({ title, kind, facts, status, findings }: Node, anchor: string | undefined): string {
  const judged = findings === 0 ? "not judged" : `${STATUS_WORDS[status]} (${findings})`;
  const shape = kind === "database" || kind === "cache" ? "cylinder" : kind === "internet" ? "ellipse" : "box";
  const label = [title, ...facts, ...(kind === "internet" ? [] : [judged])];
  return [
    `label="${label.map((line) => escaped(oneLine(line, 60))).join("\\n")}"`,
    `shape=${shape}`,
    ...(shape === "box" ? [] : ['style="filled"']),
    `class=${quoted(`node s-${status}`)}`,
    ...(anchor === undefined ? [] : [`URL=${quoted(`#${anchor}`)}`]),
  ].join(", ");
}

function restNode(room: string | null, rest: readonly Node[]): string {
  const worst: Status = STATUS_ORDER.find((status) => rest.some((node) => node.status === status)) ?? "no-rule";
  const label = `${rest.length} more, the worst of them: ${STATUS_WORDS[worst]}`;
  return `${quoted(`rest_${room ?? ""}`)} [label=${quoted(label)}, class=${quoted(`node s-${worst}`)}, URL="#components"];`;
}

function shortened(label: string): string {
  const names = label.split(", ");
  return oneLine(names.length <= 2 ? label : `${names.slice(0, 2).join(", ")} +${names.length - 2}`, 60);
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

/** In a quoted string a backslash begins an escape, and `&` an entity. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", " ");
}
