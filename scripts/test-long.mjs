// npm run test:long [-- --stacks N] [--seed N] [--minutes N]: the soundness of the pack on many random stacks, by all cores.
// Ends at the first stack that fails, with its seed: the same seed draws the same stacks again. Exit 1 when one fails.
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { onSupportedNode } from "./node.mjs";
import { exitWith, root, SetupError } from "./project.mjs";

const usage = `npm run test:long [-- --stacks N] [--seed N] [--minutes N] [--shrink]

  --stacks   how many stacks are drawn (100000)
  --seed     the first seed; each draws ${batch()} stacks (1)
  --minutes  ends after so long with what was tried by then
  --shrink   looks for the smallest stack that fails, which takes minutes`;

/** Stacks of one seed: few enough to be tried again in seconds. */
function batch() {
  return 250;
}

await exitWith(() =>
  onSupportedNode(import.meta.url, async () => {
    ensureInstalled();
    ensureBuilt();
    return runAll(readArguments());
  }),
);

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        stacks: { type: "string", default: "100000" },
        seed: { type: "string", default: "1" },
        minutes: { type: "string", default: "0" },
        shrink: { type: "boolean", default: false },
      },
    });
    const { shrink, ...texts } = values;
    const numbers = Object.entries(texts).map(([name, text]) => {
      const number = Number(text);
      if (!Number.isInteger(number) || number < 0) throw new Error(`--${name} is ${text}, want a whole number`);
      return [name, number];
    });
    return { ...Object.fromEntries(numbers), shrink };
  } catch (error) {
    throw new SetupError(`${error.message}\n${usage}`);
  }
}

async function runAll({ stacks, seed: firstSeed, minutes, shrink }) {
  const started = Date.now();
  const ends = minutes === 0 ? Infinity : started + minutes * 60_000;
  let seed = firstSeed;
  let handedOut = 0;
  let tried = 0;
  const failures = [];

  const next = () => {
    if (failures.length > 0 || handedOut >= stacks || Date.now() >= ends) return undefined;
    const size = Math.min(batch(), stacks - handedOut);
    handedOut += size;
    return { seed: seed++, stacks: size, shrink };
  };
  await Promise.all(
    Array.from({ length: availableParallelism() }, () =>
      work(next, (result) => {
        tried += result.stacks;
        if (result.failure !== undefined) failures.push(result);
      }),
    ),
  );

  const seconds = (Date.now() - started) / 1000;
  console.log(
    `${tried} stacks in ${seconds.toFixed(0)} s (${(tried / seconds).toFixed(1)} a second), seeds from ${firstSeed}`,
  );
  for (const { seed: failed, failure, path, cause } of failures) {
    console.log(`\nseed ${failed} fails${path === undefined ? "" : ` at ${path}`}: ${cause ?? ""}\n${failure}`);
    console.log(`again: npm run test:long -- --seed ${failed} --stacks ${batch()}${shrink ? "" : " [--shrink]"}`);
  }
  return failures.length === 0 ? 0 : 1;
}

/** One process that takes batches until there are none. */
function work(next, report) {
  return new Promise((resolve, reject) => {
    const file = join(root, "tests/policies/soundness/worker.ts");
    const child = fork(file, { execArgv: ["--import", "tsx"], cwd: root });
    const hand = () => {
      const batchToTry = next();
      if (batchToTry === undefined) child.disconnect();
      else child.send(batchToTry);
    };
    child.on("message", (result) => {
      report(result);
      hand();
    });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
    hand();
  });
}
