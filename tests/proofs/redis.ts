/** A private Redis with the settings a test gives it, spoken to through its own command line. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { findProgram, runProgramOnce, ServerFolder, startServer, type Stop } from "./server";

export class RedisServer {
  private readonly folder = new ServerFolder();
  private readonly socket = join(this.folder.path, "redis.sock");
  private stopServer: Stop | null = null;

  /** Starts it with every setting on its command line; rejects with its own words when it does not accept one. */
  async start(settings: Readonly<Record<string, string>>): Promise<void> {
    const own = { port: "0", unixsocket: this.socket, dir: this.folder.path, save: "", appendonly: "no" };
    const args = Object.entries({ ...own, ...settings }).flatMap(([name, value]) => [`--${name}`, value]);
    this.stopServer = await startServer(
      findProgram("redis-server"),
      args,
      "The server is now ready to accept connections",
    );
  }

  /** Sends commands, one a line, to a database index; the replies, a line each. */
  send(database: number, ...commands: readonly string[]): string[] {
    const args = ["-s", this.socket, "-n", String(database), "--no-raw"];
    const replies = runProgramOnce(findProgram("redis-cli"), args, `${commands.join("\n")}\n`);
    return replies.split("\n").filter((line) => line !== "");
  }

  /** A number of the server's own statistics (`evicted_keys`). */
  statistic(name: string): number {
    const info = runProgramOnce(findProgram("redis-cli"), ["-s", this.socket, "INFO"]);
    return Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1]);
  }

  /** Does something, then resolves when a key of that database index has expired. */
  async untilExpired(database: number, begin: () => void): Promise<void> {
    const args = ["-s", this.socket, "PSUBSCRIBE", `__keyevent@${database}__:expired`];
    const listener = spawn(findProgram("redis-cli"), args, { stdio: ["ignore", "pipe", "inherit"] });
    let heard = "";
    let begun = false;
    await new Promise<void>((resolve, reject) => {
      listener.on("error", reject);
      listener.on("close", () => {
        reject(new Error(`redis-cli ended before a key expired: ${heard}`));
      });
      listener.stdout.setEncoding("utf8").on("data", (text: string) => {
        heard += text;
        if (!begun && heard.includes("psubscribe")) {
          begun = true;
          begin();
        }
        if (heard.includes("pmessage")) resolve();
      });
    });
    listener.kill();
  }

  async stop(): Promise<void> {
    await this.stopServer?.("SIGTERM");
    this.stopServer = null;
  }

  remove(): void {
    this.folder.remove();
  }
}
