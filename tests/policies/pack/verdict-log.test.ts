import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VERDICTS_VARIABLE, type LogRecord } from "../../../policies/model";
import { fileSink } from "../../../policies/pack/verdict-log";

const record = { record: "end", blocking: 0 } as unknown as LogRecord;
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "guardrails-verdicts-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function kept(file: string): void {
  const sink = fileSink({ [VERDICTS_VARIABLE]: file });
  sink?.(record);
  sink?.flush?.();
}

it("keeps what was reached, behind what is there", () => {
  const file = join(folder, "verdicts.jsonl");
  kept(file);
  kept(file);
  expect(readFileSync(file, "utf8")).toBe(`${JSON.stringify(record)}\n`.repeat(2));
});

it("is not there unless it is asked for", () => {
  expect(fileSink({})).toBeUndefined();
  expect(fileSink({ [VERDICTS_VARIABLE]: "" })).toBeUndefined();
});

it.each([
  ["a folder that is not there", () => join(folder, "none", "verdicts.jsonl"), "ENOENT"],
  ["a folder", () => folder, "EISDIR"],
  ["a full disk", () => "/dev/full", "ENOSPC"],
])("says in one sentence that nothing can be written: %s", (_, path, code) => {
  const file = path();
  let found: unknown;
  try {
    kept(file);
  } catch (error) {
    found = error;
  }
  expect(found).toBeInstanceOf(Error);
  const { message, stack } = found as Error;
  expect(message).toBe(
    `GUARDRAILS_VERDICTS is ${file}, where nothing can be written (${code}), but must be a file that verdicts can be added to.`,
  );
  expect(stack).toBe(message);
});
