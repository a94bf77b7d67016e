import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/language_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { listen, type Listening, unary } from "./grpc";
import { type MonitorListener, proxyMonitor } from "./monitor-proxy";
import type { ProgramFolder } from "./program-folder";
import { type Registration, registrationOf } from "./registration";
import type { PropertyChange } from "./property-change";
import { FAILED_AND_SAID_SO, type ProgramEnd, ProgramProcess } from "./program-process";
import { WireChanges } from "./wire-changes";

export interface LanguageRuntimeOptions {
  readonly folder: ProgramFolder;
  /** Receives what the program writes to its standard output and error. */
  readonly onOutput: (text: string) => void;
  /** Whether the program is told that it is previewed, also where it is not. */
  readonly toldPreview: boolean;
  readonly stackReference: MonitorListener["stackReference"];
  readonly used: MonitorListener["used"];
  /** Receives each resource as the program registers or reads it. */
  readonly onRegistration?: ((registration: Registration) => void) | undefined;
  /** What is registered otherwise than the program has it. */
  readonly changes: readonly PropertyChange[];
}

/** The language runtime of one program, which an engine is told of by `--client`. */
export interface LanguageRuntime extends Listening {
  /** The values of the configuration's secrets, once the program has run. */
  readonly secrets: readonly string[];
  /** The types of the resources the program registered. */
  readonly types: ReadonlySet<string>;
}

/** What has to be known of every resource, where one is to have something of another. */
function remembering(changes: WireChanges): Pick<MonitorListener, "before" | "link" | "made"> {
  return {
    before: (request, register) => changes.before(request, register),
    link: (request) => {
      changes.link(request);
    },
    made: (request, response) => {
      changes.made(request, response);
    },
  };
}

/** Types that are no resource of anybody's. */
const NO_RESOURCE = /^pulumi:(pulumi:Stack$|providers:)/;

/** Serves the part of Pulumi's language runtime that a preview, an update and a destruction call. */
export async function serveLanguageRuntime(options: LanguageRuntimeOptions): Promise<LanguageRuntime> {
  const running = new Set<ProgramProcess>();
  const secrets: string[] = [];
  const types = new Set<string>();
  const run = async (request: rpc.RunRequest): Promise<rpc.RunResponse> => {
    const config = Object.fromEntries(request.getConfigMap().toArray());
    secrets.push(...request.getConfigsecretkeysList().flatMap((key) => config[key] ?? []));
    const changes = new WireChanges(options.changes);
    const monitor = await proxyMonitor(request.getMonitorAddress(), options.folder.workingDirectory, {
      registered: (resource) => {
        const type = resource.getType();
        if (!NO_RESOURCE.test(type)) types.add(type);
        options.onRegistration?.(
          registrationOf(resource, { project: request.getProject(), stack: request.getStack() }),
        );
      },
      stackReference: options.stackReference,
      used: options.used,
      rewritten: (type, name, properties) => changes.rewritten(type, name, properties),
      ...(changes.remembers ? remembering(changes) : {}),
    });
    const program = started(
      monitor,
      () =>
        new ProgramProcess(
          options.folder,
          {
            engineAddress: request.getArgsList()[0] ?? "",
            monitorAddress: monitor.address,
            organization: request.getOrganization(),
            project: request.getProject(),
            stack: request.getStack(),
            preview: options.toldPreview || request.getDryrun(),
            parallel: request.getParallel(),
            config,
            secretKeys: request.getConfigsecretkeysList(),
          },
          options.onOutput,
        ),
    );
    running.add(program);
    try {
      return responseTo(await program.ended, types);
    } finally {
      running.delete(program);
      monitor.stop();
    }
  };
  const kill = (): void => {
    for (const program of running) program.kill();
  };

  const listening = await listen(LanguageRuntimeService, {
    handshake: unary(() => Promise.resolve(new rpc.LanguageHandshakeResponse())),
    getPluginInfo: unary(() => Promise.resolve(new plugin.PluginInfo().setVersion("1.0.0"))),
    getRequiredPlugins: unary(() => Promise.resolve(new rpc.GetRequiredPluginsResponse())),
    getRequiredPackages: unary(() => Promise.resolve(new rpc.GetRequiredPackagesResponse())),
    run: unary(run),
    cancel: unary(() => {
      kill();
      return Promise.resolve(new Empty());
    }),
  });
  return {
    address: listening.address,
    secrets,
    types,
    stop: () => {
      kill();
      listening.stop();
    },
  };
}

/** A program that cannot even be started leaves no monitor behind, which would keep this process alive. */
function started(monitor: Listening, start: () => ProgramProcess): ProgramProcess {
  try {
    return start();
  } catch (error) {
    monitor.stop();
    throw error;
  }
}

function responseTo({ code, lastWords }: ProgramEnd, types: ReadonlySet<string>): rpc.RunResponse {
  const response = new rpc.RunResponse();
  if (code === FAILED_AND_SAID_SO) return response.setBail(true);
  if (code !== 0) return response.setError(reasonOf(lastWords) ?? `the program ended with exit code ${code ?? "none"}`);
  // An update of it would delete the whole stack.
  return types.size === 0 ? response.setError("the program registered no resource") : response;
}

/** What Node.js says of an error nobody caught: the line that begins with the error's name. */
function reasonOf(words: string): string | undefined {
  return words.split("\n").findLast((line) => /^\s*(Uncaught )?([A-Z]\w*)?Error( \[\w+\])?: /.test(line));
}
