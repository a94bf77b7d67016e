import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import Ajv4 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { validateXML } from "xmllint-wasm";
import { reviewJsonSchema } from "../../review/formats/json";

/** SARIF's schema as npm has it. */
const sarifSchema = JSON.parse(
  readFileSync(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"),
) as object;
/** Jenkins' schema of JUnit reports, as pytest holds its own reports against it. */
const junitSchema = readFileSync(join(__dirname, "schemas/junit-10.xsd"), "utf8");

const sarif = addFormats(new Ajv4({ strict: false, unicodeRegExp: false })).compile(sarifSchema);
const review = addFormats(new Ajv({ strict: false })).compile(JSON.parse(reviewJsonSchema()) as object);

export function sarifErrors(text: string): unknown {
  return sarif(JSON.parse(text)) ? [] : sarif.errors;
}

export function reviewErrors(text: string): unknown {
  return review(JSON.parse(text)) ? [] : review.errors;
}

export async function junitErrors(text: string): Promise<unknown> {
  const { errors } = await validateXML({
    xml: [{ fileName: "junit.xml", contents: text }],
    schema: [{ fileName: "junit.xsd", contents: junitSchema }],
  });
  return errors;
}
