import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type Struct } from "google-protobuf/google/protobuf/struct_pb";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as resource from "@pulumi/pulumi/proto/resource_pb";
import { listen, unary } from "../../../offline/program/grpc";
import { serveLanguageRuntime } from "../../../offline/program/language-runtime";
import type { Registration } from "../../../offline/program/registration";
import { programFolder } from "../../../offline/program/program-folder";
import { isObject, type Properties, type Value } from "../../../offline/provider/values";
import { parseProject } from "../../../offline/workspace/project";

/** A program's files by their path, and what else its folder should have. */
export type Files = Readonly<Record<string, string>>;

/** What came of a program. */
export interface ProgramResult {
  /** The resources it registered, the stack and components included: `type name`. */
  readonly registered: readonly string[];
  /** What the host was told of each of them; its files are below `root`. */
  readonly registrations: readonly Registration[];
  readonly root: string;
  readonly outputs: Properties;
  /** What it told the engine of its errors. */
  readonly errors: readonly string[];
  readonly response: { readonly error: string; readonly bail: boolean };
  /** What it wrote to its standard output and error. */
  readonly printed: string;
  /** Whether the files in its folder are what they were. */
  readonly untouched: boolean;
}

export interface RunSettings {
  readonly config?: Readonly<Record<string, string>>;
  readonly secretKeys?: readonly string[];
}

/** Runs a program of these files as an engine does, in a preview, by the real runner of the SDK, against a monitor that notes. */
export async function runProgram(files: Files, settings: RunSettings = {}): Promise<ProgramResult> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "program-")));
  writeFiles(root, { "Pulumi.yaml": "name: shop\nruntime: nodejs\n", ...files });
  const before = listing(root);
  const registered: string[] = [];
  const registrations: Registration[] = [];
  const errors: string[] = [];
  let outputs: Properties = {};
  let printed = "";
  const monitor = await listen(ResourceMonitorService, {
    supportsFeature: unary((request: resource.SupportsFeatureRequest) =>
      Promise.resolve(new resource.SupportsFeatureResponse().setHassupport(request.getId() === "secrets")),
    ),
    registerResource: unary((request: resource.RegisterResourceRequest) => {
      registered.push(`${request.getType()} ${request.getName()}`);
      const urn = `urn:pulumi:qa::shop::${request.getType()}::${request.getName()}`;
      return Promise.resolve(new resource.RegisterResourceResponse().setUrn(urn).setObject(request.getObject()));
    }),
    registerResourceOutputs: unary((request: resource.RegisterResourceOutputsRequest) => {
      if (request.getUrn().includes("pulumi:pulumi:Stack")) outputs = plain(request.getOutputs());
      return Promise.resolve(new Empty());
    }),
    signalAndWaitForShutdown: unary(() => Promise.resolve(new Empty())),
  });
  const host = await listen(EngineService, {
    log: unary((request: engine.LogRequest) => {
      if (request.getSeverity() === engine.LogSeverity.ERROR) errors.push(request.getMessage());
      return Promise.resolve(new Empty());
    }),
    getRootResource: unary(() => Promise.resolve(new engine.GetRootResourceResponse())),
    setRootResource: unary(() => Promise.resolve(new engine.SetRootResourceResponse())),
  });
  const folder = programFolder(parseProject(root, "name: shop\nruntime: nodejs\n"));
  const runtime = await serveLanguageRuntime({
    folder,
    onOutput: (text) => {
      printed += text;
    },
    toldPreview: false,
    changes: [],
    used: () => undefined,
    onRegistration: (registration) => registrations.push(registration),
    stackReference: () => Promise.reject(new Error("not here")),
  });
  try {
    const response = await run(runtime.address, host.address, monitor.address, settings);
    const untouched = JSON.stringify(listing(root)) === JSON.stringify(before);
    return {
      registered,
      registrations,
      root,
      outputs,
      errors,
      response: { error: response.getError(), bail: response.getBail() },
      printed,
      untouched,
    };
  } finally {
    for (const server of [runtime, host, monitor]) server.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

function run(runtime: string, host: string, monitor: string, settings: RunSettings): Promise<language.RunResponse> {
  const { config = {}, secretKeys = [] } = settings;
  const request = new language.RunRequest()
    .setMonitorAddress(monitor)
    .setArgsList([host])
    .setProject("shop")
    .setStack("qa")
    .setOrganization("organization")
    .setDryrun(true)
    .setConfigsecretkeysList([...secretKeys]);
  for (const [key, value] of Object.entries(config)) request.getConfigMap().set(key, value);
  const client = new LanguageRuntimeClient(runtime, grpc.credentials.createInsecure());
  return new Promise((resolve, reject) => {
    client.run(request, (error, response) => {
      client.close();
      if (error) reject(error);
      else resolve(response);
    });
  });
}

/** Writes files below a folder. */
export function writeFiles(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

function listing(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .sort()
    .map((path) => {
      const { size, mtimeMs } = statSync(join(root, path));
      return `${path} ${size} ${mtimeMs}`;
    });
}

function plain(message: Struct | undefined): Properties {
  const value: Value = message?.toJavaScript() ?? {};
  return isObject(value) ? value : {};
}
