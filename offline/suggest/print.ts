import {
  resourceLabel,
  type SuggestedEdit,
  type SuggestedProperty,
  type VerdictRecord,
} from "guardrails-policies/model";
import type { Mending } from "./search";
import type { Trial } from "./trial";

const WHY_NOT = {
  untried: "not tried: no one property or setting mends it; what does, its author has to say (see the fix)",
  failed: "tried in vain: with what the rule names it is still found, or something else is",
} as const;

/** One failure with what was tried for it: a line, or one for each part of the change. */
export function suggestionText({ rule, subject }: Pick<VerdictRecord, "rule" | "subject">, mending: Mending): string {
  const heading = `SUGGESTION ${rule}: ${subject}`;
  if (mending.kind !== "mended") return `${heading}\n  ${WHY_NOT[mending.kind]}\n`;
  const lines = changeLines(mending.by).map((line) => `  ${line}\n`);
  return `${heading}\n${lines.join("")}  tried: this finding is gone with it, nothing new is found, and with less of it that is not so\n`;
}

function changeLines({ unset, configuration, set }: Trial): readonly string[] {
  return [
    ...configuration.map((path) => `take ${path} out of the policy configuration`),
    ...unset.map((key) => `leave ${key} unset`),
    ...set.flat().map(propertyLine),
  ];
}

function propertyLine({ urn, path, value, author, from, suffix, edit, add }: SuggestedProperty): string {
  if (add === true) return `add ${resourceLabel(urn)}`;
  const where = `${path} of ${resourceLabel(urn)}`;
  const own = author === true ? " (a stand-in that was tried: the value is yours to fill in)" : "";
  if (from !== undefined) {
    const behind = suffix === undefined ? "" : ` with ${suffix} behind it`;
    return `set ${where} to what ${from.path} of ${resourceLabel(from.urn)} is${behind}${own}`;
  }
  if (edit !== undefined) return `in ${where}, ${editText(edit)}`;
  return value === null ? `take away ${where}` : `set ${where} to ${JSON.stringify(value)}${own}`;
}

function editText(edit: SuggestedEdit): string {
  switch (edit.kind) {
    case "query":
      return `set ${edit.name}=${edit.value} in the URL's query`;
    case "option":
      return `set ${edit.name} to ${edit.value}`;
    case "without":
      return `leave out ${edit.words.join(" and ")}`;
    case "exec":
      return edit.alone
        ? `start ${edit.program} alone, with exec`
        : `start ${edit.program} with exec, and nothing behind it`;
    case "digest":
      return `name the image by its digest (${edit.digest} is a stand-in that was tried: yours is the one of the image that was reviewed)`;
  }
}
