// node scripts/make.mjs bench/review-cost.mjs: what a review costs beyond the run: every format of a stack of 2,000 resources, and
// a fleet of 50 exported states in four shards, merged, and asked what another configuration would block; and what a browser does with
// the page. CPU seconds; exit 1 when a bar is missed.
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pageCost } from "./page-cost.mjs";

const require = createRequire(import.meta.url);
const { buildReview } = require("../dist/review/document/build.js");
const { NO_EVIDENCE } = require("../dist/review/document/evidence.js");
const { FORMATS, render } = require("../dist/review/formats/index.js");
const { parseRunLog } = require("../dist/review/log.js");
const { mergeFleet, reviewFleet, impact } = require("../dist/review/commands/fleet.js");

const NOW = "2026-11-25T12:00:00.000Z";
const RESOURCES = 2_000;
const STACKS = 50;
/** CPU seconds: a review in all formats beyond its run, and the question over the fleet. */
const BARS = { "all of it": 2, [`impact over ${STACKS} states`]: 10 };
/** CPU seconds of the browser's main thread: a page that opens, and a pause nobody sees. */
const PAGE_BARS = { open: 2, filter: 0.2 };

const folder = mkdtempSync(join(tmpdir(), "guardrails-bench-"));
const rows = [];
try {
  const log = parseRunLog(verdicts());
  const memory = process.memoryUsage().rss;
  let review;
  await measured(`document of ${RESOURCES} resources, ${log.verdicts.length} verdicts`, () => {
    review = buildReview({ ...NO_EVIDENCE, kind: "preview", project: "shop", stack: "prod", log }, { now: NOW });
  });
  for (const format of Object.keys(FORMATS)) await measured(format, () => render(review, format));
  const sum = rows.reduce((total, { seconds }) => total + seconds, 0);
  rows.push(
    { what: "all of it", seconds: sum },
    { what: "memory", megabytes: (process.memoryUsage().rss - memory) / 2 ** 20 },
  );

  for (let n = 0; n < STACKS; n += 1) writeFileSync(join(folder, `s${n}.json`), JSON.stringify(state(`prod-${n}`)));
  const config = join(folder, "strict.policy");
  writeFileSync(
    config,
    JSON.stringify({ guardrails: { unproven: { preview: "mandatory", up: "mandatory", beyond: "mandatory" } } }),
  );
  const out = (name) => join(folder, "out", name);
  const states = Array.from({ length: STACKS }, (_, n) => join(folder, `s${n}.json`));
  await silently(async () => {
    await measured(`${STACKS} states in one run`, () => reviewFleet(states, { out: out("whole"), now: NOW }));
    for (const part of [1, 2, 3, 4]) {
      await measured(`shard ${part}/4`, () =>
        reviewFleet(states, { out: out(`shards/${part}`), shard: `${part}/4`, now: NOW }),
      );
    }
    await measured("merge", () => mergeFleet([out("shards")], { out: out("sharded"), now: NOW }));
    mergeFleet([out("whole")], { out: out("unsharded"), now: NOW });
    await measured(`impact over ${STACKS} states`, () => impact(states, { newPolicyConfig: config, now: NOW }));
  });
  const same =
    readFileSync(join(out("sharded"), "fleet.json"), "utf8") ===
    readFileSync(join(out("unsharded"), "fleet.json"), "utf8");
  rows.push({ what: "sharded and unsharded reports are the same", answer: same ? "yes" : "NO" });
  const page = await pageCost(await render(review, "html"), join(folder, "page.html"));
  if (page === null) rows.push({ what: "page in Chromium", answer: "no Chromium" });
  for (const { what, seconds, longTasks } of page ?? []) {
    const longest = longTasks.length === 0 ? "none" : `${Math.max(...longTasks).toFixed(0)} ms`;
    rows.push(
      { what: `page: ${what}`, seconds, bar: what === "open" ? PAGE_BARS.open : PAGE_BARS.filter },
      { what: `page: ${what}: long tasks ${longTasks.length}, longest`, answer: longest },
    );
  }
  for (const { what, seconds, megabytes, answer, bar = BARS[what] ?? Infinity } of rows) {
    const value = answer ?? (megabytes === undefined ? `${seconds.toFixed(2)} s` : `${megabytes.toFixed(0)} MiB`);
    const missed = (seconds ?? 0) > bar || answer === "NO";
    if (missed) process.exitCode = 1;
    console.log(`${what.padEnd(52)} ${value.padStart(9)}${missed ? ": MISSED" : ""}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measured(what, work) {
  // CPU, not the clock: on a busy machine the clock tells of the others. One core does the work, so that at rest they agree.
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  rows.push({ what, seconds: (user + system) / 1_000_000 });
}

/** The commands' own words are no part of a table. */
async function silently(work) {
  const { write } = process.stdout;
  const error = process.stderr.write;
  process.stdout.write = process.stderr.write = () => true;
  try {
    await work();
  } finally {
    process.stdout.write = write;
    process.stderr.write = error;
  }
}

/** Two verdicts for each resource of 40 rules in turn; every tenth resource fails. */
function verdicts() {
  const rules = Array.from({ length: 40 }, (_, n) => ({
    id: `rule-${n}`,
    title: `Promise ${n}`,
    severity: "high",
    audit: `Top risk ${(n % 7) + 1}`,
    why: "Because.",
    fix: "Mend it.",
  }));
  const records = Array.from({ length: 2 * RESOURCES }, (_, n) => {
    const resource = Math.floor(n / 2);
    const urn = `urn:pulumi:prod::shop::aws:ecs/service:Service::s${resource}`;
    const fails = resource % 10 === 0;
    return {
      record: "verdict",
      rule: `rule-${n % 40}`,
      subject: `workload/s${resource}`,
      key: urn,
      verdict: fails ? "fail" : "pass",
      basis: "verified",
      stage: "stack",
      level: "mandatory",
      location: { urn, path: "desiredCount" },
      ...(fails
        ? { messageId: "broken", message: `workload s${resource} is broken: ${"x".repeat(200)}`, fix: "Mend it." }
        : {}),
    };
  });
  const run = { record: "run", schemaVersion: 1, pack: "guardrails", packVersion: "0.1.0", rules };
  const end = {
    record: "end",
    blocking: RESOURCES / 5,
    resources: RESOURCES,
    judged: RESOURCES,
    notLookedAt: [],
    notApplicable: [],
  };
  return [run, ...records, end].map((record) => `${JSON.stringify(record)}\n`).join("");
}

/** A stack of twenty services. */
function state(stack) {
  const urn = (type, name) => `urn:pulumi:${stack}::shop::${type}::${name}`;
  const root = urn("pulumi:pulumi:Stack", `shop-${stack}`);
  const services = Array.from({ length: 20 }, (_, n) => {
    const task = urn("aws:ecs/taskDefinition:TaskDefinition", `s${n}`);
    const containers = [
      { name: "web", image: "shop", environment: [{ name: "CORS_ORIGINS", value: "https://shop.example.com" }] },
    ];
    const inputs = { family: `s${n}`, containerDefinitions: JSON.stringify(containers) };
    const service = { taskDefinition: `arn:${n}`, desiredCount: 2 };
    return [
      {
        urn: task,
        type: "aws:ecs/taskDefinition:TaskDefinition",
        custom: true,
        parent: root,
        inputs,
        outputs: { ...inputs, arn: `arn:${n}` },
      },
      {
        urn: urn("aws:ecs/service:Service", `s${n}`),
        type: "aws:ecs/service:Service",
        custom: true,
        parent: root,
        inputs: service,
        outputs: service,
        dependencies: [task],
        propertyDependencies: { taskDefinition: [task] },
      },
    ];
  }).flat();
  return {
    version: 3,
    deployment: { resources: [{ urn: root, type: "pulumi:pulumi:Stack", custom: false }, ...services] },
  };
}
