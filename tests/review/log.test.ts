import { EMPTY_LOG, parseRunLog, VerdictLogError } from "../../review";
import { END, lines, runRecord, verdictRecord } from "./records";

describe("the verdict file", () => {
  it("gives the pack, its rules and the end", () => {
    const log = parseRunLog(lines(runRecord("a", "b"), END));

    expect(log.pack).toEqual({ name: "guardrails", version: "0.1.0" });
    expect(log.rules.map((rule) => rule.id)).toEqual(["a", "b"]);
    expect(log.end).toEqual(END);
  });

  it("keeps the latest verdict of each rule on each subject", () => {
    const log = parseRunLog(
      lines(
        runRecord("a"),
        verdictRecord("a", "web", { verdict: "unproven" }),
        verdictRecord("a", "worker", { basis: "declared" }),
        verdictRecord("a", "web", { basis: "verified" }),
      ),
    );

    expect(log.verdicts.map(({ subject, verdict, basis }) => [subject, verdict, basis])).toEqual([
      ["web", "pass", "verified"],
      ["worker", "pass", "declared"],
    ]);
  });

  it("tells subjects of different rules apart, whatever characters their names hold", () => {
    const log = parseRunLog(lines(runRecord("a", "a b"), verdictRecord("a", "b c"), verdictRecord("a b", "c")));

    expect(log.verdicts).toHaveLength(2);
  });

  it("orders verdicts by the pack's order of rules, then by subject, rules it does not list last", () => {
    const written = [
      ["z", "b"],
      ["other", "x"],
      ["a", "c"],
      ["z", "B"],
      ["a", "a"],
    ] as const;
    const log = parseRunLog(
      lines(runRecord("z", "a"), ...written.map(([rule, subject]) => verdictRecord(rule, subject))),
    );

    expect(log.verdicts.map(({ rule, subject }) => `${rule} ${subject}`)).toEqual([
      "z B",
      "z b",
      "a a",
      "a c",
      "other x",
    ]);
  });

  it("starts anew with a further run record: a preview's verdicts are not the update's", () => {
    const log = parseRunLog(lines(runRecord("a"), verdictRecord("a", "web"), END, runRecord("a")));

    expect(log.verdicts).toEqual([]);
    expect(log.end).toBeNull();
  });

  it("does not count a last line that was cut off while being written", () => {
    const whole = lines(runRecord("a"), verdictRecord("a", "web"));
    const log = parseRunLog(whole + lines(END).slice(0, 12));

    expect(log.verdicts).toHaveLength(1);
    expect(log.end).toBeNull();
  });

  it("does not count a whole last record without its line end either", () => {
    expect(parseRunLog(lines(runRecord("a"), END).trimEnd()).end).toBeNull();
  });

  it("is empty before the pack has written anything", () => {
    expect(parseRunLog("")).toEqual(EMPTY_LOG);
  });

  it.each([
    ["text that is not JSON", "{nonsense\n", "line 2 of the verdict file is not a verdict record"],
    ["an unknown record", lines({ record: "note" }), "line 2 of the verdict file is not a verdict record: record"],
    [
      "an unknown verdict",
      lines(verdictRecord("a", "web", { verdict: "maybe" as "pass" })),
      "verdict is missing or has",
    ],
    ["another schema", lines({ ...runRecord("a"), schemaVersion: 2 }), "schemaVersion is missing or has a wrong value"],
  ])("is refused with %s, naming the line", (_case, line, message) => {
    const read = () => parseRunLog(lines(runRecord("a")) + line);

    expect(read).toThrow(VerdictLogError);
    expect(read).toThrow(message);
  });

  it("is refused without repeating what a line holds", () => {
    const line = lines({ ...verdictRecord("a", "web"), level: "CANARY-level", message: "CANARY-message" });

    expect(() => parseRunLog(line)).toThrow(/^(?!.*CANARY).*level is missing or has a wrong value$/);
  });
});
