import { groupBy } from "./group";
import { oneLine } from "../text";
import type { DeclaredStack } from "./declared";
import { EDGE, hasWeb } from "./fold";
import type { Architecture, ReviewFinding, Status } from "./schema";
import { worst } from "./status";

type Group = Architecture["groups"][number];
type Node = Architecture["nodes"][number];

/** What stands outside the stack. */
const INTERNET = "internet";

/** Rooms of the picture. A stack without a blueprint has said nothing of its network, so that its rooms are kinds. */
const ROOMS: Readonly<Record<string, Group>> = {
  public: { id: "public", title: "public subnets", parent: "network" },
  private: { id: "private", title: "private subnets: what runs", parent: "network" },
  isolated: { id: "isolated", title: "isolated subnets: what keeps", parent: "network" },
  secrets: { id: "secrets", title: "secrets", parent: null },
  runs: { id: "runs", title: "what runs", parent: null },
  keeps: { id: "keeps", title: "what keeps", parent: null },
  other: { id: "other", title: "everything else that was judged", parent: null },
};

const RUNS = new Set(["workload", "function"]);
const KEEPS = new Set(["database", "cache", "store"]);

/**
 * The stack in containment: its network, subnets, what runs and what keeps, each with the worst of its verdicts. Every node is
 * declared or was judged; every edge is declared, or a dependency that the engine knows.
 */
export function architectureOf(
  declared: DeclaredStack | null,
  findings: readonly ReviewFinding[],
  links: readonly { readonly from: string; readonly to: string }[],
): Architecture {
  const byNode = groupBy(findings, ({ node }) => node);
  const statusOf = (id: string): Status => worst(byNode.get(id) ?? []);
  const node = (
    id: string,
    title: string,
    kind: string,
    group: string | null,
    facts: readonly string[] = [],
  ): Node => ({
    id,
    title,
    kind,
    group,
    facts: [...facts],
    status: statusOf(id),
    findings: byNode.get(id)?.length ?? 0,
  });

  const isEntered = hasWeb(declared);
  const outside: Node[] = isEntered
    ? [
        node(INTERNET, "internet", "internet", null),
        node(EDGE, "load balancer", "edge", "public", [declared?.domain ?? "its own name", "TLS, web firewall"]),
      ]
    : [];
  const known = (declared?.nodes ?? []).map(({ id, title, kind, facts }) =>
    node(id, title, kind, kind === "workload" ? "private" : "isolated", facts),
  );
  const drawn = new Set([...outside, ...known].map(({ id }) => id));
  const judged = [...byNode.keys()]
    .filter((id) => !drawn.has(id))
    .sort()
    .map((id) => {
      const [kind = "", ...rest] = id.split("/");
      const room = roomOf(kind, declared !== null);
      const name = rest.join("/") || id;
      // In a room of several kinds a name alone says little: an alarm, a function and a service may share one.
      const isPlain = rest.length === 0 || room === "secrets" || kind === "workload";
      return node(id, isPlain ? name : `${kind} ${name}`, kind, room);
    });
  const nodes = [...outside, ...known, ...judged];
  const used = new Set(nodes.flatMap(({ group }) => (group === null ? [] : [group])));
  const rooms = Object.values(ROOMS).filter(({ id }) => used.has(id));
  const network: Group[] = declared === null ? [] : [{ id: "network", title: declared.network, parent: null }];
  return {
    groups: [...network, ...rooms],
    nodes,
    edges: [...edgesOf(declared, byNode, isEntered), ...linked(links, nodes)],
  };
}

function roomOf(kind: string, declared: boolean): string {
  if (kind === "secret" || kind === "parameter") return "secrets";
  if (RUNS.has(kind)) return declared ? "private" : "runs";
  if (KEEPS.has(kind)) return declared ? "isolated" : "keeps";
  return "other";
}

function edgesOf(
  declared: DeclaredStack | null,
  byNode: ReadonlyMap<string, readonly ReviewFinding[]>,
  isEntered: boolean,
): Architecture["edges"] {
  if (declared === null) return [];
  const entrance: Architecture["edges"] = isEntered
    ? [
        { from: INTERNET, to: EDGE, label: "https", status: worst(byNode.get(EDGE) ?? []) },
        ...declared.nodes
          .filter(({ role }) => role === "web")
          .map(({ id }) => ({ from: EDGE, to: id, label: "http", status: "not-applicable" as const })),
      ]
    : [];
  return [
    ...entrance,
    ...declared.edges.map(({ from, to, variables }) => ({
      from,
      to,
      label: variables.join(", "),
      // What was found in one of the variables that hold the store's address.
      status: worst(
        (byNode.get(from) ?? []).filter(({ location, subject }) =>
          variables.some((name) => hasWord(location.path, name) || hasWord(subject, name)),
        ),
      ),
    })),
  ];
}

function hasWord(text: string, word: string): boolean {
  return text.split(/[^\w-]+/).includes(word);
}

function linked(
  links: readonly { readonly from: string; readonly to: string }[],
  nodes: readonly Node[],
): Architecture["edges"] {
  const ids = new Set(nodes.map(({ id }) => id));
  return links
    .filter(({ from, to }) => from !== to && ids.has(from) && ids.has(to))
    .map(({ from, to }) => ({ from: oneLine(from), to: oneLine(to), label: "", status: "not-applicable" as const }));
}
