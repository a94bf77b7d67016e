import { environmentNames, purposeOf, type EnvironmentPurpose } from "../facts";
import { chain, map, orDeclared, type Fact } from "./fact";
import type { Location } from "./verdict";

/** One environment variable of a container. */
export interface Variable {
  readonly name: string;
  /** `secret`: injected by the platform from a secret store when the container starts. */
  readonly channel: "plain" | "secret";
  /** Its value; of a declared store URL, the URL with `{host}` and `{password}` in it. */
  readonly value: Fact<string>;
  /** The declared secret (and JSON key) it is injected from. */
  readonly reference: { readonly secret: Fact<string>; readonly key: Fact<string> } | undefined;
  /** The declared store its URL points to. */
  readonly store: Fact<{ readonly kind: string; readonly name: string }> | undefined;
  readonly location: Location;
}

type Variables = ReadonlyMap<string, Variable>;

/** A container's environment: the real one where it is known, value by value, else the declared one. */
export class Environment {
  readonly #real: () => Fact<Variables>;
  readonly #declared: () => Fact<Variables> | undefined;
  #read: Fact<Variables> | undefined;

  /** Both are read when somebody asks: of most workloads few variables are ever looked at. */
  constructor(real: () => Fact<Variables>, declared: () => Fact<Variables> | undefined) {
    this.#real = real;
    this.#declared = declared;
  }

  get #variables(): Fact<Variables> {
    return (this.#read ??= this.#merge());
  }

  #merge(): Fact<Variables> {
    const declared = this.#declared();
    const filled = map(this.#real(), (variables) =>
      declared?.state === "known" ? fillIn(variables, declared.value) : variables,
    );
    return orDeclared(filled, declared);
  }

  /** Every variable, sorted by name. */
  get all(): Fact<readonly Variable[]> {
    return map(this.#variables, (variables) =>
      [...variables.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    );
  }

  /** The variable that serves a purpose: by the names in use, in their order, then by a product's own spelling. */
  find(purpose: EnvironmentPurpose): Fact<Variable> {
    return chain(this.#variables, (variables) => {
      const exact = environmentNames[purpose].find((name) => variables.has(name));
      const name = exact ?? [...variables.keys()].sort().find((candidate) => purposeOf(candidate) === purpose);
      return this.#answer(name === undefined ? undefined : variables.get(name));
    });
  }

  /** Every variable whose name `matches`. */
  matching(matches: (name: string) => boolean): Fact<readonly Variable[]> {
    return map(this.all, (variables) => variables.filter((variable) => matches(variable.name)));
  }

  /** The value of the variable that serves a purpose. */
  value(purpose: EnvironmentPurpose): Fact<string> {
    return chain(this.find(purpose), (variable) => variable.value);
  }

  #answer(variable: Variable | undefined): Fact<Variable> {
    const variables = this.#variables;
    if (variables.state === "unknown") return variables;
    const { basis, location } = variables;
    return variable === undefined
      ? { state: "absent", basis, location }
      : { state: "known", value: variable, basis, location: variable.location };
  }
}

/** A real variable whose value is still unknown is spoken for by its declaration. */
function fillIn(real: Variables, declared: Variables): Variables {
  return new Map(
    [...real].map(([name, variable]) => {
      const declaration = declared.get(name);
      if (declaration === undefined || variable.value.state !== "unknown") return [name, variable];
      return [
        name,
        {
          ...variable,
          value: orDeclared(variable.value, declaration.value),
          reference: declaration.reference,
          store: declaration.store,
        },
      ];
    }),
  );
}
