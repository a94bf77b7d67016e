import { certain, closed, pass, type MendingPart } from "../../model";
import { rule } from "../rule";

export const gateIntact = rule({
  id: "gate-intact",
  title: "Nothing critical is switched off in production",
  severity: "critical",
  audit: "All P0 items: what was known and let through",
  why: "A gate that can be opened in its own configuration without anybody noticing is no gate: the finding that mattered most is then the one that is missing.",
  fix: "Take the level out of the policy configuration. For a resource that has to be an exception, write an exemption with its reason, its owner and its end.",
  about: "policy-configuration",
  messages: {
    lowered:
      "{label} lowers {what} in production, where they must block; exempt single resources instead, with a reason, an owner and an end.",
  },
  exemptible: false,
  configurable: false,
  // The names of rules and of the configuration's own keys.
  check: ({ lowered, location }, { fail }) =>
    certain(
      lowered.length === 0 ? pass : fail("lowered", { what: closed(lowered.join(", ")) }, lowered.map(unlowered)),
      location,
    ),
});

/** A rule is named without its level; behind some keys stands when they ended. */
function unlowered(what: string): MendingPart {
  const key = what.split(" ")[0] ?? "";
  return { configuration: key.startsWith("rules.") ? `${key}.level` : key };
}
