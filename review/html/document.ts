import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { html } from "htm/preact";
import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import { projectRoot } from "../../offline/engine/machine";
import type { Part } from "./parts";

/**
 * A page as one file: no network, and a content security policy that lets nothing run but its own script, by its hash.
 *
 * @param script the page's script, a file beside this one; null: it has none
 */
export function document(title: string, body: Part, script: string | null): string {
  const code = script === null ? null : asset(script);
  const scripts = code === null ? "'none'" : `'sha256-${createHash("sha256").update(code).digest("base64")}'`;
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${scripts}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
${renderToString(html`<title>${title}</title>`)}
<style>${asset("page.css")}</style>
</head>
<body>
${renderToString(body as VNode)}
${code === null ? "" : `<script type="module">${code}</script>\n`}</body>
</html>
`;
}

function asset(name: string): string {
  return readFileSync(join(projectRoot(__dirname), "review", "html", name), "utf8");
}
