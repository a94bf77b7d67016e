/** What the mutations stand on: the program as it is recorded in process is judged as the real engine has it judged. */
import type { VerdictRecord } from "../../policies/model";
import { readVerdicts } from "../../offline/run/verdict-file";
import { judge } from "../mutations/judge";
import { type Phase, record } from "../mutations/record";
import { CommandLine, ENGINE_TIMEOUT } from "./command-line";

jest.setTimeout(ENGINE_TIMEOUT);

describe("the recorded program of prod", () => {
  const commandLine = new CommandLine();

  afterAll(() => {
    commandLine.remove();
  });

  it.each(["preview", "up"] as const)("has the verdicts of the engine's own %s", async (phase: Phase) => {
    const file = commandLine.file(`${phase}.jsonl`);
    const { status } = await commandLine.run(phase, "--verdicts", file);
    expect(status).toBe(0);
    const log = readVerdicts(file);
    if (log instanceof Error) throw log;
    expect(log.verdicts).not.toEqual([]);
    const { verdicts } = await judge(await record(phase), phase);
    expect(told(verdicts)).toEqual(told(log.verdicts));
  });
});

/** Rule, what it is about, and how that ended; what a run draws at random is in none of them. */
function told(verdicts: readonly VerdictRecord[]): readonly string[] {
  return verdicts.map(({ rule, key, verdict, basis = "" }) => `${rule} ${verdict} ${basis} ${key}`).sort();
}
