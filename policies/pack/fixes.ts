import { entry, type Judgement, type UnknownCause } from "../model";

/** Where the text of a rule's fix names this product's own settings: the three forms that are in use. */
const OWN_SETTINGS = [
  / \((?:in )?this product(?:'s own (?:setting|configuration))?[ :][^()]*\)/gi,
  /; (?:in )?this product's own (?:setting|configuration) [^()]*(?=\))/gi,
  / In this product's own configuration: [^.]*\./gi,
];

/** What a rule says to do, without the settings of this product: for a program that has no blueprint, they are somebody else's. */
export function generalFix(fix: string): string {
  return entry(GENERAL, fix, () => OWN_SETTINGS.reduce((text, form) => text.replace(form, ""), fix));
}

/** Of each rule one: asked for with every finding, and kept with it. */
const GENERAL = new Map<string, string>();

/**
 * What can be done about something that is not known: by its cause, the one that only the program's author can mend first.
 * @param blocks whether it may not wait until the value is there
 */
export function unprovenFix({ unknowns }: Extract<Judgement, { verdict: "unproven" }>, blocks: boolean): string {
  const causes = new Set(unknowns.map(({ because }) => because));
  const cause = ORDER.find((each) => causes.has(each)) ?? "unreadable";
  return FIXES[cause] ?? (blocks ? NOW : LATER);
}

const ORDER: readonly UnknownCause[] = [
  ...(["unreadable", "unread", "unsupported", "redacted", "outside"] as const),
  ...(["not-created", "not-registered", "unfinished"] as const),
];

const NOW =
  "Declare the value, or keep what does not exist yet out of what it is computed from: then it is known at the preview.";
const LATER = "Nothing, if it may wait: it is judged with its real value before what uses it is created.";

/** Of what does not become known by itself. */
const FIXES: Readonly<Partial<Record<UnknownCause, string>>> = {
  redacted: "Give the command what opens the stack's secrets: what is withheld cannot be judged.",
  outside: "See that it is right where it is made: here it is only referred to.",
  unread: "Write the command or setting in the program, where it can be read, or see by hand that it is right.",
  unsupported: "See by hand that it is right, and write that down as an exemption.",
  unreadable: "Write the value in the form its resource's documentation gives.",
};
