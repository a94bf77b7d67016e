import { environmentNames, purposeOf, secretLike } from "../facts";
import {
  absent,
  chain,
  unknown,
  type Credential,
  type Fact,
  type Stack,
  type Subject,
  type WorkloadRole,
  type Workload,
} from "../model";

/** Whether a workload has a role, or may turn out to have it; a rule must not decide while it only may. */
export function hasRole(workload: Workload, role: WorkloadRole): boolean {
  return workload.role.state === "unknown" || (workload.role.state === "known" && workload.role.value === role);
}

/** A setting that says which web origins may call: wherever a framework reads it from. */
export interface CorsSetting extends Subject {
  readonly value: Fact<string>;
  /** A switch that lets every origin in, rather than a list. */
  readonly allowAll: boolean;
}

export function corsSettings(stack: Stack): readonly CorsSetting[] {
  return stack.workloads().flatMap((workload): readonly CorsSetting[] => {
    const { key, label, location, sources, environment } = workload;
    const variables = environment.matching((name) => environmentNames.isCors(name));
    if (variables.state === "unknown") {
      return [{ key: `${key}/cors`, label: `CORS of ${label}`, location, sources, value: variables, allowAll: false }];
    }
    return (variables.state === "known" ? variables.value : []).map((variable) => ({
      key: `${key}/${variable.name}`,
      label: `${variable.name} of ${label}`,
      location: variable.location,
      sources,
      value: chain(variables, () => variable.value),
      allowAll: purposeOf(variable.name) === "corsAllowAll",
    }));
  });
}

/** Every value used as a secret: in secret stores, on data stores, and (by its name) in plain environment. */
export function secretValues(stack: Stack): readonly Credential[] {
  const plain = stack.workloads().flatMap((workload): readonly Credential[] => {
    const { key, label, sources, environment } = workload;
    const variables = environment.matching((name) => secretLike(name) !== undefined);
    if (variables.state === "unknown") {
      const { location } = workload;
      const nothing = unknown(...variables.unknowns);
      return [
        {
          key: `${key}/secrets`,
          label: `environment of ${label}`,
          name: "",
          location,
          sources,
          purpose: absent(location),
          value: nothing,
          provenance: nothing,
        },
      ];
    }
    return (variables.state === "known" ? variables.value : [])
      .filter(({ channel }) => channel === "plain")
      .map((variable) => ({
        key: `${key}/${variable.name}`,
        label: `${variable.name} of ${label}`,
        name: variable.name,
        location: variable.location,
        sources,
        purpose: absent(variable.location),
        value: chain(variables, () => variable.value),
        provenance: unknown(),
      }));
  });
  return [...stack.credentials(), ...plain];
}
