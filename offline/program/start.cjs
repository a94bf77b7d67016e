// What the SDK's runner loads in place of somebody's program: it loads the program as Node.js would and gives back what a
// Pulumi program may be: the exported outputs, or the function that makes them.
const { join } = require("node:path");
const process = require("node:process");
const { pathToFileURL } = require("node:url");

const entry = process.env.GUARDRAILS_PROGRAM;
const esm = process.env.GUARDRAILS_PROGRAM_FORMAT === "module";
delete process.env.GUARDRAILS_PROGRAM;
delete process.env.GUARDRAILS_PROGRAM_FORMAT;
// The runner's own mapping of lines reads compiled files on disk, where there are none: every line of a TypeScript program would
// be the first few. Node.js has the maps of what it has loaded.
process.setSourceMapsEnabled(true);
Error.prepareStackTrace = undefined;
placeFramesWithoutName(require.main.filename);
process.argv[1] = entry;

module.exports = async () => {
  const program = esm ? await import(pathToFileURL(entry).href) : require(entry);
  const exported = isDefaultOnly(program) ? program.default : program;
  return typeof exported === "function" ? exported() : exported;
};

/** Pulumi takes an ES module's default export for the program. A CommonJS module has one when it was compiled from such. */
function isDefaultOnly(program) {
  if (program === null || typeof program !== "object" || !("default" in program)) return false;
  return esm || (program.__esModule === true && typeof program.default === "function");
}

/** The SDK tells the engine the lines of frames with a name only; what an ES module does outside of a function has none. */
function placeFramesWithoutName(runner) {
  try {
    const { Resource } = require(join(runner, "..", "..", "..", "resource.js"));
    if (Resource.framePositionRegExp instanceof RegExp) {
      Resource.framePositionRegExp = /^\s*at (?:[^/\\]*\()?(?<file>.+?):(?<line>\d+):(?<column>\d+)\)?$/;
    }
  } catch {
    // An SDK that is laid out in another way: its lines are those it knows.
  }
}
