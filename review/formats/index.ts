import type { Review } from "../document/schema";

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
  /** Where the rules' pages are published; undefined: nowhere. */
  readonly rulesUrl?: string;
}

/** A document in one format. Every renderer is loaded only when it is asked for. */
export async function render(review: Review, format: Format, options: RenderOptions = {}): Promise<string> {
  switch (format) {
    case "html":
      return (await import("../html/page.js")).renderHtml(review);
    case "md":
      return (await import("./markdown.js")).renderMarkdown(review);
    case "sarif":
      return (await import("./sarif.js")).renderSarif(review, options).text;
    case "junit":
      return (await import("./junit.js")).renderJunit(review);
    case "json":
      return (await import("./json.js")).renderJson(review);
    case "intoto":
      return (await import("./in-toto.js")).renderStatement(review);
  }
}
