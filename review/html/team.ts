/** What a team works with: the architecture, every finding by its cause, the arithmetic, and what was not looked at. */
import { html } from "htm/preact";
import { groupBy } from "../document/group";
import type { Review, ReviewFinding } from "../document/schema";
import { STATUS_ORDER, STATUS_WORDS, statusOf } from "../document/status";
import { count } from "../text";
import { chip, countsText, findingAnchor, findingPart, type Part, table } from "./parts";

export interface TeamParts {
  /** An SVG; empty: nothing was drawn. */
  readonly graph: string;
  /** Ids in the page by nodes. */
  readonly anchors: ReadonlyMap<string, string>;
}

export function teamPart(review: Review, { graph, anchors }: TeamParts): Part {
  return html`<section id="team" aria-labelledby="team-title">
    <h2 id="team-title">For the team</h2>
    ${
      graph === ""
        ? null
        : html`<h3 id="architecture-title">Architecture</h3>
            <figure id="architecture" dangerouslySetInnerHTML=${{ __html: graph }}></figure>`
    }
    ${findings(review, anchors)} ${components(review, anchors)} ${budgets(review)} ${ladders(review)} ${rules(review)}
    ${notLookedAt(review)} ${evidence(review)}
  </section>`;
}

function findings(review: Review, anchors: ReadonlyMap<string, string>): Part {
  const byId = new Map(review.findings.map((finding) => [finding.id, finding]));
  const passing = groupBy(
    review.findings.filter(({ verdict }) => verdict === "pass"),
    ({ rule }) => rule,
  );
  return html`<h3 id="findings">Findings by cause</h3>
    ${filters(review)}
    <p id="shown" role="status" tabindex="-1" class="soft">${count(review.findings.length, "verdict")}</p>
    ${review.causes.map(
      ({ id, kind, title, detail, fix, blocks, findings: ids }) =>
        html`<section data-group id=${id} aria-labelledby=${`${id}-title`}>
          <h3 id=${`${id}-title`}>
            ${chip(blocks ? "blocked" : kind === "fail" ? "open" : "unproven")} ${title}
            <span class="soft">${`(${ids.length})`}</span>
          </h3>
          ${kind === "fail" || detail === "" ? null : html`<p>${detail}</p>`}
          ${kind === "fail" || fix === null ? null : html`<p><strong>Fix:</strong> ${fix}</p>`}
          ${ids.flatMap((finding) => byId.get(finding) ?? []).map((finding) => findingPart(finding, anchors))}
        </section>`,
    )}
    <h3 id="passes">What passes</h3>
    ${passing.size === 0 ? html`<p>Nothing.</p>` : null}
    ${[...passing].map(
      ([rule, passed]) =>
        html`<details data-group>
          <summary><code>${rule}</code> ${`(${passed.length})`}</summary>
          ${passed.map((finding) => findingPart(finding, anchors))}
        </details>`,
    )}`;
}

function filters({ findings: all }: Review): Part {
  const present = new Set(all.map(statusOf));
  const names = (key: "rule" | "node") => [...new Set(all.map((finding) => finding[key]))].sort();
  const option = (value: string, text = value) => html`<option value=${value}>${text}</option>`;
  return html`<form class="filters" role="search" aria-label="Filter the findings">
    <label>Search<input type="search" name="q" autocomplete="off" /></label>
    <label
      >Status<select name="status">
        ${option("", "all")} ${option("not-pass", "what does not pass")}
        ${STATUS_ORDER.filter((status) => present.has(status)).map((status) => option(status, STATUS_WORDS[status]))}
      </select></label
    >
    <label
      >Rule<select name="rule">
        ${option("", "all")} ${names("rule").map((name) => option(name))}
      </select></label
    >
    <label
      >Component<select name="node">
        ${option("", "all")} ${names("node").map((name) => option(name))}
      </select></label
    >
    <button type="reset">Show everything</button>
  </form>`;
}

/** Each component with links to its findings: where a node of the picture leads without the script. */
function components({ architecture, findings: all }: Review, anchors: ReadonlyMap<string, string>): Part {
  const byNode = groupBy(all, ({ node }) => node);
  return html`<h3 id="components">Components</h3>
    <ul>
      ${architecture.nodes.map(
        ({ id, facts, status }) =>
          html`<li id=${anchors.get(id)} data-node=${id}>
            <strong>${id}</strong> ${chip(status)} ${facts.join(", ")} ${links(byNode.get(id) ?? [])}
          </li>`,
      )}
    </ul>`;
}

/** More are found with the filter. */
const LINKS_SHOWN = 12;

function links(found: readonly ReviewFinding[]): Part {
  const more = found.length - LINKS_SHOWN;
  return html`<span
    >${found
      .slice(0, LINKS_SHOWN)
      .map((finding) => html` <a href=${`#${findingAnchor(finding)}`}>${`${finding.rule}: ${finding.verdict}`}</a>`)}${
      more > 0 ? ` and ${more} more` : ""
    }</span
  >`;
}

function budgets({ budgets: all }: Review): Part {
  return html`<div>
    ${all.map(({ database, lines, peak, usable, maxConnections, fits, cheapestFix }) => [
      html`<h3>
        Connection budget of ${database} ${chip(fits ? "declared" : "blocked", fits ? "fits" : "does not fit")}
      </h3>`,
      table(
        `${peak ?? "unlimited"} connections at peak, ${usable} usable of max_connections ${maxConnections}`,
        ["client", "arithmetic", "connections"],
        lines.map(({ name, arithmetic, connections }) => [name, arithmetic, String(connections ?? "unlimited")]),
      ),
      cheapestFix === null ? null : html`<p><strong>Cheapest fix:</strong> ${cheapestFix}</p>`,
    ])}
  </div>`;
}

function ladders({ ladders: all }: Review): Part {
  if (all.length === 0) return null;
  return html`<h3 id="timeouts">Timeout ladder</h3>
    ${table(
      "Every wait must end before the one around it",
      ["workload", "rung", "holds"],
      all.flatMap(({ workload, rungs }) =>
        rungs.map(({ statement, holds, problem }) => [workload, statement, holds ? "yes" : `no: ${problem ?? ""}`]),
      ),
    )}`;
}

function rules({ rules: all, source }: Review): Part {
  const nothing = source.complete ? "nothing of the kind here" : "nothing was judged before the run ended";
  return html`<h3 id="rules">Rules</h3>
    ${table(
      "What the pack promises",
      ["rule", "promise", "audit", "verdicts", "why"],
      all.map(({ id, title, audit, applicable, counts, why }) => [
        html`<code>${id}</code>`,
        title,
        audit,
        applicable ? countsText(counts) : nothing,
        why,
      ]),
    )}`;
}

function notLookedAt({ notLookedAt: { resources, judged, types }, source }: Review): Part {
  return html`<h3 id="not-looked-at">What was not looked at</h3>
    <p>${`Some rule reads ${judged} of ${resources} resources.`}</p>
    ${
      source.notes.length === 0
        ? null
        : html`<ul>
            ${source.notes.map((note) => html`<li>${note}</li>`)}
          </ul>`
    }
    ${table(
      "Types that no rule reads, or only their settings: what they run or hold nobody has looked at",
      ["type", "resources", "read"],
      types.map(({ type, count: number, settingsOnly }) => [
        html`<code>${type}</code>`,
        String(number),
        settingsOnly ? "settings only" : "nothing",
      ]),
    )}`;
}

function evidence({ digests }: Review): Part {
  return html`<h3 id="digests">Digests</h3>
    ${table(
      "What exactly was reviewed (SHA-256)",
      ["what", "digest"],
      Object.entries(digests).map(([name, digest]) => [name, html`<code>${digest ?? "not known"}</code>`]),
    )}`;
}
