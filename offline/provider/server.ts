import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { type Difference, type Provider, type ProviderCall } from "./provider";
import { SealedProvider } from "./sealed";
import { isObject, type Properties, type Value } from "./values";

/** A provider that listens on the loopback interface. */
export interface ProviderServer {
  readonly name: string;
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves a provider over gRPC on a free port of 127.0.0.1, for the engine to attach to.
 * @param record told of every call that concerns a resource or a function
 */
export async function serveProvider<Session>(
  provider: Provider<Session>,
  record: (call: ProviderCall) => void,
): Promise<ProviderServer> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, handlers(provider, record));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return {
    name: provider.name,
    port,
    stop: () =>
      new Promise((resolve) => {
        // The engine's connection may outlive its last call: nothing is in flight once it is done, so cut it.
        server.forceShutdown();
        resolve();
      }),
  };
}

function handlers<Session>(provider: Provider<Session>, record: (call: ProviderCall) => void) {
  const sealed = new SealedProvider(provider, record);
  // Every instance of the provider in a program dials its own connection, which is what tells them apart here.
  const sessions = new Map<string, Session>();
  const sessionOf = (call: { getPeer(): string }): Session => {
    const session = sessions.get(call.getPeer()) ?? sessions.values().next().value;
    return session ?? sealed.configure({});
  };

  return {
    handshake: answer(() =>
      new rpc.ProviderHandshakeResponse()
        .setAcceptSecrets(true)
        .setAcceptResources(true)
        .setAcceptOutputs(false)
        .setSupportsAutonamingConfiguration(true),
    ),
    attach: answer(() => new Empty()),
    construct: answer((request: rpc.ConstructRequest) => {
      if (provider.construct !== undefined) return provider.construct(request);
      throw new Error(`the provider ${provider.name} has no components`);
    }),
    parameterize: answer((request: rpc.ParameterizeRequest) => {
      const value = request.getValue();
      const named = new rpc.ParameterizeResponse().setName(value?.getName() ?? "");
      return named.setVersion(value?.getVersion() ?? "0.0.0");
    }),
    cancel: answer(() => {
      provider.cancel?.();
      return new Empty();
    }),
    getPluginInfo: answer(() => new plugin.PluginInfo().setVersion(provider.version)),
    // A schema that says what it is of and lists nothing: types are read from the SDK that the program has installed.
    getSchema: answer(() =>
      new rpc.GetSchemaResponse().setSchema(JSON.stringify({ name: provider.name, version: provider.version })),
    ),
    checkConfig: answer((request: rpc.CheckRequest) => {
      const response = new rpc.CheckResponse();
      return response.setInputs(request.getNews());
    }),
    // A changed region or account shows in the resources themselves; the provider instance is updated in place.
    diffConfig: answer(() => new rpc.DiffResponse().setChanges(rpc.DiffResponse.DiffChanges.DIFF_NONE)),
    configure: answer((request: rpc.ConfigureRequest, call) => {
      sessions.set(call.getPeer(), sealed.configure(fromStruct(request.getArgs())));
      return new rpc.ConfigureResponse()
        .setAcceptsecrets(true)
        .setAcceptresources(true)
        .setSupportspreview(true)
        .setAcceptoutputs(false)
        .setSupportsAutonamingConfiguration(true);
    }),

    check: answer((request: rpc.CheckRequest, call) => {
      const result = sealed.check(sessionOf(call), {
        urn: request.getUrn(),
        inputs: fromStruct(request.getNews()),
        oldInputs: request.hasOlds() ? fromStruct(request.getOlds()) : undefined,
        randomSeed: Buffer.from(request.getRandomseed_asU8()),
        proposedName: proposedName(request),
      });
      const response = new rpc.CheckResponse().setInputs(toStruct(result.inputs));
      for (const { property, reason } of result.failures) {
        response.addFailures(new rpc.CheckFailure().setProperty(property).setReason(reason));
      }
      return response;
    }),

    diff: answer((request: rpc.DiffRequest, call) =>
      diffResponse(
        sealed.diff(sessionOf(call), {
          urn: request.getUrn(),
          id: request.getId(),
          oldInputs: fromStruct(request.getOldInputs()),
          oldOutputs: fromStruct(request.getOlds()),
          inputs: fromStruct(request.getNews()),
          ignoreChanges: request.getIgnorechangesList(),
        }),
      ),
    ),

    create: answer(async (request: rpc.CreateRequest, call) => {
      const { id, outputs } = await sealed.create(sessionOf(call), {
        urn: request.getUrn(),
        inputs: fromStruct(request.getProperties()),
        preview: request.getPreview(),
      });
      return new rpc.CreateResponse().setId(id).setProperties(toStruct(outputs));
    }),

    read: answer((request: rpc.ReadRequest, call) => {
      const found = sealed.read(sessionOf(call), {
        urn: request.getUrn(),
        id: request.getId(),
        inputs: fromStruct(request.getInputs()),
        outputs: fromStruct(request.getProperties()),
      });
      if (found === undefined) return new rpc.ReadResponse();
      const response = new rpc.ReadResponse().setId(found.id).setProperties(toStruct(found.outputs));
      return response.setInputs(toStruct(found.inputs));
    }),

    update: answer(async (request: rpc.UpdateRequest, call) => {
      const outputs = await sealed.update(sessionOf(call), {
        urn: request.getUrn(),
        id: request.getId(),
        oldInputs: fromStruct(request.getOldInputs()),
        oldOutputs: fromStruct(request.getOlds()),
        inputs: fromStruct(request.getNews()),
        preview: request.getPreview(),
      });
      return new rpc.UpdateResponse().setProperties(toStruct(outputs));
    }),

    delete: answer(async (request: rpc.DeleteRequest, call) => {
      await sealed.delete(sessionOf(call), {
        urn: request.getUrn(),
        id: request.getId(),
        inputs: fromStruct(request.getOldInputs()),
        outputs: fromStruct(request.getProperties()),
      });
      return new Empty();
    }),

    invoke: answer(async (request: rpc.InvokeRequest, call) => {
      const result = await sealed.invoke(sessionOf(call), {
        token: request.getTok(),
        args: fromStruct(request.getArgs()),
        preview: request.getPreview(),
      });
      return new rpc.InvokeResponse().setReturn(toStruct(result));
    }),
  };
}

/** A unary handler from a plain function; what it throws becomes the call's error, by its message only. */
function answer<Request, Response>(
  handle: (request: Request, call: grpc.ServerUnaryCall<Request, Response>) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  const settled = async (call: grpc.ServerUnaryCall<Request, Response>) => handle(call.request, call);
  return (call, callback) => {
    settled(call).then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        callback({ code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) });
      },
    );
  };
}

function diffResponse(difference: Difference): rpc.DiffResponse {
  const response = new rpc.DiffResponse().setChanges(
    difference.changed.length > 0 ? rpc.DiffResponse.DiffChanges.DIFF_SOME : rpc.DiffResponse.DiffChanges.DIFF_NONE,
  );
  const kinds = rpc.PropertyDiff.Kind;
  for (const { property, kind, replaces } of difference.changed) {
    const [plain, replacing] = {
      add: [kinds.ADD, kinds.ADD_REPLACE] as const,
      update: [kinds.UPDATE, kinds.UPDATE_REPLACE] as const,
      delete: [kinds.DELETE, kinds.DELETE_REPLACE] as const,
    }[kind];
    response.addDiffs(property);
    if (replaces) response.addReplaces(property);
    response
      .getDetaileddiffMap()
      .set(property, new rpc.PropertyDiff().setKind(replaces ? replacing : plain).setInputdiff(true));
  }
  return response.setHasdetaileddiff(true).setDeletebeforereplace(difference.deleteBeforeReplace);
}

function proposedName(request: rpc.CheckRequest): string | null | undefined {
  const options = request.getAutonaming();
  if (options === undefined) return undefined;
  return options.getMode() === rpc.CheckRequest.AutonamingOptions.Mode.DISABLE ? null : options.getProposedName();
}

function fromStruct(struct: Struct | undefined): Properties {
  const plain: Value = struct === undefined ? {} : struct.toJavaScript();
  return isObject(plain) ? plain : {};
}

function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties);
}
