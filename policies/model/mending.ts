import type { MessageData } from "./judgement";
import type { Subject } from "./subject";
import type { SuggestedEdit, SuggestedValue } from "./suggestion";
import type { Location } from "./verdict";

/** One change that mends a failure, as a rule says it: in one place, or in several that belong together. */
export type MendingPart = MendingPlace | readonly MendingPlace[];

/** Where, and what should be there. */
export type MendingPlace = (Where & What) | Addition | Removal;

export type Where =
  /** A property of a resource; `@` is the very place that was found. Without `of`, of the resource where it was found. */
  | { readonly property: string; readonly of?: string }
  /** A variable of the workload, or of another, wherever it is declared and built. */
  | { readonly variable: string; readonly of?: Owner }
  /** A member of its container (`stopTimeout`, `image`, `command`), declared and built. */
  | { readonly container: string; readonly of?: Owner }
  /** A path in the blueprint that speaks of the subject; elsewhere it has no place, which hinders nothing. */
  | { readonly declared: string };

export type What =
  | { readonly value: MendingValue; readonly author?: true }
  | { readonly from: Location; readonly suffix?: string; readonly author?: true }
  | { readonly edit: SuggestedEdit }
  /** What another workload has: the same variable, or the one that is named; the same member. */
  | { readonly like: Owner; readonly named?: string };

/** A resource that the program has not; places `of` its URN say what it is made with. */
interface Addition {
  readonly add: string;
}

/** A place in the policy configuration that is taken out. */
interface Removal {
  readonly configuration: string;
}

export type Owner = Pick<Subject, "key" | "realises">;

/** What it should be; the finding's data tell numbers that only the stack knows. */
export type MendingValue = SuggestedValue | ((data: MessageData) => SuggestedValue);

/** The URN of a resource that is not there yet, at the top of the stack that another one is in. */
export function urnOfAdded(type: string, name: string, beside: string): string {
  const [stack = "", project = ""] = beside.split("::");
  return [stack, project, type, name].join("::");
}
