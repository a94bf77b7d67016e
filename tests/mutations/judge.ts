/** A record as the engine would show it to the pack, judged through the SDK's own handlers. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { rules } from "../../policies/rules";
import { decodedStruct, present, type Presented } from "../../policies/testing";
import { type Phase, type Recording, ROOT } from "./record";
import type { Recorded } from "./recording-monitor";

const { guardrails: configuration } = JSON.parse(readFileSync(join(ROOT, "policy-config.json"), "utf8")) as {
  readonly guardrails: Readonly<Record<string, unknown>>;
};

/** @param over the dispatcher's properties over those of the project */
export function judge(
  { resources }: Recording,
  phase: Phase,
  over: Readonly<Record<string, unknown>> = {},
  leftOut: readonly string[] = [],
): Promise<Presented> {
  const options = { phase, configuration: { ...configuration, ...over } };
  return present(
    rules.filter(({ id }) => !leftOut.includes(id)),
    resources.map(registration),
    resources.map(finalState),
    options,
  );
}

function registration(resource: Recorded): analyzer.AnalyzeRequest {
  const request = new analyzer.AnalyzeRequest();
  request.setType(resource.type);
  request.setUrn(resource.urn);
  request.setName(resource.name);
  request.setProperties(decodedStruct(resource.inputs));
  request.setOptions(optionsOf(resource));
  return request;
}

function finalState(resource: Recorded): analyzer.AnalyzerResource {
  const state = new analyzer.AnalyzerResource();
  state.setType(resource.type);
  state.setUrn(resource.urn);
  state.setName(resource.name);
  state.setProperties(decodedStruct(resource.outputs));
  state.setOptions(optionsOf(resource));
  state.setParent(resource.parent);
  state.setDependenciesList([...resource.dependencies]);
  for (const [key, urns] of Object.entries(resource.producers)) {
    const dependencies = new analyzer.AnalyzerPropertyDependencies();
    dependencies.setUrnsList([...urns]);
    state.getPropertydependenciesMap().set(key, dependencies);
  }
  return state;
}

function optionsOf({ protect, parent }: Recorded): analyzer.AnalyzerResourceOptions {
  const options = new analyzer.AnalyzerResourceOptions();
  options.setProtect(protect);
  options.setParent(parent);
  return options;
}
