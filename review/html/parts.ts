/** Small parts of the page. Preact writes them out, so that every text is escaped by construction. */
import { html } from "htm/preact";
import type { ComponentChildren, VNode } from "preact";
import type { Review, ReviewFinding, Status } from "../document/schema";
import { whyUnknown } from "../document/causes";
import { STATUS_WORDS, statusOf } from "../document/status";

export type Part = VNode | VNode[] | string | null;

export function chip(status: Status, text = STATUS_WORDS[status]): Part {
  return html`<span class=${`chip s-${status}`}>${text}</span>`;
}

/** A table that scrolls by itself where it is too wide. */
export function table(caption: string, head: readonly string[], rows: readonly (readonly ComponentChildren[])[]): Part {
  if (rows.length === 0) return null;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Where a finding stands: a page holds each once, everything else links to it. */
export function findingAnchor({ id }: Pick<ReviewFinding, "id">): string {
  return `f-${id}`;
}

export function findingPart(finding: ReviewFinding, anchors: ReadonlyMap<string, string>): Part {
  const status = statusOf(finding);
  const {
    rule,
    subject,
    node,
    verdict,
    basis,
    rehearsed,
    severity,
    message,
    fix,
    location,
    position,
    stage,
    exception,
    signed,
    unknowns,
  } = finding;
  const anchor = findingAnchor(finding);
  return html`<article
    class=${`finding l-${status}`}
    id=${anchor}
    data-status=${status}
    data-verdict=${verdict}
    data-rule=${rule}
    data-node=${node}
  >
    <h4>
      ${chip(status)} ${severity === null ? null : html`<span class="soft">${severity}</span>`}
      <code>${rule}</code> <a href=${`#${anchors.get(node) ?? "components"}`}>${subject}</a>
      <a href=${`#${anchor}`} aria-label=${`Link to ${rule} on ${subject}`}>#</a>
    </h4>
    ${message === null ? null : html`<pre>${message}</pre>`}
    ${fix === null ? null : html`<p><strong>Fix:</strong> ${fix}</p>`}
    <dl>
      ${
        position === null
          ? null
          : html`<dt>made in</dt>
              <dd><code>${`${position.file}:${position.line}`}</code></dd>`
      }
      <dt>evidence</dt>
      <dd><code>${location.urn}</code>${location.path === "" ? null : html` <code>${location.path}</code>`}</dd>
      <dt>judged at</dt>
      <dd>
        ${[stage, ...(basis === null ? [] : [basis]), ...(rehearsed ? ["in a rehearsed update"] : [])].join(", ")}
      </dd>
      ${unknowns.map(
        ({ location: place, because, producers }) =>
          html`<dt>unknown</dt>
            <dd>
              <code>${`${place.path} of ${place.urn}`}</code>
              ${" "}${whyUnknown(because)}${producers.map((urn) => html` <code>${urn}</code>`)}
            </dd>`,
      )}
      ${
        exception === null
          ? null
          : html`<dt>${exception.kind}</dt>
              <dd>${`${exception.reason} (${exception.owner}, until ${exception.until})`}</dd>`
      }
      ${
        signed === null
          ? null
          : html`<dt>signed</dt>
              <dd>${`${signed.who}, until ${signed.until}`}</dd>`
      }
    </dl>
  </article>`;
}

export function codes(names: readonly string[]): Part {
  return html`<span>${names.map((name, index) => html`${index === 0 ? "" : ", "}<code>${name}</code>`)}</span>`;
}

export function countsText({ passed, verified, declared, failed, unproven }: Review["counts"]): string {
  return `${passed} passed (${verified} on real values, ${declared} as planned), ${failed} failed, ${unproven} not proven`;
}
