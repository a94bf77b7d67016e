import { map, orDeclared, weaker, type Fact } from "../model/fact";
import { unproven, settle, type Judgement } from "../model/judgement";
import type { Shown } from "../model/shown";
import type { Basis, Location, UnknownRecord } from "../model/verdict";

/** One environment variable of a container. */
export interface Variable {
  readonly name: string;
  /** Its name as it may be shown. */
  readonly shown: Shown;
  /**
   * `secret`: injected by the platform from a secret store when the container starts. `command`: set by the command line
   * itself, over what the platform gives.
   */
  readonly channel: "plain" | "secret" | "command";
  /** Its value; of a declared store URL, the URL with `{host}` and `{password}` in it. */
  readonly value: Fact<string>;
  /** The declared secret (and JSON key) it is injected from. */
  readonly reference: { readonly secret: Fact<string>; readonly key: Fact<string> } | undefined;
  /** What the platform is told to inject: `valueFrom`; undefined: it injects nothing, or is only declared. */
  readonly valueFrom?: Fact<string>;
  /** The declared store its URL points to. */
  readonly store: Fact<{ readonly kind: string; readonly name: string }> | undefined;
  readonly location: Location;
}

/** The variables that were asked for, and what may hold more of them. */
export interface Found {
  readonly variables: readonly Variable[];
  /** What was not read: while there is something, a variable that was not found may be there all the same. */
  readonly open: readonly UnknownRecord[];
  readonly basis: Basis;
  readonly location: Location;
}

/** A container's environment: the real one where it is known, value by value, else the declared one. */
export class Environment {
  #all: Found | undefined;
  #sorted: readonly Variable[] | undefined;

  /**
   * @param variables every variable that was read; unknown: none could be.
   * @param open what was not read and may hold more: files, start scripts, the image itself.
   */
  constructor(
    readonly variables: Fact<readonly Variable[]>,
    readonly open: readonly UnknownRecord[],
    readonly location: Location,
  ) {}

  /** Every variable, sorted by name. */
  get all(): Found {
    this.#all ??= this.matching(() => true);
    return this.#all;
  }

  /** Every variable whose name `matches`, sorted by name. */
  matching(matches: (name: string) => boolean): Found {
    const { variables, open, location } = this;
    if (variables.state === "unknown") {
      return { variables: [], open: [...variables.unknowns, ...open], basis: "verified", location };
    }
    this.#sorted ??= variables.state === "known" ? [...variables.value].sort(byName) : [];
    const found = this.#sorted.filter(({ name }) => matches(name));
    return { variables: found, open, basis: variables.basis, location };
  }
}

function byName(a: Variable, b: Variable): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** Judges every variable that was found; where none was, `whenNone` answers, unless something was not read. */
export function judgeEach(
  found: Found,
  check: (variable: Variable) => Judgement | readonly Judgement[],
  whenNone: () => Judgement | readonly Judgement[],
): readonly Judgement[] {
  const judged = found.variables.flatMap((variable) => weakened(check(variable), found.basis));
  if (found.open.length > 0) return settle([...judged, unproven({ state: "unknown", unknowns: found.open })]);
  return judged.length > 0 ? settle(judged) : [whenNone()].flat();
}

function weakened(judgements: Judgement | readonly Judgement[], basis: Basis): readonly Judgement[] {
  return [judgements]
    .flat()
    .map((judgement) =>
      judgement.verdict === "unproven" ? judgement : { ...judgement, basis: weaker(judgement.basis, basis) },
    );
}

/** The real variables, value by value with what was declared of those that are not known yet. */
export function withDeclared(
  real: Fact<readonly Variable[]>,
  declared: Fact<readonly Variable[]> | undefined,
): Fact<readonly Variable[]> {
  if (declared === undefined) return real;
  const filled = map(real, (variables) => (declared.state === "known" ? fillIn(variables, declared.value) : variables));
  return orDeclared(filled, declared);
}

function fillIn(real: readonly Variable[], declared: readonly Variable[]): readonly Variable[] {
  const byName = new Map(declared.map((variable) => [variable.name, variable]));
  return real.map((variable) => {
    const declaration = byName.get(variable.name);
    if (declaration === undefined || variable.value.state !== "unknown") return variable;
    return {
      ...variable,
      value: orDeclared(variable.value, declaration.value),
      reference: declaration.reference,
      store: declaration.store,
    };
  });
}
