import { absent, chain, known, map, optional, together, unknown, type Fact } from "../model/fact";
import type { Stack } from "../model/stack";
import type { UnknownRecord } from "../model/verdict";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";

/** What of a workload's environment the platform injects from a secret store. */
export interface InjectedVariables {
  readonly variables: readonly Variable[];
  /** Whether there is anything to say about them; unknown: what was not read may hold some. */
  readonly applies: Fact<boolean>;
}

export function injectedVariables({ written, location }: Workload): InjectedVariables {
  const { variables, open } = written.all;
  const injected = variables.filter(({ channel }) => channel === "secret");
  const may = open.filter(holdsReferences);
  if (injected.length > 0 && may.length === 0) return { variables: injected, applies: known(true, location) };
  return { variables: injected, applies: may.length > 0 ? unknown(...may) : absent(location) };
}

/** Files and start scripts set variables to values: only a definition names secrets. */
function holdsReferences({ location: { path }, because }: UnknownRecord): boolean {
  return because !== "unread" || /\.secrets\b/.test(path);
}

/** How a declared secret comes about, and the JSON key that is read from it. */
export interface DeclaredOrigin {
  readonly kind: string;
  readonly key: string | undefined;
}

/** The declared secret a variable is read from; absent: one that is not declared; undefined: no blueprint speaks of it. */
export function declaredOrigin(stack: Stack, { reference, location }: Variable): Fact<DeclaredOrigin> | undefined {
  if (reference === undefined) return undefined;
  return chain(reference.secret, (name): Fact<DeclaredOrigin> => {
    const declaration = stack.graph.declarations.find((candidate) => candidate.declares("secrets", name));
    if (declaration === undefined) return absent(location, "declared");
    const leaves = together({ kind: declaration.origin(name), key: optional(reference.key) });
    return map(leaves, ({ kind, key }) => ({ kind, key }));
  });
}
