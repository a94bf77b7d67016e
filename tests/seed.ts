import fc from "fast-check";

/**
 * Every run draws the same examples, so that a failure is about what changed and not about luck; a number in
 * `GUARDRAILS_SEED` draws others.
 */
const { GUARDRAILS_SEED } = process.env;
fc.configureGlobal({ seed: GUARDRAILS_SEED === undefined ? 1 : Number(GUARDRAILS_SEED) });
