import * as grpc from "@grpc/grpc-js";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../provider/values";
import { ASSET_MARKS, withAbsolutePaths } from "./asset-paths";
import { LARGEST_MESSAGE, listen, type Listening, unary } from "./grpc";
import type { Register } from "./wire-changes";

/** What the proxy tells and asks while a program runs. */
export interface MonitorListener {
  /** A resource is being registered or read. */
  registered(request: rpc.RegisterResourceRequest | rpc.ReadResourceRequest): void;
  /** A type, or a function by its token, is about to be asked of the engine. */
  used(token: string): void;
  /** What a resource is to be registered with instead; undefined: with what it has. */
  rewritten?(type: string, name: string, properties: () => Properties): Properties | undefined;
  /** A resource is about to be registered, or whatever is next, or the end: what the listener registers comes before it. */
  before?(request: rpc.RegisterResourceRequest | "next", register: Register): Promise<void>;
  /** What a resource that was rewritten is computed from. */
  link?(request: rpc.RegisterResourceRequest): void;
  /** A resource was registered. */
  made?(request: rpc.RegisterResourceRequest, response: rpc.RegisterResourceResponse): void;
  /** A reference to another stack is being read. What it returns reads it; undefined: the engine does. */
  stackReference(request: rpc.ReadResourceRequest, read: ReadResource): Promise<rpc.ReadResourceResponse>;
}

export type ReadResource = (request: rpc.ReadResourceRequest) => Promise<rpc.ReadResourceResponse>;

const STACK_REFERENCE = "pulumi:pulumi:StackReference";

type Method = (typeof ResourceMonitorService)[keyof typeof ResourceMonitorService];

/**
 * What a program takes for the engine's resource monitor: it passes every call on, unread but for what a resource is and
 * where it is made, and the paths of its files, so that a program of any SDK version is served, and so that a program that registers nothing is
 * known before the engine takes it for the wish to delete everything.
 *
 * @param workingDirectory where the program runs, which its relative paths mean
 */
export async function proxyMonitor(
  engineAddress: string,
  workingDirectory: string,
  listener: MonitorListener,
): Promise<Listening> {
  const client = new grpc.Client(engineAddress, grpc.credentials.createInsecure(), {
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
  });
  const passOn = (path: string, bytes: Buffer, metadata: grpc.Metadata): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, same, same, bytes, metadata, (error, response) => {
        if (error) reject(error);
        else resolve(response ?? Buffer.alloc(0));
      });
    });
  const registering =
    (metadata: grpc.Metadata): Register =>
    async (request) => {
      listener.used(request.getType());
      return rpc.RegisterResourceResponse.deserializeBinary(
        await passOn(ResourceMonitorService.registerResource.path, Buffer.from(request.serializeBinary()), metadata),
      );
    };
  const handlerOf = ({ path }: Method): grpc.handleUnaryCall<Buffer, Buffer> =>
    unary(async (bytes, call) => {
      if (path.endsWith("/RegisterResource")) {
        const request = rpc.RegisterResourceRequest.deserializeBinary(bytes);
        listener.registered(request);
        if (request.getCustom() || request.getRemote()) listener.used(request.getType());
        await listener.before?.(request, registering(call.metadata));
        const given = () => request.getObject()?.toJavaScript() ?? {};
        const other = listener.rewritten?.(request.getType(), request.getName(), given);
        const isOther = other !== undefined || ASSET_MARKS.some((mark) => bytes.includes(mark));
        if (isOther) request.setObject(Struct.fromJavaScript(withAbsolutePaths(other ?? given(), workingDirectory)));
        if (other !== undefined) listener.link?.(request);
        const answer = await passOn(path, isOther ? Buffer.from(request.serializeBinary()) : bytes, call.metadata);
        listener.made?.(request, rpc.RegisterResourceResponse.deserializeBinary(answer));
        // The program may have said already that it comes to its end: nothing else need follow this one.
        await listener.before?.("next", registering(call.metadata));
        return answer;
      } else if (path.endsWith("/RegisterResourceOutputs")) {
        await listener.before?.("next", registering(call.metadata));
      } else if (path.endsWith("/Invoke") || path.endsWith("/Call")) {
        listener.used(rpc.ResourceInvokeRequest.deserializeBinary(bytes).getTok());
      } else if (path.endsWith("/RegisterPackage")) {
        listener.used(`pulumi:providers:${rpc.RegisterPackageRequest.deserializeBinary(bytes).getName()}`);
      } else if (path.endsWith("/ReadResource")) {
        const request = rpc.ReadResourceRequest.deserializeBinary(bytes);
        if (request.getType() === STACK_REFERENCE) {
          const response = await listener.stackReference(request, async (changed) =>
            rpc.ReadResourceResponse.deserializeBinary(
              await passOn(path, Buffer.from(changed.serializeBinary()), call.metadata),
            ),
          );
          return Buffer.from(response.serializeBinary());
        }
        listener.registered(request);
        listener.used(request.getType());
      }
      return passOn(path, bytes, call.metadata);
    });

  const methods = Object.entries(ResourceMonitorService as Record<string, Method>).filter(
    ([, { requestStream, responseStream }]) => !requestStream && !responseStream,
  );
  const listening = await listen(
    Object.fromEntries(methods.map(([name, method]) => [name, raw(method)])),
    Object.fromEntries(methods.map(([name, method]) => [name, handlerOf(method)])),
  );
  return {
    address: listening.address,
    stop: () => {
      listening.stop();
      client.close();
    },
  };
}

function raw(method: Method): grpc.MethodDefinition<Buffer, Buffer> {
  return {
    path: method.path,
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}

function same(bytes: Buffer): Buffer {
  return bytes;
}
