// First: it has to come before all that it keeps compiled.
import { startPack } from "./pack/start";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { rules } from "./rules";

const manifest: unknown = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8"));
const { version } = v.parse(v.object({ version: v.string() }), manifest);

startPack("guardrails", rules, version);
