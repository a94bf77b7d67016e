// Before everything that is worth keeping compiled, and before the SDK.
import "./pack/compile-cache";
import "./pack/packaging-aside";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import * as v from "valibot";
import { REHEARSAL_VARIABLE } from "./model";
import { engineRefusal } from "./pack/configuration-file";
import { guardConfiguration } from "./pack/engine-configuration";
import { createPolicies, policyLevels } from "./pack/policies";
import { refusalName } from "./pack/standing-refusal";
import { readRequestsStraight } from "./pack/straight-requests";
import { youngGenerationHolder } from "./pack/young-generation";
import { rules } from "./rules";

const manifest: unknown = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8"));
const { version } = v.parse(v.object({ version: v.string() }), manifest);

readRequestsStraight();
guardConfiguration((configuration) => engineRefusal(configuration, rules, policyLevels(rules)));
new PolicyPack("guardrails", {
  policies: createPolicies(rules, {
    version,
    refusalName: refusalName(),
    refusesAtTheEnd: (process.env[REHEARSAL_VARIABLE] ?? "") !== "",
    registered: youngGenerationHolder(),
  }),
});
