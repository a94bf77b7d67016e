import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot, thisMachine } from "../../../offline/engine/machine";
import { PINNED_ENGINE } from "../../../offline/engine/version";

const project = join(__dirname, "..", "..", "..");

describe("projectRoot", () => {
  it.each(["offline/engine", "dist/offline/engine", "policies", "."])("is the same from %s", (folder) => {
    expect(projectRoot(join(project, folder))).toBe(project);
  });

  it("is an error outside the project", () => {
    expect(() => projectRoot(tmpdir())).toThrow(`no package.json named "guardrails" in ${tmpdir()} or above it`);
  });
});

describe("thisMachine", () => {
  it.each([
    [{ HOME: "/home/a", XDG_CACHE_HOME: "/cache" }, "/cache/guardrails/engine"],
    [{ HOME: "/home/a" }, "/home/a/.cache/guardrails/engine"],
    [{ HOME: "/home/a", XDG_CACHE_HOME: "relative" }, "/home/a/.cache/guardrails/engine"],
    [{ HOME: "/home/a", XDG_CACHE_HOME: "" }, "/home/a/.cache/guardrails/engine"],
  ])("with %j keeps engines in %s", (environment, folder) => {
    expect(thisMachine(environment).cache).toBe(folder);
  });

  it("finds what the roads need in the checkout", () => {
    const machine = thisMachine({ HOME: "/home/a" });
    const needed = [machine.installScript, join(machine.goModule, "go.mod"), join(machine.goModule, "go.sum")];
    expect(needed.filter((path) => !existsSync(path))).toEqual([]);
  });
});

it("builds from the sources of the version it installs", () => {
  const goMod = readFileSync(join(thisMachine({ HOME: "/home/a" }).goModule, "go.mod"), "utf8");
  expect(goMod).toContain(`\nrequire github.com/pulumi/pulumi/pkg/v3 v${PINNED_ENGINE}\n`);
});
