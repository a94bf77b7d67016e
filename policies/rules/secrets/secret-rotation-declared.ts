import {
  certain,
  chain,
  join,
  judge,
  known,
  optional,
  pass,
  unknown,
  unproven,
  type Fact,
  type Judgement,
  type Shown,
  type Stack,
} from "../../model";
import type { Variable } from "../../subjects";
import { declaredOrigin, injectedVariables } from "../../wiring/injected-variables";
import { managingService, referenceOf } from "../../wiring/injection";
import { redeploysOnRotation, rotationOf } from "../../wiring/rotation";
import { rule } from "../rule";

const example = (valueFrom: string) => `const database = new aws.rds.Instance("shop", {
  engine: "postgres",
  instanceClass: "db.t4g.medium",
  allocatedStorage: 50,
  username: "master",
  manageMasterUserPassword: true,
  skipFinalSnapshot: true,
});
const web = new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: pulumi.jsonStringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["uvicorn", "shop:app"],
      secrets: [{ name: "DB_PASSWORD", valueFrom: ${valueFrom} }],
    },
  ]),
});
new aws.ecs.Service("web", { taskDefinition: web.arn, cluster: "main", desiredCount: 2 });`;

export const secretRotationDeclared = rule({
  id: "secret-rotation-declared",
  title: "No secret changes under a service that read it when it started",
  severity: "high",
  audit:
    "Top risk 1 (P0): JWT secret key hardcoded default; operations: secrets without a rotation that anybody decided",
  why: "ECS reads a secret when a task starts, and never again. RDS changes the master password it keeps every seven days: from then on a task that still has the old one opens no connection, and the product is down until it is deployed again.",
  fix: "Give the service a database login of its own, with a password that changes when it is deployed (random.RandomPassword, aws.secretsmanager.SecretVersion), and read the managed one in a one-off task only, such as the migration. Or let the application read the secret itself each time it connects, or log in with IAM.",
  about: "workload",
  examples: {
    bad: example("database.masterUserSecrets[0].secretArn.apply((arn) => `${arn}:password::`)"),
    good: `const own = new aws.secretsmanager.Secret("app-password", {});
const password = new random.RandomPassword("app-password", { length: 40, special: false });
new aws.secretsmanager.SecretVersion("app-password", { secretId: own.id, secretString: password.result });
${example("own.arn")}
// And a one-off task, which ends, that makes the login with the master's password:
new aws.ecs.TaskDefinition("migration", {
  family: "migration",
  containerDefinitions: pulumi.jsonStringify([
    {
      name: "migration",
      image: "shop:1",
      memory: 512,
      command: ["alembic", "upgrade", "head"],
      secrets: [{ name: "MASTER_PASSWORD", valueFrom: database.masterUserSecrets[0].secretArn.apply((arn) => \`\${arn}:password::\`) }],
    },
  ]),
});`,
  },
  whenNot: "A service that something deploys again after each rotation, in time and for certain.",
  related: ["secret-reference-resolves"],
  messages: {
    managed:
      "{label} reads {variables} from a password that RDS keeps and changes every seven days, and has it until its tasks are replaced: from then on it opens no connection.",
    rotates:
      "{label} reads {variables} from a secret that rotates by itself, and has the old value until its tasks are replaced.",
  },
  advises: { rotates: "always" },
  applies: (workload, stack) => {
    const { variables, applies } = injectedVariables(workload);
    if (applies.state !== "known") return applies;
    const changing = variables.map((variable) => rotationFact(stack, variable));
    const found = changing.find((fact) => fact.state === "known" && fact.value !== "stays");
    if (found !== undefined) return known(true, workload.location);
    const unknowns = changing.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : []));
    return unknowns.length > 0 ? unknown(...unknowns) : known(false, workload.location);
  },
  check: (workload, { stack, fail }) => {
    const changing = injectedVariables(workload).variables.flatMap((variable) => {
      const rotation = rotationFact(stack, variable);
      return rotation.state === "known" && rotation.value !== "stays" ? [{ variable, rotation }] : [];
    });
    const judgement = (kind: "managed" | "rotates"): readonly Judgement[] => {
      const read = changing.filter(({ rotation }) => rotation.value === kind);
      const [first] = read;
      if (first === undefined) return [];
      const variables: Shown = join(
        read.map(({ variable }) => variable.shown),
        ", ",
      );
      // A one-off task reads it, works and ends.
      return [
        judge(
          chain(first.rotation, () => optional(workload.services)),
          (services) => (services === undefined ? pass : fail(kind, { variables })),
          () => pass,
        ),
      ].map((judged) => {
        const redeploys = judged.verdict === "fail" ? redeploysOnRotation(stack.graph) : undefined;
        return redeploys === undefined ? judged : unproven(redeploys);
      });
    };
    const judged = [...judgement("managed"), ...judgement("rotates")];
    return judged.length > 0 ? judged : certain(pass, workload.location);
  },
});

type Rotation = "stays" | "managed" | "rotates";

/** Whether what a variable is read from changes by itself. Told by the reference alone. */
function rotationFact(stack: Stack, variable: Variable): Fact<Rotation> {
  const { valueFrom, location } = variable;
  const real: Fact<Rotation> =
    valueFrom === undefined
      ? unknown()
      : chain(referenceOf(valueFrom, location), (reference): Fact<Rotation> => {
          if (rotationOf(stack.graph, reference) !== undefined) return known("rotates", location);
          const service = managingService(reference);
          // Of the other services' secrets nobody promises when they change.
          return known(service === undefined ? "stays" : service === "rds" ? "managed" : "rotates", location);
        });
  if (real.state !== "unknown") return real;
  const origin = declaredOrigin(stack, variable);
  if (origin === undefined) return real;
  return chain(origin, ({ kind }) => known(kind === "managed" ? "managed" : "stays", location, "declared"));
}
