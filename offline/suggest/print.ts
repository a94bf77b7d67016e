import { resourceLabel, type SuggestedProperty, type VerdictRecord } from "guardrails-policies/model";
import type { Mending, Trial } from "./search";

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

function changeLines({ unset, set }: Trial): readonly string[] {
  return [...unset.map((key) => `leave ${key} unset`), ...set.flat().map(propertyLine)];
}

function propertyLine({ urn, path, value }: SuggestedProperty): string {
  const where = `${path} of ${resourceLabel(urn)}`;
  return value === null ? `take away ${where}` : `set ${where} to ${JSON.stringify(value)}`;
}
