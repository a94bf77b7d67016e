import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTable } from "micromark-extension-gfm-table";
import type { Log } from "sarif";
import { mergeReviews } from "../../review/document/fleet";
import { parseReview, type Review } from "../../review/document/schema";
import { renderFleet } from "../../review/formats/fleet";
import { renderHtml } from "../../review/html/page";
import { renderStatement, verifyStatement } from "../../review/formats/in-toto";
import { renderJson, reviewJsonSchema } from "../../review/formats/json";
import { renderJunit } from "../../review/formats/junit";
import { COMMENT_LIMIT, renderMarkdown } from "../../review/formats/markdown";
import { renderSarif } from "../../review/formats/sarif";
import { parseRunLog } from "../../review";
import { END, lines, runRecord, verdictRecord } from "./records";
import {
  auditRule,
  BLOCKING,
  evidence,
  EXEMPTED,
  fullReview,
  HOSTILE,
  NOW,
  PASSING,
  review,
  UNPROVEN,
} from "./reviews";
import { junitErrors, reviewErrors, sarifErrors } from "./schemas";
import { buildReview } from "../../review/document/build";

/** So many failures, a name of their own each. */
function large(size: number, message = "m".repeat(200)): Review {
  return review(
    Array.from({ length: size }, (_, n) =>
      verdictRecord("cors-not-wildcard", `workload/w${n}`, {
        key: `k${n}`,
        verdict: "fail",
        messageId: "wildcard",
        message,
        fix: "Name them.",
      }),
    ),
  );
}

/** A review in which everything a program names, and every text of the pack, is hostile. */
function hostile(...texts: readonly string[]): Review {
  const at = (n: number): string => texts[n % texts.length] ?? "";
  const log = {
    ...evidence([]).log,
    rules: [{ ...auditRule(at(0), `risk 1 ${at(1)}`), title: at(2), why: at(3), fix: at(4) }],
    verdicts: texts.flatMap((text, n) => [
      verdictRecord(at(0), text, {
        key: `${n}`,
        verdict: "fail",
        message: at(n + 1),
        messageId: at(n + 2),
        fix: at(n + 3),
        location: { urn: at(n + 4), path: at(n + 5) },
        exemption: { reason: at(n + 6), owner: at(n + 7), expires: "2027-01-01" },
      }),
      verdictRecord(at(0), text, {
        key: `u${n}`,
        verdict: "unproven",
        message: at(n + 2),
        unknowns: [{ location: { urn: at(n), path: at(n + 1) }, because: "outside", producers: [at(n + 2)] }],
      }),
    ]),
  };
  return buildReview(
    {
      ...evidence([]),
      project: at(8),
      stack: at(9),
      log,
      notes: texts,
      outputs: { costEstimate: { monthly: at(1), lines: texts, prices: at(2) } },
      positions: new Map([[at(4), { file: at(3), line: 1, column: 0 }]]),
    },
    { now: NOW },
  );
}

function nodes(markdown: string): Nodes[] {
  const tree = fromMarkdown(markdown, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] });
  const all: Nodes[] = [];
  const walk = (node: Nodes): void => {
    all.push(node);
    if ("children" in node) node.children.forEach(walk);
  };
  walk(tree);
  return all;
}

describe("review.json", () => {
  it("is valid by its published schema, which is the one in docs (else: npm run review -- schema > docs/review.schema.json)", () => {
    expect(reviewErrors(renderJson(fullReview()))).toEqual([]);
    expect(reviewErrors(JSON.stringify({ ...fullReview(), generated: "yesterday" }))).not.toEqual([]);
    expect(readFileSync(join(__dirname, "../../docs/review.schema.json"), "utf8")).toBe(reviewJsonSchema());
  });
});

describe("the comment", () => {
  it("shows what blocks with its fix, the change and the plan", () => {
    const text = renderMarkdown(fullReview({ baseline: review([EXEMPTED]) }));

    expect(text).toMatch(/^## 🛑 Blocked: `shop\/prod`\n/);
    expect(text).toContain("2 new, 0 fixed, 1 still open");
    expect(text).toContain("workload web allows every origin (*): name them.");
    expect(text).toContain("Fix: Name the origins.");
    expect(text).toContain("`infra/components/workload.ts:42`");
    expect(text).toContain(`Plan \`${"d".repeat(64)}\``);
  });

  it("is silent when nothing changed, and only then", () => {
    expect(renderMarkdown(fullReview({ baseline: fullReview() }))).toBe("");
    expect(renderMarkdown(fullReview({ baseline: review([BLOCKING, UNPROVEN]) }))).not.toBe("");
    expect(renderMarkdown(review([...PASSING], { baseline: review([BLOCKING]) }))).toContain("Fixed: ");
  });

  it("is cut between findings, counts what is left out, and still ends with the plan", () => {
    const text = renderMarkdown(large(400));
    const shown = nodes(text).filter((node) => node.type === "code").length;

    expect(text.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(shown).toBeGreaterThan(100);
    expect(text).toContain(`${400 - shown} more findings did not fit here`);
    expect(nodes(text).filter((node) => node.type === "tableRow")).toHaveLength(8);
    expect(text).toMatch(/Plan `not known`, reviewed .*\n$/);
  });

  it("leaves out a finding that alone is too large, whole", () => {
    const text = renderMarkdown(large(2, "x".repeat(4_000)), 4_500);

    expect(text.length).toBeLessThanOrEqual(4_500);
    expect(text).not.toContain("xxx");
    expect(text).toContain("2 more findings did not fit here");
  });
});

describe("the SARIF file", () => {
  it("is valid, with real locations, fingerprints and justified suppressions", () => {
    const { text, leftOut } = renderSarif(fullReview(), { rulesUrl: "https://rules.example.com/" });
    const run = (JSON.parse(text) as Log).runs[0];
    const results = run?.results ?? [];

    expect(sarifErrors(text)).toEqual([]);
    expect(leftOut).toBe(0);
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ["cors-not-wildcard", "error"],
      ["scheduler-runs-once", "warning"],
      ["secret-not-defaulted", "note"],
    ]);
    expect(results[0]?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: "infra/components/workload.ts" },
      region: { startLine: 42, startColumn: 7 },
    });
    expect(results.map((result) => Object.values(result.partialFingerprints ?? {})[0])).toEqual([
      ...new Set(results.map((result) => Object.values(result.partialFingerprints ?? {})[0])),
    ]);
    expect(results[1]?.suppressions).toEqual([
      {
        kind: "external",
        status: "accepted",
        justification: "exemption of platform until 2026-12-10: is replaced in June",
      },
    ]);
    expect(run?.tool.driver.rules?.[1]).toMatchObject({
      helpUri: "https://rules.example.com/cors-not-wildcard.md",
      properties: { "security-severity": "9.5" },
    });
  });

  it("splits at the limit of a run, and counts what no run has room for, the worst kept", () => {
    const document = review([...Array.from({ length: 9 }, (_, n) => ({ ...UNPROVEN, key: `u${n}` })), BLOCKING]);
    const { text, leftOut } = renderSarif(document, { limits: { resultsPerRun: 3, runs: 2 } });
    const { runs } = JSON.parse(text) as Log;

    expect(sarifErrors(text)).toEqual([]);
    expect(runs.map(({ results }) => results?.length)).toEqual([3, 3]);
    expect(runs[0]?.results?.[0]?.ruleId).toBe("cors-not-wildcard");
    expect(new Set(runs.map(({ automationDetails }) => automationDetails?.id)).size).toBe(2);
    expect(leftOut).toBe(4);
    expect(runs[0]?.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toMatch(/^4 further results/);
  });

  it("names files as their repository does, wherever the program lies in it", () => {
    const uris = (sourceRoot: string) =>
      (JSON.parse(renderSarif(fullReview(), { sourceRoot }).text) as Log).runs[0]?.results?.map(
        ({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation?.uri,
      );

    for (const root of ["deploy/my shop", "./deploy/my shop/"]) {
      expect(uris(root)?.[0]).toBe("deploy/my%20shop/infra/components/workload.ts");
    }
    expect(uris(".")?.[0]).toBe("infra/components/workload.ts");
  });

  it("says of a run without verdicts that it did not succeed", () => {
    const { text } = renderSarif(review([], {}, { error: "the program failed" }));

    expect((JSON.parse(text) as Log).runs[0]?.invocations?.[0]?.executionSuccessful).toBe(false);
  });
});

describe("the JUnit report", () => {
  it("is valid: a failure for what is open, a skipped test with its reason for what is not proven or excepted", async () => {
    const xml = renderJunit(fullReview());

    expect(await junitErrors(xml)).toEqual([]);
    expect(xml.match(/<testcase /g)).toHaveLength(6);
    expect(xml).not.toContain("<error");
    expect(xml.match(/<failure /g)).toHaveLength(1);
    expect(xml).toMatch(/<skipped message="not proven: secret jwt: secretString is not known."/);
    expect(xml).toMatch(/<skipped message="let through by platform until 2026-12-10: is replaced in June"/);
    expect(await junitErrors(xml.replace('name="secret-not-defaulted"', 'nam="x"'))).not.toEqual([]);
  });
});

describe("a run without a verdict", () => {
  const early = buildReview(
    { ...evidence([]), log: { ...evidence([...PASSING]).log, end: null } },
    { now: NOW, baseline: review([...PASSING]) },
  );
  const idle = review([]);
  const sarifOf = (document: Review) => JSON.parse(renderSarif(document).text) as Log;

  it("is no green test, although all that was judged passes", async () => {
    const xml = renderJunit(early);

    expect(await junitErrors(xml)).toEqual([]);
    expect(xml).toContain('<error type="unfinished" message="The pack did not finish judging');
    expect(renderJunit({ ...early, verdict: { ...early.verdict, outcome: "blocked" } })).toContain("<error ");
    expect(await junitErrors(renderJunit(idle))).toEqual([]);
    expect(renderJunit(idle)).toContain('<skipped message="Nothing of this stack was looked at');
  });

  it("is no verdict where only settings were read, and every format says so", async () => {
    const type = "aws:ec2/instance:Instance";
    const key = `urn:pulumi:prod::shop::${type}::app/KEY`;
    const log = parseRunLog(
      lines(runRecord("a"), verdictRecord("a", "instance/app", { key, basis: "verified" }), {
        ...END,
        judged: 1,
        notLookedAt: [{ type, count: 2, settingsOnly: true }],
      }),
    );
    const settings = buildReview({ ...evidence([]), log }, { now: NOW });
    const sentence = "Nothing of this stack but settings was looked at";
    expect(settings.verdict.outcome).toBe("nothing-judged");
    expect(settings.verdict.sentence).toContain(sentence);
    expect(renderJunit(settings)).toContain(`<skipped message="${sentence}`);
    expect(sarifOf(settings).runs[0]?.results?.map(({ ruleId }) => ruleId)).toEqual(["verdict-reached"]);
    expect(renderMarkdown(settings)).toContain(
      "Judged 1 of 4 resources, of 2 more only settings; 0 resources of types",
    );
    const page = await renderHtml(settings);
    expect(page).toMatch(/aws:ec2\/instance:Instance<\/code><\/td><td>2<\/td><td>settings only/);
  });

  it("is a result of code scanning, which takes what is missing for mended", () => {
    for (const document of [early, idle]) {
      expect(sarifErrors(renderSarif(document).text)).toEqual([]);
      expect(sarifOf(document).runs[0]?.results?.map(({ ruleId, level }) => [ruleId, level])).toEqual([
        ["verdict-reached", "error"],
      ]);
    }
    expect(sarifOf(review([...PASSING])).runs[0]?.results).toEqual([]);
    // It has a place of its own within the limits.
    const full = { ...early, findings: large(5).findings };
    const { text, leftOut } = renderSarif(full, { limits: { resultsPerRun: 2, runs: 2 } });
    expect((JSON.parse(text) as Log).runs.map(({ results }) => results?.length)).toEqual([2, 2]);
    expect(leftOut).toBe(2);
  });

  it("is never passed over in silence by the comment", () => {
    const { log } = evidence([...PASSING]);
    const again = buildReview({ ...evidence([]), log: { ...log, end: null } }, { now: NOW, baseline: early });

    expect(again.changes).toMatchObject({ new: [], fixed: [] });
    expect(renderMarkdown(again)).toContain("No verdict");
  });
});

describe("a JUnit failure that only advises", () => {
  it("is a failure all the same: nobody has accepted it", async () => {
    const xml = renderJunit(review([{ ...BLOCKING, level: "advisory" }]));

    expect(await junitErrors(xml)).toEqual([]);
    expect(xml).toContain('<failure type="advice"');
  });
});

describe("the statement", () => {
  const document = fullReview();
  const statement = renderStatement(document);

  it("names what was reviewed by digest, and the verdict", () => {
    expect(JSON.parse(statement)).toMatchObject({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: "review.json" }, { name: "plan", digest: { sha256: "d".repeat(64) } }, {}, {}, {}],
      predicate: { verificationResult: "FAILED", timeVerified: NOW },
    });
    expect(JSON.parse(renderStatement(review([...PASSING])))).toMatchObject({
      predicate: { verificationResult: "PASSED" },
    });
  });

  /** Every review must be told from every other: this one's names hold what broken bytes are decoded to. */
  const odd = review([{ ...BLOCKING, message: "\uFFFD" }], {}, { project: "shop \uFFFD" });
  const bytes = (of: Review) => [Buffer.from(renderStatement(of)), Buffer.from(renderJson(of))] as const;
  const verified = (statementBytes: Uint8Array, documentBytes: Uint8Array): boolean =>
    verifyStatement(statementBytes, documentBytes) === null;

  it.each([
    ["a full one", document],
    ["one with broken names", odd],
  ])("of %s is verified, and not once any single byte of either is another", (_case, of) => {
    const originals = bytes(of);
    const accepted: string[] = [];
    for (const which of [0, 1] as const) {
      const changed: [Buffer, Buffer] = [Buffer.from(originals[0]), Buffer.from(originals[1])];
      for (const [at, byte] of originals[which].entries()) {
        changed[which][at] = byte ^ 1;
        if (verified(...changed)) accepted.push(`${which} ${at}`);
        changed[which][at] = byte;
      }
    }

    expect(verified(...originals)).toBe(true);
    expect(accepted).toEqual([]);
  });

  it("is not verified once anything is changed, put in, taken out or cut off", () => {
    const originals = bytes(odd);
    fc.assert(
      fc.property(
        fc.constantFrom(0 as const, 1 as const),
        fc.nat(),
        fc.nat(3),
        fc.uint8Array({ maxLength: 4 }),
        (which, place, gone, put) => {
          const original = originals[which];
          const at = place % (original.length + 1);
          const changed = Buffer.concat([original.subarray(0, at), put, original.subarray(at + gone)]);
          const pair = which === 0 ? ([changed, originals[1]] as const) : ([originals[0], changed] as const);
          return verified(...pair) === changed.equals(original);
        },
      ),
      { numRuns: 300 },
    );
    // The bytes that a decoder takes for the same text.
    const broken = Buffer.from(originals[1]);
    broken[broken.indexOf(Buffer.from("\uFFFD"))] = 0xf0;
    expect(broken.toString()).toBe(originals[1].toString());
    expect(verifyStatement(originals[0], broken)).toBe("the document is not the one the statement is about");
  });

  it("is refused in one sentence where the document is of another version", () => {
    const old = Buffer.from(JSON.stringify({ ...document, schemaVersion: 1 }));
    const digest = createHash("sha256").update(old).digest("hex");
    const about = {
      ...(JSON.parse(statement) as object),
      subject: [{ name: "review.json", digest: { sha256: digest } }],
    };

    expect(() => verifyStatement(Buffer.from(JSON.stringify(about)), old)).toThrow(
      "the document is a review document of version 1, but this reads version 3: review the stack again",
    );
  });
});

describe("hostile names and texts", () => {
  /** Controls but for line ends and tabs, and marks that turn text around. */
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]|\\u00[01]|\\u202/;

  async function expectHarmless(document: Review): Promise<void> {
    const json = renderJson(document);
    const { text: sarif } = renderSarif(document);
    const junit = renderJunit(document);
    const markdown = renderMarkdown(document);
    const types = new Set(nodes(markdown).map(({ type }) => type));

    expect(reviewErrors(json)).toEqual([]);
    expect(parseReview(json, "x")).toEqual(document);
    expect(sarifErrors(sarif)).toEqual([]);
    expect(await junitErrors(junit)).toEqual([]);
    for (const text of [json, sarif, junit, markdown, renderStatement(document)]) expect(text).not.toMatch(UNSEEN);
    for (const type of ["html", "link", "image", "definition"] as const) expect(types).not.toContain(type);
    expect(markdown.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    // The table of risks is whole: eight rows of four cells.
    expect(nodes(markdown).filter(({ type }) => type === "tableCell").length % 4).toBe(0);
    // No mention outside of code.
    const prose = nodes(markdown).flatMap((node) => (node.type === "text" ? [node.value] : []));
    expect(prose.join("\n")).not.toMatch(/@\w/);
  }

  it("harm no format, each of the known kinds", async () => {
    await expectHarmless(hostile(...HOSTILE));
    for (const text of HOSTILE) await expectHarmless(hostile(text));
  });

  it("harm neither the page nor the report on a fleet", async () => {
    const long = ["\u202E", "\u001b[2J", "]]>", "</script>"].map((text) => text + "x".repeat(10_000));
    const documents = [hostile(...HOSTILE), hostile(...long)];
    const fleet = renderFleet(mergeReviews(documents, NOW));

    for (const text of [...Object.values(fleet), ...(await Promise.all(documents.map(renderHtml)))]) {
      expect(text).not.toMatch(UNSEEN);
      expect(text).not.toContain("x".repeat(5_000));
    }
    const types = nodes(fleet["fleet.md"] ?? "").map(({ type }) => type);
    for (const type of ["html", "link", "image", "definition"] as const) expect(types).not.toContain(type);
  });

  it("harm no format, whatever they are", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...HOSTILE)), { minLength: 1, maxLength: 6 }),
        (texts) => expectHarmless(hostile(...texts)),
      ),
      { numRuns: 60 },
    );
  });
});
