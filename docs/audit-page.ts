/** The audit's rows with the rules that make each undeployable and what proves them, and the same the other way round. */
import type { Rule } from "guardrails-policies/rules";
import { CHECKLIST, RISKS, risksIn, STATISTICS, codeOnly, type Speaks } from "../review/document/audit-seed";
import { cell, table } from "./markdown";

/** A change of the real program, and the rules that find it. */
export interface Mutation {
  readonly did: string;
  readonly found: Readonly<Record<string, unknown>>;
}

/** What there is of the pack beside the rules themselves. */
export interface Proofs {
  readonly mutations: readonly Mutation[];
  /** The folder of a rule's file below policies/rules, by its id. */
  readonly concerns: ReadonlyMap<string, string>;
}

interface Row {
  readonly title: string;
  readonly speaks: Speaks;
}

const RISK_ROWS: readonly Row[] = RISKS.map(({ number, title }) => ({
  title: `Top risk ${number}: ${title}`,
  speaks: (audit) => risksIn(audit).includes(number),
}));
const ROWS: readonly Row[] = [...RISK_ROWS, ...CHECKLIST.flatMap(({ items }) => items), ...STATISTICS];

/** `docs/audit.md`. */
export function auditPage(rules: readonly Rule[], { mutations }: Proofs): string {
  const of = (speaks: Speaks) => rules.filter(({ audit }) => speaks(audit));
  const links = (speaks: Speaks) =>
    speaks === codeOnly
      ? "only the application's code can show it"
      : of(speaks)
          .map(({ id }) => `[\`${id}\`](rules/${id}.md)`)
          .join(" · ");
  return [
    "# The audit, and what holds each of its findings back",
    "What the audit found in the application this stack is for, as far as a stack can show it. A rule finds its rows by what it says of itself (`audit`); the review fills the same rows from one stack (`npm run review`).",
    "## Top risks",
    table(
      ["", "risk", "priority", "found in", "impact", "rules", "mutations"],
      RISKS.map(({ number, title, priority, found, impact }, index) => {
        const { speaks } = RISK_ROWS[index] ?? { speaks: () => false };
        return [number, title, priority, found, impact, links(speaks), mutatedBy(of(speaks), mutations).length];
      }),
    ),
    "## Checklist of next actions",
    ...CHECKLIST.flatMap(({ phase, title, items }) => [
      `### Phase ${phase}: ${title}`,
      table(
        ["action", "why", "rules", "mutations"],
        items.map((item) => [item.title, item.why, links(item.speaks), mutatedBy(of(item.speaks), mutations).length]),
      ),
    ]),
    "## Summary statistics",
    table(
      ["statistic", "the audit counted", "rules"],
      STATISTICS.map(({ title, found, speaks }) => [title, found, links(speaks)]),
    ),
    "## What proves each rule",
    "Its cases (valid, invalid and unproven), its two example programs, which are run, and changes of the real program of this product that it alone, or with the rules that are named beside it, finds.",
    table(
      ["rule", "cases", "mutations of the real program"],
      rules.map(({ id }) => [
        `[\`${id}\`](rules/${id}.md)`,
        `[cases](../tests/policies/rules/${id}.test.ts)`,
        mutatedBy([{ id }], mutations)
          .map(({ did }) => did)
          .join("; "),
      ]),
    ),
    "",
  ].join("\n\n");
}

/** What stands on the index of all rules beside the list: by concern, and by the audit's rows. */
export function crossIndexes(rules: readonly Rule[], { concerns }: Proofs): string {
  const link = ({ id }: Rule) => `[\`${id}\`](${id}.md)`;
  const folders = [...new Set(rules.map(({ id }) => concerns.get(id) ?? ""))].sort();
  return [
    "## By concern",
    table(
      ["concern", "rules"],
      folders.map((folder) => [folder, list(rules.filter(({ id }) => concerns.get(id) === folder).map(link))]),
    ),
    "## By what the audit says",
    `What proves them is on [the audit's page](../audit.md).`,
    table(
      ["the audit's row", "rules"],
      ROWS.map(({ title, speaks }) => [title, list(rules.filter(({ audit }) => speaks(audit)).map(link))]),
    ),
    ...unspoken(rules),
    "",
  ].join("\n\n");
}

function unspoken(rules: readonly Rule[]): readonly string[] {
  const others = rules.filter(({ audit }) => !ROWS.some(({ speaks }) => speaks(audit)));
  if (others.length === 0) return [];
  return [
    "Of none of these rows, but of the audit's lenses:",
    others.map(({ id, audit }) => `- [\`${id}\`](${id}.md): ${cell(audit)}`).join("\n"),
  ];
}

function mutatedBy(rules: readonly Pick<Rule, "id">[], mutations: readonly Mutation[]): readonly Mutation[] {
  return mutations.filter(({ found }) => rules.some(({ id }) => Object.hasOwn(found, id)));
}

function list(items: readonly string[]): string {
  return items.join(" · ");
}

/** The rows that no rule speaks to, those that only the application's code can show left out; a test wants none. */
export function rowsWithoutRule(rules: readonly Rule[]): readonly string[] {
  return ROWS.filter(({ speaks }) => speaks !== codeOnly && !rules.some(({ audit }) => speaks(audit))).map(
    ({ title }) => title,
  );
}
