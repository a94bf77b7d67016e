// Before everything that is worth keeping compiled, and before the SDK.
import "./compile-cache";
import "./packaging-aside";
import { PolicyPack } from "@pulumi/policy";
import { REHEARSAL_VARIABLE } from "../model";
import type { Rule } from "../rules/rule";
import { engineRefusal } from "./configuration-file";
import { guardConfiguration } from "./engine-configuration";
import { createPolicies, policyLevels } from "./policies";
import { refusalName } from "./standing-refusal";
import { readRequestsStraight } from "./straight-requests";
import { youngGenerationHolder } from "./young-generation";

/** Serves rules to the engine that has started this process; once in a process. */
export function startPack(name: string, rules: readonly Rule[], version: string): void {
  readRequestsStraight();
  guardConfiguration((configuration) => engineRefusal(configuration, rules, policyLevels(rules)));
  new PolicyPack(name, {
    policies: createPolicies(rules, {
      version,
      refusalName: refusalName(),
      refusesAtTheEnd: (process.env[REHEARSAL_VARIABLE] ?? "") !== "",
      registered: youngGenerationHolder(),
    }),
  });
}
