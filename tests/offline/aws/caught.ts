import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";

/** A server that catches requests and never answers them: a function that sends one is known to run, and goes on. */
export class Catcher {
  private readonly server = createServer();
  private port = 0;

  async start(): Promise<void> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    const address = this.server.address();
    if (typeof address === "object" && address !== null) this.port = address.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The path of the next request, without its slash. */
  async next(): Promise<string> {
    const [request] = (await once(this.server, "request")) as [IncomingMessage];
    return (request.url ?? "").slice(1);
  }

  async stop(): Promise<void> {
    const closed = once(this.server, "close");
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}
