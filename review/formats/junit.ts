/** The review as JUnit XML: a suite for each rule, a test for each subject, and one test for the verdict itself. */
import { create } from "xmlbuilder2";
import type { XMLBuilder } from "xmlbuilder2/lib/interfaces";
import { groupBy } from "../document/group";
import type { Review, ReviewFinding } from "../document/schema";

/** Fails: blocks or is open. Skipped, with the reason: not proven and not blocking, or let through in writing. */
export function renderJunit(review: Review): string {
  const { stack, generated } = review;
  const timestamp = generated.slice(0, "2026-01-01T00:00:00".length);
  const document = create({ version: "1.0", encoding: "UTF-8", invalidCharReplacement: "\uFFFD" });
  const suites = document.ele("testsuites", { name: `${stack.project}/${stack.name}` });
  verdictSuite(suites, review, timestamp);
  for (const [rule, findings] of groupBy(review.findings, (finding) => finding.rule)) {
    const suite = suites.ele("testsuite", {
      name: rule,
      tests: String(findings.length),
      failures: String(findings.filter((finding) => resultOf(finding) === "failure").length),
      errors: "0",
      skipped: String(findings.filter((finding) => resultOf(finding) === "skipped").length),
      time: "0",
      timestamp,
    });
    for (const finding of findings) {
      // The key tells two subjects of one name apart.
      const test = suite.ele("testcase", { classname: rule, name: nameOf(finding), time: "0" });
      const result = resultOf(finding);
      if (result === "failure") {
        test
          .ele("failure", { type: finding.blocks ? "blocked" : "advice", message: headline(finding) })
          .txt(details(finding));
      } else if (result === "skipped") {
        test.ele("skipped", { message: headline(finding) });
      }
    }
  }
  return `${document.end({ prettyPrint: true })}\n`;
}

/**
 * A run that has no verdict is an error, one that judged nothing is skipped: without this test a run that ended after its
 * first passes would be all green.
 */
function verdictSuite(suites: XMLBuilder, { verdict: { outcome, sentence }, source }: Review, timestamp: string): void {
  const isError = outcome === "unfinished" || (outcome === "blocked" && !source.complete);
  const isSkipped = outcome === "nothing-judged";
  const suite = suites.ele("testsuite", {
    name: "verdict",
    tests: "1",
    failures: "0",
    errors: isError ? "1" : "0",
    skipped: isSkipped ? "1" : "0",
    time: "0",
    timestamp,
  });
  const test = suite.ele("testcase", { classname: "verdict", name: "the whole stack was judged", time: "0" });
  if (isError) test.ele("error", { type: outcome, message: sentence });
  if (isSkipped) test.ele("skipped", { message: sentence });
}

function nameOf({ subject, id }: ReviewFinding): string {
  return `${subject} [${id.slice(0, 8)}${id.slice(32)}]`;
}

function resultOf({ verdict, blocks, exception }: ReviewFinding): "pass" | "failure" | "skipped" {
  if (verdict === "pass") return "pass";
  if (blocks) return "failure";
  return verdict === "fail" && exception === null ? "failure" : "skipped";
}

function headline({ message, subject, verdict, exception }: ReviewFinding): string {
  const [first = ""] = (message ?? `${subject}: ${verdict}`).split("\n");
  if (exception === null) return verdict === "unproven" ? `not proven: ${first}` : first;
  return `let through by ${exception.owner} until ${exception.until}: ${exception.reason}`;
}

function details({ message, fix, location, position }: ReviewFinding): string {
  return [
    message ?? "",
    fix === null ? "" : `fix: ${fix}`,
    `at ${location.urn}${location.path === "" ? "" : ` ${location.path}`}`,
    position === null ? "" : `made in ${position.file}:${position.line}`,
  ]
    .filter((line) => line !== "")
    .join("\n");
}
