import { isEnvironmentName, membersInUse, nameWords, readingsOf, isEnvironmentWord, type RunsAs } from "../facts";
import { known, unknown, type Fact } from "../model/fact";
import type { Location, UnknownRecord } from "../model/verdict";
import type { Environment, Variable } from "./environment";

/** What a workload is told that it runs as: which of the settings that it has for each environment are in use. */
export class Running {
  #told: { readonly runsAs: RunsAs; readonly unknowns: readonly UnknownRecord[] } | undefined;

  constructor(readonly environment: Environment) {}

  /** Looked up once it is asked for: few settings are written for several environments. */
  readonly runsAs = (): RunsAs => this.#read().runsAs;

  /** What stands in the place of a setting that may be in use or not. */
  doubt(location: Location): Fact<never> & { readonly state: "unknown" } {
    const { unknowns } = this.#read();
    return unknowns.length > 0 ? unknown(...unknowns) : unknown({ location, because: "unsupported", producers: [] });
  }

  /** Every reading of a value that is known. */
  readings(value: string): readonly string[] {
    return readingsOf(value, this.runsAs);
  }

  /** Without variables that are for other environments (`CORS_ORIGINS_DEV` beside `…_PROD`), and those that may be. */
  inUse(variables: readonly Variable[]): readonly { readonly variable: Variable; readonly certain: boolean }[] {
    const families = new Map<string, Map<string, readonly Variable[]>>();
    for (const variable of variables) {
      const [family, member] = familyOf(variable.name);
      const members = families.get(family) ?? new Map<string, readonly Variable[]>();
      families.set(family, members.set(member, [...(members.get(member) ?? []), variable]));
    }
    const uses = new Map<Variable, number>();
    for (const members of families.values()) {
      const readings = members.size < 2 ? [new Set(members.keys())] : membersInUse([...members.keys()], this.runsAs);
      for (const [member, those] of members) {
        const share = readings.filter((reading) => reading.has(member)).length / readings.length;
        for (const variable of those) uses.set(variable, share);
      }
    }
    return variables
      .filter((variable) => uses.get(variable) !== 0)
      .map((variable) => ({ variable, certain: uses.get(variable) === 1 }));
  }

  #read() {
    if (this.#told !== undefined) return this.#told;
    const { variables, open } = this.environment.matching(isEnvironmentName);
    const unknowns = variables.flatMap(({ value }) => (value.state === "unknown" ? value.unknowns : []));
    const values = variables.flatMap(({ value }) => (value.state === "known" ? value.value.split(",") : []));
    const unread = [...unknowns, ...(values.length === 0 ? open : [])];
    this.#told = { runsAs: unread.length > 0 ? undefined : values, unknowns: unread };
    return this.#told;
  }
}

/** The words of a name that are no environment's, and the first that is. */
function familyOf(name: string): [family: string, member: string] {
  const words = nameWords(name);
  const member = words.find(isEnvironmentWord) ?? "";
  return [words.filter((word) => word !== member).join(" "), member];
}

/** What a rule would say of a text. */
export type Said = "open" | "unsure" | "closed";

/** The value in use, where every reading of it is judged alike; what is not known yet may come out as none of them. */
export function agreed(
  value: Fact<string> & { readonly state: "known" },
  running: Running,
  judge: (reading: string) => Said,
): Fact<string> {
  const readings = running.readings(value.value);
  const [first = value.value] = readings;
  if (readings.length > 1) {
    const said = new Set(readings.map(judge));
    if (said.size > 1 || (running.runsAs() === undefined && !said.has("open"))) return running.doubt(value.location);
  }
  return first === value.value ? value : known(first, value.location, value.basis);
}
