import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { text as textOf } from "node:stream/consumers";
import { isObject, type Properties, type Value } from "../../provider/values";
import { ApiError, refusal } from "../api-error";
import { type Place } from "../resource-type";
import { describeServices } from "./services";
import { describeTasks, runTask } from "./tasks";

/** The ECS API of an account in one region, while it is served. */
export interface EcsApi {
  /** `http://127.0.0.1:PORT`, for the SDK's variable `AWS_ENDPOINT_URL`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Names of the API's operations as requests have them: in ECS's version of AWS JSON 1.1, after this prefix. */
const TARGET = "AmazonEC2ContainerServiceV20141113.";

const OPERATIONS: Readonly<Record<string, (place: Place, request: Properties) => object>> = {
  RunTask: runTask,
  DescribeTasks: describeTasks,
  DescribeServices: describeServices,
};

/** Serves what a deployment's functions call of the ECS API, on a free port of 127.0.0.1. */
export async function serveEcsApi(place: Place): Promise<EcsApi> {
  const server = createServer((request, response) => {
    void answer(place, request).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() });
      response.end(JSON.stringify(body));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the ECS API listens on no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(place: Place, request: IncomingMessage): Promise<{ status: number; body: object }> {
  try {
    const body = await textOf(request);
    return { status: 200, body: operationOf(request.headers["x-amz-target"])(place, parsed(body)) };
  } catch (error) {
    const { status, code, detail } =
      error instanceof ApiError ? error : refusal("ServerException", "The offline ECS API failed.", 500);
    return { status, body: { __type: code, message: detail } };
  }
}

function operationOf(target: string | string[] | undefined): (place: Place, request: Properties) => object {
  const name = typeof target === "string" && target.startsWith(TARGET) ? target.slice(TARGET.length) : "";
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (operation !== undefined) return operation;
  const known = Object.keys(OPERATIONS).join(", ");
  throw refusal("UnknownOperationException", `Offline AWS answers functions of ECS only ${known}.`);
}

function parsed(body: string): Properties {
  try {
    const request = JSON.parse(body) as Value;
    if (isObject(request)) return request;
  } catch {
    // Refused below.
  }
  throw refusal("SerializationException", "The request is not a JSON object.");
}
