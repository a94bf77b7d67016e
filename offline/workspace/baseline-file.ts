import { existsSync, writeFileSync } from "node:fs";
import { updateBaseline } from "guardrails-policies/pack";
import type { VerdictRecord } from "guardrails-policies/model";
import { InputError } from "./input-error";
import { readPolicyConfig } from "./policy-config";

/**
 * Writes a run's findings into a policy configuration file as its baseline, and says what became of it in a sentence. The file is
 * made where there is none. Throws {@link InputError} and the pack's own error for a file that it does not understand.
 */
export function writeBaseline(
  path: string,
  name: string,
  verdicts: readonly VerdictRecord[],
  allowNew: boolean,
): string {
  const before = existsSync(path) ? readPolicyConfig(path, name) : {};
  const today = new Date().toISOString().slice(0, 10);
  const { file, baseline, mended, added, refused } = updateBaseline(before, verdicts, { today, allowNew });
  try {
    writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unwritable";
    throw new InputError(`the baseline cannot be written to ${name} (${code})`);
  }
  const parts = [
    `${added} new`,
    `${mended} mended and left out`,
    ...(refused === 0 ? [] : [`${refused} not taken in, as it only shrinks (--allow-new takes them in)`]),
  ];
  return `baseline of ${name}: ${baseline.findings.length} findings until ${baseline.until} (${parts.join(", ")})`;
}
