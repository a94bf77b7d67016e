// node bench/pack-cost.mjs [resources]: what the policy pack costs beside one that does nothing, in one run.
//
// Starts each pack as the engine does, shows both the same stack (every resource at its registration, then all of them) and
// compares CPU seconds, largest memory and the time to boot. Exit 1 when a bar of the design is missed.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { stackOf } from "./stack.mjs";

/** The bars: at most so many times the empty pack's CPU and memory, and so many milliseconds more to boot. */
const BARS = { cpu: 1.5, memory: 1.3, bootMilliseconds: 150 };
/** Boots are short and noisy: the best of a few. */
const BOOTS = 5;
const LARGEST_MESSAGE = 400 * 1024 * 1024;

const root = fileURLToPath(new URL("..", import.meta.url));
const runner = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");

const resources = stackOf(Number(process.argv[2] ?? 2000));
const packs = { empty: `${root}bench/empty-pack`, guardrails: `${root}policies` };
const costs = {};
for (const [name, folder] of Object.entries(packs)) costs[name] = await costOf(folder);

const ratio = (part) => costs.guardrails[part] / costs.empty[part];
const boot = costs.guardrails.bootMilliseconds - costs.empty.bootMilliseconds;
console.log(`${resources.length} resources`);
for (const [name, { cpuSeconds, megabytes, bootMilliseconds }] of Object.entries(costs)) {
  console.log(
    `  ${name.padEnd(10)} ${cpuSeconds.toFixed(2)} s CPU, ${megabytes.toFixed(0)} MB, boots in ${bootMilliseconds} ms`,
  );
}
const missed = [
  ["CPU", ratio("cpuSeconds"), BARS.cpu, "×"],
  ["memory", ratio("megabytes"), BARS.memory, "×"],
  ["boot", boot, BARS.bootMilliseconds, "ms more"],
].filter(([what, found, bar, unit]) => {
  console.log(`  ${what}: ${found.toFixed(2)} ${unit} (at most ${bar})`);
  return found > bar;
});
process.exitCode = missed.length === 0 ? 0 : 1;

async function costOf(folder) {
  const boots = [];
  for (let i = 0; i < BOOTS; i += 1) {
    const pack = await start(folder);
    boots.push(pack.milliseconds);
    pack.stop();
  }
  const pack = await start(folder);
  const client = new AnalyzerClient(`127.0.0.1:${pack.port}`, grpc.credentials.createInsecure(), {
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
  });
  for (const resource of resources) await call(client, "analyze", requestOf(resource, new analyzer.AnalyzeRequest()));
  const all = new analyzer.AnalyzeStackRequest();
  all.setResourcesList(resources.map((resource) => requestOf(resource, new analyzer.AnalyzerResource())));
  await call(client, "analyzeStack", all);
  const usage = usageOf(pack.pid);
  client.close();
  pack.stop();
  return { ...usage, bootMilliseconds: Math.min(...boots) };
}

/** Starts a pack; resolves when it has said its port. */
function start(folder) {
  const before = performance.now();
  const child = spawn(process.execPath, [runner, "127.0.0.1:1", folder], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, GUARDRAILS_VERDICTS: "/dev/null" },
  });
  return new Promise((resolve, reject) => {
    child.on("exit", (code) => reject(new Error(`the pack in ${folder} ended with ${code}`)));
    createInterface({ input: child.stdout }).once("line", (port) => {
      const milliseconds = Math.round(performance.now() - before);
      resolve({
        port: Number(port),
        pid: child.pid,
        milliseconds,
        stop: () => child.removeAllListeners("exit").kill(),
      });
    });
  });
}

function requestOf({ type, urn, name, properties, dependencies }, request) {
  request.setType(type);
  request.setUrn(urn);
  request.setName(name);
  request.setProperties(struct.Struct.fromJavaScript(properties));
  request.setOptions(new analyzer.AnalyzerResourceOptions());
  if (request instanceof analyzer.AnalyzerResource) {
    for (const [property, urns] of Object.entries(dependencies)) {
      const value = new analyzer.AnalyzerPropertyDependencies();
      value.setUrnsList(urns);
      request.getPropertydependenciesMap().set(property, value);
    }
  }
  return request;
}

function call(client, method, request) {
  return new Promise((resolve, reject) => {
    client[method](request, (error, response) => (error ? reject(error) : resolve(response)));
  });
}

/** From Linux's own books: clock ticks of a hundredth of a second, and the high-water mark of resident memory. */
function usageOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100, megabytes: Number(peak?.[1]) / 1024 };
}
