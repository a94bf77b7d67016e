import type { Policies } from "@pulumi/policy";
import * as policyServer from "@pulumi/policy/server";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { latestVerdicts, placeOf, type LogRecord, type Resource, type VerdictRecord } from "../model";
import { createPolicies } from "../pack/policies";
import type { Rule } from "../rules/rule";
import { Leaf, producersOf, type TestProvider, type TestResource } from "./resources";
import { decodedStruct } from "./struct";

/** One diagnostic as the engine would show it. */
export interface Diagnostic {
  readonly policy: string;
  readonly level: "mandatory" | "advisory";
  readonly message: string;
  readonly urn: string;
}

export interface Run {
  /** The last verdict on each rule and subject. */
  readonly verdicts: readonly VerdictRecord[];
  readonly records: readonly LogRecord[];
  readonly diagnostics: readonly Diagnostic[];
  /** Resources an `up` got to create before it was refused; all of them where it was not. */
  readonly created: readonly TestResource[];
}

export interface RunOptions {
  readonly phase: "preview" | "up";
  /** The dispatcher's properties. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  readonly today?: string;
  /** Sends every property as a Pulumi secret, as an engine does once a secret went into it. */
  readonly everythingSecret?: boolean;
  /** Shows the whole stack without the registrations before it: what is true of it in the end. */
  readonly atEndOnly?: boolean;
  /** Whether what blocks does so at the end only, as in a rehearsal; default: no. */
  readonly refusesAtTheEnd?: boolean;
}

/** The SDK's own request handlers: exported at run time, left out of its types. */
interface PolicyServer {
  readonly makeAnalyzeRpcFun: RpcFactory;
  readonly makeAnalyzeStackRpcFun: RpcFactory;
}
type RpcFactory = (pack: string, version: string, level: string, policies: Policies) => Rpc;
type Rpc = (
  call: { readonly request: analyzer.AnalyzeRequest | analyzer.AnalyzeStackRequest },
  callback: (error: unknown, response: analyzer.AnalyzeResponse | undefined) => void,
) => Promise<void>;

const { makeAnalyzeRpcFun, makeAnalyzeStackRpcFun } = policyServer as unknown as PolicyServer;

const SECRET_SIGNATURE = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * Shows a stack to the pack as the engine does, through the SDK's own RPC functions: every resource at its registration,
 * then the whole stack with outputs and dependencies, unless an `up` was refused on the way.
 */
export async function run(
  rules: readonly Rule[],
  resources: readonly TestResource[],
  options: RunOptions,
): Promise<Run> {
  const shown = options.atEndOnly === true ? [] : resources;
  const { created, ...presented } = await present(
    rules,
    shown.map((resource) => {
      const request = new analyzer.AnalyzeRequest();
      request.setType(resource.type);
      request.setUrn(resource.urn);
      request.setName(resource.name);
      request.setProperties(decodedStruct(sent(resource.inputs, options)));
      request.setOptions(optionsOf(resource));
      if (resource.provider !== undefined) request.setProvider(providerOf(resource.provider));
      return request;
    }),
    resources.map((resource) => finalState(resource, options)),
    options,
  );
  return { ...presented, created: shown.slice(0, created) };
}

/** A run of which the requests are all that is known. */
export interface Presented extends Omit<Run, "created"> {
  /** How many resources an `up` got to create before it was refused; all of them where it was not. */
  readonly created: number;
}

/** Shows the pack what an engine would send: each registration in turn, then the whole stack unless an `up` was refused. */
export async function present(
  rules: readonly Rule[],
  registrations: readonly analyzer.AnalyzeRequest[],
  finalStates: readonly analyzer.AnalyzerResource[],
  options: Pick<RunOptions, "phase" | "configuration" | "today" | "refusesAtTheEnd">,
): Promise<Presented> {
  const records: LogRecord[] = [];
  const diagnostics: Diagnostic[] = [];
  let created = 0;
  const policies = createPolicies(rules, {
    version: "0.0.0",
    sink: (record) => records.push(record),
    today: options.today ?? "2026-01-01",
    ...(options.configuration === undefined ? {} : { configuration: options.configuration }),
    refusesAtTheEnd: options.refusesAtTheEnd ?? false,
  });
  const analyze = makeAnalyzeRpcFun("test", "0.0.0", "mandatory", policies);
  const analyzeStack = makeAnalyzeStackRpcFun("test", "0.0.0", "mandatory", policies);

  for (const request of registrations) {
    const found = await call(analyze, request);
    diagnostics.push(...found);
    if (options.phase === "up" && found.some(({ level }) => level === "mandatory")) {
      return { verdicts: latest(records), records, diagnostics, created };
    }
    created += 1;
  }

  const request = new analyzer.AnalyzeStackRequest();
  request.setResourcesList([...finalStates]);
  diagnostics.push(...(await call(analyzeStack, request)));
  return { verdicts: latest(records), records, diagnostics, created };
}

/** A resource as the model sees it when it is registered. */
export function registered(resource: TestResource, phase: RunOptions["phase"]): Resource {
  const { urn, type, name, parent, inputs, protect, provider } = resource;
  const properties = wire(inputs, phase);
  const place = placeOf(properties, provider && { urn: provider.name, props: provider.props });
  return { urn, type, name, parent: parent?.urn, protect, properties, producers: {}, dependencies: [], place };
}

function latest(records: readonly LogRecord[]): readonly VerdictRecord[] {
  return latestVerdicts(records.filter((record) => record.record === "verdict"));
}

function finalState(resource: TestResource, options: RunOptions): analyzer.AnalyzerResource {
  const state = new analyzer.AnalyzerResource();
  state.setType(resource.type);
  state.setUrn(resource.urn);
  state.setName(resource.name);
  // What a provider computes is left out of a preview's state.
  const properties = options.phase === "up" ? { ...resource.inputs, ...resource.outputs } : resource.inputs;
  state.setProperties(decodedStruct(sent(properties, options)));
  state.setOptions(optionsOf(resource));
  if (resource.parent !== undefined) state.setParent(resource.parent.urn);
  if (resource.provider !== undefined) state.setProvider(providerOf(resource.provider));
  const producers = Object.entries(resource.inputs).map(
    ([key, value]) => [key, [...new Set(producersOf(value).map(({ urn }) => urn))]] as const,
  );
  const after = (resource.dependsOn ?? []).map(({ urn }) => urn);
  state.setDependenciesList([...new Set([...after, ...producers.flatMap(([, urns]) => urns)])]);
  for (const [key, urns] of producers) {
    const dependencies = new analyzer.AnalyzerPropertyDependencies();
    dependencies.setUrnsList([...urns]);
    state.getPropertydependenciesMap().set(key, dependencies);
  }
  return state;
}

function providerOf({ name, props }: TestProvider): analyzer.AnalyzerProviderResource {
  const provider = new analyzer.AnalyzerProviderResource();
  provider.setType("pulumi:providers:aws");
  provider.setUrn(`urn:pulumi:prod::product::pulumi:providers:aws::${name}`);
  provider.setName(name);
  provider.setProperties(decodedStruct(props));
  return provider;
}

function optionsOf(resource: TestResource): analyzer.AnalyzerResourceOptions {
  const options = new analyzer.AnalyzerResourceOptions();
  options.setProtect(resource.protect);
  options.setIgnorechangesList([...(resource.ignoreChanges ?? [])]);
  if (resource.parent !== undefined) options.setParent(resource.parent.urn);
  return options;
}

function sent(
  properties: Readonly<Record<string, unknown>>,
  { phase, everythingSecret = false }: RunOptions,
): Record<string, JavaScriptValue> {
  const travelling = wire(properties, phase);
  if (!everythingSecret) return travelling;
  return Object.fromEntries(Object.entries(travelling).map(([key, value]) => [key, { ...SECRET_SIGNATURE, value }]));
}

/** Properties as they travel: unknowns as sentinels, secrets in their envelope. */
function wire(value: Readonly<Record<string, unknown>>, phase: RunOptions["phase"]): Record<string, JavaScriptValue> {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, wireValue(inner, phase)]));
}

function wireValue(value: unknown, phase: RunOptions["phase"]): JavaScriptValue {
  if (value instanceof Leaf) {
    if (phase === "preview" && value.producers.length > 0) return UNKNOWN_TEXT;
    const plain = wireValue(value.resolve(), phase);
    return value.isSecret ? { ...SECRET_SIGNATURE, value: plain } : plain;
  }
  if (Array.isArray(value)) return value.map((item) => wireValue(item, phase));
  if (typeof value === "object" && value !== null) return wire(value as Readonly<Record<string, unknown>>, phase);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}

function call(
  rpc: Rpc,
  request: analyzer.AnalyzeRequest | analyzer.AnalyzeStackRequest,
): Promise<readonly Diagnostic[]> {
  return new Promise((resolve, reject) => {
    void rpc({ request }, (error, response) => {
      if (response === undefined) {
        reject(error instanceof Error ? error : new Error("the SDK refused the request"));
        return;
      }
      resolve(
        response.getDiagnosticsList().map((diagnostic) => ({
          policy: diagnostic.getPolicyname(),
          level: diagnostic.getEnforcementlevel() === analyzer.EnforcementLevel.MANDATORY ? "mandatory" : "advisory",
          message: diagnostic.getMessage(),
          urn: diagnostic.getUrn(),
        })),
      );
    });
  });
}
