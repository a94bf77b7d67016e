import { toJsonSchema } from "@valibot/to-json-schema";
import { type Review, reviewSchema } from "../document/schema";

/** The document itself. */
export function renderJson(review: Review): string {
  return `${JSON.stringify(review, null, 1)}\n`;
}

/** The published schema of the document, generated from the one it is parsed with. */
export function reviewJsonSchema(): string {
  const schema = toJsonSchema(reviewSchema, { errorMode: "throw" });
  return `${JSON.stringify({ ...schema, title: "Guardrails review, version 1" }, null, 2)}\n`;
}
