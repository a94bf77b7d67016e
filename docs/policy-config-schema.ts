/** The schema of a policy configuration file, made from what the pack reads it with: for editors, and for whoever checks it. */
import { toJsonSchema } from "@valibot/to-json-schema";
import { dispatcherSchema } from "guardrails-policies/pack";
import type { Rule } from "guardrails-policies/rules";
import type { GenericSchema } from "valibot";

type Json = Readonly<Record<string, unknown>>;

const DIALECT = "http://json-schema.org/draft-07/schema#";

/**
 * JSON Schema, draft 7, of either form of the file. What no schema can say is left to the pack: how long an exception may be, and
 * how wide.
 */
export function policyConfigSchema(rules: readonly Rule[]): Json {
  const dispatcher = schemaOf(dispatcherSchema);
  const properties = dispatcher["properties"] as Record<string, Json>;
  const exemption = (properties["exemptions"]?.["items"] ?? {}) as { readonly properties: Record<string, Json> };
  const exemptible = rules.filter((rule) => rule.exemptible).map(({ id }) => id);
  const own = {
    ...dispatcher,
    properties: {
      ...properties,
      rules: object(Object.fromEntries(rules.map((rule) => [rule.id, ruleSettings(rule)]))),
      exemptions: {
        ...properties["exemptions"],
        items: { ...exemption, properties: { ...exemption.properties, rule: { enum: exemptible } } },
      },
    },
  };
  const guardrails = { $ref: "#/definitions/guardrails" };
  return {
    $schema: DIALECT,
    title: "Policy configuration of guardrails",
    definitions: { guardrails: own },
    oneOf: [
      object({ guardrails }),
      object({ $schema: { type: "string" }, version: { const: 2 }, policies: object({ guardrails }) }, ["version"]),
    ],
  };
}

function ruleSettings({ title, configurable, options }: Rule): Json {
  return {
    description: title,
    ...object({
      ...(configurable ? { level: { enum: ["mandatory", "advisory", "disabled"] } } : {}),
      ...(options === undefined ? {} : { options: schemaOf(options) }),
    }),
  };
}

function schemaOf(schema: GenericSchema): Json {
  // What a file may hold is the input; a check in code has no counterpart.
  const json = toJsonSchema(schema, {
    typeMode: "input",
    target: "draft-07",
    ignoreActions: ["trim", "check"],
  });
  return Object.fromEntries(Object.entries(json).filter(([key]) => key !== "$schema"));
}

function object(properties: Json, required: readonly string[] = []): Json {
  return { type: "object", properties, additionalProperties: false, ...(required.length === 0 ? {} : { required }) };
}
