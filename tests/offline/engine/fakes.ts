import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Machine } from "../../../offline/engine/machine";

/** What the fake `go` was called with by `go build`. */
export interface GoBuild {
  readonly args: readonly string[];
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
  readonly toolchain: string | null;
  readonly workspace: string | null;
}

/**
 * A machine in a temporary folder: real executables (Node scripts, found by a PATH with nothing else in it), a real
 * HTTP server in the place of the installer's.
 */
export class FakeMachine {
  readonly folder = mkdtempSync(join(tmpdir(), "guardrails-engine-"));
  readonly bin = join(this.folder, "bin");
  readonly goModule = join(this.folder, "module");
  readonly cache = join(this.folder, "cache");
  readonly entry = join(this.cache, `3.274.1-${process.platform}-${process.arch}`);
  readonly report: string[] = [];
  readonly probes: string[] = [];
  private readonly goLog = join(this.folder, "go.log");
  private readonly installScript = join(this.folder, "install.mjs");
  private server: Server | null = null;
  private installerUrl: string;

  /** A machine on which nothing is installed and nothing can be downloaded. */
  static async create(): Promise<FakeMachine> {
    const server = createServer();
    const port = await listen(server);
    await close(server);
    return new FakeMachine(port);
  }

  private constructor(closedPort: number) {
    this.installerUrl = installerUrl(closedPort);
    mkdirSync(this.bin);
    mkdirSync(this.goModule);
    writeFileSync(join(this.goModule, "go.mod"), "module test\n\ngo 1.25.11\n");
    writeFileSync(join(this.goModule, "go.sum"), "sums\n");
  }

  get machine(): Machine {
    return {
      environment: { PATH: this.bin, HOME: this.folder },
      cache: this.cache,
      installerUrl: this.installerUrl,
      installScript: this.installScript,
      goModule: this.goModule,
    };
  }

  async dispose(): Promise<void> {
    if (this.server !== null) await close(this.server);
    rmSync(this.folder, { recursive: true, force: true });
  }

  pulumi(version: string, path = join(this.bin, "pulumi")): void {
    executable(path, pulumiScript(version));
  }

  /** Runs `script` (the body of a Node script) as `pulumi`. */
  brokenPulumi(script: string, path = join(this.bin, "pulumi")): void {
    executable(path, script);
  }

  /** A `go` that "builds" a pulumi of that version; `before` is what it does first, as Node code. */
  go(version: string, builds: string | null, before = ""): void {
    executable(
      join(this.bin, "go"),
      `const fs = require("node:fs");
       const args = process.argv.slice(2);
       if (args[0] === "version") { console.log("go version go${version} linux/amd64"); process.exit(0); }
       const files = Object.fromEntries(fs.readdirSync(".").map((name) => [name, fs.readFileSync(name, "utf8")]));
       const { GOTOOLCHAIN, GOWORK } = process.env;
       fs.appendFileSync(${JSON.stringify(this.goLog)}, JSON.stringify({
         args, files, folder: process.cwd(), toolchain: GOTOOLCHAIN ?? null, workspace: GOWORK ?? null }) + "\\n");
       fs.writeFileSync("go.mod", "changed by go");
       ${before}
       console.error("go: downloading example.com/a v1.0.0");
       console.error("example.com/a/b");
       console.error("example.com/a/c");
       const version = ${JSON.stringify(builds)};
       if (version === null) { console.error("go: example.com/a: dial tcp: refused"); process.exit(1); }
       const target = args[args.indexOf("-o") + 1] + "pulumi";
       fs.writeFileSync(target, "#!${process.execPath}\\n" + ${JSON.stringify(pulumiScript("VERSION"))}.replace("VERSION", version));
       fs.chmodSync(target, 0o755);`,
    );
  }

  goBuilds(): readonly GoBuild[] {
    if (!existsSync(this.goLog)) return [];
    const lines = readFileSync(this.goLog, "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line) as GoBuild);
  }

  /** An installer's server that answers with that status, and an installer that puts a pulumi of that version. */
  async installer(status: number, installs: string | null): Promise<void> {
    const server = createServer((request, response) => {
      this.probes.push(request.method ?? "");
      response.writeHead(status).end();
    });
    this.server = server;
    this.installerUrl = installerUrl(await listen(server));
    writeFileSync(
      this.installScript,
      `import fs from "node:fs";
       const [folder, wanted] = process.argv.slice(2);
       const version = ${JSON.stringify(installs)};
       if (version === null) { console.error("no such release: " + wanted); process.exit(3); }
       fs.mkdirSync(folder + "/bin");
       fs.writeFileSync(folder + "/bin/pulumi", "#!${process.execPath}\\n" + ${JSON.stringify(pulumiScript("VERSION"))}.replace("VERSION", version));
       fs.chmodSync(folder + "/bin/pulumi", 0o755);`,
    );
  }
}

function installerUrl(port: number): string {
  return `http://127.0.0.1:${port}/install.sh`;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  await new Promise((closed) => server.close(closed));
}

function pulumiScript(version: string): string {
  return `console.log(process.argv[2] === "version" ? "v${version}" : "usage");`;
}

function executable(path: string, script: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!${process.execPath}\n${script}\n`);
  chmodSync(path, 0o755);
}
