import { updateBaseline } from "../../../policies/pack";
import { baselineBook, baselineOf, fingerprint } from "../../../policies/pack/baseline";
import { DEFAULT_CONFIGURATION } from "../../../policies/pack/configuration";
import type { VerdictRecord } from "../../../policies/model";
import { lowering } from "../../../policies/pack/lowering";

const URN = "urn:pulumi:prod::shop::aws:ecs/taskDefinition:TaskDefinition::web";
const TODAY = "2026-01-01";

const finding = (more: Partial<VerdictRecord> = {}): VerdictRecord => ({
  record: "verdict",
  rule: "cors-not-wildcard",
  subject: "workload/web/cors",
  key: `${URN}/cors`,
  verdict: "fail",
  basis: "verified",
  stage: "resource",
  level: "mandatory",
  location: { urn: URN, path: "containerDefinitions[0].environment.CORS_ORIGINS" },
  messageId: "wildcard",
  message: "CORS_ORIGINS of workload web allows every origin.",
  ...more,
});

const exemption = (more: object = {}) => ({
  rule: "cors-not-wildcard",
  resource: "**::web",
  reason: "a public read-only API",
  owner: "platform",
  expires: "2026-06-30",
  ...more,
});

const always = () => true;
const exempting = (entry: object, today = TODAY, exemptible: (rule: string) => boolean = always) =>
  lowering({ ...DEFAULT_CONFIGURATION, exemptions: [exemption(entry)] }, exemptible, today);

describe("an exemption", () => {
  it("turns a finding into advice, on any of the addresses the finding has, to its last day", () => {
    const applied = exempting({}, "2026-06-30").apply(finding(), ["urn:pulumi:prod::shop::x:y:Z::other", URN]);
    expect(applied).toMatchObject({ level: "advisory", exemption: { owner: "platform", expires: "2026-06-30" } });
  });

  it("that has ended lowers nothing and says so", () => {
    const book = exempting({}, "2026-07-01");
    const applied = book.apply(finding(), [URN]);
    expect(applied.level).toBe("mandatory");
    expect(applied.exemption).toBeUndefined();
    expect(applied.message).toMatch(/every origin\. Its exemption \(platform\) ended on 2026-06-30\.$/);
    expect(book.state(URN, true).ended).toEqual([{ what: "exemptions.0 (cors-not-wildcard)", end: "2026-06-30" }]);
  });

  it("for one variable lets no other through", () => {
    const book = exempting({ setting: "CORS_ORIGINS" });
    expect(book.apply(finding(), [URN], "containerDefinitions[0].environment.CORS_ORIGINS").level).toBe("advisory");
    expect(book.apply(finding(), [URN], "CORS_ORIGINS").level).toBe("advisory");
    expect(book.apply(finding(), [URN], "ADMIN_CORS_ORIGINS").level).toBe("mandatory");
    expect(book.apply(finding(), [URN], "environment.CORS_ORIGINS_REGEX").level).toBe("mandatory");
    expect(book.apply(finding(), [URN]).level).toBe("mandatory");
  });

  it("does not reach another rule, another resource, a pass, or what cannot be exempted", () => {
    const book = exempting({});
    expect(book.apply(finding({ rule: "scheduler-runs-once" }), [URN]).level).toBe("mandatory");
    expect(book.apply(finding(), [`${URN}-admin`]).level).toBe("mandatory");
    const passed = finding({ verdict: "pass" });
    expect(book.apply(passed, [URN])).toBe(passed);
    expect(book.state(URN, true).unused).toMatchObject({ value: ["exemptions.0 (cors-not-wildcard)"] });
    expect(book.state(URN, false).unused).toMatchObject({ state: "unknown", unknowns: [{ because: "unfinished" }] });
    expect(exempting({}, TODAY, () => false).apply(finding(), [URN]).level).toBe("mandatory");
  });

  it("does not raise what is off", () => {
    expect(exempting({}).apply(finding({ level: "disabled" }), [URN]).level).toBe("disabled");
  });

  it("of another tool's check is told when it has ended", () => {
    const [reason, owner, expires] = ["TLS ends at the load balancer", "platform", "2026-06-30"];
    const acceptedChecks = [{ checks: ["CKV_AWS_378"], resource: "*", reason, owner, expires }];
    const expired = (today: string) =>
      lowering({ ...DEFAULT_CONFIGURATION, acceptedChecks }, always, today).state(URN, false).endedAcceptances;
    expect(expired("2026-06-30")).toEqual([]);
    expect(expired("2026-07-01")).toEqual([{ what: "acceptedChecks.0", end: "2026-06-30" }]);
  });
});

describe("a baseline", () => {
  const { baseline } = baselineOf([finding()], always, undefined, TODAY);
  const book = (expired = false) => baselineBook({ ...baseline, expired });
  const with_ = (expired = false) =>
    lowering({ ...DEFAULT_CONFIGURATION, baseline: { ...baseline, expired } }, always, TODAY);

  it("lowers what was there, and nothing new", () => {
    expect(with_().apply(finding(), [URN])).toMatchObject({ level: "advisory", baseline: { owner: "platform" } });
    for (const other of [
      { rule: "scheduler-runs-once" },
      { key: `${URN}-2/cors` },
      { messageId: "pattern" },
      { verdict: "unproven" as const, messageId: "unproven" },
    ]) {
      expect(with_().apply(finding(other), [URN])).toEqual(finding(other));
    }
  });

  it("knows a finding by rule, key and message, wherever it is seen and whatever it says", () => {
    const seen = finding({ stage: "gate", basis: "declared", message: "worded otherwise", level: "advisory" });
    expect(fingerprint(seen)).toBe(fingerprint(finding()));
    expect(fingerprint({ rule: "a", subject: "b" })).not.toBe(fingerprint({ rule: "a", subject: "c" }));
  });

  it("that is over lowers nothing", () => {
    expect(with_(true).apply(finding(), [URN])).toEqual(finding());
    expect(book(true).covers(finding())).toBe(false);
  });

  it("says what of it is mended", () => {
    const lowered = with_();
    expect(lowered.state(URN, true).mended).toMatchObject({ value: 1 });
    lowered.apply(finding(), [URN]);
    expect(lowered.state(URN, false).mended).toMatchObject({ value: 0 });
  });

  it("only shrinks: what is mended leaves it, and nothing new enters unless asked for", () => {
    const [worker, fresh] = [finding({ key: "worker" }), finding({ key: "new" })];
    const first = baselineOf([finding(), worker], always, undefined, TODAY);
    expect(first).toMatchObject({ mended: 0, added: 2, refused: 0 });
    const earlier = { ...first.baseline, owner: "team-a" };
    const second = baselineOf([worker, fresh], always, earlier, "2026-03-01");
    expect(second.baseline.findings.map((entry) => entry.fingerprint)).toEqual([fingerprint(worker)]);
    expect(second).toMatchObject({ mended: 1, added: 0, refused: 1 });
    expect(second.baseline).toMatchObject({ until: earlier.until, owner: "team-a" });
    const grown = baselineOf([worker, fresh], always, earlier, "2026-03-01", true);
    expect(grown.baseline.findings).toHaveLength(2);
    expect(grown).toMatchObject({ mended: 1, added: 1, refused: 0 });
    const empty = baselineOf([fresh], always, { ...earlier, findings: [] }, "2026-03-01");
    expect(empty).toMatchObject({ added: 0, refused: 1 });
  });

  it("takes in no passes, and no findings of the gate about itself", () => {
    const records = [finding({ verdict: "pass" }), finding({ rule: "gate-intact", key: "gate" })];
    expect(baselineOf(records, (rule) => rule !== "gate-intact", undefined, TODAY).baseline.findings).toEqual([]);
  });

  it("is written into a policy configuration of either form, and leaves the rest of it as it was", () => {
    const rest = { unproven: { preview: "mandatory" } };
    const options = { today: TODAY, allowNew: false };
    const first = updateBaseline({}, [finding()], options);
    expect(first.file).toEqual({ guardrails: { baseline } });
    expect(baseline.until).toBe("2026-07-02");
    expect(updateBaseline({ guardrails: rest }, [finding()], options).file).toEqual({
      guardrails: { ...rest, baseline },
    });
    const second = { $schema: "x", version: 2, policies: { guardrails: { ...rest, baseline } } };
    const mended = updateBaseline(second, [finding({ key: "new" })], options);
    expect(mended).toMatchObject({ mended: 1, added: 0, refused: 1 });
    const left = { ...rest, baseline: { ...baseline, findings: [] } };
    expect(mended.file).toEqual({ ...second, policies: { guardrails: left } });
    expect(() => updateBaseline({ all: "disabled" }, [], options)).toThrow('"all" is not understood');
  });
});
