import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Packages that have a provider here, or that are the engine's own. */
const SERVED = new Set(["aws", "pulumi", "random"]);

/** What the type of a provider begins with; its package follows. */
const PROVIDER = "pulumi:providers:";

/**
 * The folder in which an engine finds a plugin for every vendor that a program turns out to use. It cannot be told of them
 * beforehand: which they are is known when the program first names one, just before the engine looks for its plugin.
 */
export class StandInPlugins {
  private readonly written = new Set<string>();
  private readonly stoodInFor = new Set<string>();

  /** @param port where the stand-in for every vendor listens */
  constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** The types and functions of vendors that the program has named, in the order of their names. */
  tokens(): readonly string[] {
    return [...this.stoodInFor].sort();
  }

  /** The value of PATH for an engine that finds them. */
  path(searchPath: string): string {
    return searchPath === "" ? this.folder : `${this.folder}${delimiter}${searchPath}`;
  }

  /** Sees to it that there is a plugin for a type or function of a program's, or a provider, and notes it. */
  use(token: string): void {
    if (this.provide(token) && !token.startsWith(PROVIDER)) this.stoodInFor.add(token);
  }

  /** Sees to it that there is a plugin for what a token belongs to. Returns whether it is a vendor's. */
  provide(token: string): boolean {
    const [name = ""] = token.replace(PROVIDER, "").split(":");
    if (SERVED.has(name) || !/^[a-z0-9][a-z0-9-]*$/i.test(name)) return false;
    if (!this.written.has(name)) this.write(name);
    return true;
  }

  private write(name: string): void {
    this.written.add(name);
    // What an engine wants of a plugin is its port, and that it is there until it is ended.
    const script = `#!/bin/sh\necho ${this.port}\nexec sleep 2147483647\n`;
    writeFileSync(join(this.folder, `pulumi-resource-${name}`), script, { mode: 0o755 });
  }
}
