/** The review's statement, read by in-toto's own library (PyPI `in-toto-attestation`) and its schema of SLSA's summary. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { renderStatement } from "../../review/formats/in-toto";
import { fullReview, HOSTILE, review } from "../review/reviews";
import { INSTALL_TIMEOUT, libraryPython } from "./library";

const FOLDER = join(__dirname, "in-toto");
let python: string;

beforeAll(async () => {
  python = await libraryPython(join(FOLDER, "requirements.txt"));
}, INSTALL_TIMEOUT);

/** What the library makes of a statement's predicate. Throws what it says when it refuses the statement. */
function readByInToto(statement: string): unknown {
  const { status, stdout, stderr } = spawnSync(python, [join(FOLDER, "read.py")], {
    input: statement,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr.trim().split("\n").slice(-2).join(" "));
  return JSON.parse(stdout);
}

describe("in-toto's own library", () => {
  it("reads the statement, and knows every field of its predicate but the one that is named as ours", () => {
    const statement = renderStatement(fullReview());
    const { predicate } = JSON.parse(statement) as { readonly predicate: Readonly<Record<string, unknown>> };
    // The library's schema of December 2023 is from before the verifier's version.
    const { guardrails_verdict: ours, verifiedLevels, ...known } = predicate;

    expect(ours).toBeDefined();
    expect(verifiedLevels).toEqual([]);
    expect(readByInToto(statement)).toEqual({
      ...known,
      verifier: { id: "pkg:npm/guardrails" },
      timeVerified: "2026-11-25T12:00:00Z",
    });
  });

  it("reads that of a run that has no digests, and that of hostile names", () => {
    expect(readByInToto(renderStatement(review([])))).toMatchObject({ verificationResult: "FAILED" });
    for (const name of HOSTILE.filter((text) => text !== "")) {
      const { resourceUri } = readByInToto(renderStatement(review([], {}, { project: name, stack: name }))) as {
        readonly resourceUri: string;
      };
      expect(() => new URL(resourceUri)).not.toThrow();
    }
  });

  it.each([
    ["no subject", { subject: [] }, "At least one subject required"],
    ["a subject without a digest", { subject: [{ name: "review.json" }] }, "At least one digest required"],
    ["a field of nobody's", { score: 7 }, 'no field named "score"'],
    ["another type", { _type: "https://in-toto.io/Statement/v0.1" }, "Wrong statement type"],
  ])("refuses a statement with %s, so that reading it says something", (_case, wrong, sentence) => {
    const statement = { ...(JSON.parse(renderStatement(fullReview())) as object), ...wrong };

    expect(() => readByInToto(JSON.stringify(statement))).toThrow(sentence);
  });
});
