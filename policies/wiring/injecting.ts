import type { MendingPlace } from "../model/mending";
import type { SuggestedValue } from "../model/suggestion";
import type { Stack } from "../model/stack";
import type { Location } from "../model/verdict";
import type { Subject } from "../model/subject";
import { BLUEPRINT_TYPE } from "../model/blueprint";
import { TASK_DEFINITION } from "../platforms/ecs/links";
import { SECRETS_BY_PART } from "../platforms/secretsmanager";
import { typeOf } from "../model/resource";

/** The container that a workload is, as it is built in this stack; undefined: it is only declared, or no container. */
export function builtContainer({ key }: Pick<Subject, "key">): Location | undefined {
  const [urn = "", part = ""] = key.split("#");
  return typeOf(urn) === TASK_DEFINITION ? { urn, path: part === "" ? "containerDefinitions[0]" : part } : undefined;
}

/** The path of a declared variable; undefined: no blueprint speaks of the workload. */
export function declaredVariable(
  { key, realises }: Pick<Subject, "key" | "realises">,
  name: string,
): string | undefined {
  const part = [realises ?? "", key].find((one) => one.includes(`${BLUEPRINT_TYPE}::`))?.split("#")[1];
  return part === undefined ? undefined : `${part}.environment.${name}`;
}

/** Where the entry is that a declared secret is kept in; undefined: it is not seen yet, or is kept elsewhere. For what mends. */
export function entryOf(stack: Stack, secret: string): Location | undefined {
  const { graph } = stack;
  const [found] = stack.aside(() =>
    graph.declarations.flatMap((declaration) =>
      graph.find(SECRETS_BY_PART, declaration.partKey("secrets", secret)).map(({ urn }) => urn),
    ),
  );
  return found === undefined ? undefined : { urn: found, path: "arn" };
}

/** That a workload's variable is injected from an entry of a secret store, in its declaration and where it is built. */
export function injectedFrom(
  workload: Pick<Subject, "key" | "realises">,
  name: string,
  {
    declared,
    entry,
    key = "",
  }: { readonly declared?: string; readonly entry: Location | undefined; readonly key?: string },
): readonly MendingPlace[] {
  const path = declaredVariable(workload, name);
  const reference: SuggestedValue = { kind: "secret", secret: declared ?? "", key: key === "" ? null : key };
  const container = builtContainer(workload);
  return [
    ...(path === undefined || declared === undefined ? [] : [{ declared: path, value: reference }]),
    ...(container === undefined || entry === undefined
      ? []
      : [
          { property: `${container.path}.environment[${name}]`, of: container.urn, value: null },
          {
            property: `${container.path}.secrets[${name}].valueFrom`,
            of: container.urn,
            from: entry,
            ...(key === "" ? {} : { suffix: `:${key}::` }),
          },
        ]),
  ];
}
