import { certain, closed, judge, known, pass, type Finding, type Judgement, type Shown, type Way } from "../../model";
import type { EndedException } from "../../subjects";
import { rule } from "../rule";

export const exemptionsCurrent = rule({
  id: "exemptions-current",
  title: "Every written exception still holds",
  severity: "high",
  audit: "All P0 items: what was known and let through",
  why: "An exception is a promise to look again. One whose day has passed, or that nobody answers for, is how a finding that was accepted once stays for good.",
  fix: "Mend what the exemption was for and take it out of the policy configuration, or renew it: a new end, a reason that says why it is right, an owner who answers for it.",
  about: "policy-configuration",
  messages: {
    ended: "{label}: {what} ended on {end}; mend what it was for, or renew it.",
    acceptance: "{label}: {what}, about other tools' checks, ended on {end}; look at it again.",
    unexplained: "{label}: the {lacks} of {what} says nothing; who reviews the stack has nothing else to go by.",
    unused: "{label}: {what} covers nothing in this stack; take it out.",
    mended: "{label}: of the baseline, {count} findings were not found any more; take them out.",
  },
  advises: { acceptance: "always", unused: "always", mended: "always" },
  exemptible: false,
  related: ["gate-intact"],
  applies: ({ exceptions, location }) => known(exceptions.count > 0, location),
  check: ({ exceptions, location }, { fail }): readonly Judgement[] => {
    const { ended, endedAcceptances, unexplained, unused, mended } = exceptions;
    const over = (messageId: "ended" | "acceptance") => (exception: EndedException) =>
      certain(fail(messageId, { ...exception }, ...takenOut(exception.what)), location);
    return [
      ...ended.map(over("ended")),
      ...unexplained.map(({ what, lacks }) => certain(fail("unexplained", { what, lacks: closed(lacks) }), location)),
      ...endedAcceptances.map(over("acceptance")),
      ...(unused.state === "known"
        ? unused.value.map((what) => certain(fail("unused", { what }, ...takenOut(what)), location))
        : [judge(unused, nothing, nothing)]),
      judge(mended, (count) => (count === 0 ? pass : fail("mended", { count })), nothing),
    ];
  },
});

/** Of `exemptions.0 (image-pinned)` the entry; what it was for is then found, or is no more. */
function takenOut(what: Shown): readonly Way[] {
  const [, list, index] = /^(\w+)\.(\d+)\b/.exec(what) ?? [];
  return list === undefined || index === undefined ? [] : [[{ configuration: `${list}[${index}]` }]];
}

const nothing = (): Finding => pass;
