import type { Review } from "../document/schema";
import { renderHtml } from "../html/page";
import { renderStatement } from "./in-toto";
import { renderJson } from "./json";
import { renderJunit } from "./junit";
import { renderMarkdown } from "./markdown";
import { renderSarif } from "./sarif";

/** A format by the name the command line knows it by, and the file it is written to. */
export const FORMATS = {
  html: "review.html",
  md: "review.md",
  sarif: "review.sarif",
  junit: "review.junit.xml",
  json: "review.json",
  intoto: "review.intoto.json",
} as const;

export type Format = keyof typeof FORMATS;

export function isFormat(name: string): name is Format {
  return Object.hasOwn(FORMATS, name);
}

export interface RenderOptions {
  /** The folder of the program within its repository; undefined: the same. */
  readonly sourceRoot?: string;
  /** Where the rules' pages are published; undefined: nowhere. */
  readonly rulesUrl?: string;
}

/** A document in one format. */
export async function render(review: Review, format: Format, options: RenderOptions = {}): Promise<string> {
  switch (format) {
    case "html":
      return renderHtml(review);
    case "md":
      return renderMarkdown(review);
    case "sarif":
      return renderSarif(review, options).text;
    case "junit":
      return renderJunit(review);
    case "json":
      return renderJson(review);
    case "intoto":
      return renderStatement(review);
  }
}
