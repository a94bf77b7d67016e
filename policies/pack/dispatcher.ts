import {
  BLUEPRINT_TYPE,
  entry,
  isLeftOut,
  kindRead,
  latestVerdicts,
  mayPass,
  ResourceGraph,
  Stack,
  type EndRecord,
  type Judgement,
  type Platforms,
  type Resource,
  type Subject,
  type VerdictRecord,
} from "../model";
import type { Rule } from "../rules/rule";
import type { Kind, PolicyConfigurationSubject } from "../subjects";
import type { PolicyConfiguration } from "./configuration";
import { levelOf, loweredInProduction, profileOf, type Profile } from "./levels";
import { lowering, type Lowering } from "./lowering";
import { configurationSubject, endRecord, runSummary } from "./own-records";
import { recordsOf } from "./record";
import type { ReportViolation } from "./sdk";
import { VerdictBook } from "./verdict-book";
import type { VerdictSink } from "./verdict-log";

type Stage = VerdictRecord["stage"];

/** What decides during one run: set once, from the first resource's configuration and URN. */
export interface RunSettings {
  readonly configuration: PolicyConfiguration;
  /** Whether what was configured was not understood: then the run is refused whatever the verdicts are. */
  readonly refused?: boolean;
  readonly stackName: string;
  /** `YYYY-MM-DD`, what exemptions are held against. */
  readonly today: string;
}

/** A rule with the memo that holds what it says of a resource; that one going stale is what makes the rule look again. */
interface Check {
  readonly rule: Rule;
  readonly name: string;
  /** Where it stands among all. */
  readonly place: number;
}

/** What can be read from the resources of a type, and what looks at it. */
interface ChecksOfType {
  readonly kinds: readonly Kind[];
  readonly checks: readonly Check[];
  /** Those of some of the kinds alone, by these. */
  readonly having: Map<string, readonly Check[]>;
}

/**
 * Judges every resource with every rule that is about it, at three lines of defence, and reports each finding the first time
 * a line sees it. Whatever a new resource may decide of what was registered before it is judged with it.
 */
export class Dispatcher {
  readonly #rules: readonly Rule[];
  readonly #checks: readonly Check[];
  readonly #checkByName: ReadonlyMap<string, readonly Check[]>;
  readonly #checksAbout = new Map<string, Check[]>();
  /** The checks of what is read from a resource, by its type. */
  readonly #checksOf = new Map<string, ChecksOfType>();
  readonly #platforms: Platforms;
  readonly #settings: RunSettings;
  readonly #sink: VerdictSink;
  readonly #lowering: Lowering;
  readonly #parents = new Map<string, string | undefined>();
  /** What was registered of the types that some platform knows. */
  #seen = new ResourceGraph([], false, this.#parents);
  #stack: Stack;
  readonly #reported = new Set<string>();
  /** Texts that findings say, each once: what was reported is kept to the end, and a fix is long. */
  readonly #numbers = new Map<string, number>();
  readonly #book = new VerdictBook();
  #end: EndRecord | undefined;

  constructor(rules: readonly Rule[], platforms: Platforms, settings: RunSettings, sink: VerdictSink) {
    this.#rules = rules;
    this.#checks = rules.map((rule, place) => ({ rule, name: `check ${rule.id}`, place }));
    this.#checkByName = new Map(this.#checks.map((check) => [check.name, [check]]));
    for (const check of this.#checks) entry(this.#checksAbout, check.rule.about, () => []).push(check);
    this.#platforms = platforms;
    this.#settings = settings;
    this.#sink = sink;
    const exemptible = new Set(rules.filter((rule) => rule.exemptible).map(({ id }) => id));
    this.#lowering = lowering(settings.configuration, (id) => exemptible.has(id), settings.today);
    this.#stack = new Stack(this.#seen, platforms, settings.today);
  }

  /** A resource as it is registered, with all that it may decide; at the very first, the gate itself. */
  register(resource: Resource, report: ReportViolation): void {
    const { urn, type } = resource;
    if (this.#parents.size === 0) this.#judgeConfiguration(urn, undefined, "resource", report);
    this.#parents.set(urn, resource.parent);
    const role = this.#platforms.roleOf(type);
    if (role === undefined || isLeftOut(resource)) return;
    this.#seen.add(resource);
    if (type === BLUEPRINT_TYPE) {
      this.#judgeBlueprint(resource, report);
      return;
    }
    const stage = role === "starts-code" ? "gate" : "resource";
    const profile = this.#profile();
    for (const [check, owners] of this.#due(urn, type)) {
      for (const owner of owners) this.#judge(check, this.#stack, owner, profile, stage, report);
    }
  }

  /** A resource as it was registered in this run. */
  registered(urn: string): Resource | undefined {
    return this.#seen.get(urn);
  }

  /** The whole stack, with its dependencies. */
  finish(resources: readonly Resource[], report: ReportViolation): void {
    const parents = new Map(resources.map(({ urn, parent }) => [urn, parent]));
    const ofInterest = resources.filter(({ type }) => this.#platforms.roleOf(type) !== undefined);
    const read = ofInterest.filter((resource) => !isLeftOut(resource));
    const graph = new ResourceGraph(read, true, parents, read.length < ofInterest.length);
    const stack = new Stack(graph, this.#platforms, this.#settings.today);
    // Nothing will be registered any more: what was worked out on the way is not needed beside this.
    this.#seen = stack.graph;
    this.#stack = stack;
    const profile = profileOf(this.#settings.configuration, this.#settings.stackName, stack.environment);
    const owners = new Map(this.#checks.map((check): [Check, string[]] => [check, []]));
    for (const { urn, type } of read) for (const check of this.#ownChecks(urn, type)) owners.get(check)?.push(urn);
    for (const [check, urns] of owners) {
      for (const urn of urns) this.#judge(check, stack, urn, profile, "stack", report);
    }
    // What an exception covers is known once everything was judged.
    this.#judgeConfiguration(resources[0]?.urn ?? "", stack, "stack", report);
    const refusals = this.#settings.refused === true ? 1 : 0;
    this.#end = endRecord(resources, this.#platforms, this.#rules, this.#book.records, refusals);
    this.#sink(this.#end);
  }

  /** What `finish` leaves in one line, for where nobody reads the verdicts from a file. */
  summary(): string {
    return runSummary(latestVerdicts(this.#book.records), this.#end, this.#settings.configuration);
  }

  /** Checks with the resources they have to look at: the new one, and those of which it may decide something. */
  #due(urn: string, type: string): readonly (readonly [Check, Iterable<string>])[] {
    const woken = this.#woken();
    const own = this.#ownChecks(urn, type);
    if (woken.size === 0) return own.map((check) => [check, [urn]]);
    for (const check of own) entry(woken, check, () => new Set<string>()).add(urn);
    // In the order in which reports show the rules.
    return [...woken].sort(([one], [other]) => one.place - other.place);
  }

  /** The checks of what is read from a resource: of most types of subjects it has none, though others of its type may. */
  #ownChecks(urn: string, type: string): readonly Check[] {
    const { kinds, checks, having } = this.#readFrom(type);
    const present = kinds.filter((kind) => this.#hasAny(kind, urn));
    if (present.length === kinds.length) return checks;
    return entry(having, present.join(" "), () => checks.filter(({ rule }) => present.includes(rule.about)));
  }

  #hasAny(kind: Kind, owner: string): boolean {
    return this.#stack.of(kind, owner).length > 0;
  }

  /** What rests on something that changed. */
  #woken(): Map<Check, Set<string>> {
    const woken = new Map<Check, Set<string>>();
    for (const { owner, name } of this.#seen.cells.takeStale()) {
      const checks = this.#checksOfName(name);
      // What is only declared was judged with its blueprint.
      if (checks.length === 0 || this.#seen.get(owner)?.type === BLUEPRINT_TYPE) continue;
      for (const check of checks) {
        // Where there was nothing to judge, no check has a memo of its own.
        if (this.#hasAny(check.rule.about, owner)) entry(woken, check, () => new Set<string>()).add(owner);
      }
    }
    return woken;
  }

  /** The checks that have to look again when a memo of this name has become stale. */
  #checksOfName(name: string): readonly Check[] {
    // Where there was nothing to judge, no check has a memo of its own.
    return this.#checkByName.get(name) ?? this.#checksAbout.get(kindRead(name) ?? "") ?? [];
  }

  /** The checks of subjects that are read from resources of a type. */
  #readFrom(type: string): ChecksOfType {
    return entry(this.#checksOf, type, () => {
      const checks = this.#checks.filter(({ rule }) => this.#platforms.ownersOf(rule.about).includes(type));
      return { checks, kinds: [...new Set(checks.map(({ rule }) => rule.about))], having: new Map() };
    });
  }

  #judgeBlueprint(resource: Resource, report: ReportViolation): void {
    const stack = new Stack(new ResourceGraph([resource], true, this.#parents), this.#platforms, this.#settings.today);
    // The blueprint may make the profile stricter.
    this.#judgeConfiguration(resource.urn, stack, "blueprint", report);
    const profile = this.#profile();
    for (const check of this.#readFrom(BLUEPRINT_TYPE).checks) {
      this.#judge(check, stack, resource.urn, profile, "blueprint", report);
    }
  }

  #profile(): Profile {
    // Asked of every resource, and decided by the blueprints.
    return this.#stack.memo("", "profile", () =>
      profileOf(this.#settings.configuration, this.#settings.stackName, this.#stack.environment),
    );
  }

  #judge(
    { rule, name }: Check,
    stack: Stack,
    owner: string,
    profile: Profile,
    stage: Stage,
    report: ReportViolation,
  ): void {
    const look = () => {
      const judged = rule.judge(stack, owner, this.#settings.configuration.options.get(rule.id));
      for (const { subject, judgements } of judged) this.#conclude(rule, subject, judgements, profile, stage, report);
    };
    // What it says is told at once and not kept, only what it rests on, while that may change.
    if (stack.graph.closed) look();
    else stack.memo(owner, name, look);
  }

  #judgeConfiguration(urn: string, stack: Stack | undefined, stage: Stage, report: ReportViolation): void {
    const { configuration, stackName } = this.#settings;
    const profile = profileOf(configuration, stackName, stack?.environment);
    const lowered = loweredInProduction(this.#rules, profile, configuration);
    const exceptions = this.#lowering.state(urn, stage === "stack");
    const subject: PolicyConfigurationSubject = configurationSubject(urn, lowered, exceptions);
    for (const rule of this.#rules.filter(({ about }) => about === "policy-configuration")) {
      const judgements = rule.judgeSubject(
        stack ?? this.#stack,
        subject,
        this.#settings.configuration.options.get(rule.id),
      );
      this.#conclude(rule, subject, judgements, profile, stage, report);
    }
  }

  #conclude(
    rule: Rule,
    subject: Subject,
    judgements: readonly Judgement[],
    profile: Profile,
    stage: Stage,
    report: ReportViolation,
  ): void {
    const open = stage !== "stack" && judgements.some(isOpen);
    // What may still be decided is said when it is, or at the end.
    if (open && stage !== "blueprint") return;
    const { configuration } = this.#settings;
    const level = levelOf(rule, profile, configuration);
    const recording = { rule, level, stage, unproven: configuration.unproven, lowering: this.#lowering };
    const records = recordsOf(subject, judgements, recording);
    this.#write(records);
    if (!open) for (const record of records) this.#report(rule, record, report);
  }

  #write(records: readonly VerdictRecord[]): void {
    if (!this.#book.enter(records)) return;
    for (const record of records) this.#sink(record);
  }

  #numberOf(text: string): number {
    return entry(this.#numbers, text, () => this.#numbers.size);
  }

  #report(rule: Rule, record: VerdictRecord, report: ReportViolation): void {
    if (record.verdict === "pass" || record.level === "disabled") return;
    const what = record.part === undefined ? record.messageId : record.message;
    const idOf = (key: string) => `${record.rule} ${record.level} ${this.#numberOf(what ?? "")} ${key}`;
    const id = idOf(record.key);
    if (this.#reported.has(id) || (record.realises !== undefined && this.#reported.has(idOf(record.realises)))) return;
    this.#reported.add(id);
    const fix = record.fix ?? rule.fix;
    // The CLI prints what a rule says of a resource in one place: the same fix below each of it would be noise.
    const place = `${record.key.length} ${record.key}${record.location.urn}`;
    const told = `fix ${record.rule} ${record.level} ${this.#numberOf(fix)} ${place}`;
    const said = record.message ?? rule.title;
    const message = this.#reported.has(told) ? said : `${said}\nFix: ${fix}`;
    this.#reported.add(told);
    report({
      name: record.rule,
      description: rule.title,
      message,
      urn: record.location.urn,
      enforcementLevel: record.level,
      severity: rule.severity,
    });
  }
}

function isOpen(judgement: Judgement): boolean {
  return judgement.verdict === "unproven" && judgement.unknowns.some(mayPass);
}
