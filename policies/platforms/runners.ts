import type { Platform } from "../model/platform";

/** What a program runs once while it is deployed, and waits for. */
export const RUNNERS = ["aws:lambda/invocation:Invocation", "command:local:Command", "command:remote:Command"];

/** They tell what comes before what. */
export const runners: Platform = {
  name: "runners",
  types: Object.fromEntries(RUNNERS.map((type) => [type, "supports" as const])),
  subjects: {},
};
