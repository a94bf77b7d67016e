/** The generated parts of the documentation, as text. */
import type { Blueprint, DeclaredVariable } from "guardrails-policies/model";
import type { Rule } from "guardrails-policies/rules";
import { cell } from "./markdown";

/** A rule's page: everything on it comes from the rule itself. */
export function rulePage(rule: Rule): string {
  const messages = Object.entries(rule.messages).map(([id, text]) => `| \`${id}\` | ${cell(text)} |`);
  return [
    `# ${rule.id}`,
    `**${rule.title}.**`,
    `| severity | audit | in production | in development | can be exempted |\n| --- | --- | --- | --- | --- |\n| ${rule.severity} | ${cell(rule.audit)} | ${rule.severity === "critical" || rule.severity === "high" ? "blocks" : "advises"} | ${rule.severity === "critical" ? "blocks" : "advises"} | ${rule.exemptible ? "yes" : "no"} |`,
    `## Why\n\n${rule.why}`,
    `## How to fix it\n\n${rule.fix}`,
    `## What it says\n\n| message | text |\n| --- | --- |\n${messages.join("\n")}`,
    `A value that is not known yet makes the verdict *unproven*: it names the property and the resource that makes it so.`,
    ...examplesOf(rule),
    ...(rule.whenNot === undefined ? [] : [`## When not to use it\n\n${rule.whenNot}`]),
    ...(rule.related === undefined ? [] : [`## Related\n\n${rule.related.map(pageLink).join(" · ")}`]),
    ...(rule.twins === undefined ? [] : [`## The same of other tools\n\n${rule.twins.map(code).join(" · ")}`]),
    "",
  ].join("\n\n");
}

/** Both are run by a test, so they do what the headings say. */
function examplesOf({ examples }: Rule): readonly string[] {
  if (examples === undefined) return [];
  const program = (text: string) => `\`\`\`ts\n${text}\n\`\`\``;
  return [`## ❌ It fails this\n\n${program(examples.bad)}`, `## ✅ It passes this\n\n${program(examples.good)}`];
}

function pageLink(id: string): string {
  return `[\`${id}\`](${id}.md)`;
}

function code(text: string): string {
  return `\`${text}\``;
}

/** The list of all rules. */
export function ruleIndex(rules: readonly Rule[]): string {
  const rows = rules.map(
    ({ id, title, severity, audit }) => `| ${pageLink(id)} | ${cell(title)} | ${severity} | ${cell(audit)} |`,
  );
  return ["# Rules", `| rule | promise | severity | audit |\n| --- | --- | --- | --- |\n${rows.join("\n")}`, ""].join(
    "\n\n",
  );
}

/** What the application reads: every variable, and what each workload finds in it. */
export function environmentPage({ workloads }: Blueprint): string {
  const roles = Object.keys(workloads);
  const names = Object.values(workloads).flatMap(({ environment }) => Object.keys(environment));
  const rows = [...new Set(names)].sort().map((name) => {
    const cells = roles.map((role) => variableCell(workloads[role]?.environment[name]));
    return `| \`${name}\` | ${cells.join(" | ")} |`;
  });
  return [`| variable | ${roles.join(" | ")} |`, `| --- |${" --- |".repeat(roles.length)}`, ...rows].join("\n");
}

function variableCell(variable: DeclaredVariable | undefined): string {
  if (variable === undefined) return "";
  if (variable.kind === "plain") return variable.value === "" ? "(empty)" : `\`${cell(variable.value)}\``;
  if (variable.kind === "store") return `URL of ${variable.store.name}, from secret ${variable.secret}`;
  return variable.key === null ? `secret ${variable.secret}` : `secret ${variable.secret}, member ${variable.key}`;
}

/** Replaces what stands between `<!-- generated:<key> -->` and `<!-- end -->`. Throws where a key has no place. */
export function fillIn(text: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((filled, [key, part]) => {
    const [before, rest] = splitOnce(filled, `<!-- generated:${key} -->`);
    const [, after] = splitOnce(rest, "<!-- end -->");
    return `${before}<!-- generated:${key} -->\n\n${part}\n\n<!-- end -->${after}`;
  }, text);
}

export function mermaid(source: string): string {
  return `\`\`\`mermaid\n${source.trimEnd()}\n\`\`\``;
}

function splitOnce(text: string, marker: string): [string, string] {
  const at = text.indexOf(marker);
  if (at < 0) throw new Error(`there is no ${marker} to fill in`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}
