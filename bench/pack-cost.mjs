// node bench/pack-cost.mjs [services]: what the policy pack costs beside one that does nothing, in one run.
//
// Starts each pack as the engine does, asks both what they would remediate and what they say of the same stack (every resource at
// its registration, then all of them) and compares CPU seconds, largest memory and the time to boot; then how the cost grows with
// the number of services. Exit 1 when a bar of the design is missed. With a number: that many services only, without a blueprint.
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
/** Twice the services may cost so many times as much: twice, and the noise of a shared machine. */
const DOUBLED = 2.5;
/** Boots are short and noisy: the best of a few. */
const BOOTS = 5;
/** A run takes seconds and is noisy too: the packs take turns, and the middle of each one's runs counts. */
const RUNS = 3;
const LARGEST_MESSAGE = 400 * 1024 * 1024;

const root = fileURLToPath(new URL("..", import.meta.url));
const runner = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");

const EMPTY = `${root}bench/empty-pack`;
const PACK = `${root}policies`;
const SIXTY_RULES = `${root}bench/sixty-rules`;

const only = process.argv[2];
const missed =
  only === undefined
    ? [
        ...(await compare("100 services, no blueprint", PACK, stackOf(100))),
        ...(await compare("100 services of a blueprint", PACK, stackOf(100, true))),
        ...(await compare("100 services, 60 rules", SIXTY_RULES, stackOf(100))),
        ...(await compare("800 services", PACK, stackOf(800))),
        ...(await growth([200, 400, 800], false)),
        ...(await growth([200, 400, 800], true)),
      ]
    : await compare(`${only} services`, PACK, stackOf(Number(only)));
process.exitCode = missed.length === 0 ? 0 : 1;

/** Measures a pack beside the empty one; the bars that it misses. */
async function compare(title, folder, resources) {
  const [empty, pack] = await inTurns([EMPTY, folder], resources, BOOTS);
  console.log(`${title}: ${resources.length} resources`);
  for (const [name, { cpuSeconds, megabytes, bootMilliseconds }] of Object.entries({ empty, pack })) {
    const numbers = `${cpuSeconds.toFixed(2)} s CPU, ${megabytes.toFixed(0)} MB, boots in ${bootMilliseconds} ms`;
    console.log(`  ${name.padEnd(5)} ${numbers}`);
  }
  return [
    ["CPU", pack.cpuSeconds / empty.cpuSeconds, BARS.cpu, "×"],
    ["memory", pack.megabytes / empty.megabytes, BARS.memory, "×"],
    ["boot", pack.bootMilliseconds - empty.bootMilliseconds, BARS.bootMilliseconds, "ms more"],
  ].filter(([what, found, bar, unit]) => {
    console.log(`  ${what}: ${found.toFixed(2)} ${unit} (at most ${bar})${found > bar ? ": MISSED" : ""}`);
    return found > bar;
  });
}

/** What the pack costs for each number of services beyond its start; the steps at which it grows too fast. */
async function growth(sizes, declared) {
  console.log(`the pack's CPU as services double${declared ? ", of a blueprint" : ""}`);
  const missedSteps = [];
  const [one] = await inTurns([PACK], stackOf(1, declared), 0);
  let before;
  for (const services of sizes) {
    const [pack] = await inTurns([PACK], stackOf(services, declared), 0);
    const own = pack.cpuSeconds - one.cpuSeconds;
    const grown = before === undefined ? undefined : own / before;
    const step = grown === undefined ? "" : `, ${grown.toFixed(2)} × (at most ${DOUBLED})`;
    console.log(`  ${services} services: ${own.toFixed(2)} s${step}`);
    if (grown > DOUBLED) missedSteps.push(services);
    before = own;
  }
  return missedSteps;
}

/** The cost of each pack, measured one after the other, several times. */
async function inTurns(folders, resources, boots) {
  const costs = folders.map(() => []);
  for (let run = 0; run < RUNS; run += 1) {
    for (const [at, folder] of folders.entries()) costs[at].push(await costOf(folder, resources));
  }
  const middle = (runs, of) => runs.map(of).toSorted((a, b) => a - b)[Math.floor(RUNS / 2)];
  const all = [];
  for (const [at, folder] of folders.entries()) {
    all.push({
      cpuSeconds: middle(costs[at], ({ cpuSeconds }) => cpuSeconds),
      megabytes: middle(costs[at], ({ megabytes }) => megabytes),
      bootMilliseconds: await bootOf(folder, boots),
    });
  }
  return all;
}

async function bootOf(folder, boots) {
  const milliseconds = [];
  for (let i = 0; i < boots; i += 1) {
    const pack = await start(folder);
    milliseconds.push(pack.milliseconds);
    pack.stop();
  }
  return Math.min(...milliseconds);
}

async function costOf(folder, resources) {
  const pack = await start(folder);
  const client = new AnalyzerClient(`127.0.0.1:${pack.port}`, grpc.credentials.createInsecure(), {
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
  });
  for (const resource of resources) {
    const request = requestOf(resource, new analyzer.AnalyzeRequest());
    // The engine asks every pack what it would remediate, whether or not it has such policies.
    await call(client, "remediate", request);
    await call(client, "analyze", request);
  }
  const all = new analyzer.AnalyzeStackRequest();
  all.setResourcesList(resources.map((resource) => requestOf(resource, new analyzer.AnalyzerResource())));
  await call(client, "analyzeStack", all);
  const usage = usageOf(pack.pid);
  client.close();
  pack.stop();
  return usage;
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

/** A resource as it is registered, or as it is in the end. */
function requestOf({ type, urn, name, parent, properties, outputs, dependencies }, request) {
  const isFinal = request instanceof analyzer.AnalyzerResource;
  request.setType(type);
  request.setUrn(urn);
  request.setName(name);
  request.setProperties(struct.Struct.fromJavaScript(isFinal ? { ...properties, ...outputs } : properties));
  const options = new analyzer.AnalyzerResourceOptions();
  options.setParent(parent);
  request.setOptions(options);
  if (isFinal) {
    request.setParent(parent);
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
