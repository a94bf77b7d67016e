// What the SDK's runner loads in place of somebody's program: it loads the program as Node.js would and gives back what a
// Pulumi program may be: the exported outputs, or the function that makes them.
const process = require("node:process");
const { pathToFileURL } = require("node:url");

const entry = process.env.GUARDRAILS_PROGRAM;
const esm = process.env.GUARDRAILS_PROGRAM_FORMAT === "module";
delete process.env.GUARDRAILS_PROGRAM;
delete process.env.GUARDRAILS_PROGRAM_FORMAT;
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
