import type { DeclaredKind } from "../../model/declaration";
import type { Index } from "../../model/graph";
import type { Reader } from "../../model/platform";
import { isRecord } from "../../model/resource";
import type { Realisation } from "../../subjects/realisation";
import { declaredSubject, unrealised } from "../blueprint/parts";
import { DEFINITIONS_BY_PART } from "../ecs/links";
import { CACHES_BY_PART } from "../elasticache/cache";
import { DATABASES_BY_PART } from "../rds/links";
import { bare } from "./standing";

const BUILT: readonly (readonly [DeclaredKind, Index])[] = [
  ["workloads", DEFINITIONS_BY_PART],
  ["databases", DATABASES_BY_PART],
  ["caches", CACHES_BY_PART],
];

/** What a blueprint declares and no resource is, once no more will come; what was made elsewhere is nobody's to build. */
export const readUnbuilt: Reader<"realisation"> = (blueprint, { graph }) => {
  // A blueprint is looked at alone before anything else can be there.
  const isAlone = graph.size === graph.declarations.length;
  if (!graph.closed || graph.isPartial || isAlone) return [];
  return BUILT.flatMap(([kind, index]) =>
    unrealised(graph, blueprint, kind, index)
      .filter(({ declaration, key }) => declaration.leaf(kind, key, ["given"], elsewhere).state === "absent")
      .map((part): Realisation => ({ ...bare(declaredSubject(part, kind)), standing: "unbuilt", promises: [] })),
  );
};

const elsewhere = (value: unknown) => (isRecord(value) ? value : undefined);
