import type { VerdictRecord } from "../../policies/model";
import { parseRunLog, terminalFindings, terminalReport } from "../../review";
import { END, lines, runRecord, SECRET_URN, URN, verdictRecord } from "./records";

const plain = { color: false };

function report(...records: unknown[]): string {
  return terminalReport(parseRunLog(lines(...records, END)), plain);
}

describe("the terminal report", () => {
  it("has a row for each rule that found something to judge, in the pack's order", () => {
    const text = report(
      runRecord("second", "first", "idle"),
      verdictRecord("first", "web", { basis: "verified" }),
      verdictRecord("second", "web", { verdict: "fail", message: "no" }),
      verdictRecord("second", "worker", { verdict: "unproven" }),
      verdictRecord("second", "beat"),
    );
    const rows = text
      .split("\n")
      .filter((line) => line.startsWith("│"))
      .map((line) =>
        line
          .split("│")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );

    expect(rows).toEqual([
      ["rule", "subjects", "pass", "fail", "unproven"],
      ["second", "3", "1", "1", "1"],
      ["first", "1", "1", "0", "0"],
    ]);
  });

  it("ends with the sums, verified and declared told apart, on a line of its own", () => {
    const text = report(
      runRecord("a"),
      verdictRecord("a", "1", { basis: "verified" }),
      verdictRecord("a", "2", { basis: "declared" }),
      verdictRecord("a", "3", { basis: "declared" }),
      verdictRecord("a", "4", { verdict: "fail", message: "no" }),
      verdictRecord("a", "5", { verdict: "unproven" }),
    );

    expect(text).toMatch(/\nverdicts: 3 passed \(1 verified, 2 declared\), 1 failed, 1 unproven\n$/);
  });

  it("says what was not looked at, and outright where nothing was", () => {
    const type = (name: string) => `unknownvendor:index:${name}`;
    const notLookedAt = ["A", "B", "C", "D"].map((name) => ({ type: type(name), count: 2 }));
    const end = (judged: number) => ({ ...END, resources: 9, judged, notLookedAt });
    const some = terminalReport(parseRunLog(lines(runRecord("a"), verdictRecord("a", "web"), end(1))), plain);
    expect(some).toContain(
      `\njudged 1 of 9 resources; not looked at: ${type("A")}, ${type("B")}, ${type("C")} and 1 more types\n`,
    );
    expect(some).not.toContain("NOTHING");
    const none = terminalReport(parseRunLog(lines(runRecord("a"), verdictRecord("a", "web"), end(0))), plain);
    expect(none).toContain("\nNOTHING of this stack was looked at");
    const empty = { ...END, resources: 1, judged: 0, notLookedAt: [] };
    const bare = terminalReport(parseRunLog(lines(runRecord("a"), empty)), plain);
    expect(bare).toContain("\nNOTHING of this stack was looked at");
  });

  it("tells apart what only the settings were read of, and says outright where that is all", () => {
    const machine = "aws:ec2/instance:Instance";
    const of = (type: string) => verdictRecord("a", "x", { key: `urn:pulumi:prod::shop::${type}::app/KEY` });
    const notLookedAt = [
      { type: machine, count: 2, settingsOnly: true },
      { type: "aws:sns/topic:Topic", count: 1 },
    ];
    const said = (judged: number, ...verdicts: readonly unknown[]) =>
      terminalReport(
        parseRunLog(lines(runRecord("a"), ...verdicts, { ...END, resources: 9, judged, notLookedAt })),
        plain,
      );
    const some = said(1, verdictRecord("a", "web"), of(machine));
    expect(some).toContain(
      `\njudged 1 of 4 resources; settings only: ${machine}; not looked at: aws:sns/topic:Topic\n`,
    );
    expect(some).not.toContain("NOTHING");
    for (const judged of [0, 1]) {
      const settings = said(judged, of(machine));
      expect(settings).toContain("\nNOTHING of this stack but settings was looked at");
      expect(settings).toContain(`\njudged 0 of ${judged + 3} resources; settings only: ${machine}`);
      expect(settings).not.toContain("verdicts:");
    }
    expect(said(0)).toContain("\nNOTHING of this stack was looked at");
  });

  it("shows a blocking failure with its fix, further lines of the message indented", () => {
    const text = report(
      runRecord("budget"),
      verdictRecord("budget", "database/main", {
        verdict: "fail",
        message: "too many:\nweb 200\nworker 80",
        fix: "lower the pool",
      }),
    );

    expect(text).toContain("\nBLOCKED budget: too many:\n  web 200\n  worker 80\n  fix: lower the pool\nverdicts:");
  });

  it("shows a failure that does not block as advice, with the exemption that made it so", () => {
    const exemption = { reason: "moves in June", owner: "platform", expires: "2026-06-30" };
    const text = report(
      runRecord("a", "b"),
      verdictRecord("a", "web", { verdict: "fail", level: "advisory", message: "not good" }),
      verdictRecord("b", "web", { verdict: "fail", level: "advisory", message: "not good", exemption }),
    );

    expect(text).toContain(
      "\nADVICE a: not good\nADVICE b: not good\n  exempted by platform until 2026-06-30: moves in June\n",
    );
    expect(text).not.toContain("BLOCKED");
  });

  it("tells advice once that is the same for several subjects, and each block by itself", () => {
    const finding = (rule: string, subject: string, more: object = {}) =>
      verdictRecord(rule, `workload/${subject}`, {
        verdict: "fail",
        level: "advisory",
        message: `workload ${subject} has no tracker`,
        fix: "give it one",
        ...more,
      });
    const text = report(
      runRecord("a", "b"),
      finding("a", "web"),
      finding("a", "worker"),
      finding("a", "web", { part: 1 }),
      finding("a", "beat", { message: "workload beat has two trackers" }),
      finding("a", "mailer", { rehearsed: true }),
      finding("a", "web-two", { message: "workload web has no tracker" }),
      finding("b", "web", { level: "mandatory" }),
      finding("b", "worker", { level: "mandatory" }),
    );

    expect(text).toContain("\nADVICE a: workload web has no tracker\n  also: workload/worker\n  fix: as above\n");
    expect(text.match(/^(ADVICE|BLOCKED) .*$/gm)).toEqual([
      "ADVICE a: workload beat has two trackers",
      "ADVICE a: workload mailer has no tracker",
      "ADVICE a: workload web has no tracker",
      "ADVICE a: workload web has no tracker",
      "BLOCKED b: workload web has no tracker",
      "BLOCKED b: workload worker has no tracker",
    ]);
  });

  it("tells a rule's fix once: among its advice, and of each subject that it blocks", () => {
    const finding = (rule: string, subject: string, message: string, level: "advisory" | "mandatory", part = 0) =>
      verdictRecord(rule, subject, {
        verdict: "fail",
        level,
        message,
        fix: "acknowledge late",
        ...(part === 0 ? {} : { part }),
      });
    const text = report(
      runRecord("a", "b"),
      finding("a", "workload/worker", "says nothing", "advisory"),
      finding("a", "workload/worker", "has no end", "advisory", 1),
      finding("b", "workload/worker", "another rule", "advisory"),
      finding("a", "workload/mailer", "too early", "mandatory"),
      finding("a", "workload/mailer", "too late", "mandatory", 1),
      finding("a", "workload/reports", "too early again", "mandatory"),
    );

    expect(text.match(/^(?:ADVICE|BLOCKED) .*\n {2}fix: .*$/gm)).toEqual([
      "ADVICE a: says nothing\n  fix: acknowledge late",
      "ADVICE a: has no end\n  fix: as above",
      "ADVICE b: another rule\n  fix: acknowledge late",
      "BLOCKED a: too early\n  fix: acknowledge late",
      "BLOCKED a: too late\n  fix: as above",
      "BLOCKED a: too early again\n  fix: acknowledge late",
    ]);
  });

  it("puts what blocks last, where a person looks first", () => {
    const headings = report(
      runRecord("a", "b", "c"),
      verdictRecord("a", "web", { verdict: "fail", message: "blocks" }),
      verdictRecord("b", "web", { verdict: "unproven", level: "advisory" }),
      verdictRecord("c", "web", { verdict: "fail", level: "advisory", message: "advises" }),
    ).match(/^[A-Z]+ [a-c]:/gm);

    expect(headings).toEqual(["ADVICE c:", "UNPROVEN b:", "BLOCKED a:"]);
  });

  it.each([
    ["not-created", [SECRET_URN], "is not known before aws:secretsmanager/secret:Secret jwt is created"],
    ["not-created", [], "is not known before creation"],
    ["unfinished", [], "is decided once every resource is registered"],
    ["not-registered", [], "may still be decided by a resource that is registered later"],
    ["redacted", [], "was withheld by the engine"],
    ["outside", [], "lives outside the stack"],
    ["unreadable", [], "has a shape that cannot be read"],
  ])("says of an unproven verdict what is unknown and why: %s", (because, producers, text) => {
    const unknowns = [{ location: { urn: URN, path: "containerDefinitions" }, because, producers }];

    expect(
      report(runRecord("cors"), { ...verdictRecord("cors", "workload/web"), verdict: "unproven", unknowns }),
    ).toContain(
      `\nUNPROVEN cors: workload/web: containerDefinitions of aws:ecs/taskDefinition:TaskDefinition web ${text}\n`,
    );
  });

  it("names every producer of an unknown value", () => {
    const unknowns = [
      { location: { urn: URN, path: "a" }, because: "not-created" as const, producers: [SECRET_URN, URN] },
    ];

    expect(report(runRecord("cors"), verdictRecord("cors", "web", { verdict: "unproven", unknowns }))).toContain(
      "before aws:secretsmanager/secret:Secret jwt and aws:ecs/taskDefinition:TaskDefinition web are created",
    );
  });

  it("has one block for what is open for one reason, with the rules and subjects it leaves open", () => {
    const urn = (name: string) => URN.replace(/web$/, name);
    const open = (rule: string, name: string, path: string) =>
      verdictRecord(rule, `workload/${name}/part`, {
        verdict: "unproven",
        level: "advisory",
        fix: "wait",
        unknowns: [{ location: { urn: urn(name), path }, because: "not-created", producers: [SECRET_URN] }],
      });
    const text = report(
      runRecord("a", "b"),
      open("a", "web", "containerDefinitions[0].environment"),
      open("a", "worker", "containerDefinitions"),
      open("b", "web", "containerDefinitions"),
      open("b", "jwt", "secretString"),
    );

    expect(text).toContain(
      [
        "\nUNPROVEN 3 verdicts: containerDefinitions of aws:ecs/taskDefinition:TaskDefinition web and worker is not known before aws:secretsmanager/secret:Secret jwt is created",
        "leaves open: a, b",
        "of: workload/web and workload/worker",
        "fix: wait\n",
      ].join("\n  "),
    );
    expect(text).toContain("\nUNPROVEN b: workload/jwt/part: secretString of ");
    expect(text.match(/^UNPROVEN/gm)).toHaveLength(2);
  });

  it("tells apart what is open for different reasons, blocks or is let through", () => {
    const unknown = { location: { urn: URN, path: "command" }, because: "unread" as const, producers: [] };
    const open = (over: Partial<VerdictRecord>) =>
      verdictRecord("a", `workload/${JSON.stringify(over).length}`, {
        verdict: "unproven",
        level: "advisory",
        unknowns: [unknown],
        ...over,
      });
    const text = report(
      runRecord("a"),
      open({}),
      open({ level: "mandatory" }),
      open({ unknowns: [{ ...unknown, because: "outside" }] }),
      open({ unknowns: [{ ...unknown, location: { urn: URN, path: "environmentFiles" } }] }),
      open({ exemption: { reason: "moves in June", owner: "platform", expires: "2026-06-30" } }),
    );
    expect(text.match(/^UNPROVEN a: /gm)).toHaveLength(5);
  });

  it("names a few of many resources, and says how many more there are", () => {
    const open = Array.from({ length: 30 }, (_, index) => {
      const urn = URN.replace(/web$/, `web${index}`);
      const unknowns = [{ location: { urn, path: "command" }, because: "unread" as const, producers: [] }];
      return verdictRecord("a", `workload/web${index}`, { verdict: "unproven", unknowns });
    });
    const text = report(runRecord("a"), ...open);
    expect(text.match(/^UNPROVEN/gm)).toHaveLength(1);
    expect(text).toContain("and 22 more is not part of the program");
    expect(text).toContain("of: workload/web0, ");
  });

  it("tells an exception in full once", () => {
    const exemption = { reason: "moves in June", owner: "platform", expires: "2026-06-30" };
    const exempted = (subject: string) =>
      verdictRecord("a", subject, { verdict: "fail", level: "advisory", message: subject, exemption });
    expect(report(runRecord("a"), exempted("x"), exempted("y"))).toContain(
      "\nADVICE a: x\n  exempted by platform until 2026-06-30: moves in June\nADVICE a: y\n  exempted by platform, as above\n",
    );
  });

  it("says that an unproven verdict blocks where it does", () => {
    const unproven = (level: "mandatory" | "advisory") =>
      report(runRecord("a"), verdictRecord("a", "web", { verdict: "unproven", level, message: "open" }));

    expect(unproven("mandatory")).toContain(
      "\nUNPROVEN a: web: open\n  blocks: what is not proven is not deployed here\n",
    );
    expect(unproven("advisory")).not.toContain("blocks:");
  });

  it("is the same whatever the order the verdicts were reached in", () => {
    const verdicts = [
      verdictRecord("a", "x", { verdict: "fail", message: "1" }),
      verdictRecord("b", "y"),
      verdictRecord("a", "y"),
    ];

    expect(report(runRecord("a", "b"), ...verdicts)).toBe(report(runRecord("a", "b"), ...verdicts.reverse()));
  });

  it("has colour where it is asked for and none where it is not", () => {
    const log = parseRunLog(lines(runRecord("a"), verdictRecord("a", "x", { verdict: "fail", message: "no" }), END));

    expect(terminalReport(log, { color: true })).toContain("\u001b[31m");
    expect(terminalReport(log, plain)).not.toContain("\u001b");
  });
});

describe("the findings of a run that went wrong", () => {
  it("have neither a table nor sums", () => {
    const log = parseRunLog(
      lines(runRecord("a"), verdictRecord("a", "x", { verdict: "fail", message: "no" }), verdictRecord("a", "y")),
    );

    expect(terminalFindings(log, plain)).toBe("BLOCKED a: no\n");
  });

  it("are nothing at all when nothing was found", () => {
    expect(terminalFindings(parseRunLog(lines(runRecord("a"), verdictRecord("a", "x"))), plain)).toBe("");
  });
});
