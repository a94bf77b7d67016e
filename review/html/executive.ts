/** What a person who decides reads: the verdict, what changed, and the audit's own tables filled from this stack. */
import { html } from "htm/preact";
import { RISKS } from "../document/audit-seed";
import type { Review } from "../document/schema";
import { STATUS_WORDS } from "../document/status";
import { changesText, count } from "../text";
import { chip, codes, type Part, table } from "./parts";

export function executivePart(review: Review): Part {
  return html`<section id="executive" aria-labelledby="executive-title">
    <h2 id="executive-title">For who decides</h2>
    ${blocks(review)} ${changes(review)} ${risks(review)} ${heatMap(review)} ${checklist(review)} ${statistics(review)}
    ${exceptions(review)} ${signOff(review)} ${cost(review)}
  </section>`;
}

/** What must be mended before anything else is read. */
function blocks({ causes }: Review): Part {
  const blocking = causes.filter((cause) => cause.blocks);
  if (blocking.length === 0) return null;
  return html`<h3 id="blocks">What blocks, and how to mend it</h3>
    <ul>
      ${blocking.map(
        ({ id, title, detail, fix }) =>
          html`<li>
            <a href=${`#${id}`}>${title}</a> ${detail === "" ? null : html`<pre>${detail}</pre>`}
            ${fix === null ? null : html`<p><strong>Fix:</strong> ${fix}</p>`}
          </li>`,
      )}
    </ul>`;
}

function changes({ changes: changed, findings }: Review): Part {
  if (changed === null) return null;
  const of = (print: string) => findings.find(({ fingerprint }) => fingerprint === print);
  const link = (print: string) => {
    const finding = of(print);
    return finding === undefined
      ? html`<li>${print}</li>`
      : html`<li>
          <a href=${`#f-${finding.id}`}><code>${finding.rule}</code> ${finding.subject}</a>
        </li>`;
  };
  return html`<div>
    <h3 id="changes">Since the review of ${changed.baseline.generated}</h3>
    <p>${`${changesText(changed)}.`}</p>
    ${
      changed.new.length === 0
        ? null
        : html`<h4>New</h4>
            <ul>
              ${changed.new.map(link)}
            </ul>`
    }
    ${
      changed.fixed.length === 0
        ? null
        : html`<h4>Fixed</h4>
            <ul>
              ${changed.fixed.map(({ rule, subject }) => html`<li><code>${rule}</code> ${subject}</li>`)}
            </ul>`
    }
    ${
      changed.stillOpen.length === 0
        ? null
        : html`<h4>Still open</h4>
            <ul>
              ${changed.stillOpen.map(link)}
            </ul>`
    }
  </div>`;
}

function risks({ audit }: Review): Part {
  return html`<h3 id="risks">Top risks</h3>
    ${table(
      "The audit's risks, and what this stack shows of each",
      ["risk", "lens", "priority", "impact", "status", "rules", "open"],
      audit.risks.map(({ number, title, lens, priority, impact, status, rules, counts }) => [
        html`<strong>${`${number}. ${title}`}</strong>`,
        lens,
        priority,
        impact,
        chip(status),
        codes(rules),
        String(counts.failed + counts.unproven),
      ]),
    )}`;
}

function heatMap({ audit: { heatMap: map } }: Review): Part {
  if (map.rows.length === 0) return null;
  const title = (column: string): string =>
    RISKS.find(({ number }) => String(number) === column)?.title ?? "everything else";
  return html`<h3 id="hotspots">Hotspots</h3>
    <div class="scroll heat" tabindex="0" role="region" aria-label="Hotspots">
      <table>
        <caption>
          Components by risk, the worst first: failed, not proven, passed
        </caption>
        <thead>
          <tr>
            <th scope="col">component</th>
            ${map.columns.map((column) => html`<th scope="col"><abbr title=${title(column)}>${column === "other" ? "other" : `risk ${column}`}</abbr></th>`)}
          </tr>
        </thead>
        <tbody>
          ${map.rows.map(
            ({ node, cells }) =>
              html`<tr>
                <th scope="row">${node}</th>
                ${cells.map((cell) =>
                  cell === null
                    ? html`<td><span class="soft">–</span></td>`
                    : html`<td class=${`s-${cell.status}`} title=${STATUS_WORDS[cell.status]}>
                        ${`${cell.failed} · ${cell.unproven} · ${cell.passed}`}
                      </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function checklist({ audit }: Review): Part {
  return html`<h3 id="checklist">Checklist</h3>
    ${audit.checklist.map(({ phase, title, items }) =>
      table(
        `Phase ${phase}: ${title}`,
        ["done", "action", "so that", "status", "proven by"],
        items.map((item) => [
          item.status === "proven" || item.status === "declared" ? "☑" : "☐",
          item.title,
          item.why,
          chip(item.status),
          codes(item.rules),
        ]),
      ),
    )}`;
}

function statistics({ audit }: Review): Part {
  return html`<h3 id="statistics">Statistics</h3>
    ${audit.statistics.map(({ title, values }) =>
      table(
        title,
        ["what", "how many"],
        values.map(({ name, value }) => [name, value]),
      ),
    )}`;
}

function exceptions({ exceptions: register }: Review): Part {
  return html`<h3 id="exceptions">Exceptions in writing</h3>
    ${
      register.length === 0
        ? html`<p>None.</p>`
        : table(
            "Everything that is let through, the first to end first",
            ["what", "resource", "owner", "until", "reason", "findings"],
            register.map(({ kind, what, resource, owner, until, daysLeft, reason, findings }) => [
              `${kind}: ${what}`,
              html`<code>${resource}</code>`,
              owner,
              `${until} (${daysLeft < 0 ? "over" : `${count(daysLeft, "day")} left`})`,
              reason,
              String(findings.length),
            ]),
          )
    }`;
}

const QUESTIONS = [
  ["authorised", "Who authorised it?"],
  ["tested", "Who tested it?"],
  ["approved", "Who approved it?"],
] as const;

function signOff({ signOff: { signatures, missing }, generated, pack, source }: Review): Part {
  const answers = QUESTIONS.map(([as, question]) => {
    const holding = signatures.filter((signature) => signature.as === as && signature.holds);
    const people = holding.map(
      ({ who, when, until, covers }) => `${who} on ${when}, until ${until}, for ${count(covers, "open finding")}`,
    );
    const gate =
      as === "tested" && pack !== null && source.complete
        ? [`the gate itself (${pack.name} ${pack.version}) on ${generated}`]
        : [];
    const all = [...gate, ...people];
    return [question, all.length === 0 ? "nobody yet" : all.join("; ")];
  });
  return html`<h3 id="sign-off">Sign-off</h3>
    <p>${signedText(missing.length, source.complete)}</p>
    ${table("Who answers for this change", ["question", "answer"], answers)}`;
}

function signedText(missing: number, complete: boolean): string {
  if (missing > 0) return `${count(missing, "finding")} without a signature.`;
  return complete
    ? "Every finding that does not pass is signed for."
    : "The run ended early, so that nobody knows what else there is to sign for.";
}

function cost({ cost: estimate }: Review): Part {
  if (estimate === null) return null;
  return html`<h3 id="cost">Cost</h3>
    <p>${`${estimate.monthly} by list price, before traffic (${estimate.prices}).`}</p>
    <details>
      <summary>What it is made of</summary>
      <ul>
        ${estimate.lines.map((line) => html`<li>${line}</li>`)}
      </ul>
    </details>`;
}
