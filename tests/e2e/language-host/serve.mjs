import * as grpc from "@grpc/grpc-js";

/** The engine's own limit: a whole stack fits into one request. */
const LARGEST_MESSAGE = 400 * 1024 * 1024;

/** Serves a gRPC service on a free port of 127.0.0.1. A method without a handler is answered with "unimplemented". */
export async function serve(service, handlers) {
  const server = new grpc.Server({ "grpc.max_receive_message_length": LARGEST_MESSAGE });
  server.addService(service, handlers);
  const port = await new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return { port, stop: () => server.forceShutdown() };
}

/** A unary handler from an async function; what it rejects with becomes the call's error. */
export function answer(handle) {
  return (call, callback) => {
    handle(call.request, call).then(
      (response) => callback(null, response),
      (error) => callback(rpcError(error)),
    );
  };
}

/** An error as gRPC sends it: one that came over gRPC keeps its code. */
export function rpcError(error) {
  const code = typeof error.code === "number" ? error.code : grpc.status.UNKNOWN;
  return { code, details: error.details ?? error.message };
}
