import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../offline/engine/machine";
import { generatedPages } from "./generate";

const root = projectRoot(__dirname);
for (const [path, page] of generatedPages(root)) writeFileSync(join(root, path), page);
