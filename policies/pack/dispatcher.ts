import { isDeepStrictEqual } from "node:util";
import {
  BLUEPRINT_TYPE,
  GATE_TYPES,
  type Gate,
  KNOWN_TYPES,
  resourceLabel,
  ResourceGraph,
  Stack,
  SUPPORTING_TYPES,
  type Judgement,
  type Level,
  type Resource,
  type UnknownCause,
  type VerdictRecord,
  verdictSummary,
  WORKLOAD_TYPES,
  WorkloadMemo,
} from "../model";
import { messageText, type Rule } from "../rules/rule";
import { DISPATCHER, type Exemption, type PolicyConfiguration } from "./configuration";
import { exemptionBook, type ExemptionBook } from "./exemptions";
import { levelOf, loweredInProduction, type Profile, profileOf } from "./levels";
import type { ReportViolation } from "./sdk";
import type { VerdictSink } from "./verdict-log";

type Stage = VerdictRecord["stage"];

/** What decides during one run: set once, from the first resource's configuration and URN. */
export interface RunSettings {
  readonly configuration: PolicyConfiguration;
  readonly stackName: string;
  /** `YYYY-MM-DD`, what exemptions are held against. */
  readonly today: string;
}

/** Causes that may still go away in this run; the others stay, whatever comes. */
const PASSING: ReadonlySet<UnknownCause> = new Set(["not-created", "not-registered", "unfinished"]);

/**
 * Judges every resource once with every rule, at three lines of defence, and reports each finding the first time a line
 * sees it.
 */
export class Dispatcher {
  readonly #rules: readonly Rule[];
  readonly #settings: RunSettings;
  readonly #sink: VerdictSink;
  readonly #exemptions: ExemptionBook;
  readonly #parents = new Map<string, string | undefined>();
  /** What was registered of the types that some reader knows. */
  readonly #seen = new ResourceGraph([], false, this.#parents);
  readonly #reported = new Set<string>();
  readonly #memo = new WorkloadMemo();
  /** Sources of what a gate left open, each with how much there was then that could decide it. */
  readonly #open = new Map<string, number>();
  /** The latest verdict on each rule and subject. */
  readonly #verdicts = new Map<string, VerdictRecord>();

  constructor(rules: readonly Rule[], settings: RunSettings, sink: VerdictSink) {
    this.#rules = rules;
    this.#settings = settings;
    this.#sink = sink;
    this.#exemptions = exemptionBook(settings.configuration.exemptions, settings.today);
  }

  /** The blueprint, a resource on its own, or (a gate) what was collected so far; at the very first, the gate itself. */
  register(resource: Resource, report: ReportViolation): void {
    const { urn, type } = resource;
    if (this.#parents.size === 0) this.#judge(new ResourceGraph([], false), "resource", report, urn);
    this.#parents.set(urn, resource.parent);
    if (!KNOWN_TYPES.has(type)) return;
    this.#seen.add(resource);
    if (SUPPORTING_TYPES.has(type)) return;
    if (type === BLUEPRINT_TYPE) {
      this.#judge(new ResourceGraph([resource], true), "blueprint", report, urn);
    } else if (GATE_TYPES.has(type)) {
      this.#judge(this.#seen, "gate", report, urn);
    } else {
      const itself = [...this.#seen.ofType(BLUEPRINT_TYPE), resource];
      this.#judge(new ResourceGraph(itself, false, this.#parents), "resource", report, urn);
    }
  }

  /** A resource as it was registered in this run. */
  registered(urn: string): Resource | undefined {
    return this.#seen.get(urn);
  }

  /** The whole stack, with its dependencies. */
  finish(resources: readonly Resource[], report: ReportViolation): void {
    const parents = new Map(resources.map(({ urn, parent }) => [urn, parent]));
    const graph = new ResourceGraph(
      resources.filter(({ type }) => KNOWN_TYPES.has(type)),
      true,
      parents,
    );
    this.#judge(graph, "stack", report, resources[0]?.urn ?? "");
    for (const message of this.#housekeeping()) {
      report({
        name: DISPATCHER,
        description: "Written exceptions are current",
        message,
        urn: "",
        enforcementLevel: "advisory",
        severity: "low",
      });
    }
    this.#sink({ record: "end", resources: resources.length });
  }

  /** What is to be tidied up in the configuration; it weakens no verdict. */
  #housekeeping(): readonly string[] {
    const { configuration, today } = this.#settings;
    return [
      ...this.#exemptions
        .unused()
        .map(({ rule, resource }) => `The exemption of ${resource} from ${rule} covers nothing; remove it.`),
      ...configuration.acceptedChecks
        .filter(({ expires }) => expires < today)
        .map(
          ({ checks, owner, expires }) =>
            `The acceptance of ${checks.join(", ")} (${owner}) ended on ${expires}; renew or mend it.`,
        ),
    ];
  }

  /** What `finish` leaves in one line. */
  summary(): string {
    return verdictSummary([...this.#verdicts.values()]);
  }

  /** @param urn of the resource that is registered, or of the first one at the end. */
  #judge(graph: ResourceGraph, stage: Stage, report: ReportViolation, urn: string): void {
    const { configuration, stackName } = this.#settings;
    const declared = graph.declarations.length > 0 ? new Stack(graph).environment : undefined;
    const profile = profileOf(configuration, stackName, declared);
    // Not with every resource: with the very first, before there is anything, and where a blueprint may make it stricter.
    const gate = stage === "resource" && graph.size > 0 ? undefined : this.#gate(profile, urn);
    const focus = stage === "gate" ? this.#focus(graph, urn) : undefined;
    const stack = new Stack(graph, { ...(gate && { gate }), ...(focus && { focus, memo: this.#memo }) });
    for (const rule of this.#rules) {
      const level = levelOf(rule, profile, configuration);
      for (const { subject, judgement } of rule.judge(stack)) {
        // A declared subject was judged with its blueprint; what is left is what this resource adds to it.
        if (stage === "resource" && !subject.sources.includes(urn)) continue;
        if (stage === "gate" && subject.sources.length === 0) continue;
        const open = stage !== "stack" && judgement.verdict === "unproven" && judgement.unknowns.some(mayPass);
        if (open && stage === "gate" && judgement.unknowns.some(({ because }) => because !== "unfinished")) {
          for (const source of subject.sources) this.#open.set(source, decidingSize(graph));
        }
        if (open && stage !== "blueprint") continue;
        const verdict = this.#record(rule, subject.key, subject.location, judgement, level, stage);
        if (!open) this.#report(rule, verdict, report);
      }
    }
  }

  /** What a gate judges: the code it starts, and what was left open at a gate before and may be decided by now. */
  #focus(graph: ResourceGraph, urn: string): ReadonlySet<string> {
    const size = decidingSize(graph);
    const due = [...this.#open].filter(([, before]) => before < size).map(([source]) => source);
    for (const source of due) this.#open.delete(source);
    return new Set([urn, ...due]);
  }

  #gate(profile: Profile, urn: string): Gate {
    return {
      key: "gate/configuration",
      label: "the policy configuration",
      location: { urn, path: "" },
      sources: [urn],
      lowered: loweredInProduction(this.#rules, profile, this.#settings.configuration),
    };
  }

  #record(
    rule: Rule,
    subject: string,
    fallback: VerdictRecord["location"],
    judgement: Judgement,
    ruleLevel: Level,
    stage: Stage,
  ): VerdictRecord {
    const base = { record: "verdict", rule: rule.id, subject, stage } as const;
    let record: VerdictRecord;
    if (judgement.verdict === "pass") {
      record = {
        ...base,
        verdict: "pass",
        basis: judgement.basis,
        level: ruleLevel,
        location: judgement.location ?? fallback,
      };
    } else if (judgement.verdict === "fail") {
      const location = judgement.location ?? fallback;
      record = {
        ...base,
        verdict: "fail",
        basis: judgement.basis,
        level: ruleLevel,
        location,
        messageId: judgement.messageId,
        message: messageText(rule, judgement.messageId, judgement.data),
        fix: rule.fix,
      };
    } else {
      record = {
        ...base,
        verdict: "unproven",
        level: weakest(ruleLevel, this.#unprovenLevel(judgement)),
        location: judgement.unknowns[0]?.location ?? fallback,
        messageId: "unproven",
        message: unprovenText(subject, judgement),
        fix: "Make the value known, or declare it in a blueprint: what cannot be judged is not passed.",
        unknowns: judgement.unknowns,
      };
    }
    if (record.verdict !== "pass") record = this.#exempt(record);
    const key = `${rule.id} ${subject}`;
    // At gate after gate a store is judged to be the same.
    if (!isDeepStrictEqual(this.#verdicts.get(key), record)) this.#sink(record);
    this.#verdicts.set(key, record);
    return record;
  }

  #unprovenLevel(judgement: Extract<Judgement, { verdict: "unproven" }>): Level {
    const { preview, up } = this.#settings.configuration.unproven;
    // A value that is not created yet means a preview: the gate will see it at up. Anything else stays unknown.
    return judgement.unknowns.every(({ because }) => because === "not-created") ? preview : up;
  }

  #exempt(record: VerdictRecord): VerdictRecord {
    const found = this.#exemptions.find(record.rule, record.location.urn);
    if (found === undefined) return record;
    const { reason, owner, expires }: Exemption = found.exemption;
    if (found.expired) {
      return { ...record, message: `${record.message ?? ""} Its exemption (${owner}) ended on ${expires}.`.trim() };
    }
    return { ...record, level: "advisory", exemption: { reason, owner, expires } };
  }

  #report(rule: Rule, record: VerdictRecord, report: ReportViolation): void {
    if (record.verdict === "pass" || record.level === "disabled") return;
    const key = `${record.rule} ${record.subject} ${record.messageId ?? ""}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    report({
      name: record.rule,
      description: rule.title,
      message: `${record.message ?? rule.title}\nFix: ${record.fix ?? rule.fix}`,
      urn: record.location.urn,
      enforcementLevel: record.level,
      severity: rule.severity,
    });
  }
}

function mayPass(unknown: { readonly because: UnknownCause }): boolean {
  return PASSING.has(unknown.because);
}

/** How many resources there are that may decide what a gate left open: one that is like it does not. */
function decidingSize(graph: ResourceGraph): number {
  return [...WORKLOAD_TYPES].reduce((size, type) => size - graph.ofType(type).length, graph.size);
}

function weakest(a: Level, b: Level): Level {
  const order: readonly Level[] = ["disabled", "advisory", "mandatory"];
  return order[Math.min(order.indexOf(a), order.indexOf(b))] ?? b;
}

function unprovenText(subject: string, judgement: Extract<Judgement, { verdict: "unproven" }>): string {
  const [first] = judgement.unknowns;
  if (first === undefined) return `${subject}: cannot be judged.`;
  const names = [...new Set(judgement.unknowns.flatMap(({ producers }) => producers))].map(resourceLabel);
  const cause = CAUSES[first.because];
  const by = names.length === 0 ? "" : ` (${names.join(", ")})`;
  return `${subject}: ${first.location.path} of ${resourceLabel(first.location.urn)} ${cause}${by}.`;
}

const CAUSES: Readonly<Record<UnknownCause, string>> = {
  "not-created": "is unknown until the resources it is computed from exist",
  "not-registered": "depends on a resource that has not been registered",
  unfinished: "is decided once every resource is registered",
  redacted: "was withheld as a secret",
  outside: "refers to something outside this stack",
  unreadable: "has a shape that cannot be read",
};
