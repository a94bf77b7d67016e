import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { type Difference, type Provider, type ProviderCall } from "./provider";
import {
  isObject,
  openProperties,
  type Properties,
  redact,
  seal,
  sealLike,
  sealPropertiesLike,
  type Value,
} from "./values";

/** A provider that listens on the loopback interface. */
export interface ProviderServer {
  readonly name: string;
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves a provider over gRPC on a free port of 127.0.0.1, for the engine to attach to.
 *
 * This layer owns what the protocol asks of every provider and no AWS type knows of: secrets are opened before the
 * provider sees them and put back on what it answers.
 *
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
  // Every instance of the provider in a program dials its own connection, which is what tells them apart here.
  const sessions = new Map<string, Session>();
  const sessionOf = (call: { getPeer(): string }): Session => {
    const session = sessions.get(call.getPeer()) ?? sessions.values().next().value;
    return session ?? provider.configure({});
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
      sessions.set(call.getPeer(), provider.configure(openProperties(fromStruct(request.getArgs()))));
      return new rpc.ConfigureResponse()
        .setAcceptsecrets(true)
        .setAcceptresources(true)
        .setSupportspreview(true)
        .setAcceptoutputs(false)
        .setSupportsAutonamingConfiguration(true);
    }),

    check: answer((request: rpc.CheckRequest, call) => {
      const type = typeOf(request.getUrn());
      record({ method: "check", type, urn: request.getUrn(), preview: false });
      const wire = fromStruct(request.getNews());
      const result = provider.check(sessionOf(call), {
        type,
        urn: request.getUrn(),
        inputs: openProperties(wire),
        oldInputs: request.hasOlds() ? openProperties(fromStruct(request.getOlds())) : undefined,
        randomSeed: Buffer.from(request.getRandomseed_asU8()),
        proposedName: proposedName(request),
      });
      const response = new rpc.CheckResponse().setInputs(toStruct(sealPropertiesLike(result.inputs, wire)));
      for (const failure of result.failures) {
        const reason = redact(failure.reason, wire);
        response.addFailures(new rpc.CheckFailure().setProperty(failure.property).setReason(reason));
      }
      return response;
    }),

    diff: answer((request: rpc.DiffRequest, call) => {
      const type = typeOf(request.getUrn());
      record({ method: "diff", type, urn: request.getUrn(), preview: false });
      const difference = provider.diff(sessionOf(call), {
        type,
        urn: request.getUrn(),
        id: request.getId(),
        oldInputs: openProperties(fromStruct(request.getOldInputs())),
        oldOutputs: openProperties(fromStruct(request.getOlds())),
        inputs: openProperties(fromStruct(request.getNews())),
        ignoreChanges: request.getIgnorechangesList(),
      });
      return diffResponse(difference);
    }),

    create: answer(async (request: rpc.CreateRequest, call) => {
      const type = typeOf(request.getUrn());
      record({ method: "create", type, urn: request.getUrn(), preview: request.getPreview() });
      const wire = fromStruct(request.getProperties());
      const created = await withoutSecrets(wire, () =>
        provider.create(sessionOf(call), {
          type,
          urn: request.getUrn(),
          inputs: openProperties(wire),
          preview: request.getPreview(),
        }),
      );
      return new rpc.CreateResponse()
        .setId(created.id)
        .setProperties(toStruct(sealOutputs(created.outputs, wire, provider.secretOutputs(type))));
    }),

    read: answer((request: rpc.ReadRequest, call) => {
      const type = typeOf(request.getUrn());
      record({ method: "read", type, urn: request.getUrn(), preview: false });
      const wireInputs = fromStruct(request.getInputs());
      const wireOutputs = fromStruct(request.getProperties());
      const found = provider.read(sessionOf(call), {
        type,
        urn: request.getUrn(),
        id: request.getId(),
        inputs: openProperties(wireInputs),
        outputs: openProperties(wireOutputs),
      });
      if (found === undefined) return new rpc.ReadResponse();
      const secrets = provider.secretOutputs(type);
      return new rpc.ReadResponse()
        .setId(found.id)
        .setProperties(toStruct(sealOutputs(found.outputs, wireOutputs, secrets)))
        .setInputs(toStruct(sealOutputs(found.inputs, wireInputs, secrets)));
    }),

    update: answer(async (request: rpc.UpdateRequest, call) => {
      const type = typeOf(request.getUrn());
      record({ method: "update", type, urn: request.getUrn(), preview: request.getPreview() });
      const wire = fromStruct(request.getNews());
      const olds = fromStruct(request.getOlds());
      const outputs = await withoutSecrets(wire, () =>
        provider.update(sessionOf(call), {
          type,
          urn: request.getUrn(),
          id: request.getId(),
          oldInputs: openProperties(fromStruct(request.getOldInputs())),
          oldOutputs: openProperties(olds),
          inputs: openProperties(wire),
          preview: request.getPreview(),
        }),
      );
      // What was secret and is not among the inputs (a computed secret) stays secret.
      return new rpc.UpdateResponse().setProperties(
        toStruct(sealOutputs(outputs, { ...olds, ...wire }, provider.secretOutputs(type))),
      );
    }),

    delete: answer(async (request: rpc.DeleteRequest, call) => {
      const type = typeOf(request.getUrn());
      record({ method: "delete", type, urn: request.getUrn(), preview: false });
      await provider.delete(sessionOf(call), {
        type,
        urn: request.getUrn(),
        id: request.getId(),
        inputs: openProperties(fromStruct(request.getOldInputs())),
        outputs: openProperties(fromStruct(request.getProperties())),
      });
      return new Empty();
    }),

    invoke: answer(async (request: rpc.InvokeRequest, call) => {
      record({ method: "invoke", type: request.getTok(), preview: request.getPreview() });
      const wire = fromStruct(request.getArgs());
      const result = await withoutSecrets(wire, () =>
        provider.invoke(sessionOf(call), {
          token: request.getTok(),
          args: openProperties(wire),
          preview: request.getPreview(),
        }),
      );
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

/** Runs `work`; whatever it refuses with, the secrets of `wire` are cut out of the message. */
async function withoutSecrets<Result>(wire: Properties, work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new Error(redact(error instanceof Error ? error.message : String(error), wire), { cause: error });
  }
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

/** The outputs with the secrets of the wire value they came from put back, and those secret by nature marked. */
function sealOutputs(outputs: Properties, wire: Properties, secretOutputs: readonly string[]): Properties {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [
      key,
      secretOutputs.includes(key) ? seal(value) : sealLike(value, wire[key]),
    ]),
  );
}

function proposedName(request: rpc.CheckRequest): string | null | undefined {
  const options = request.getAutonaming();
  if (options === undefined) return undefined;
  return options.getMode() === rpc.CheckRequest.AutonamingOptions.Mode.DISABLE ? null : options.getProposedName();
}

/** The type of the resource a URN names: the last of its chain of types. */
function typeOf(urn: string): string {
  const qualified = urn.split("::")[2] ?? "";
  return qualified.split("$").at(-1) ?? qualified;
}

function fromStruct(struct: Struct | undefined): Properties {
  const plain: Value = struct === undefined ? {} : struct.toJavaScript();
  return isObject(plain) ? plain : {};
}

function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties);
}

/** The name part of a URN. */
export function logicalName(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
