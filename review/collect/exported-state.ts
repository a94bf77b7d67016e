import * as v from "valibot";
import type { ReviewResource, SourcePosition } from "../document/evidence";
import { ReviewError } from "../document/schema";

const properties = v.optional(v.record(v.string(), v.unknown()), {});

const stateResource = v.looseObject({
  urn: v.string(),
  type: v.string(),
  custom: v.optional(v.boolean(), false),
  delete: v.optional(v.boolean(), false),
  protect: v.optional(v.boolean(), false),
  parent: v.optional(v.string(), ""),
  inputs: properties,
  outputs: properties,
  dependencies: v.optional(v.nullable(v.array(v.string())), []),
  propertyDependencies: v.optional(v.nullable(v.record(v.string(), v.nullable(v.array(v.string())))), {}),
  sourcePosition: v.optional(v.string(), ""),
});

export type StateResource = v.InferOutput<typeof stateResource>;

const resources = v.nullish(v.array(stateResource));
/** What `pulumi stack export` writes, and what a file backend keeps. */
const exported = v.union([
  v.looseObject({ deployment: v.looseObject({ resources }) }),
  v.looseObject({ checkpoint: v.looseObject({ latest: v.nullish(v.looseObject({ resources })) }) }),
]);

export interface ExportedState {
  readonly project: string;
  readonly stack: string;
  /** In the order of their creation; none that is only there to be deleted. */
  readonly resources: readonly StateResource[];
}

/** Whether a JSON value has the shape of an exported state. */
export function isExportedState(value: unknown): boolean {
  return v.is(v.union([v.looseObject({ deployment: v.unknown() }), v.looseObject({ checkpoint: v.unknown() })]), value);
}

/** Reads an exported state. Throws {@link ReviewError}; no value of the state is repeated. */
export function parseExportedState(value: unknown, name: string): ExportedState {
  const parsed = v.safeParse(exported, value);
  if (!parsed.success) throw new ReviewError(`${name} is not an exported state (pulumi stack export)`);
  const state = parsed.output as {
    readonly deployment?: { readonly resources?: readonly StateResource[] | null };
    readonly checkpoint?: { readonly latest?: { readonly resources?: readonly StateResource[] | null } | null };
  };
  const all = state.deployment?.resources ?? state.checkpoint?.latest?.resources ?? [];
  const kept = all.filter((resource) => !resource.delete);
  const [, stack, project] = /^urn:pulumi:(.*?)::(.*?)::/.exec(kept[0]?.urn ?? "") ?? [];
  if (stack === undefined || project === undefined)
    throw new ReviewError(`${name} is the state of a stack without a resource`);
  return { project, stack, resources: kept };
}

/** The resources without their properties. */
export function reviewResources({ resources: all }: ExportedState): readonly ReviewResource[] {
  return all.map(({ urn, type, parent, dependencies }) => ({
    urn,
    type,
    parent: parent === "" ? null : parent,
    dependencies: dependencies ?? [],
  }));
}

/** The lines that made the resources, where the engine was told them: `project:///index.ts#12,3`. */
export function statePositions({ resources: all }: ExportedState): ReadonlyMap<string, SourcePosition> {
  const positions = new Map<string, SourcePosition>();
  for (const { urn, sourcePosition } of all) {
    const [, file, line, column] = /^project:\/\/\/(.+)#(\d+),(\d+)$/.exec(sourcePosition) ?? [];
    if (file === undefined || /^\.\.|node_modules/.test(file) || Number(line) < 1) continue;
    positions.set(urn, { file: decodeURI(file), line: Number(line), column: Number(column) });
  }
  return positions;
}
