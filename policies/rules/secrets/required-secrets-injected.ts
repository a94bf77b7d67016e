import * as v from "valibot";
import { judge, known, map, pass, unknown, unproven } from "../../model";
import { requiredSecrets } from "../../wiring/secret-contract";
import { asPeersHave } from "../../wiring/peers";
import { rule } from "../rule";

const names = v.optional(v.array(v.pipe(v.string(), v.regex(/^[A-Za-z_][\w|]*$/))), []);

const example = (
  environment: string,
) => `// A blueprint: the product states what it will build before it builds anything.
class Blueprint extends pulumi.ComponentResource {}
new Blueprint("guardrails:index:Blueprint", "shop", {
  environment: "production",
  secrets: { "signing-key": { purpose: "signing", origin: { kind: "generated", generator: "RandomPassword", length: 64 } } },
  workloads: {
    web: {
      role: "web",
      command: ["uvicorn", "shop:app"],
      environment: ${environment},
    },
  },
});`;

export const requiredSecretsInjected = rule({
  id: "required-secrets-injected",
  title: "Every workload is given the secrets it needs",
  severity: "high",
  audit: "Missing environment variables: a workload that starts with its defaults",
  why: "A workload that is not given a secret falls back to a default of its own, or fails at the first request that needs it: in production, after the deployment has gone green.",
  fix: "Inject it: secrets: [{ name, valueFrom: <secret ARN>:<json key>::<version id> }]. Under a blueprint: build what it declares, or take it out of the declaration too.",
  about: "workload",
  examples: {
    bad: example('{ LOG_LEVEL: { kind: "plain", value: "INFO" } }'),
    good: example('{ SECRET_KEY: { kind: "secret", secret: "signing-key", key: null } }'),
  },
  whenNot: "A workload that reads the secret itself, by its ARN, when it starts: leave it out of the contract.",
  related: ["secret-reference-resolves", "credential-encryption-key-present"],
  options: v.strictObject({
    required: v.pipe(
      v.optional(
        v.strictObject({
          all: names,
          web: names,
          worker: names,
          scheduler: names,
          migration: names,
          monitor: names,
        }),
        {},
      ),
      v.description(
        "The contract: names of variables that a workload of a role must be given from a secret, `DATABASE_URL|DB_PASSWORD` where one of several is enough. Default: what the blueprint declares.",
      ),
    ),
  }),
  messages: {
    missing: "{label} is not given {variable}, which it needs.",
  },
  applies: (workload, stack, { required }) =>
    map(requiredSecrets(stack, workload, required), (found) => found.length > 0),
  check: (workload, { stack, options, fail }) => {
    const required = requiredSecrets(stack, workload, options.required);
    if (required.state === "unknown") return unproven(required);
    const { variables, open, basis, location } = workload.written.all;
    return (required.state === "known" ? required.value : []).map(({ shown, is }) => {
      const given = variables.filter(({ name }) => is(name));
      if (given.length === 0 && open.length > 0) return unproven(unknown(...open));
      return judge(
        known(given, location, basis),
        (found) =>
          found.length > 0 ? pass : fail("missing", { variable: shown }, ...asPeersHave(stack, workload, is)),
        () => pass,
      );
    });
  },
});
