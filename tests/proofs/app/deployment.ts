/**
 * The reference application as one stack deploys it: every process has the command and the environment of the blueprint and
 * nothing else. What is this machine's and not AWS's is in {@link Deployment.placed} and {@link Deployment.machine}.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fillUrl, POSTGRES_PORT, REDIS_PORT } from "../../../infra/connections";
import { type ProductBlueprint, WEB_PORT } from "../../../infra/blueprint";
import type { DeclaredVariable, DeclaredWorkload } from "../../../policies/model";
import { declaredStack } from "../stack";
import { APP, buildImage, dockerfileSteps, type Image } from "./image";
import { AppProcess } from "./process";
import { freePort, MASTER, password, Stores } from "./stores";

type Variables = Readonly<Record<string, string>>;

export interface Web extends AppProcess {
  readonly port: number;
}

export class Deployment {
  readonly blueprint: ProductBlueprint;
  readonly stores: Stores;
  private readonly folder = mkdtempSync(join(tmpdir(), "guardrails-app-"));
  private readonly processes = new Set<AppProcess>();
  private readonly values = new Map<string, string>();
  private image: Image | null = null;

  constructor(stack: string) {
    this.blueprint = declaredStack(stack);
    this.stores = new Stores(this.blueprint);
  }

  /** Starts the stores and builds the image; nothing is migrated yet. */
  async prepare(maxConnections?: number): Promise<void> {
    await this.stores.start(maxConnections);
    this.image = await this.build(APP);
  }

  /** An image of these files, with this machine's authorities in place of RDS's. */
  async build(context: string): Promise<Image> {
    const root = mkdtempSync(join(this.folder, "image-"));
    const added = (await dockerfileSteps()).filter(({ instruction }) => instruction === "ADD");
    const addresses = added.flatMap(({ value }) => value.split(" ").filter((word) => word.startsWith("https://")));
    const downloads = Object.fromEntries(addresses.map((address) => [address, this.stores.rdsAuthorities]));
    return buildImage({ root, context, downloads });
  }

  /** Starts one task of a workload. The scaling of a test is in `scaled`: what it is and why stands where it is called. */
  start(name: string, scaled: Variables = {}, image = this.image, more: Variables = {}): AppProcess {
    const workload = this.blueprint.workloads[name];
    if (workload === undefined || image === null) throw new Error(`nothing to run ${name} with`);
    const scratch = mkdtempSync(join(this.folder, `${name}-`));
    const environment = { ...this.environment(workload, image), ...scaled };
    const command = workload.command.map((word) => word.replaceAll("/tmp/", `${scratch}/`));
    const process = new AppProcess(
      name,
      command.map((word) => word.replace(`:${WEB_PORT}`, `:${more["port"] ?? WEB_PORT}`)),
      { ...image.environment, ...environment, ...this.machine() },
      image.workingDirectory,
    );
    this.processes.add(process);
    return process;
  }

  /** A web task that answers, on a port of its own. */
  async startWeb(scaled: Variables = {}, image = this.image): Promise<Web> {
    const port = await freePort();
    const process = Object.assign(this.start("web", scaled, image, { port: String(port) }), { port });
    await process.says(/Application startup complete/);
    return process;
  }

  /** Runs the migration to its end. Throws with its words when it fails. */
  async migrate(image = this.image): Promise<string> {
    const migration = this.start("migration", {}, image);
    const code = await migration.ended;
    if (code !== 0) throw new Error(`the migration ended with ${code}\n${migration.output}`);
    return migration.output;
  }

  /** What the blueprint says, with every secret's value in place. */
  environment({ environment }: DeclaredWorkload, image = this.image): Record<string, string> {
    const found = Object.entries(environment).map(([name, variable]) => [
      name,
      this.valueOf(variable, image?.root ?? ""),
    ]);
    return Object.fromEntries(found) as Record<string, string>;
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
    rmSync(this.folder, { recursive: true, force: true });
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
