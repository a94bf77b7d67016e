/** What the pack has to say of a mutation, when, and what an update does not get to create because of it. */
import type { Presented } from "../../policies/testing";
import { judge } from "./judge";
import { type End, type Mutation, typeToken } from "./mutation";
import { record } from "./record";

export interface Outcome {
  readonly preview: Readonly<Record<string, End>>;
  /** Where the preview knew of nothing. */
  readonly up?: Readonly<Record<string, End>>;
  /** `type name` of the first resource that an update does not create; undefined: it creates all. */
  readonly refused: string | undefined;
  /** Changes of properties that even the update did not reach. */
  readonly unreached: number;
}

/** What the engine would show, by rule: a failure that blocks, or advice. */
export function found({ diagnostics }: Pick<Presented, "diagnostics">): Readonly<Record<string, End>> {
  const ends: Record<string, End> = {};
  for (const { policy, level } of diagnostics) {
    if (level === "mandatory") ends[policy] = "blocked";
    else ends[policy] ??= "advice";
  }
  return ends;
}

/** What a change of one of two places that have to agree trips by itself, whatever it changes. */
const AGREEMENT = ["blueprint-honoured", "environment-agrees"];

/** Runs the program with the mutation, as a preview and, where that does not tell already how an update ends, as one. */
export async function outcomeOf(mutation: Mutation): Promise<Outcome> {
  const { at, configuration, properties = [], refusedByAws = false } = mutation;
  const general = AGREEMENT.filter((rule) => !Object.hasOwn(mutation.found, rule));
  const previewed = await record("preview", mutation);
  const preview = found(await judge(previewed, "preview", configuration, general));
  if (refusedByAws) return { preview, refused: undefined, unreached: 0 };
  // An update begins as a preview does: what that has against the declaration stops it there.
  const early = await judge(previewed, "up", configuration, general);
  const advises = !Object.values(mutation.found).includes("blocked");
  if (at === "preview" && (early.created <= 1 || advises)) {
    return { preview, refused: nameOf(previewed.resources[early.created]), unreached: 0 };
  }
  const updated = await record("up", mutation);
  const update = await judge(updated, "up", configuration, general);
  return {
    preview,
    ...(at === "up" ? { up: found(update) } : {}),
    refused: nameOf(updated.resources[update.created]),
    unreached: properties.length - updated.applied.size,
  };
}

/** What has to come of it. */
export function expectedOf({ at, found: rules, stops }: Mutation): Outcome {
  const [type = "", name = ""] = stops?.split(" ") ?? [];
  const refused = stops === undefined ? undefined : `${typeToken(type) ?? type} ${name}`;
  return { preview: at === "preview" ? rules : {}, ...(at === "up" ? { up: rules } : {}), refused, unreached: 0 };
}

function nameOf(resource: { readonly type: string; readonly name: string } | undefined): string | undefined {
  return resource && `${resource.type} ${resource.name}`;
}
