/**
 * What a request in JSON sets that is made when something happens: the states of a state machine, the input of an event's target,
 * the configuration of a pipeline's action.
 */
import type { Leaf } from "./documents";

export interface RequestText {
  /** `{"KEY": "a"}`, and `{"Name": "KEY", "Value": "a"}` as ECS, Batch and CodeBuild have their overrides. */
  readonly settings: readonly Leaf[];
  /** The lists of words that are started. */
  readonly commands: readonly (readonly string[])[];
}

/** Text that is no JSON is one value. What is filled in when it happens, or only named there, is none and left out. */
export function requestText(text: string): RequestText {
  const settings: Leaf[] = [];
  const commands: (readonly string[])[] = [];
  const open: { name: string; value: unknown }[] = [{ name: "", value: text }]; // no recursion: depth is the writer's choice
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { name, value } = next;
    if (typeof value === "string") {
      const inner = json(value);
      if (inner !== undefined) open.push({ name, value: inner });
      else if (!isFilledIn(name, value)) settings.push({ name, value });
    } else if (Array.isArray(value)) {
      const items = value as readonly unknown[];
      const words = items.filter((item) => typeof item === "string");
      if (/^commands?$/i.test(name) && words.length === items.length) commands.push(words);
      else open.push(...items.map((item) => ({ name, value: item })));
    } else if (typeof value === "object" && value !== null) open.push(...membersOf(value));
  }
  return { settings: settings.reverse(), commands: commands.reverse() };
}

/** The kinds of entry whose value is the name of a secret or parameter (CodeBuild API reference, *EnvironmentVariable*). */
const REFERENCES: ReadonlySet<unknown> = new Set(["SECRETS_MANAGER", "PARAMETER_STORE"]);

function membersOf(value: object): readonly { readonly name: string; readonly value: unknown }[] {
  const members = Object.entries(value as Readonly<Record<string, unknown>>);
  const member = (wanted: string) => members.find(([key]) => key.toLowerCase() === wanted)?.[1];
  const [name, set] = [member("name"), member("value")];
  if (typeof name !== "string" || typeof set !== "string")
    return members.map(([key, held]) => ({ name: key, value: held }));
  return REFERENCES.has(member("type")) ? [] : [{ name, value: set }];
}

/** `"Token.$": "$.token"`, `{% $states.input.token %}`, `States.UUID()`, `<token>` (Step Functions and EventBridge user guides). */
function isFilledIn(name: string, value: string): boolean {
  return name.endsWith(".$") || /^\s*\{%|^\$|^States\.\w|^<[\w.-]{1,256}>$/.test(value);
}

function json(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
