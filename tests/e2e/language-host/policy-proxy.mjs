import * as grpc from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import rpc from "@pulumi/pulumi/proto/analyzer_pb.js";
import { answer, serve } from "./serve.mjs";

const same = (bytes) => bytes;
const { handshake, configureStack, ...passedOn } = AnalyzerService;

/** What the engine takes for the policy pack: it keeps the stack's configuration and passes everything else on, unread. */
export class PolicyProxy {
  #configure;
  #attach;
  #refuse;
  #server;
  #client;
  /** The engine's request to configure the stack; null if the engine asks for something else first. */
  configuration = new Promise((resolve) => {
    this.#configure = resolve;
  });
  #attached = new Promise((resolve, reject) => {
    this.#attach = resolve;
    this.#refuse = reject;
  });

  constructor() {
    this.#attached.catch(() => undefined); // Nobody may be waiting.
  }

  /** Starts to serve; returns the port. */
  async listen() {
    const methods = Object.entries(passedOn);
    const raw = methods.map(([name, method]) => [
      name,
      {
        ...method,
        requestSerialize: same,
        requestDeserialize: same,
        responseSerialize: same,
        responseDeserialize: same,
      },
    ]);
    this.#server = await serve(
      { handshake, configureStack, ...Object.fromEntries(raw) },
      {
        handshake: answer(async () => new rpc.AnalyzerHandshakeResponse()),
        configureStack: answer(async (request) => {
          this.#configure(request);
          return new rpc.AnalyzerStackConfigureResponse();
        }),
        ...Object.fromEntries(methods.map(([name, { path }]) => [name, this.#passOn(path)])),
      },
    );
    return this.#server.port;
  }

  /** Connects to the pack and tells it what the engine told the proxy. */
  async attach(port) {
    this.#client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    try {
      const configuration = await this.configuration;
      if (configuration !== null) {
        await request(this.#client, configureStack.path, configureStack.requestSerialize(configuration));
      }
      this.#attach(this.#client);
    } catch (error) {
      if (error.code === grpc.status.UNIMPLEMENTED) this.#attach(this.#client);
      else this.#refuse(error);
    }
  }

  close() {
    this.#refuse(new Error("the policy pack has ended"));
    this.#client?.close();
    this.#server?.stop();
  }

  #passOn(path) {
    return answer(async (bytes) => {
      this.#configure(null);
      return request(await this.#attached, path, bytes);
    });
  }
}

function request(client, path, bytes) {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, same, same, bytes, (error, response) => {
      if (error) reject(error);
      else resolve(response);
    });
  });
}
