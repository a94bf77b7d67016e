import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import * as v from "valibot";
import { createPolicies } from "./pack/policies";
import { rules } from "./rules";

const manifest: unknown = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8"));
const { version } = v.parse(v.object({ version: v.string() }), manifest);

new PolicyPack("guardrails", { policies: createPolicies(rules, { version }) });
