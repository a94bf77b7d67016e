/**
 * Judges an exported state in this process, through the policy SDK's own request handlers, as `pulumi policy analyze --file`
 * does through an engine (an end-to-end test holds the two against each other). So a fleet is judged without an engine, and by
 * any version of the pack.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { LogRecord } from "guardrails-policies/model";
import * as v from "valibot";
import { ReviewError } from "../document/schema";
import { parseRunLog, type RunLog } from "../log";
import type { ExportedState, StateResource } from "./exported-state";

/** A pack as this reads it: what the package `guardrails-policies` exports, in whatever version. */
export interface LoadedPack {
  readonly version: string;
  readonly rules: readonly unknown[];
  readonly createPolicies: (rules: readonly unknown[], options: Readonly<Record<string, unknown>>) => unknown;
  readonly server: PolicyServer;
}

/** The SDK's request handlers: exported at run time, left out of its types. */
interface PolicyServer {
  readonly makeAnalyzeRpcFun: RpcFactory;
  readonly makeAnalyzeStackRpcFun: RpcFactory;
}
type RpcFactory = (pack: string, version: string, level: string, policies: unknown) => Rpc;
type Rpc = (
  call: { readonly request: unknown },
  callback: (error: unknown, response: unknown) => void,
) => Promise<void>;

const manifestSchema = v.looseObject({ name: v.string(), version: v.string() });

/** Loads a built pack from its folder. Throws {@link ReviewError}. */
export function loadPack(folder: string): LoadedPack {
  const manifest = join(resolve(folder), "package.json");
  const load = createRequire(manifest);
  try {
    const { name, version } = v.parse(manifestSchema, JSON.parse(readFileSync(manifest, "utf8")));
    const { createPolicies } = load(`${name}/pack`) as Pick<LoadedPack, "createPolicies">;
    const { rules } = load(`${name}/rules`) as Pick<LoadedPack, "rules">;
    return { version, rules, createPolicies, server: load("@pulumi/policy/server") as PolicyServer };
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    throw new ReviewError(`there is no built policy pack in ${folder}: ${why}`);
  }
}

export interface JudgeOptions {
  /** The dispatcher's properties: what stands under `guardrails` in a policy configuration. */
  readonly configuration: unknown;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** The verdicts of a pack on a state. A rule's crash is a finding of the pack; whatever else the SDK refuses is thrown. */
export async function judgeState(state: ExportedState, pack: LoadedPack, options: JudgeOptions): Promise<RunLog> {
  const lines: string[] = [];
  const policies = pack.createPolicies(pack.rules, {
    version: pack.version,
    sink: (record: LogRecord) => lines.push(`${JSON.stringify(record)}\n`),
    today: options.today,
    configuration: options.configuration ?? {},
  });
  const analyze = pack.server.makeAnalyzeRpcFun("guardrails", pack.version, "mandatory", policies);
  const analyzeStack = pack.server.makeAnalyzeStackRpcFun("guardrails", pack.version, "mandatory", policies);
  for (const resource of state.resources) await answered(analyze, registration(resource));
  const request = new analyzer.AnalyzeStackRequest();
  request.setResourcesList(state.resources.map(finalState));
  await answered(analyzeStack, request);
  return parseRunLog(lines.join(""));
}

function registration(resource: StateResource): analyzer.AnalyzeRequest {
  const request = new analyzer.AnalyzeRequest();
  request.setType(resource.type);
  request.setUrn(resource.urn);
  request.setName(nameOf(resource));
  request.setProperties(Struct.fromJavaScript(travelling(resource.inputs)));
  request.setOptions(optionsOf(resource));
  return request;
}

function finalState(resource: StateResource): analyzer.AnalyzerResource {
  const state = new analyzer.AnalyzerResource();
  state.setType(resource.type);
  state.setUrn(resource.urn);
  state.setName(nameOf(resource));
  state.setProperties(Struct.fromJavaScript(travelling({ ...resource.inputs, ...resource.outputs })));
  state.setOptions(optionsOf(resource));
  if (resource.parent !== "") state.setParent(resource.parent);
  state.setDependenciesList(resource.dependencies ?? []);
  for (const [key, urns] of Object.entries(resource.propertyDependencies ?? {})) {
    const dependencies = new analyzer.AnalyzerPropertyDependencies();
    dependencies.setUrnsList(urns ?? []);
    state.getPropertydependenciesMap().set(key, dependencies);
  }
  return state;
}

function optionsOf({ protect, parent }: StateResource): analyzer.AnalyzerResourceOptions {
  const options = new analyzer.AnalyzerResourceOptions();
  options.setProtect(protect);
  if (parent !== "") options.setParent(parent);
  return options;
}

function nameOf({ urn }: StateResource): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** The member that marks a secret among properties, and what it is marked with (`sdk/go/common/resource/sig`). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** What an engine shows a pack in place of a secret that it cannot decrypt. */
const WITHHELD = "[secret]";

function travelling(properties: Readonly<Record<string, unknown>>): Record<string, JavaScriptValue> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, valueOf(value)]));
}

function valueOf(value: unknown): JavaScriptValue {
  if (Array.isArray(value)) return value.map(valueOf);
  if (typeof value === "object" && value !== null) {
    const members = value as Readonly<Record<string, unknown>>;
    return members[SIGNATURE] === SECRET ? secretOf(members) : travelling(members);
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

/** A state that was exported with its secrets shows them; any other withholds them. */
function secretOf({ plaintext }: Readonly<Record<string, unknown>>): JavaScriptValue {
  if (typeof plaintext !== "string") return WITHHELD;
  try {
    return { [SIGNATURE]: SECRET, value: valueOf(JSON.parse(plaintext)) };
  } catch {
    return WITHHELD;
  }
}

function answered(rpc: Rpc, request: unknown): Promise<void> {
  return new Promise((resolved, reject) => {
    void rpc({ request }, (error, response) => {
      if (response === undefined)
        reject(error instanceof Error ? error : new Error("the policy SDK refused a request"));
      else resolved();
    });
  });
}
