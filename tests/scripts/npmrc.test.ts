import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");

// With the real npm: what it prints is its own affair, and changes with its versions.
describe("npm under the project's .npmrc", () => {
  const folder = mkdtempSync(join(tmpdir(), "guardrails-npmrc-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const npm = (...args: readonly string[]) =>
    spawnSync("npm", args, {
      cwd: folder,
      encoding: "utf8",
      env: {
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
        // Nothing is in this cache and nothing is asked for: an install fails at once.
        npm_config_cache: join(folder, "cache"),
        npm_config_offline: "true",
      },
    });

  beforeAll(() => {
    cpSync(join(ROOT, ".npmrc"), join(folder, ".npmrc"));
    cpSync(join(ROOT, "scripts"), join(folder, "scripts"), { recursive: true });
    const dependencies = { "is-odd": "3.0.1" };
    const scripts = { preview: "node scripts/run.mjs preview", build: "node scripts/make.mjs" };
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "a", scripts, dependencies }));
    const packages = { "": { name: "a", dependencies }, "node_modules/is-odd": { version: "3.0.1" } };
    writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
  });

  it("shows no argument of a command, and the failure of the install that it makes", () => {
    const run = npm("run", "preview", "--", "-c", "signingKey=CANARY");
    expect(run.status).toBe(2);
    expect(run.stdout + run.stderr).not.toContain("CANARY");
    expect(run.stderr).toMatch(/npm error code ENOTCACHED\n/);
    expect(run.stderr).toMatch(/npm ci failed \(exit 1\), so nothing was run|npm could not fetch node-/);
  });

  it("shows the failure of an install in a build", () => {
    const run = npm("run", "build");
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/npm error code ENOTCACHED\n/);
  });
});
