/** The two ends of a gRPC connection on the loopback interface. */
import * as grpc from "@grpc/grpc-js";

/** The engine's own limit: a whole stack fits into one request. */
export const LARGEST_MESSAGE = 400 * 1024 * 1024;

export interface Listening {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  stop(): void;
}

/** Serves a service on a free port of 127.0.0.1. A method without a handler is answered with "unimplemented". */
export async function listen(
  service: grpc.ServiceDefinition,
  handlers: grpc.UntypedServiceImplementation,
): Promise<Listening> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
  });
  server.addService(service, handlers);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return {
    address: `127.0.0.1:${port}`,
    stop: () => {
      server.forceShutdown();
    },
  };
}

/** A unary handler from an async function; what it rejects with becomes the call's error, its code kept. */
export function unary<Request, Response>(
  handle: (request: Request, call: grpc.ServerUnaryCall<Request, Response>) => Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    handle(call.request, call).then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        callback(asServiceError(error));
      },
    );
  };
}

function asServiceError(error: unknown): { readonly code: number; readonly details: string } {
  if (error instanceof Error && "code" in error && typeof error.code === "number") {
    const details = "details" in error && typeof error.details === "string" ? error.details : error.message;
    return { code: error.code, details };
  }
  return { code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) };
}
