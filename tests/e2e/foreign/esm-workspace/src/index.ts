// Sound: queues with their dead letters.
// preview and up: nothing

import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { queue } from "./queue.js";
import settings from "../settings.json" with { type: "json" };

const { retention } = JSON.parse(readFileSync(new URL("../settings.json", import.meta.url), "utf8"));
const names = await Promise.all(settings.queues.map(async (name) => `${name}-${pulumi.getStack()}`));
const queues = names.map((name) => queue(name, retention));

export const urls = queues.map(({ url }) => url);
