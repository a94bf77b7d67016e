import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evidenceOfState } from "./judged";
import { buildReview } from "../../review/document/build";
import { impactOf, mergeReviews } from "../../review/document/fleet";
import type { Review } from "../../review/document/schema";
import { mergeFleet, reviewFleet } from "../../review/commands/fleet";
import { renderFleet } from "../../review/formats/fleet";
import { EXEMPTED, HOSTILE, NOW, PASSING, review, UNPROVEN } from "./reviews";
import { exportOf, stateOf } from "./states";

async function stateReview(stack: string, origins: string, configuration?: unknown, withheld = false): Promise<Review> {
  return buildReview(await evidenceOfState(stateOf(stack, origins, withheld), configuration), { now: NOW });
}

describe("an exported state", () => {
  it("is judged without an engine: what is known passes or fails, what is withheld is not proven", async () => {
    const { verdict, findings, source } = await stateReview("prod", "*", undefined, true);
    const of = (rule: string, subject: RegExp) =>
      findings.filter((finding) => finding.rule === rule && subject.test(finding.subject));

    expect(source.kind).toBe("state");
    expect(verdict.outcome).toBe("blocked");
    expect(of("cors-not-wildcard", /web/)).toMatchObject([
      { verdict: "fail", blocks: true, position: { file: "index.ts", line: 12 } },
    ]);
    expect(of("secret-not-defaulted", /jwt/)).toMatchObject([
      { verdict: "unproven", unknowns: [{ because: "redacted" }] },
    ]);
    expect(JSON.stringify(findings)).not.toContain("CANARY");
    expect(
      (await stateReview("prod", "https://shop.example.com")).findings.filter(
        ({ rule }) => rule === "cors-not-wildcard",
      ),
    ).toMatchObject([{ verdict: "pass" }]);
  });
});

describe("a fleet", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "guardrails-fleet-"));
    for (let n = 0; n < 9; n += 1) {
      const origins = n % 4 === 0 ? "*" : "https://shop.example.com";
      writeFileSync(join(folder, `s${n}.json`), JSON.stringify(exportOf(`prod-${n}`, origins)));
    }
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("merges from shards into the report of the unsharded run, to the byte", async () => {
    const states = readdirSync(folder).map((name) => join(folder, name));
    const at = (name: string): string => join(folder, "out", name);
    await reviewFleet(states, { out: at("whole"), now: NOW });
    for (const shard of ["1/4", "2/4", "3/4", "4/4"]) {
      await reviewFleet(states, { out: at(`shards/${shard.replace("/", "of")}`), shard, now: NOW });
    }
    expect(mergeFleet([at("whole")], { out: at("a"), now: NOW })).toBe(1);
    expect(mergeFleet([at("shards")], { out: at("b"), now: NOW })).toBe(1);

    const files = readdirSync(at("a"));
    expect(files).toEqual(["fleet.html", "fleet.json", "fleet.md"]);
    for (const file of files)
      expect(readFileSync(join(at("b"), file), "utf8")).toBe(readFileSync(join(at("a"), file), "utf8"));
    expect(readFileSync(join(at("a"), "fleet.md"), "utf8")).toContain("9 stacks, 3 blocked");
  });

  it.each(["0/4", "5/4", "1", "a/b"])("refuses the shard %s", async (shard) => {
    await expect(reviewFleet([folder], { out: join(folder, "out"), shard, now: NOW })).rejects.toThrow("must be i/n");
  });

  it("puts the worst stack first, and says what many have in common", async () => {
    const reviews = [
      await stateReview("a", "https://shop.example.com"),
      await stateReview("b", "*"),
      await stateReview("c", "*"),
    ];
    const fleet = mergeReviews(reviews, NOW);

    expect(fleet.stacks.map(({ name, outcome }) => [name, outcome])).toEqual([
      ["b", "blocked"],
      ["c", "blocked"],
      ["a", expect.any(String)],
    ]);
    expect(fleet.rules.find(({ rule }) => rule === "cors-not-wildcard")).toMatchObject({
      blocked: ["shop/b", "shop/c"],
      open: [],
    });
    expect(mergeReviews([...reviews].reverse(), NOW)).toEqual(fleet);
  });

  it("puts a stack without a verdict before those that pass, however much is open there", () => {
    const reviews = [
      review([UNPROVEN, EXEMPTED], {}, { stack: "open" }),
      review([...PASSING], {}, { stack: "broken", error: "the program failed" }),
    ];

    expect(mergeReviews(reviews, NOW).stacks.map(({ name }) => name)).toEqual(["broken", "open"]);
  });

  it("refuses two reviews of one stack: one of them is old", () => {
    expect(() => mergeReviews([review([]), review([])], NOW)).toThrow("two reviews are of the stack shop/prod");
  });

  it("is not harmed by hostile names", () => {
    const fleet = mergeReviews(
      HOSTILE.map((text, n) => review([], {}, { stack: `${n}${text}`, project: text })),
      NOW,
    );
    const formats = renderFleet(fleet);

    expect(formats["fleet.html"]?.match(/<(?:script|img)\b/g)).toBeNull();
    // Every row of the table has as many cells as its head.
    const rows = (formats["fleet.md"] ?? "").split("\n").filter((line) => line.startsWith("|"));
    expect(new Set(rows.map((row) => row.replaceAll("\\|", "").split("|").length)).size).toBe(1);
    expect(rows).toHaveLength(HOSTILE.length + 2);
  });
});

describe("the impact of another configuration", () => {
  it("says which stacks it would newly block, and which it would let go", async () => {
    const advisory = {
      guardrails: { mode: { advisory: { until: "2027-01-31", owner: "platform", reason: "the first weeks with it" } } },
    };
    const before = await stateReview("prod", "*", advisory);
    const after = await stateReview("prod", "*");

    expect(impactOf(before, after)).toMatchObject({
      stack: "shop/prod",
      after: "blocked",
      newlyBlocked: expect.arrayContaining([expect.objectContaining({ rule: "cors-not-wildcard" })]) as unknown,
      noLongerBlocked: [],
    });
    expect(impactOf(after, before).noLongerBlocked).toEqual(
      expect.arrayContaining([expect.objectContaining({ rule: "cors-not-wildcard" })]),
    );
    expect(impactOf(before, before)).toMatchObject({ newlyBlocked: [], noLongerBlocked: [] });
  });
});
