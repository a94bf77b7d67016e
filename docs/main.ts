import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { require as load } from "tsx/cjs/api";
import { projectRoot } from "../offline/engine/machine";
import type { Mutation } from "./audit-page";
import { generatedPages } from "./generate";

const root = projectRoot(__dirname);
// They belong to the tests, which are not compiled with the rest.
const table = load(join(root, "tests/mutations/table/index.ts"), __filename) as { mutations: readonly Mutation[] };
for (const [path, page] of generatedPages(root, table.mutations)) writeFileSync(join(root, path), page);
