import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "sarif";
import { parseReview, type Review } from "../../review/document/schema";
import { FORMATS, type Format } from "../../review/formats";
import { verifyStatement } from "../../review/formats/in-toto";
import { junitErrors, reviewErrors, sarifErrors } from "./schemas";

/** Reads a review in every format from its folder, each valid by its schema and each saying what the document says. */
export async function expectWhole(folder: string): Promise<Review> {
  const text = (format: Format): string => readFileSync(join(folder, FORMATS[format]), "utf8");
  const review = parseReview(text("json"), "review.json");
  const open = review.findings.filter(({ verdict }) => verdict !== "pass");
  const blocking = open.filter(({ blocks }) => blocks);

  expect(reviewErrors(text("json"))).toEqual([]);
  expect(verifyStatement(Buffer.from(text("intoto")), Buffer.from(text("json")))).toBeNull();
  expect(sarifErrors(text("sarif"))).toEqual([]);
  const results = (JSON.parse(text("sarif")) as Log).runs.flatMap((run) => run.results ?? []);
  expect(results.map(({ partialFingerprints = {} }) => Object.values(partialFingerprints)[0]).sort()).toEqual(
    open.map(({ id }) => id).sort(),
  );
  expect(await junitErrors(text("junit"))).toEqual([]);
  expect(text("junit").match(/<testcase /g)).toHaveLength(review.findings.length + 1);
  expect(text("junit").match(/<failure type="blocked"/g) ?? []).toHaveLength(blocking.length);
  for (const { subject, rule, fix } of blocking) {
    for (const format of ["md", "html"] as const) {
      expect(text(format)).toContain(rule);
      expect(text(format)).toContain(subject);
    }
    expect(text("sarif")).toContain(JSON.stringify(`Fix: ${fix ?? ""}`).slice(1, -1));
  }
  for (const { id } of review.findings) expect(text("html")).toContain(`id="f-${id}"`);
  expect(text("html")).toContain("<svg");
  return review;
}
