/**
 * The review as a pull request's comment. A tree that a library writes out, so that escaping is nobody's memory; names and
 * messages of the program stand in code, where GitHub makes no mention and no link of them.
 */
import type { BlockContent, PhrasingContent, RootContent, TableRow } from "mdast";
import { gfmTableToMarkdown } from "mdast-util-gfm-table";
import { toMarkdown } from "mdast-util-to-markdown";
import type { Review, ReviewFinding, Status } from "../document/schema";
import { STATUS_WORDS } from "../document/status";
import { changesText, count } from "../text";

/** GitHub refuses a longer comment. */
export const COMMENT_LIMIT = 65_536;

/** Kept free for the line that says what was left out. */
const RESERVE = 400;

const MARKS: Readonly<Record<Status, string>> = {
  blocked: "🛑",
  open: "⚠️",
  unproven: "❔",
  accepted: "📝",
  "in-part": "◐",
  declared: "☑️",
  proven: "✅",
  "not-applicable": "➖",
  "no-rule": "➖",
};

const OUTCOMES: Readonly<Record<Review["verdict"]["outcome"], string>> = {
  passes: "✅ Nothing blocks",
  blocked: "🛑 Blocked",
  unfinished: "❔ No verdict",
  "nothing-judged": "❔ Nothing was judged",
};

/**
 * A comment of at most `limit` characters, cut between findings and never inside one or inside a table. Empty where nothing
 * changed since the baseline: there is nothing to say.
 */
export function renderMarkdown(review: Review, limit = COMMENT_LIMIT): string {
  if (nothingChanged(review)) return "";
  const ids = new Map(review.findings.map((finding) => [finding.id, finding]));
  const blocks = review.causes.flatMap((cause) => causeBlocks(cause, ids));
  const end = write([...notes(review), digests(review)]);
  let text = write(beginning(review));
  let left = 0;
  for (const { content, findings } of blocks) {
    const block = `\n${write(content)}`;
    if (left > 0 || text.length + block.length + end.length + RESERVE > limit) left += findings;
    else text += block;
  }
  const cut =
    left === 0
      ? ""
      : `\n${write([paragraph(plain(`${count(left, "more finding")} did not fit here: see the review itself.`))])}`;
  return `${text}${cut}\n${end}`;
}

/** A run that ended early has not looked whether anything changed. */
function nothingChanged({ changes, verdict, source }: Review): boolean {
  return (
    changes !== null &&
    source.complete &&
    changes.new.length === 0 &&
    changes.fixed.length === 0 &&
    changes.baseline.outcome === verdict.outcome
  );
}

function write(children: RootContent[]): string {
  return toMarkdown({ type: "root", children }, { extensions: [gfmTableToMarkdown()], bullet: "-", rule: "-" });
}

function beginning(review: Review): RootContent[] {
  const { stack, verdict, counts, changes, audit } = review;
  const { advisoryMode } = verdict;
  return [
    heading(2, plain(`${OUTCOMES[verdict.outcome]}: `), code(`${stack.project}/${stack.name}`)),
    paragraph(prose(verdict.sentence)),
    ...(advisoryMode === null
      ? []
      : [
          paragraph(
            plain(`Advisory mode until ${advisoryMode.until}: nothing blocks. Answers for it: `),
            code(advisoryMode.owner),
          ),
        ]),
    ...(changes === null
      ? []
      : [paragraph(plain(`Since the review of ${changes.baseline.generated}: ${changesText(changes)}.`))]),
    paragraph(
      plain(
        `${counts.passed} passed (${counts.verified} on real values, ${counts.declared} as planned), ${counts.failed} failed, ` +
          `${counts.unproven} not proven.`,
      ),
    ),
    table(
      ["risk", "", "status", "open findings"],
      audit.risks.map(({ number, title, status, counts: of }) => [
        [plain(`${number}. ${title}`)],
        [plain(MARKS[status])],
        [plain(STATUS_WORDS[status])],
        [plain(String(of.failed + of.unproven))],
      ]),
    ),
  ];
}

interface Block {
  readonly content: RootContent[];
  /** Findings that are left out with it. */
  readonly findings: number;
}

/** The cause, and then each of its findings, so that a long cause is cut between its findings. */
function causeBlocks(cause: Review["causes"][number], ids: ReadonlyMap<string, ReviewFinding>): Block[] {
  const mark = cause.blocks ? MARKS.blocked : cause.kind === "fail" ? MARKS.open : MARKS.unproven;
  const title = heading(3, plain(`${mark} `), ...(cause.kind === "fail" ? [prose(cause.title)] : [code(cause.title)]));
  const rules = cause.rules.flatMap((rule, index) => [...(index === 0 ? [] : [plain(", ")]), code(rule)]);
  const content = [title, paragraph(plain("Rules: "), ...rules), ...(cause.fix === null ? [] : fix(cause.fix))];
  const findings = cause.findings.flatMap((id) => ids.get(id) ?? []);
  return [{ content, findings: 0 }, ...findings.map((finding) => ({ content: findingBlock(finding), findings: 1 }))];
}

function fix(text: string): RootContent[] {
  // In prose GitHub would make a mention of it.
  return text.includes("@") ? [paragraph(plain("Fix:")), verbatim(text)] : [paragraph(plain(`Fix: ${text}`))];
}

function findingBlock({ subject, message, position, location, exception, signed }: ReviewFinding): RootContent[] {
  const place: PhrasingContent[] =
    position === null
      ? [code(location.path === "" ? location.urn : location.path)]
      : [code(`${position.file}:${position.line}`)];
  return [
    paragraph(code(subject), plain(" at "), ...place),
    ...(message === null ? [] : [verbatim(message)]),
    ...(exception === null
      ? []
      : [
          paragraph(
            plain(`Let through (${exception.kind}) until `),
            code(exception.until),
            plain(" by "),
            code(exception.owner),
          ),
          verbatim(exception.reason),
        ]),
    ...(signed === null ? [] : [paragraph(plain("Signed by "), code(signed.who), plain(` until ${signed.until}`))]),
  ];
}

function notes({ changes, notLookedAt, cost }: Review): RootContent[] {
  const fixed = (changes?.fixed ?? []).slice(0, 20);
  const of = (only: boolean) =>
    notLookedAt.types.reduce((sum, type) => (type.settingsOnly === only ? sum + type.count : sum), 0);
  const [settings, unread] = [of(true), of(false)];
  const bySettings = settings === 0 ? "" : `, of ${settings} more only settings`;
  return [
    ...(fixed.length === 0
      ? []
      : [
          paragraph(
            plain("Fixed: "),
            ...fixed.flatMap(({ rule, subject }) => [code(rule), plain(" "), code(subject), plain(" ")]),
          ),
        ]),
    paragraph(
      plain(
        `Judged ${notLookedAt.judged} of ${notLookedAt.resources} resources${bySettings}; ${count(unread, "resource")} of types no rule reads.`,
      ),
      ...(cost === null ? [] : [plain(" Cost by list price: "), code(cost.monthly)]),
    ),
  ];
}

/** The plan this comment is about; a comment of another plan says nothing of this one. */
function digests({ digests: { plan }, generated }: Review): BlockContent {
  return paragraph(plain("Plan "), code(plan ?? "not known"), plain(`, reviewed ${generated}.`));
}

function heading(depth: 2 | 3, ...children: PhrasingContent[]): RootContent {
  return { type: "heading", depth, children };
}

function paragraph(...children: PhrasingContent[]): BlockContent {
  return { type: "paragraph", children };
}

function plain(value: string): PhrasingContent {
  return { type: "text", value };
}

/** Somebody else's words in a sentence: in code where GitHub would make a mention of them. */
function prose(value: string): PhrasingContent {
  return value.includes("@") ? code(value) : plain(value);
}

function code(value: string): PhrasingContent {
  const shown = value.replaceAll("\n", " ").trim();
  return { type: "inlineCode", value: shown === "" ? "–" : shown };
}

function verbatim(value: string): BlockContent {
  return { type: "code", value, lang: "text" };
}

function table(head: readonly string[], rows: readonly PhrasingContent[][][]): RootContent {
  const row = (cells: readonly PhrasingContent[][]): TableRow => ({
    type: "tableRow",
    children: cells.map((children) => ({ type: "tableCell", children })),
  });
  return { type: "table", align: [], children: [row(head.map((cell) => [plain(cell)])), ...rows.map(row)] };
}
