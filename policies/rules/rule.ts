import * as v from "valibot";
import type { Kind, SubjectKinds } from "../subjects";
import type { Basis, Fact, Finding, Judgement, MessageData, RuleRecord, Shown, Stack, Subject, Way } from "../model";
import { settle, unproven, weaker } from "../model";

/**
 * A message that only advises. `always`: it tells of something that is not this stack's, or a weakness by degree.
 * `undeclared`: it is about something that was not found, which breaks a promise only where a blueprint made one.
 */
export type Advice = "always" | "undeclared";

/** What a rule's page says beside the rule itself. */
export interface RulePage {
  /** Two short Pulumi programs, in TypeScript: one it fails, and the same one mended. A test runs both. */
  readonly examples?: { readonly bad: string; readonly good: string };
  /** When it is better exempted or switched off. */
  readonly whenNot?: string;
  /** Ids of rules that look at the same thing from another side. */
  readonly related?: readonly string[];
  /** Checks of other tools that ask the same, by their own ids: `CKV_AWS_16`, `AWS-0080`, `AwsSolutions-RDS2`, `RDS.3`. */
  readonly twins?: readonly string[];
}

/** A rule: what, why, how to fix, and a pure check of one subject at a time. */
export interface RuleDefinition<K extends Kind, M extends string, O = undefined> extends RuleRecord, RulePage {
  /** What it is about. */
  readonly about: K;
  /** Message texts by id; `{label}` is the subject's, `{name}` is filled from the finding's data. */
  readonly messages: Readonly<Record<M, string>>;
  /** Keys of this product's own configuration that decide it: not set, each means something safe. */
  readonly settings?: readonly string[];
  /** By message, what mends it wherever it is found: tried by `--suggest`. */
  readonly mends?: Readonly<Partial<Record<M, Way>>>;
  /** Messages that do not block by themselves. */
  readonly advises?: Readonly<Partial<Record<M, Advice>>>;
  /** Whether the platform team may exempt a resource from it in production; default yes. */
  readonly exemptible?: boolean;
  /** Whether the configuration may set its level; default yes. */
  readonly configurable?: boolean;
  /** Whether it has anything to say of a subject; unknown: unproven, absent or false: it does not apply. */
  readonly applies?: (subject: SubjectKinds[K], stack: Stack, options: O) => Fact<boolean>;
  /** What the platform team may set (`rules.<id>.options`): every option has a default and a description. */
  readonly options?: v.GenericSchema<unknown, O>;
  readonly check: (subject: SubjectKinds[K], context: RuleContext<M, O>) => Judgement | readonly Judgement[];
}

export interface RuleContext<M extends string, O = unknown> {
  readonly stack: Stack;
  readonly options: O;
  /** A failed finding; `data` fills the message; `ways`: what mends it that only the check knows, before what `mends` says. */
  readonly fail: (messageId: M, data?: MessageData, ...ways: readonly Way[]) => Finding;
}

/** A rule as the pack runs it: its metadata, and its judgement of one subject. */
export interface Rule extends RuleRecord, RulePage {
  readonly about: Kind;
  readonly messages: Readonly<Record<string, string>>;
  readonly advises: Readonly<Partial<Record<string, Advice>>>;
  readonly settings?: readonly string[];
  readonly mends?: Readonly<Partial<Record<string, Way>>>;
  readonly exemptible: boolean;
  readonly configurable: boolean;
  readonly options?: v.GenericSchema;
  /** What it says of the subjects read from one resource; options as its schema gives them, else the defaults. */
  readonly judge: (stack: Stack, owner: string, options?: unknown) => readonly JudgedSubject[];
  /** What it says of one subject that is not read from a resource. */
  readonly judgeSubject: (stack: Stack, subject: Subject, options?: unknown) => readonly Judgement[];
}

export interface JudgedSubject {
  readonly subject: Subject;
  /** At least one: every failure, or the one answer. */
  readonly judgements: readonly Judgement[];
}

/** Closes a definition over its types, so that a misspelt message id does not compile. */
export function rule<K extends Kind, M extends string, O = undefined>(definition: RuleDefinition<K, M, O>): Rule {
  const { about, applies, check, advises = {}, exemptible = true, configurable = true, ...metadata } = definition;
  const schema = definition.options;
  // Without a schema there are none, and O is undefined.
  const defaults = (schema === undefined ? undefined : v.parse(schema, {})) as O;
  const judgeSubject = (stack: Stack, subject: SubjectKinds[K], options: O): readonly Judgement[] => {
    const fail = (messageId: M, data: MessageData = {}, ...ways: readonly Way[]): Finding => {
      const label: Shown = (subject as Subject).label;
      return { verdict: "fail", messageId, data: { label, ...data }, ...(ways.length === 0 ? {} : { ways }) };
    };
    const applicable = applies?.(subject, stack, options);
    if (applicable?.state === "unknown") return [unproven(applicable)];
    if (applicable !== undefined && (applicable.state === "absent" || !applicable.value)) return [];
    const basis = weaker(applicable?.basis ?? "verified", (subject as Subject).basis ?? "verified");
    const said = check(subject, { stack, options, fail });
    const judgements = isOne(said) ? [said] : said;
    // What was not asked anything did not pass.
    if (judgements.length === 0) return [];
    const settled = settle(judgements);
    return basis === "verified" ? settled : settled.map((judgement) => restingOn(basis, judgement));
  };
  return {
    ...metadata,
    about,
    advises: advises,
    exemptible,
    configurable,
    judge: (stack, owner, options = defaults) => {
      const judged: JudgedSubject[] = [];
      for (const subject of stack.of(about, owner)) {
        const judgements = judgeSubject(stack, subject, options as O);
        if (judgements.length > 0) judged.push({ subject, judgements });
      }
      return judged;
    },
    judgeSubject: (stack, subject, options = defaults) =>
      judgeSubject(stack, subject as unknown as SubjectKinds[K], options as O),
  };
}

/** Nothing that is said of a part is surer than that it is there, and what was read of it. */
function restingOn(basis: Basis, judgement: Judgement): Judgement {
  return judgement.verdict === "unproven" ? judgement : { ...judgement, basis };
}

function isOne(said: Judgement | readonly Judgement[]): said is Judgement {
  return "verdict" in said;
}

/** Fills `{name}` in a message from the finding's data. */
export function messageText(rule: Rule, messageId: string, data: MessageData): string {
  return (rule.messages[messageId] ?? messageId).replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(Object.hasOwn(data, name) ? data[name] : whole),
  );
}
