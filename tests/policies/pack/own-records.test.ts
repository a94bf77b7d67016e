import type { EndRecord } from "../../../policies/model";
import { runSummary } from "../../../policies/pack/own-records";
import { END, verdictRecord } from "../../review/records";

const MACHINE = "aws:ec2/instance:Instance";
const setting = verdictRecord("a", "x", { key: `urn:pulumi:prod::shop::${MACHINE}::app/KEY`, basis: "verified" });
const web = verdictRecord("a", "workload/web", { basis: "verified" });
const own = verdictRecord("gate-intact", "gate/configuration");
const end = (judged: number, notLookedAt: EndRecord["notLookedAt"]): EndRecord => ({ ...END, judged, notLookedAt });
const topic = { type: "aws:sns/topic:Topic", count: 1 };
const machines = { type: MACHINE, count: 2, settingsOnly: true } as const;

it.each([
  ["all of it", [own, web], end(2, []), /^verdicts: 2 passed .*; judged 2 of 2 resources$/],
  ["some of it", [own, web], end(2, [topic]), /^verdicts: .*; judged 2 of 3 resources$/],
  [
    "of some only the settings",
    [web, setting],
    end(2, [machines, topic]),
    /^verdicts: .*; judged 2 of 5 resources, of 2 more only settings$/,
  ],
  [
    "only settings",
    [own, setting],
    end(0, [machines]),
    /^judged 0 of 2 resources: NOTHING of this stack but settings was looked at$/,
  ],
  [
    "only settings, beside what tells of others",
    [setting],
    end(2, [machines]),
    /^judged 0 of 4 resources: NOTHING of this stack but settings was looked at$/,
  ],
  ["none", [own], end(0, [machines]), /^judged 0 of 2 resources: NOTHING of this stack was looked at$/],
  ["none, beside what tells of others", [own], end(2, [topic]), /: NOTHING of this stack was looked at$/],
])("a run in one line says how much was looked at: %s", (_, verdicts, record, said) => {
  expect(runSummary(verdicts, record, { mode: undefined })).toMatch(said);
});
