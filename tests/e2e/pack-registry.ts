import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** What the Pulumi service is asked for by `pulumi policy publish`, on this machine: it keeps the one pack it is given. */
export class PackRegistry {
  /** The requests, in order. */
  readonly requests: string[] = [];
  /** The description of the pack: its name, version and policies. */
  published: { readonly name?: string; readonly policies?: readonly { readonly name: string }[] } = {};
  tarball: Buffer = Buffer.alloc(0);
  complete = false;
  private readonly server: Server;
  url = "";

  constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request).then((body) => {
        response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
        response.end(JSON.stringify(body ?? { code: 404, message: "not found" }));
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((listening) => this.server.listen(0, "127.0.0.1", listening));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** The body of the answer; undefined: there is no such thing. Paths as in the CLI's httpstate/client/client.go. */
  private async answer(request: IncomingMessage): Promise<unknown> {
    const body = await buffer(request);
    const asked = `${request.method ?? ""} ${request.url?.split("?")[0] ?? ""}`;
    this.requests.push(asked);
    if (asked === "GET /api/user") return { id: "1", githubLogin: "acme", name: "acme", organizations: [] };
    if (asked === "GET /api/capabilities") return { capabilities: [] };
    if (asked === "POST /api/orgs/acme/policypacks") {
      this.published = JSON.parse(body.toString()) as typeof this.published;
      return { version: 1, uploadURI: `${this.url}/upload`, requiredHeaders: {} };
    }
    if (asked === "PUT /upload") {
      this.tarball = body;
      return {};
    }
    const version = /^(\w+) \/api\/orgs\/acme\/policypacks\/guardrails\/versions\/[^/]+(\/complete)?$/.exec(asked);
    if (version?.[1] === "POST" && version[2] !== undefined) {
      this.complete = true;
      return {};
    }
    if (version?.[1] === "GET") return { ...this.published, version: 1, policies: [] };
    return undefined;
  }
}
