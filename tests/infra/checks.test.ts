/** Every property public scanners look for: true of production, or accepted in writing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NAMESPACE } from "../../infra/config";
import { readProject, readStackFile } from "../../offline/workspace/project";
import { rawConfiguration, stackConfiguration } from "../../offline/workspace/stack-configuration";
import { parsePolicyConfig } from "../../policies/pack";
import { exemptionBook } from "../../policies/pack/exemptions";
import { failing, holds, type Row } from "./checks/row";
import { type Stack } from "./checks/stack";
import { ABSENT, OPTIONAL_ROWS, ROWS } from "./checks-table";
import { type Registered, runProgram } from "./run-program";

const ROOT = join(__dirname, "../..");

const OPTIONAL_PARTS = { "guardrails:databaseProxy": "true", "guardrails:createRepository": "keep" };

const { acceptedChecks } = parsePolicyConfig(JSON.parse(readFileSync(join(ROOT, "policy-config.json"), "utf8")));
const accepted = acceptedChecks.map((entry) => {
  // The pack's own reading of a URN glob.
  const book = exemptionBook([{ ...entry, rule: "any" }], entry.expires);
  return { ...entry, covers: (urn: string) => book.find("any", [urn]) !== undefined };
});

let production: Stack = [];
let complete: Stack = [];

beforeAll(async () => {
  production = await runProgram(productionConfig());
  complete = await runProgram({ ...productionConfig(), ...OPTIONAL_PARTS });
}, 120_000);

describe.each(ROWS.map((row) => ({ row, name: `${row.property} (${row.checks.join(", ")})` })))("$name", ({ row }) => {
  it("is true of production, or accepted in writing", () => {
    const exceptions = row.need === "must" ? [] : row.checks.map((check) => acceptance(check));
    expect(row.subjects(production)).not.toStrictEqual([]);
    // Exactly what fails is accepted, for each of the ids it is known by.
    const open = exceptions.length === 0 ? [() => false] : exceptions;
    for (const isAccepted of open) {
      const unexplained = failing(row, production).filter((subject) => !isAccepted(subject));
      expect(unexplained.map(({ urn }) => urn)).toStrictEqual([]);
    }
  });

  it("can be told from its opposite", () => {
    expect(holds(row, row.flip(production))).toBe(!holds(row, production));
  });
});

describe.each(OPTIONAL_ROWS)("$property (optional)", (row) => {
  it("is true where the part is switched on, and of nothing where it is not", () => {
    expect(row.subjects(production)).toStrictEqual([]);
    expect(holds(row, complete)).toBe(true);
  });

  it("can be told from its opposite", () => {
    expect(holds(row, row.flip(complete))).toBe(false);
  });
});

describe("the stack", () => {
  it.each(ABSENT)("has no %s, whose checks therefore say nothing about it", (_, type) => {
    expect(complete.filter((resource) => resource.type.startsWith(type)).map(({ urn }) => urn)).toStrictEqual([]);
  });
});

describe("the table", () => {
  it("names each check once", () => {
    const checks = [...ROWS, ...OPTIONAL_ROWS].flatMap((row) => row.checks);
    expect(checks.filter((check, i) => checks.indexOf(check) !== i)).toStrictEqual([]);
  });
});

describe.each(accepted)("the acceptance of $checks on $resource", ({ checks, covers, reason }) => {
  it.each(checks)("is needed for %s, and covers nothing that holds", (check) => {
    const row = rowOf(check);
    const covered = row.subjects(production).filter(({ urn }) => covers(urn));
    expect(row.need).not.toBe("must");
    expect(covered).not.toStrictEqual([]);
    expect(covered.filter((subject) => row.holds(subject, production)).map(({ urn }) => urn)).toStrictEqual([]);
  });

  it("says why", () => {
    expect(reason).toMatch(/^[A-Z].{40,}\.$/);
  });
});

/** Whether a check's finding on a resource is accepted by some entry. */
function acceptance(check: string): (subject: Registered) => boolean {
  const entries = accepted.filter(({ checks }) => checks.includes(check));
  return ({ urn }) => entries.some(({ covers }) => covers(urn));
}

function rowOf(check: string): Row {
  const row = ROWS.find(({ checks }) => checks.includes(check));
  if (row === undefined) throw new Error(`${check} is accepted, but no row of the table has it`);
  return row;
}

/** Pulumi.prod.yaml as the engine hands it to the program. */
function productionConfig(): Record<string, string> {
  const configuration = stackConfiguration(readProject(ROOT), "prod", readStackFile(ROOT, "prod"), []);
  const own = Object.entries(rawConfiguration(configuration, NAMESPACE));
  return {
    ...Object.fromEntries(own.map(([key, value]) => [`${NAMESPACE}:${key}`, value])),
    "aws:region": String(configuration.config["aws:region"]),
  };
}
