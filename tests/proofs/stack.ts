/** One of the project's stacks as its file configures it: what it declares, and the parameter groups it registers. */
import { resolve } from "node:path";
import { declareBlueprint, type ProductBlueprint } from "../../infra/blueprint";
import { NAMESPACE, parseConfig } from "../../infra/config";
import type { Settings } from "../../infra/settings";
import { readProject, readStackFile } from "../../offline/workspace/project";
import { rawConfiguration, stackConfiguration } from "../../offline/workspace/stack-configuration";
import { runProgram } from "../infra/run-program";

const ROOT = resolve(__dirname, "..", "..");

/** Every stack that has a file in the project. */
export const STACKS = ["dev", "staging", "prod"] as const;

export interface Parameter {
  readonly name: string;
  readonly value: string;
  /** RDS: when a change takes effect. ElastiCache has no such thing. */
  readonly applyMethod?: "immediate" | "pending-reboot";
}

/** @param more Configuration on top of the file's. */
export function declaredStack(stack: string, more: Readonly<Record<string, string>> = {}): ProductBlueprint {
  return declareBlueprint(parseConfig({ ...configurationOf(stack), ...more }), "eu-west-1");
}

export function settingsOfStack(stack: string): Settings {
  return parseConfig(configurationOf(stack));
}

/** The parameters of the one parameter group of a type that the program registers for a stack. */
export async function parametersOf(
  stack: string,
  type: "aws:rds/parameterGroup:ParameterGroup" | "aws:elasticache/parameterGroup:ParameterGroup",
): Promise<readonly Parameter[]> {
  const config = Object.entries(configurationOf(stack)).map(([key, value]) => [`${NAMESPACE}:${key}`, value] as const);
  const registered = await runProgram({ "aws:region": "eu-west-1", ...Object.fromEntries(config) });
  const [group, ...others] = registered.filter((resource) => resource.type === type);
  if (group === undefined || others.length > 0) throw new Error(`${stack} has not exactly one ${type}`);
  return group.inputs["parameters"] as readonly Parameter[];
}

function configurationOf(stack: string): Record<string, string> {
  const project = readProject(ROOT);
  return rawConfiguration(stackConfiguration(project, stack, readStackFile(ROOT, stack), []), NAMESPACE);
}
