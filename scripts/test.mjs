// npm test [-- [--unit] [path …]]: everything that must hold, in phases; stops at the first that fails, with its exit
// code. The last line is `N passed, N failed`, the tests of all Jest runs.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt, tsc } from "./build.mjs";
import { ensureDebianPackages } from "./debian.mjs";
import { ensureInstalled } from "./install.mjs";
import { onSupportedNode } from "./node.mjs";
import { exitWith, root, runNode, SetupError } from "./project.mjs";

const usage = `npm test [-- [--unit] [path …]]

  --unit   build, lint and unit tests only: no engine, no end-to-end tests
  path     run only the test files whose path contains it`;

/** What the proofs run against, and the review's page is tried in. */
const debianPackages = [
  ...["postgresql", "redis-server", "python3-redis", "python3-venv", "openssl", "jq", "chromium"],
  ...["nftables", "iproute2"],
];

/** Unit tests at a time: one more than there are cores, since the proofs wait for what they start. What one has loaded is let go. */
const UNIT_WORKERS = [`--maxWorkers=${availableParallelism() + 1}`, "--workerIdleMemoryLimit=1.5GB"];

/** Engines at a time: each comes with its program and its pack, a gigabyte in all, and waits for them half of the time. */
const ENGINES = 2;

const eslint = "node_modules/eslint/bin/eslint.js";
const prettier = "node_modules/prettier/bin/prettier.cjs";
const jest = "node_modules/jest/bin/jest.js";

const environment = process.env.CI === "true" ? { ...process.env, FORCE_COLOR: "0" } : process.env;
const node = (...args) => runNode(args, environment);

await exitWith(async () => {
  const { values, positionals: filters } = readArguments();
  if (values.help) {
    console.log(usage);
    return 0;
  }
  return onSupportedNode(import.meta.url, () => runTests(values.unit, filters));
});

async function runTests(unitOnly, filters) {
  const results = mkdtempSync(join(tmpdir(), "guardrails-test-"));
  const count = { passed: 0, failed: 0 };
  try {
    return await runPhases(phases(unitOnly, filters, results, count));
  } finally {
    rmSync(results, { recursive: true, force: true });
    console.log(`${count.passed} passed, ${count.failed} failed`);
  }
}

function readArguments() {
  const options = { unit: { type: "boolean", default: false }, help: { type: "boolean", default: false } };
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new SetupError(`${error.message}\n${usage}`);
  }
}

/** The phases by name; each returns an exit code, or throws a SetupError. */
function phases(unitOnly, filters, results, count) {
  const tests = async (project, ...options) => {
    const output = join(results, `${project}.json`);
    const code = await node(
      jest,
      "--selectProjects",
      project,
      "--json",
      `--outputFile=${output}`,
      ...options,
      ...filters,
    );
    add(count, output);
    return code;
  };
  const wanted = (project) => filters.length === 0 || listTests(project, filters).length > 0;

  return [
    ["install", async () => ensureInstalled()],
    // The build of the tests builds what they test first.
    ["build", async () => (await node(tsc, "-b", "tests")) || ensureBuilt()],
    ["lint", async () => (await node(eslint, ".", "--max-warnings", "0")) || node(prettier, "--check", ".")],
    ["servers", async () => ensureDebianPackages(debianPackages)],
    [
      "unit",
      async () => {
        if (wanted("unit")) return tests("unit", ...UNIT_WORKERS);
        if (unitOnly || !wanted("e2e")) throw new SetupError(`No test file's path contains ${filters.join(" or ")}.`);
      },
    ],
    ...(unitOnly
      ? []
      : [
          ["engine", async () => (wanted("e2e") ? node("dist/offline/engine/main.js") : 0)],
          ["e2e", async () => (wanted("e2e") ? tests("e2e", `--maxWorkers=${ENGINES}`) : 0)],
        ]),
  ];
}

async function runPhases(all) {
  const started = Date.now();
  for (const [name, run] of all) {
    console.log(`== ${name}`);
    const code = (await run()) ?? 0;
    if (code !== 0) {
      console.log(`== stopped: ${name} failed (exit ${code})`);
      return code;
    }
  }
  console.log(`== all of ${all.map(([name]) => name).join(", ")} in ${Math.round((Date.now() - started) / 1000)} s`);
  return 0;
}

function listTests(project, filters) {
  const args = [jest, "--selectProjects", project, "--listTests", ...filters];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  // Beside the files it names the project.
  return stdout.split("\n").filter((line) => line.endsWith(".test.ts"));
}

/** Adds a Jest run's results; a file that could not be run counts as one failed test. */
function add(count, file) {
  if (!existsSync(file)) return;
  const result = JSON.parse(readFileSync(file, "utf8"));
  count.passed += result.numPassedTests;
  count.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
}
