/**
 * The review as SARIF 2.1.0 for a code scanning service. A run holds at most 5,000 results (GitHub drops what is beyond
 * without a word), a file at most 20 runs: further results are counted, worst kept first.
 */
import type { Log, ReportingDescriptor, Result, Run } from "sarif";
import type { Review, ReviewFinding } from "../document/schema";

/** Limits of GitHub's "SARIF support for code scanning": of each run, and of runs in one file. */
export const SARIF_LIMITS = { resultsPerRun: 5_000, runs: 20 } as const;

/** GitHub's scale: critical from 9, high from 7, medium from 4. */
const SECURITY_SEVERITY = { critical: "9.5", high: "8.0", medium: "5.5", low: "2.0" } as const;

/** The result that stands for a run without a verdict. */
const NO_VERDICT = "verdict-reached";

type Entry = ReviewFinding | typeof NO_VERDICT;

export interface SarifOptions {
  readonly limits?: { readonly resultsPerRun: number; readonly runs: number };
  /** The file a result is put at whose resource's place in the source is not known. */
  readonly fallbackFile?: string;
  /** The folder of the program within its repository, which code scanning takes paths to be relative to; undefined: the same. */
  readonly sourceRoot?: string;
  /** Where the rules' pages are, each at its id and `.md`; undefined: the help text is all there is. */
  readonly rulesUrl?: string;
}

export interface SarifFile {
  readonly text: string;
  /** Results that did not fit. */
  readonly leftOut: number;
}

/**
 * Passes are in no SARIF file: a code scanning service shows every result as something to do. What is missing it takes for
 * mended, so that a run without a verdict is a result of its own, and one that ended early says so.
 */
export function renderSarif(review: Review, options: SarifOptions = {}): SarifFile {
  const { limits = SARIF_LIMITS, fallbackFile = "Pulumi.yaml", sourceRoot = "", rulesUrl } = options;
  const rank = (finding: ReviewFinding): number => (finding.blocks ? 0 : finding.verdict === "fail" ? 1 : 2);
  const findings = review.findings
    .filter(({ verdict }) => verdict !== "pass")
    .map((finding, index) => ({ finding, index }))
    .sort((a, b) => rank(a.finding) - rank(b.finding) || a.index - b.index)
    .map(({ finding }) => finding);
  const first: readonly Entry[] = hasVerdict(review) ? [] : [NO_VERDICT];
  const kept = findings.slice(0, limits.resultsPerRun * limits.runs - first.length);
  const results: readonly Entry[] = [...first, ...kept];
  const leftOut = findings.length - kept.length;
  const parts = Math.max(1, Math.ceil(results.length / limits.resultsPerRun));
  const runs = Array.from({ length: parts }, (_, part) =>
    runOf(review, results.slice(part * limits.resultsPerRun, (part + 1) * limits.resultsPerRun), {
      part,
      parts,
      leftOut,
      fallbackFile,
      sourceRoot,
      rulesUrl,
    }),
  );
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs,
  };
  return { text: `${JSON.stringify(log, null, 1)}\n`, leftOut };
}

interface Part {
  readonly part: number;
  readonly parts: number;
  readonly leftOut: number;
  readonly fallbackFile: string;
  readonly sourceRoot: string;
  readonly rulesUrl: string | undefined;
}

function runOf(
  review: Review,
  entries: readonly Entry[],
  { part, parts, leftOut, fallbackFile, sourceRoot, rulesUrl }: Part,
): Run {
  const rules = descriptors(review, entries, rulesUrl);
  const indices = new Map(rules.map(({ id }, index) => [id, index]));
  const category = `guardrails/${review.stack.project}/${review.stack.name}`;
  return {
    tool: {
      driver: {
        name: review.pack?.name ?? "guardrails",
        ...(review.pack === null ? {} : { version: review.pack.version }),
        ...(rulesUrl === undefined ? {} : { informationUri: rulesUrl }),
        rules,
      },
    },
    automationDetails: { id: parts === 1 ? `${category}/` : `${category}/${part + 1}/` },
    columnKind: "utf16CodeUnits",
    results: entries.map((entry) => {
      const index = indices.get(ruleOf(entry)) ?? -1;
      const uri = uriOf(
        `${sourceRoot}/${entry === NO_VERDICT ? fallbackFile : (entry.position?.file ?? fallbackFile)}`,
      );
      return entry === NO_VERDICT ? noVerdict(review, index, uri) : resultOf(entry, index, uri);
    }),
    invocations: [
      {
        executionSuccessful: review.source.complete,
        toolExecutionNotifications: [
          ...(review.source.complete ? [] : [{ level: "error" as const, message: { text: review.verdict.sentence } }]),
          ...(leftOut === 0
            ? []
            : [
                {
                  level: "warning" as const,
                  message: { text: `${leftOut} further results did not fit into the limits of code scanning` },
                },
              ]),
        ],
      },
    ],
    properties: { leftOut, plan: review.digests.plan, outcome: review.verdict.outcome },
  };
}

/** Every rule of the pack, and whatever else a finding names. */
function descriptors(review: Review, entries: readonly Entry[], rulesUrl: string | undefined): ReportingDescriptor[] {
  const known = review.rules.map(({ id, title, why, fix, severity, audit }): ReportingDescriptor => ({
    id,
    name: id,
    shortDescription: { text: title || id },
    fullDescription: { text: why || id },
    help: { text: `${why}\n\nFix: ${fix}\n\nAudit: ${audit}` },
    ...(rulesUrl === undefined ? {} : { helpUri: `${rulesUrl.replace(/\/$/, "")}/${encodeURIComponent(id)}.md` }),
    defaultConfiguration: { level: severity === "critical" || severity === "high" ? "error" : "warning" },
    properties: {
      tags: ["security", "infrastructure"],
      precision: "very-high",
      "security-severity": SECURITY_SEVERITY[severity],
    },
  }));
  const ids = new Set(known.map(({ id }) => id));
  const others = [...new Set(entries.map(ruleOf))].filter((id) => !ids.has(id));
  return [...known, ...others.map((id): ReportingDescriptor => ({ id, shortDescription: { text: id } }))];
}

function hasVerdict({ verdict: { outcome } }: Review): boolean {
  return outcome === "passes" || outcome === "blocked";
}

function ruleOf(entry: Entry): string {
  return entry === NO_VERDICT ? NO_VERDICT : entry.rule;
}

function noVerdict({ stack, verdict }: Review, ruleIndex: number, uri: string): Result {
  return {
    ruleId: NO_VERDICT,
    ruleIndex,
    level: "error",
    kind: "fail",
    message: { text: verdict.sentence },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } } }],
    partialFingerprints: { "guardrailsFinding/v1": `${NO_VERDICT}/${stack.project}/${stack.name}` },
  };
}

function resultOf(finding: ReviewFinding, ruleIndex: number, uri: string): Result {
  const { position, location, exception, fix, message, subject, rule, verdict, blocks } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    // An unproven value is no fault that was found.
    level: blocks ? "error" : verdict === "fail" ? "warning" : "note",
    kind: verdict === "fail" ? "fail" : "review",
    message: { text: [message ?? `${subject}: ${verdict}`, ...(fix === null ? [] : [`Fix: ${fix}`])].join("\n") },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri },
          region: {
            startLine: position?.line ?? 1,
            ...(position === null || position.column === 0 ? {} : { startColumn: position.column }),
          },
        },
        logicalLocations: [
          {
            fullyQualifiedName: location.path === "" ? location.urn : `${location.urn}#${location.path}`,
            kind: "resource",
          },
        ],
      },
    ],
    partialFingerprints: { "guardrailsFinding/v1": finding.id },
    ...(exception === null
      ? {}
      : {
          suppressions: [
            {
              kind: "external",
              status: "accepted",
              justification: `${exception.kind} of ${exception.owner} until ${exception.until}: ${exception.reason}`,
            },
          ],
        }),
  };
}

/** A path as a relative reference: each of its names escaped. */
function uriOf(file: string): string {
  return file
    .split("/")
    .filter((name) => name !== "" && name !== ".")
    .map((name) => encodeURIComponent(name))
    .join("/");
}
