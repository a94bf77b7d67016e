/**
 * The reference application as one stack deploys it: every process has the command and the environment of the blueprint and
 * nothing else. What is this machine's and not AWS's is in {@link Deployment.placed} and {@link Deployment.machine}.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fillUrl, POSTGRES_PORT, REDIS_PORT } from "../../../infra/connections";
import type { ProductBlueprint } from "../../../infra/blueprint";
import { WEB_PORT } from "../../../infra/declared/workloads";
import type { DeclaredVariable, DeclaredWorkload } from "../../../policies/model";
import { declaredStack } from "../stack";
import { APP, buildImage, dockerfileSteps, type Image } from "./image";
import { AppProcess } from "./process";
import { freePort, MASTER, password, Stores } from "./stores";

type Variables = Readonly<Record<string, string>>;

export interface Web extends AppProcess {
  readonly port: number;
}

/** What else than the blueprint's a process is started with. */
interface Variant {
  readonly image?: Image | undefined;
  readonly port?: number;
  readonly command?: readonly string[];
}

export class Deployment {
  readonly blueprint: ProductBlueprint;
  readonly stores: Stores;
  /** Removed with it. */
  readonly scratch = mkdtempSync(join(tmpdir(), "guardrails-app-"));
  private readonly processes = new Set<AppProcess>();
  private readonly values = new Map<string, string>();
  private image: Image | null = null;

  constructor(stack: string) {
    this.blueprint = declaredStack(stack);
    this.stores = new Stores(this.blueprint);
  }

  /** Starts the stores and builds the image; nothing is migrated yet. */
  async prepare(): Promise<void> {
    await this.stores.start();
    this.image = await this.build(APP);
  }

  /** An image of these files, with this machine's authorities in place of RDS's. */
  async build(context: string): Promise<Image> {
    const root = mkdtempSync(join(this.scratch, "image-"));
    const added = (await dockerfileSteps()).filter(({ instruction }) => instruction === "ADD");
    const addresses = added.flatMap(({ value }) => value.split(" ").filter((word) => word.startsWith("https://")));
    const downloads = Object.fromEntries(addresses.map((address) => [address, this.stores.rdsAuthorities]));
    return buildImage({ root, context, downloads });
  }

  /** Starts one task of a workload. The scaling of a test is in `scaled`: what it is and why stands where it is called. */
  start(name: string, scaled: Variables = {}, { image, port, command }: Variant = {}): AppProcess {
    const workload = this.blueprint.workloads[name];
    const used = image ?? this.image;
    if (workload === undefined || used === null) throw new Error(`nothing to run ${name} with`);
    const own = mkdtempSync(join(this.scratch, `${name}-`));
    const words = (command ?? workload.command).map((word) =>
      word.replaceAll("/tmp/", `${own}/`).replace(`:${WEB_PORT}`, `:${port ?? WEB_PORT}`),
    );
    const environment = { ...used.environment, ...this.environment(workload, used), ...scaled, ...this.machine() };
    const process = new AppProcess(name, words, environment, used.workingDirectory);
    this.processes.add(process);
    return process;
  }

  /** Runs a Python program in a workload's place to its end. Throws with its words when it fails. */
  async runPython(name: string, script: string): Promise<string> {
    return this.toItsEnd(this.start(name, {}, { command: ["python", "-c", script] }));
  }

  /** A web task that answers, on a port of its own. */
  async startWeb(scaled: Variables = {}, image?: Image): Promise<Web> {
    const port = await freePort();
    const process = Object.assign(this.start("web", scaled, { image, port }), { port });
    await process.says(/Application startup complete/);
    return process;
  }

  /** Runs the migration to its end and returns what it wrote. Throws with its words when it fails. */
  async migrate(image?: Image): Promise<string> {
    return this.toItsEnd(this.start("migration", {}, { image }));
  }

  private async toItsEnd(process: AppProcess): Promise<string> {
    const code = await process.ended;
    if (code !== 0) throw new Error(`${process.name} ended with ${code}\n${process.output}`);
    return process.output;
  }

  /** What the blueprint says, with every secret's value in place. */
  environment({ environment }: DeclaredWorkload, image = this.image): Record<string, string> {
    const found = Object.entries(environment).map(([name, variable]) => [
      name,
      this.valueOf(variable, image?.root ?? ""),
    ]);
    return Object.fromEntries(found) as Record<string, string>;
  }

  /** What the image holds, by path, but for what its dependencies' stage made. */
  files(): string[] {
    return readdirSync(join(this.image?.root ?? "", "srv"), { recursive: true, encoding: "utf8" }).sort();
  }

  /** Every value that is kept secret, in all forms it is handed out in. */
  secrets(): string[] {
    return [...this.values.values(), MASTER.password, this.stores.redisPassword];
  }

  /** Everything any process has written. */
  output(): string {
    return [...this.processes].map(({ output }) => output).join("\n");
  }

  async stop(): Promise<void> {
    await Promise.all([...this.processes].map((process) => process.kill()));
    await this.stores.stop();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  private valueOf(variable: DeclaredVariable, root: string): string {
    switch (variable.kind) {
      case "plain":
        return this.placed(variable.value, root);
      case "secret":
        return this.secret(variable.secret, variable.key);
      case "store": {
        const { store, secret, url } = variable;
        const own = store.kind === "cache" ? this.stores.redisPassword : this.secret(`${secret}-password`, null);
        return this.placed(fillUrl(url, { password: own, host: "localhost" }), root);
      }
    }
  }

  /** This machine's ports and folders in place of the stores' and the image's. */
  private placed(value: string, root: string): string {
    const { postgresPort, redisPort } = this.stores;
    if (value.startsWith("/etc/")) return join(root, value);
    return value
      .replace(`localhost:${POSTGRES_PORT}/`, `localhost:${postgresPort}/`)
      .replace(`localhost:${REDIS_PORT}/`, `localhost:${redisPort}/`);
  }

  private secret(name: string, key: string | null): string {
    if (name === "database-master") return key === "username" ? MASTER.username : MASTER.password;
    // A password that is handed out with its URL, and by itself to the migration, is one.
    const generator = key === "password" ? `${name}-password` : name;
    const known = this.values.get(generator);
    if (known !== undefined) return known;
    const encryption = this.blueprint.secrets[generator]?.purpose === "encryption";
    const value = encryption ? randomBytes(32).toString("base64") : password();
    this.values.set(generator, value);
    return value;
  }

  /**
   * The only variables that the blueprint has not: a home that nobody can write to, as a numeric user has it on a root file
   * system that is read-only, and the system's authorities, which know this test's Redis.
   */
  private machine(): Variables {
    return { HOME: "/proc", SSL_CERT_FILE: this.stores.systemAuthorities };
  }
}
