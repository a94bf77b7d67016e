import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EngineUnavailableError, obtainEngine, pulumiCommand } from "../../../offline/engine/engine";
import { FakeMachine } from "./fakes";

// Every case starts several processes, which a busy machine may take its time with.
jest.setTimeout(60_000);

let fake: FakeMachine;
beforeEach(async () => {
  fake = await FakeMachine.create();
});
afterEach(async () => {
  await fake.dispose();
});

const obtain = () => obtainEngine(fake.machine, (line) => fake.report.push(line));
const cachedPath = () => join(fake.entry, "bin", "pulumi");
async function failure(): Promise<string> {
  const error: unknown = await obtain().then(
    (engine) => engine,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineUnavailableError);
  return (error as EngineUnavailableError).message;
}

describe("pulumi on PATH", () => {
  it("is used from the first version that serves, before the cache and without a word", async () => {
    fake.pulumi("3.255.0");
    fake.pulumi("3.274.1", cachedPath());
    await expect(obtain()).resolves.toEqual({ path: join(fake.bin, "pulumi"), version: "3.255.0", road: "path" });
    expect(fake.report).toEqual([]);
  });

  it.each(["3.254.9", "3.255.0-alpha.1", "4.0.0"])("is passed over when it is %s", async (version) => {
    fake.pulumi(version);
    fake.pulumi("3.274.1", cachedPath());
    await expect(obtain()).resolves.toEqual({ path: cachedPath(), version: "3.274.1", road: "cache" });
  });

  it.each([
    ["fails", "process.exit(1);"],
    ["fails after its version", 'console.log("v3.274.1"); process.exit(1);'],
    ["answers something else", 'console.log("hello");'],
  ])("is passed over when it %s", async (_, script) => {
    fake.brokenPulumi(script);
    fake.pulumi("3.274.1", cachedPath());
    await expect(obtain()).resolves.toMatchObject({ road: "cache" });
  });

  it("is passed over when it is not executable", async () => {
    fake.pulumi("3.274.1");
    chmodSync(join(fake.bin, "pulumi"), 0o644);
    await expect(failure()).resolves.toContain("there is no pulumi on PATH");
  });
});

describe("Pulumi's installer", () => {
  it("is asked for with one short request, and its engine is in the cache from then on", async () => {
    await fake.installer(200, "3.274.1");
    fake.go("1.26.0", "3.274.1");
    await expect(obtain()).resolves.toEqual({ path: cachedPath(), version: "3.274.1", road: "installer" });
    await expect(obtain()).resolves.toEqual({ path: cachedPath(), version: "3.274.1", road: "cache" });
    expect(fake.probes).toEqual(["HEAD"]);
    expect(fake.goBuilds()).toEqual([]);
    expect(fake.report[0]).toMatch(/needed once for this machine, because there is no pulumi on PATH; it is kept in /);
    expect(fake.report[1]).toMatch(/^downloading pulumi 3\.274\.1 with Pulumi's installer from 127\.0\.0\.1:\d+$/);
  });

  it.each([
    [503, "3.274.1", /cannot be reached \(HTTP 503\)$/],
    [200, null, /installer failed: it exited with 3, saying "no such release: 3\.274\.1"$/],
    [200, "3.258.0", /what it made is 3\.258\.0, not pulumi 3\.274\.1$/],
  ])("answering %s and installing %s gives way to the build", async (status, installs, why) => {
    await fake.installer(status, installs);
    fake.go("1.26.0", "3.274.1");
    await expect(obtain()).resolves.toMatchObject({ road: "go-build" });
    expect(fake.report[status === 200 ? 2 : 1]).toMatch(why);
  });
});

describe("the build from the Go module proxy", () => {
  it("builds a copy of the pinned module, with progress, and leaves only the engine", async () => {
    fake.go("1.26.8", "3.274.1");
    await expect(obtain()).resolves.toEqual({ path: cachedPath(), version: "3.274.1", road: "go-build" });

    const [build] = fake.goBuilds();
    expect(build?.files).toEqual({ "go.mod": "module test\n\ngo 1.25.11\n", "go.sum": "sums\n" });
    expect(build?.args).toContain("-mod=readonly");
    expect(build?.args.find((arg) => arg.includes("version.Version="))).toMatch(/=3\.274\.1$/);
    expect(build).toMatchObject({ toolchain: null, workspace: "off" });
    expect(readFileSync(join(fake.goModule, "go.mod"), "utf8")).toBe("module test\n\ngo 1.25.11\n");
    expect(readdirSync(fake.cache)).toEqual([`3.274.1-${process.platform}-${process.arch}`]);
    expect(readdirSync(fake.entry)).toEqual(["bin"]);

    expect(fake.report[1]).toMatch(/^not by Pulumi's installer, because .* cannot be reached \(ECONNREFUSED\)$/);
    expect(fake.report[2]).toMatch(/^building pulumi 3\.274\.1 from source with go 1\.26\.8: once for this machine/);
    expect(fake.report.at(-1)).toMatch(/^building pulumi: 1 modules downloaded, 2 packages compiled in \d+ s: done$/);
  });

  it("lets a Go older than the module asks for fetch that toolchain", async () => {
    fake.go("1.25.3", "3.274.1");
    await obtain();
    expect(fake.goBuilds()).toMatchObject([{ toolchain: "auto" }]);
  });

  it("happens once for callers at the same time", async () => {
    const gate = join(fake.folder, "gate");
    fake.go("1.26.0", "3.274.1", `while (!fs.existsSync(${JSON.stringify(gate)})) ;`);
    // The build does not end before one of the callers, whichever it is, says that it waits for it.
    const caller = () =>
      obtainEngine(fake.machine, (line) => {
        if (line.startsWith("waiting for another process")) writeFileSync(gate, "");
      });
    const engines = await Promise.all([caller(), caller()]);
    expect(engines.map((engine) => engine.path)).toEqual([cachedPath(), cachedPath()]);
    expect(engines.map((engine) => engine.road).sort()).toEqual(["cache", "go-build"]);
    expect(fake.goBuilds()).toHaveLength(1);
  });

  it("replaces a cached engine that does not work, and what an ended build left", async () => {
    fake.brokenPulumi("process.exit(1);", cachedPath());
    mkdirSync(`${fake.entry}.partial-123`);
    fake.go("1.26.0", "3.274.1");
    await expect(obtain()).resolves.toMatchObject({ road: "go-build" });
    expect(readdirSync(fake.cache)).toHaveLength(1);
  });
});

describe("without an engine", () => {
  it("names the three ways in one sentence", async () => {
    fake.pulumi("3.100.0");
    const message = await failure();
    expect(message).toMatch(
      /^no Pulumi engine: pulumi 3\.100\.0 on PATH is not 3\.255\.0 or newer .*; it cannot be downloaded, because .* \(ECONNREFUSED\); it cannot be built, because there is no go on PATH: install pulumi .*, or let .* be reached, or install Go 1\.25\.0 or newer/,
    );
    expect(message).not.toMatch(/\n|\. /);
    expect(readdirSync(fake.cache)).toEqual([]);
  });

  it.each([
    ["1.24.9", "3.274.1", "go 1.24.9 on PATH is older than 1.25.0"],
    ["1.26.0", null, '"go build" failed: it exited with 1, saying "go: example.com/a: dial tcp: refused"'],
    ["1.26.0", "3.258.0", "what it made is 3.258.0, not pulumi 3.274.1"],
  ])("says what is wrong with go %s building %s", async (version, builds, why) => {
    fake.go(version, builds);
    await expect(failure()).resolves.toContain(`it cannot be built, because ${why}: install`);
    expect(readdirSync(fake.cache)).toEqual([]);
  });

  it("says so when the cache cannot be written", async () => {
    writeFileSync(fake.cache, "a file where the folder should be");
    await expect(failure()).resolves.toMatch(/none can be kept in .* \(E\w+\); .* XDG_CACHE_HOME/);
  });
});

it("gives the Automation API exactly the engine that was found", async () => {
  fake.pulumi("3.274.1", cachedPath());
  const command = await pulumiCommand(await obtain());
  expect(command.command).toBe(cachedPath());
  expect(command.version?.version).toBe("3.274.1");
  expect(existsSync(command.command)).toBe(true);
});
