import { html } from "htm/preact";
import { toMarkdown } from "mdast-util-to-markdown";
import { gfmTableToMarkdown } from "mdast-util-gfm-table";
import type { PhrasingContent, RootContent, TableRow } from "mdast";
import type { Fleet } from "../document/fleet";
import { STATUS_WORDS } from "../document/status";
import { document } from "../html/document";
import { chip, countsText, type Part, table } from "../html/parts";
import { count } from "../text";

/** Exceptions that end sooner are told first. */
const SOON_DAYS = 30;

const OUTCOMES = {
  passes: { status: "proven", text: "nothing blocks" },
  blocked: { status: "blocked", text: "blocked" },
  unfinished: { status: "unproven", text: "no verdict" },
  "nothing-judged": { status: "unproven", text: "nothing was judged" },
} as const;

/** The report on a fleet, by file name. */
export function renderFleet(fleet: Fleet): Readonly<Record<string, string>> {
  return {
    "fleet.json": `${JSON.stringify(fleet, null, 1)}\n`,
    "fleet.md": fleetMarkdown(fleet),
    "fleet.html": fleetPage(fleet),
  };
}

function headline({ stacks }: Fleet): string {
  const blocked = stacks.filter(({ outcome }) => outcome === "blocked").length;
  return `${count(stacks.length, "stack")}, ${blocked} blocked`;
}

function ending({ exceptions }: Fleet): Fleet["exceptions"] {
  return exceptions.filter(({ daysLeft }) => daysLeft <= SOON_DAYS);
}

function fleetMarkdown(fleet: Fleet): string {
  const plain = (value: string): PhrasingContent => ({ type: "text", value });
  const code = (value: string): PhrasingContent => ({ type: "inlineCode", value: value === "" ? "–" : value });
  const row = (cells: readonly PhrasingContent[]): TableRow => ({
    type: "tableRow",
    children: cells.map((cell) => ({ type: "tableCell", children: [cell] })),
  });
  const children: RootContent[] = [
    { type: "heading", depth: 2, children: [plain(headline(fleet))] },
    {
      type: "table",
      children: [
        row(["stack", "", ...fleet.risks.map(({ number }) => `risk ${number}`)].map(plain)),
        ...fleet.stacks.map(({ project, name, outcome, risks }) =>
          row([
            code(`${project}/${name}`),
            plain(OUTCOMES[outcome].text),
            ...risks.map((status) => plain(STATUS_WORDS[status])),
          ]),
        ),
      ],
    },
    ...fleet.rules.map(({ rule, blocked, open }): RootContent => ({
      type: "paragraph",
      children: [
        code(rule),
        plain(`: blocks ${count(blocked.length, "stack")}, open in ${count(open.length, "more", "more")}`),
      ],
    })),
    ...ending(fleet).map(({ stack, what, owner, until, daysLeft }): RootContent => ({
      type: "paragraph",
      children: [
        plain(daysLeft < 0 ? "Over: " : `Ends in ${count(daysLeft, "day")}: `),
        ...[code(what), plain(" of "), code(owner), plain(" in "), code(stack), plain(", until "), code(until)],
      ],
    })),
  ];
  return toMarkdown({ type: "root", children }, { extensions: [gfmTableToMarkdown()], bullet: "-" });
}

function fleetPage(fleet: Fleet): string {
  const body: Part = html`<div>
    <header>
      <h1>${headline(fleet)}</h1>
      <p class="soft">Report of ${fleet.generated}</p>
    </header>
    <main>
      <h2>Stacks by risk, the worst first</h2>
      ${table(
        "A status for each of the audit's risks",
        [
          "stack",
          "verdict",
          ...fleet.risks.map(({ number, title }) => `${number}. ${title}`),
          "verdicts",
          "signed off",
        ],
        fleet.stacks.map(({ project, name, outcome, risks, counts, signedOff }) => [
          html`<strong>${`${project}/${name}`}</strong>`,
          chip(OUTCOMES[outcome].status, OUTCOMES[outcome].text),
          ...risks.map((status) => chip(status)),
          countsText(counts),
          signedOff ? "yes" : "no",
        ]),
      )}
      <h2>What stacks have in common</h2>
      ${table(
        "Rules that are broken or open, by how many stacks",
        ["rule", "promise", "blocks", "open in"],
        fleet.rules.map(({ rule, title, blocked, open }) => [
          html`<code>${rule}</code>`,
          title,
          blocked.join(", "),
          open.join(", "),
        ]),
      )}
      <h2>Exceptions about to end</h2>
      ${
        ending(fleet).length === 0
          ? html`<p>${`None within ${SOON_DAYS} days.`}</p>`
          : table(
              "The first to end first",
              ["stack", "what", "owner", "until", "days left"],
              ending(fleet).map(({ stack, kind, what, owner, until, daysLeft }) => [
                stack,
                `${kind}: ${what}`,
                owner,
                until,
                String(daysLeft),
              ]),
            )
      }
    </main>
  </div>`;
  return document(headline(fleet), body, null);
}
