import { secretLike } from "../facts";
import { absent, unknown } from "../model/fact";
import { derivation } from "../model/platform";
import { words } from "../model/shown";
import { within } from "../model/subject";
import type { Credential } from "./credential";
import type { Workload } from "./workload";

/** Values used as secrets, by their names, that a workload's plain environment or command line holds. */
export const plainCredentials = derivation({
  kind: "credential",
  from: "workload",
  read: (workload: Workload): readonly Credential[] => {
    const { variables, open, location } = workload.environment.matching((name) => secretLike(name) !== undefined);
    const found = variables
      .filter(({ channel }) => channel !== "secret")
      .map(({ name, shown, value, location: at }): Credential => ({
        ...within(workload, name, shown, shown, at),
        name,
        purpose: absent(at),
        value,
        binary: false,
        provenance: unknown(),
      }));
    if (open.length === 0) return found;
    const nothing = unknown(...open);
    const at = open[0]?.location ?? location;
    const rest = within(workload, "secrets", words("secrets"), words("environment"), at);
    return [...found, { ...rest, name: "", purpose: absent(at), value: nothing, binary: false, provenance: nothing }];
  },
});
