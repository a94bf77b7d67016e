/** The review as one HTML file: no network, no script needed, the same bytes for the same document. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import type { Review } from "../document/schema";
import { document } from "./document";
import { executivePart } from "./executive";
import { renderGraph } from "./graph";
import { chip, countsText } from "./parts";
import { teamPart } from "./team";

export async function renderHtml(review: Review): Promise<string> {
  const { stack, verdict, architecture } = review;
  const anchors = new Map(architecture.nodes.map(({ id }, index) => [id, `node-${index + 1}`]));
  const graph = await renderGraph(architecture, anchors);
  const title = `${stack.project}/${stack.name}: ${WORDS[verdict.outcome].text}`;
  return document(title, pageBody(review, graph, anchors), "in-page.mjs");
}

const WORDS = {
  passes: { status: "proven", text: "nothing blocks" },
  blocked: { status: "blocked", text: "blocked" },
  unfinished: { status: "unproven", text: "no verdict" },
  "nothing-judged": { status: "unproven", text: "nothing was judged" },
} as const;

function pageBody(review: Review, graph: string, anchors: ReadonlyMap<string, string>): VNode {
  const { stack, verdict, counts, generated, pack, source } = review;
  const { status, text } = WORDS[verdict.outcome];
  const { advisoryMode } = verdict;
  return html`<div>
    <a class="skip" href="#main">Skip to the review</a>
    <header>
      <h1>${`${stack.project}/${stack.name}`} ${chip(status, text)}</h1>
      <p class="soft">
        ${[
          `Review of ${generated}`,
          source.kind,
          ...(pack === null ? [] : [`${pack.name} ${pack.version}`]),
          ...(stack.environment === null ? [] : [stack.environment]),
          ...(stack.region === null ? [] : [stack.region]),
        ].join(" · ")}
      </p>
      <p class=${`verdict s-${status}`}>${verdict.sentence}</p>
      ${
        advisoryMode === null
          ? null
          : html`<p class="verdict s-open">
              ${`Advisory mode until ${advisoryMode.until} (${advisoryMode.owner}): nothing blocks. ${advisoryMode.reason}`}
            </p>`
      }
      <p>${countsText(counts)}</p>
      <nav aria-label="Parts of the review">
        <ul>
          ${SECTIONS.map(([id, title]) => html`<li><a href=${`#${id}`}>${title}</a></li>`)}
        </ul>
      </nav>
    </header>
    <main id="main">${executivePart(review)} ${teamPart(review, { graph, anchors })}</main>
    <footer><p class="soft">Every format of this review is a view of one document, review.json.</p></footer>
  </div>`;
}

const SECTIONS = [
  ["executive", "For who decides"],
  ["risks", "Top risks"],
  ["hotspots", "Hotspots"],
  ["checklist", "Checklist"],
  ["sign-off", "Sign-off"],
  ["team", "For the team"],
  ["findings", "Findings"],
  ["rules", "Rules"],
  ["not-looked-at", "Not looked at"],
] as const;
