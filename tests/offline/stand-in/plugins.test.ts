import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { StandInPlugins } from "../../../offline/stand-in/plugins";

describe("plugins of vendors", () => {
  const folder = mkdtempSync(join(tmpdir(), "plugins-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("are there for every package a program names, known or not, and its types and functions are noted", () => {
    const plugins = new StandInPlugins(join(folder, "named"), 1);
    for (const token of [
      "nobody-knows:index/thing:Thing",
      "pulumi-nodejs:dynamic:Resource",
      "kubernetes:apps/v1:Deployment",
      "docker:index/getRegistryImage:getRegistryImage",
      "pulumi:providers:datadog",
    ]) {
      plugins.use(token);
    }
    expect(readdirSync(join(folder, "named")).sort()).toEqual([
      "pulumi-resource-datadog",
      "pulumi-resource-docker",
      "pulumi-resource-kubernetes",
      "pulumi-resource-nobody-knows",
      "pulumi-resource-pulumi-nodejs",
    ]);
    expect(plugins.tokens()).toEqual([
      "docker:index/getRegistryImage:getRegistryImage",
      "kubernetes:apps/v1:Deployment",
      "nobody-knows:index/thing:Thing",
      "pulumi-nodejs:dynamic:Resource",
    ]);
  });

  it("are not there for what is served by name, for the engine's own, or for what is no package's name", () => {
    const plugins = new StandInPlugins(join(folder, "served"), 1);
    for (const token of [
      "aws:s3/bucket:Bucket",
      "pulumi:providers:aws",
      "random:index/randomPassword:RandomPassword",
      "pulumi:pulumi:StackReference",
      "../escape:index:Thing",
      "",
    ]) {
      plugins.use(token);
      expect(plugins.provide(token)).toBe(false);
    }
    expect(readdirSync(join(folder, "served"))).toEqual([]);
    expect(plugins.tokens()).toEqual([]);
  });

  it("are found before what the person has, and tell the engine the port", async () => {
    const plugins = new StandInPlugins(join(folder, "run"), 4321);
    plugins.provide("tls:index/privateKey:PrivateKey");
    const port = await new Promise<string>((resolve, reject) => {
      const child = execFile(join(folder, "run", "pulumi-resource-tls"));
      child.on("error", reject);
      child.stdout?.once("data", (text: string) => {
        child.kill();
        resolve(text);
      });
    });
    expect(port).toBe("4321\n");
    expect(plugins.path("/usr/bin").split(delimiter)).toEqual([join(folder, "run"), "/usr/bin"]);
    expect(plugins.path("")).toBe(join(folder, "run"));
  });
});
