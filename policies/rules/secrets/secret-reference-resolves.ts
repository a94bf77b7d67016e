import {
  certain,
  chain,
  join,
  judge,
  known,
  map,
  named,
  pass,
  unknown,
  unproven,
  words,
  type Fact,
  type Finding,
  type Judgement,
  type SuggestedValue,
  type Way,
} from "../../model";
import { isSingleValue, purposeOf } from "../../facts";
import { jsonFields, type Secret, type Variable } from "../../subjects";
import { injectedFrom, isLate, type Injected } from "../../wiring/injection";
import { executionRole, type RoleFindings, withheldBy } from "../../wiring/execution-role";
import { declaredOrigin, injectedVariables } from "../../wiring/injected-variables";
import { asPeersHave } from "../../wiring/peers";
import { rule } from "../rule";

/** What RDS writes into the secret of a master user (RDS user guide, *Password management*): host and port are not in it. */
const MANAGED_MEMBERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([["rds", new Set(["username", "password"])]]);

const example = (member: string) => `const credentials = new aws.secretsmanager.Secret("credentials", {});
const password = new random.RandomPassword("app", { length: 40, special: false });
const version = new aws.secretsmanager.SecretVersion("credentials", {
  secretId: credentials.id,
  secretString: pulumi.jsonStringify({ url: pulumi.interpolate\`postgresql://app:\${password.result}@db.example.com/app\` }),
});
new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: pulumi.jsonStringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["uvicorn", "shop:app"],
      secrets: [{ name: "DATABASE_URL", valueFrom: pulumi.interpolate\`\${credentials.arn}:${member}::\${version.versionId}\` }],
    },
  ]),
});`;

export const secretReferenceResolves = rule({
  id: "secret-reference-resolves",
  title: "What a workload reads from a secret is there",
  severity: "high",
  audit: "Top risk 1 (P0): JWT secret key hardcoded default",
  why: "ECS reads a secret when a task starts. Where the secret or the JSON key in it is not there, no task starts: the deployment hangs until its circuit breaker ends it, and a task that is replaced later does not come back.",
  fix: "Refer to a member that the secret's value has (valueFrom: <secret ARN>:<json key>::, with both colons), and give the secret its value in the same program (aws.secretsmanager.SecretVersion). Let the execution role read what it hands over: secretsmanager:GetSecretValue or ssm:GetParameters of its ARN, and kms:Decrypt with the key where it has one of its own.",
  about: "workload",
  examples: { bad: example("database_url"), good: example("url") },
  whenNot:
    "A secret whose value is put in outside of the program, before the first deployment: that only advises, and is unproven where the secret itself is made elsewhere.",
  related: ["secret-not-defaulted", "secret-rotation-declared"],
  messages: {
    noMember: "{label} reads {variable} from {member}, which its secret does not have: no task of it starts.",
    noObject:
      "{label} reads {variable} from {member} of a secret whose value is no JSON object and has none: no task of it starts.",
    late: "{label} reads {variable} from {member}, which its secret does not have, and its service was there before the secret had a value: no task of it starts, with this value or without one. Let the service wait for the value (dependsOn, or valueFrom with the version's id), and this is found before there is one.",
    whole:
      "{label} reads {variable} from a secret that is a JSON object, and names no member of it: it gets the whole text, which is none. The reference must end with the member (<secret ARN>:<json key>::).",
    perhapsWhole:
      "{label} reads {variable} from a secret that is a JSON object, and names no member of it: it gets the whole text, unless it takes its member out by itself. The reference should end with it (<secret ARN>:<json key>::).",
    malformed:
      "{label} reads {variable} by a reference that ECS refuses: a JSON key needs both colons after it (<secret ARN>:<json key>::).",
    empty:
      "{label} reads {variable} from a secret to which nothing of this program gives a value: no task of it starts before somebody does.",
    unreadable:
      "{label} is started by a role ({role}) that no policy lets read what it has to hand over ({variables}): no task of it starts.",
    locked:
      "{label} is started by a role ({role}) that no policy lets decrypt (kms:Decrypt) what it has to hand over ({variables}), which is encrypted with a key of the stack's own: no task of it starts.",
    wide: "{label} is started by a role ({role}) that may read every secret of the account; it should name those it hands over.",
    undeclared: "{label} reads {variable} from a secret that the blueprint does not declare.",
  },
  advises: {
    perhapsWhole: "always",
    empty: "undeclared",
    unreadable: "undeclared",
    locked: "undeclared",
    wide: "always",
  },
  applies: (workload) => injectedVariables(workload).applies,
  check: (workload, { stack, fail }) => {
    const judged = injectedVariables(workload).variables.map((variable): Judgement => {
      const at = { variable: variable.shown, member: named(memberOf(variable), words("a JSON key")) };
      const place: Fact<Injected> =
        variable.valueFrom === undefined
          ? { state: "unknown", unknowns: [] }
          : injectedFrom(stack, variable.valueFrom, variable);
      // While the reference leads nowhere yet, or out of the stack, the blueprint says what it will be.
      const origin = place.state === "unknown" ? declaredOrigin(stack, variable) : undefined;
      if (origin !== undefined) {
        return judge(
          origin,
          ({ kind, key }) => {
            const within = { ...at, member: named(key ?? "", words("a JSON key")) };
            if (kind === "managed") return managed("rds", key, within);
            return kind === "generated" && key !== undefined ? fail("noObject", within) : pass;
          },
          () => fail("undeclared", at, ...declaredWays(variable)),
        );
      }
      return judgePlace(place, at, isSingleValue(variable.name));
    });
    return judged.length > 0 ? [...judged, ...judgeRole()] : [certain(pass, workload.location)];

    /** Another's reference that leads somewhere, or a declaration of what is referred to, which is its author's. */
    function declaredWays({ name, reference }: Variable): readonly Way[] {
      const key = reference?.secret.state === "known" ? reference.secret.value : undefined;
      const declare: readonly Way[] =
        key === undefined || !/^[a-z][a-z0-9-]*$/.test(key)
          ? []
          : [[{ declared: `secrets.${key}`, value: secretDeclaration(name), author: true }]];
      return [...asPeersHave(stack, workload, name, (theirs) => !isUndeclared(theirs)), ...declare];
    }

    function isUndeclared(variable: Variable): boolean {
      return declaredOrigin(stack, variable)?.state === "absent";
    }

    /** Only what is sure: a right that is written elsewhere is no fault. */
    function judgeRole(): readonly Judgement[] {
      const found = executionRole(stack, workload);
      if (found === undefined) return [];
      const { role, unreadable, locked, open, wide } = found;
      const isSpokenOf = workload.declared || workload.realises !== undefined;
      return [
        ...lacking("unreadable", unreadable, found),
        ...lacking("locked", locked, found),
        // Until its policies are known a blueprint stands for them.
        ...(open.length === 0
          ? []
          : [isSpokenOf ? certain(pass, workload.location, "declared") : unproven(unknown(...open))]),
        ...(wide === undefined ? [] : [certain(fail("wide", { role }), wide)]),
      ];
    }

    /** A right that the role lacks is one fault, whatever number of variables and workloads wait for it: each says all. */
    function lacking(
      message: "unreadable" | "locked",
      [first]: readonly Variable[],
      { urn, role }: RoleFindings,
    ): readonly Judgement[] {
      if (first === undefined) return [];
      const variables = join(withheldBy(stack, urn)[message], ", ");
      return [certain(fail(message, { variables, role }), first.location)];
    }

    function judgePlace(place: Fact<Injected>, at: At, single: ReturnType<typeof isSingleValue>): Judgement {
      const whole = single === undefined ? pass : fail(single === "certain" ? "whole" : "perhapsWhole", at);
      const outcome = chain(place, (injected): Fact<Finding> => {
        const { location } = place as Extract<typeof place, { state: "known" }>;
        const { key, wellFormed } = injected;
        if (!wellFormed) return known(fail("malformed", at), location);
        if (injected.kind === "managed") {
          const { service } = injected;
          const isObject = key === undefined && MANAGED_MEMBERS.has(service);
          return known(isObject ? whole : managed(service, key, at), location);
        }
        if (injected.kind === "empty") return known(fail("empty", at), location);
        if (key === undefined) {
          const text = single === undefined ? known("", location) : textOf(injected.secret);
          return map(text, (value) => (jsonFields(value) === undefined ? pass : whole));
        }
        return chain(injected.secret.value, (value): Fact<Finding> => {
          const members = jsonFields(value);
          if (members?.has(key) === true) return known(pass, location);
          if (isLate(stack, workload, injected.secret)) return known(fail("late", at), location);
          return known(fail(members === undefined ? "noObject" : "noMember", at), location);
        });
      });
      return judge(
        outcome,
        (finding) => finding,
        () => pass,
      );
    }

    function managed(service: string, key: string | undefined, at: At): Finding {
      const members = MANAGED_MEMBERS.get(service);
      return key === undefined || members === undefined || members.has(key) ? pass : fail("noMember", at);
    }
  },
});

/** A generated value where the variable's name tells a purpose of the product's own; anything else somebody has to bring. */
function secretDeclaration(name: string): SuggestedValue {
  const purpose = purposeOf(name);
  if (purpose === "signingKey")
    return { purpose: "signing", origin: { kind: "generated", generator: "RandomPassword", length: 64 } };
  if (purpose === "encryptionKey")
    return { purpose: "encryption", origin: { kind: "generated", generator: "RandomBytes", length: 32 } };
  return { purpose: "external", origin: { kind: "owner-filled" } };
}

/** What a generator or AWS makes is no document until it is known. */
function textOf({ value, provenance, location }: Secret): Fact<string> {
  const made = provenance.state === "known" && provenance.value.kind !== "provided";
  return value.state !== "known" && made ? known("", location, provenance.basis) : value;
}

type At = { readonly variable: Variable["shown"]; readonly member: Variable["shown"] };

/** The JSON key a real reference asks for, as text. */
function memberOf({ valueFrom }: Variable): string {
  const parts = valueFrom?.state === "known" ? valueFrom.value.split(":") : [];
  return parts[7] ?? "";
}
