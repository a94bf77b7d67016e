// node slow-expressions.mjs FILE…   writes, as JSON, the regular expressions in each file that may take more than linear time.
// A program of its own, since the plugin is an ECMAScript module and Jest loads none.
import { readFileSync } from "node:fs";
import { Linter } from "eslint";
import * as regexp from "eslint-plugin-regexp";
import tseslint from "typescript-eslint";

const linter = new Linter();
const configuration = {
  files: ["**/*.ts"],
  languageOptions: { parser: tseslint.parser },
  plugins: { regexp },
  rules: {
    "regexp/no-super-linear-backtracking": ["error", { report: "potential" }],
    "regexp/no-super-linear-move": ["error", { report: "potential" }],
  },
};
const found = process.argv.slice(2).map((file) => {
  const messages = linter.verify(readFileSync(file, "utf8"), [configuration], { filename: "expressions.ts" });
  return [file, messages.map(({ line, message }) => `${line}: ${message}`)];
});
console.log(JSON.stringify(Object.fromEntries(found)));
