/** Requests to a web task, from an address of the sender's choice, as the load balancer hands them on. */
import { type Agent, request } from "node:http";

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Ask {
  readonly port: number;
  readonly path: string;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The sender's own address: all of 127.0.0.0/8 is this machine. */
  readonly from?: string;
  readonly agent?: Agent;
}

export function ask({ port, path, method = "GET", headers = {}, body, from, agent }: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? null : JSON.stringify(body);
    const sent = request(
      {
        ...{ host: "127.0.0.1", port, path, method, agent: agent ?? false },
        ...(from === undefined ? {} : { localAddress: from }),
        headers: { ...headers, ...(text === null ? {} : { "Content-Type": "application/json" }) },
      },
      (response) => {
        let received = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          received += part;
        });
        response.on("error", reject);
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: received, headers: response.headers });
        });
      },
    );
    sent.on("error", reject);
    sent.end(text ?? undefined);
  });
}
