/** `npm run docs`: writes the generated pages; a test fails while they differ. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { rules } from "guardrails-policies/rules";
import { declareBlueprint } from "../infra/blueprint";
import { NAMESPACE, parseConfig } from "../infra/config";
import { diagram } from "../infra/diagram";
import { readProject, readStackFile } from "../offline/workspace/project";
import { rawConfiguration, stackConfiguration } from "../offline/workspace/stack-configuration";
import { auditPage, crossIndexes, type Mutation } from "./audit-page";
import { TYPE_ACTIONS } from "./deployer-actions";
import { deployerPolicies } from "./deployer-policy";
import { policyConfigSchema } from "./policy-config-schema";
import { environmentPage, fillIn, mermaid, ruleIndex, rulePage } from "./pages";

/**
 * Every generated page by its path from the project's root.
 *
 * @param mutations the changes of the real program that the tests show to the rules
 */
export function generatedPages(root: string, mutations: readonly Mutation[]): ReadonlyMap<string, string> {
  const page = (path: string, parts: Readonly<Record<string, string>>): [string, string] => [
    path,
    fillIn(readFileSync(join(root, path), "utf8"), parts),
  ];
  const proofs = { mutations, concerns: concernsIn(join(root, "policies/rules")) };
  const production = blueprintOf(root, "prod");
  return new Map([
    ["docs/rules/README.md", `${ruleIndex(rules)}\n${crossIndexes(rules, proofs)}`],
    ["docs/audit.md", auditPage(rules, proofs)],
    ...rules.map((rule): [string, string] => [`docs/rules/${rule.id}.md`, rulePage(rule)]),
    ["docs/deployer-policy.json", `${JSON.stringify(deployerPolicies(Object.keys(TYPE_ACTIONS)), null, 2)}\n`],
    ["docs/policy-config.schema.json", `${JSON.stringify(policyConfigSchema(rules), null, 2)}\n`],
    page("docs/architecture.md", { production: mermaid(diagram(production)) }),
    page("docs/environment.md", { production: environmentPage(production) }),
  ]);
}

/** Which folder each rule's file is in. */
function concernsIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return new Map(files.filter((file) => file.endsWith(".ts")).map((file) => [basename(file, ".ts"), dirname(file)]));
}

function blueprintOf(root: string, stack: string) {
  const project = readProject(root);
  const configuration = stackConfiguration(project, stack, readStackFile(root, stack), []);
  const region = String(configuration.config["aws:region"]);
  return declareBlueprint(parseConfig(rawConfiguration(configuration, NAMESPACE)), region);
}
