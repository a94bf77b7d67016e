import { declaredStack } from "../../review/document/declared";
import { buildReview } from "../../review/document/build";
import { parseReview, ReviewError } from "../../review/document/schema";
import { renderJson } from "../../review/formats/json";
import { END, lines, runRecord, URN, verdictRecord } from "./records";
import { parseRunLog } from "../../review";
import {
  auditRule,
  BLOCKING,
  BLUEPRINT,
  evidence,
  EXEMPTED,
  fullReview,
  NOW,
  PASSING,
  review,
  RULES,
  UNPROVEN,
} from "./reviews";

describe("the review document", () => {
  it("is read back as it was written, and is the same for the same evidence", () => {
    const document = fullReview();

    expect(parseReview(renderJson(document), "x")).toEqual(document);
    expect(renderJson(fullReview())).toBe(renderJson(document));
  });

  it("holds every verdict, with severity on failures only, and the place in the source", () => {
    const { findings, counts } = fullReview();

    expect(findings.map(({ subject, verdict, severity }) => [subject, verdict, severity])).toEqual([
      ["secret/encryption", "pass", null],
      ["secret/jwt", "unproven", "critical"],
      ["workload/web/CORS_ORIGINS", "fail", "critical"],
      ["database/postgres", "pass", null],
      ["workload/scheduler", "fail", "high"],
    ]);
    expect(findings[2]).toMatchObject({
      node: "workload/web",
      blocks: true,
      position: { file: "infra/components/workload.ts", line: 42 },
    });
    expect(counts).toEqual({ passed: 2, verified: 1, declared: 1, failed: 2, unproven: 1, blocking: 1 });
  });

  it.each([
    ["blocked", review([BLOCKING])],
    ["passes", review([...PASSING])],
    ["passes", review([UNPROVEN])],
    ["unfinished", review([...PASSING], {}, { error: "the program failed" })],
    ["unfinished", buildReview({ ...evidence([]), log: parseRunLog(lines(runRecord("a"))) }, { now: NOW })],
    [
      "nothing-judged",
      buildReview({ ...evidence([]), log: parseRunLog(lines(runRecord("a"), { ...END, judged: 0 })) }, { now: NOW }),
    ],
    ["nothing-judged", review([verdictRecord("gate-intact", "gate/configuration", { basis: "verified" })])],
  ])("says %s when that is what the evidence says", (outcome, { verdict }) => {
    expect(verdict.outcome).toBe(outcome);
  });

  it("fills the audit's rows from the rules that name them", () => {
    const { audit } = fullReview();

    expect(audit.risks.map(({ number, status }) => [number, status])).toEqual([
      [1, "unproven"],
      [2, "blocked"],
      [3, "declared"],
      [4, "no-rule"],
      [5, "accepted"],
      [6, "no-rule"],
      [7, "no-rule"],
    ]);
    expect(audit.checklist.map(({ phase }) => phase)).toEqual([1, 2, 3, 4, 5]);
    expect(audit.checklist[0]?.items[1]).toMatchObject({ title: "CORS validation", status: "blocked" });
  });

  it("finds the row of a rule it has never heard of", () => {
    const rules = [...RULES, auditRule("new", "Top risks 6 and 7: limits")];
    const log = parseRunLog(
      lines({ ...runRecord(), rules }, verdictRecord("new", "workload/web", { basis: "verified" }), END),
    );
    const { audit } = buildReview({ ...evidence([]), log }, { now: NOW });

    expect(audit.risks.slice(5).map(({ status }) => status)).toEqual(["proven", "proven"]);
  });

  it("puts the worst component first into the heat map", () => {
    const { rows, columns } = fullReview().audit.heatMap;

    expect(rows.map(({ node }) => node)).toEqual([
      "workload/web",
      "workload/scheduler",
      "secret/jwt",
      "database/postgres",
      "secret/encryption",
    ]);
    expect(rows[0]?.cells[columns.indexOf("2")]).toEqual({ status: "blocked", failed: 1, unproven: 0, passed: 0 });
  });

  it("groups what does not pass by what brings it about", () => {
    const again = { ...UNPROVEN, rule: "cors-not-wildcard", subject: "secret/jwt/value", key: "other" };
    const { causes } = review([BLOCKING, UNPROVEN, again, EXEMPTED]);

    expect(causes.map(({ kind, blocks, findings, rules }) => [kind, blocks, findings.length, rules.length])).toEqual([
      ["fail", true, 1, 1],
      ["fail", false, 1, 1],
      ["unproven", false, 2, 2],
    ]);
    expect(causes[2]?.title).toBe("secretString of aws:secretsmanager/secret:Secret jwt is not known before creation");
  });

  it("says first what is new, fixed and still open", () => {
    const baseline = review([BLOCKING, EXEMPTED]);
    const { changes } = review([BLOCKING, UNPROVEN, ...PASSING], { baseline });

    expect(changes?.new).toHaveLength(1);
    expect(changes?.fixed.map(({ rule }) => rule)).toEqual(["scheduler-runs-once"]);
    expect(changes?.stillOpen).toEqual([baseline.findings.find(({ blocks }) => blocks)?.fingerprint]);
  });

  it("knows the architecture from the blueprint, with verdicts on nodes and on edges", () => {
    const document = review(
      [{ ...BLOCKING, location: { urn: URN, path: "workloads.web.environment.BROKER_URL" } }],
      {},
      { blueprint: BLUEPRINT },
    );
    const { nodes, edges } = document.architecture;

    expect(nodes.find(({ id }) => id === "workload/web")).toMatchObject({ group: "private", status: "blocked" });
    expect(nodes.find(({ id }) => id === "cache/redis")).toMatchObject({ group: "isolated", status: "not-applicable" });
    expect(edges.map(({ from, to, status }) => [from, to, status])).toEqual([
      ["internet", "edge/load-balancer", "not-applicable"],
      ["edge/load-balancer", "workload/web", "not-applicable"],
      ["workload/web", "cache/redis", "blocked"],
      ["workload/web", "database/postgres", "not-applicable"],
    ]);
  });

  it("draws the parts of a workload as the workload, and the load balancer as the edge", () => {
    const parts = ["service/web", "scaling/web", "function/web", "load-balancer/edge", "service/alone"];
    const records = parts.map((subject) =>
      verdictRecord("cors-not-wildcard", subject, { key: subject, basis: "verified" }),
    );
    const nodesOf = (blueprint: unknown) => {
      const { findings } = review(records, {}, { blueprint });
      return Object.fromEntries(findings.map(({ subject, node }) => [subject, node]));
    };

    expect(nodesOf(BLUEPRINT)).toEqual({
      "service/web": "workload/web",
      "scaling/web": "workload/web",
      "function/web": "workload/web",
      "load-balancer/edge": "edge/load-balancer",
      "service/alone": "service/alone",
    });
    expect(nodesOf(undefined)).toEqual(Object.fromEntries(parts.map((part) => [part, part])));
  });

  it("draws what was judged where nothing was declared, linked by the engine's dependencies", () => {
    const store = "urn:pulumi:prod::shop::aws:rds/instance:Instance::db";
    const middle = "urn:pulumi:prod::shop::aws:ec2/securityGroup:SecurityGroup::sg";
    const resource = (urn: string, ...dependencies: string[]) => ({ urn, type: "t", parent: null, dependencies });
    const { architecture } = review(
      [BLOCKING, verdictRecord("connection-budget-holds", "database/db", { key: store, basis: "verified" })],
      {},
      { resources: [resource(URN, middle), resource(middle, store), resource(store)] },
    );

    expect(architecture.nodes.map(({ id, group }) => [id, group])).toEqual([
      ["database/db", "keeps"],
      ["workload/web", "runs"],
    ]);
    expect(architecture.edges).toMatchObject([{ from: "workload/web", to: "database/db" }]);
  });

  it("says the line that makes a resource, or the component around it", () => {
    const resource = (urn: string, parent: string | null) => ({ urn, type: "t", parent, dependencies: [] });
    const position = { file: "index.ts", line: 7, column: 1 };
    const at = (...positioned: string[]) =>
      review(
        [BLOCKING],
        {},
        {
          resources: [resource(URN, "part"), resource("part", "whole"), resource("whole", "part")],
          positions: new Map(positioned.map((urn, n) => [urn, { ...position, line: n + 7 }])),
        },
      ).findings[0]?.position;

    expect(at(URN, "part")).toEqual(position);
    expect(at("whole", "part")).toEqual({ ...position, line: 8 });
    expect(at("elsewhere")).toBeNull();
  });

  it("shows the connection budget, the ladder and the cost with their arithmetic", () => {
    const { budgets, ladders, cost } = fullReview();

    expect(budgets[0]?.lines[0]).toEqual({
      name: "web",
      arithmetic: "16 tasks × 2 processes × 1 engine × (5 + 5)",
      connections: 320,
    });
    expect(budgets[0]).toMatchObject({ peak: 325, usable: 795, fits: true });
    const rungs = ladders.find(({ workload }) => workload === "web")?.rungs ?? [];
    expect(rungs.length).toBeGreaterThanOrEqual(5);
    expect(rungs.every(({ holds }) => holds)).toBe(true);
    expect(cost?.monthly).toBe("$312.40 to $801.22 a month");
  });

  it("keeps a register of exceptions with the days that are left", () => {
    expect(fullReview().exceptions).toMatchObject([
      {
        kind: "exemption",
        what: "scheduler-runs-once",
        owner: "platform",
        daysLeft: 15,
        findings: [expect.any(String)],
      },
    ]);
    // Nobody gave the configuration: the verdict itself names the exception.
    expect(review([EXEMPTED]).exceptions).toMatchObject([{ resource: URN, owner: "platform" }]);
  });

  it("proves nothing of what was not judged", () => {
    const row = (...records: readonly unknown[]) => review(records).audit.risks[0]?.status;
    const rules = [...RULES, auditRule("secret-rotates", "Top risk 1: rotation")];
    const secret = verdictRecord("secret-not-defaulted", "secret/jwt", { basis: "verified" });
    const rotation = verdictRecord("secret-rotates", "secret/jwt", { basis: "verified" });
    const risk = (...records: unknown[]) => {
      const log = parseRunLog(lines({ ...runRecord(), rules }, ...records));
      return buildReview({ ...evidence([]), log }, { now: NOW }).audit.risks[0]?.status;
    };

    expect(row(secret)).toBe("proven");
    // One of the two rules of the risk found nothing to judge.
    expect(risk(secret, END)).toBe("in-part");
    expect(risk(secret, rotation, END)).toBe("proven");
    expect(risk(END)).toBe("not-applicable");
    // A run that ended early: nobody knows what would have come.
    expect(risk(secret, rotation)).toBe("unproven");
    expect(risk()).toBe("unproven");
    expect(risk(secret, { ...rotation, verdict: "fail", message: "m" })).toBe("blocked");
  });

  it("has the audit's five phases whole, and says where no stack can show that an item is done", () => {
    const { checklist, statistics } = fullReview().audit;

    expect(checklist.map(({ items }) => items.length)).toEqual([4, 2, 5, 3, 4]);
    const byCodeOnly = ["Missing endpoints", "Contract tests", "Routes in modules of their own"];
    const items = checklist.flatMap((phase) => phase.items);
    expect(items.filter(({ title }) => byCodeOnly.includes(title)).map(({ status }) => status)).toEqual(
      byCodeOnly.map(() => "no-rule"),
    );
    expect(statistics.map(({ title }) => title)).toEqual([
      "Verdicts",
      "Guardrails",
      "What fails, by severity",
      "Against what the audit counted",
    ]);
    expect(statistics[2]?.values).toEqual([
      { name: "critical", value: "1" },
      { name: "high", value: "1" },
      { name: "medium", value: "0" },
      { name: "low", value: "0" },
    ]);
    expect(statistics.flatMap(({ values }) => values).filter(({ value }) => value === "")).toEqual([]);
  });

  it("of a program without a blueprint counts what the rules found", () => {
    const rules = [
      auditRule("no-single-point", "Architecture: 10 single points of failure"),
      auditRule("x", "no circuit breakers"),
    ];
    const records = [
      verdictRecord("no-single-point", "database/a", {
        key: "a",
        verdict: "fail",
        message: "database a is in one zone.",
      }),
      verdictRecord("no-single-point", "database/b", { key: "b", verdict: "unproven", level: "advisory" }),
      verdictRecord("x", "workload/web", { basis: "verified" }),
    ];
    const log = parseRunLog(lines({ ...runRecord(), rules }, ...records, END));
    const { statistics } = buildReview({ ...evidence([]), log }, { now: NOW }).audit;

    expect(statistics[3]?.values.slice(0, 3).map(({ value }) => value)).toEqual([
      "1: database a is in one zone.; 1 not proven",
      "1 verdict holds, 0 fail, 0 not proven",
      "nothing was judged",
    ]);
  });

  it("calls nothing fixed that a run ended before", () => {
    const baseline = review([BLOCKING, EXEMPTED]);
    const early = (...records: readonly unknown[]) =>
      buildReview(
        { ...evidence([]), log: parseRunLog(lines({ ...runRecord(), rules: RULES }, ...records)) },
        { now: NOW, baseline },
      );
    const [cors, scheduler] = [BLOCKING, EXEMPTED].map(({ rule }) => baseline.findings.find((f) => f.rule === rule));

    expect(early().changes).toMatchObject({ fixed: [], notReached: [cors?.fingerprint, scheduler?.fingerprint] });
    const { fixed, notReached } = early({ ...EXEMPTED, verdict: "pass", basis: "declared" }).changes ?? {};
    expect(fixed?.map(({ rule }) => rule)).toEqual(["scheduler-runs-once"]);
    expect(notReached).toEqual([cors?.fingerprint]);
    expect(early().signOff.complete).toBe(false);
    expect(early(BLOCKING).verdict.sentence).toMatch(/must be mended.* The run ended there/);
  });

  it("counts a machine that translates addresses for all zones", () => {
    const stack = declaredStack({ ...BLUEPRINT, network: { ...BLUEPRINT.network, natGateways: "instance" } });
    expect(stack?.singlePoints).toContain("one NAT instance for every zone");
  });

  it("counts single points of failure and circuit breakers", () => {
    const resilience = fullReview().audit.statistics[3]?.values;

    expect(resilience?.[0]?.value).toBe("2 declared: one NAT gateway for every zone; one task of scheduler");
    // No rule about them was asked.
    expect(resilience?.[1]?.value).toBe("nothing was judged");
  });

  it("takes no value of the program's environment, and no command", () => {
    expect(renderJson(fullReview())).not.toContain("CANARY");
  });

  it.each([
    ["no JSON", "nonsense", "it is not JSON"],
    [
      "another version",
      renderJson({ ...fullReview(), schemaVersion: 2 as 3 }),
      "of version 2, but this reads version 3: review the stack again",
    ],
    ["a newer version", JSON.stringify({ schemaVersion: 4, more: true }), "of version 4, but this reads version 3"],
    [
      "what turns text around",
      renderJson({ ...fullReview(), stack: { ...fullReview().stack, name: "\u202Edorp" } }),
      "it holds characters that cannot be seen",
    ],
    ["no version", "{}", "see "],
    ["a version that is none", JSON.stringify({ schemaVersion: "one" }), "see "],
    ["a field too much", JSON.stringify({ ...fullReview(), score: 7 }), "see score"],
  ])("is refused with %s, by name and without its content", (_case, text, message) => {
    const read = () => parseReview(text, "old.json");

    expect(read).toThrow(ReviewError);
    expect(read).toThrow(message);
    expect(read).toThrow("old.json");
  });
});
