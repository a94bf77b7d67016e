import { resourcesToJudge, type EndRecord } from "guardrails-policies/model";
import { InputError } from "./workspace/input-error";

/** How much of a stack has to be looked at: a number of resources, or a share of them. */
export interface Requirement {
  readonly count: number;
  readonly unit: "resources" | "percent";
}

/** `5` or `80%`. Throws {@link InputError}. */
export function parseRequirement(text: string): Requirement {
  const [, digits, percent] = /^(\d{1,6})(%?)$/.exec(text) ?? [];
  const count = Number(digits);
  if (digits === undefined || (percent === "%" && count > 100)) {
    throw new InputError("--require-judged wants a number of resources, such as 5, or a share, such as 80%");
  }
  return { count, unit: percent === "%" ? "percent" : "resources" };
}

/** What is short of the requirement, a sentence; undefined: nothing. Of nothing, no share is enough. */
export function shortOf({ count, unit }: Requirement, end: EndRecord | null): string | undefined {
  const [judged, total] = [end?.judged ?? 0, end === null ? 0 : resourcesToJudge(end)];
  const enough = unit === "percent" ? total > 0 && judged * 100 >= count * total : judged >= count;
  if (enough) return undefined;
  return `judged ${judged} of ${total} resources, and --require-judged wants ${count}${unit === "percent" ? "%" : ""}`;
}
