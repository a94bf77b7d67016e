import type { Finding, Judgement, MessageData, RuleRecord, Stack, Subject } from "../model";

/** A rule: what, why, how to fix, and a pure check of one subject at a time. */
export interface RuleDefinition<S extends Subject, M extends string> extends RuleRecord {
  /** Message texts by id; `{name}` is filled from the finding's data. */
  readonly messages: Readonly<Record<M, string>>;
  /** Whether the platform team may exempt a resource from it in production; default yes. */
  readonly exemptible?: boolean;
  /** Whether the configuration may set its level; default yes. */
  readonly configurable?: boolean;
  readonly subjects: (stack: Stack) => readonly S[];
  readonly check: (subject: S, context: RuleContext<M>) => Judgement;
}

export interface RuleContext<M extends string> {
  readonly stack: Stack;
  /** A failed finding; `data` fills the message and never holds a secret's value. */
  readonly fail: (messageId: M, data?: MessageData) => Finding;
}

/** A rule as the pack runs it: its metadata, and its judgement of every subject. */
export interface Rule extends RuleRecord {
  readonly messages: Readonly<Record<string, string>>;
  readonly exemptible: boolean;
  readonly configurable: boolean;
  readonly judge: (stack: Stack) => readonly JudgedSubject[];
}

export interface JudgedSubject {
  readonly subject: Subject;
  readonly judgement: Judgement;
}

/** Closes a definition over its types, so that a misspelt message id does not compile. */
export function rule<S extends Subject, M extends string>(definition: RuleDefinition<S, M>): Rule {
  const { subjects, check, exemptible = true, configurable = true, ...metadata } = definition;
  const fail = (messageId: M, data: MessageData = {}): Finding => ({ verdict: "fail", messageId, data });
  return {
    ...metadata,
    exemptible,
    configurable,
    judge: (stack) => subjects(stack).map((subject) => ({ subject, judgement: check(subject, { stack, fail }) })),
  };
}

/** Fills `{name}` in a message from the finding's data. */
export function messageText(rule: Rule, messageId: string, data: MessageData): string {
  return (rule.messages[messageId] ?? messageId).replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(data[name] ?? whole),
  );
}
