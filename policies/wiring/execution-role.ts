import { allows, isEverySecret, isParameter, isResource } from "../facts/iam-policy";
import { mayPass } from "../model/fact";
import type { ResourceGraph } from "../model/graph";
import { logicalName, words, type Shown } from "../model/shown";
import type { Stack } from "../model/stack";
import type { Location, UnknownRecord } from "../model/verdict";
import { grantsOf, roleNamed, SECRET_POLICY } from "../platforms/iam";
import { secretReference } from "../platforms/secretsmanager/reference";
import { isLocked } from "./decryption";
import { injectedVariables } from "./injected-variables";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";

/** What is sure of the role that starts a workload's tasks and hands them their secrets. */
export interface RoleFindings {
  /** Those of the variables that it may not read, by no policy it has. */
  readonly unreadable: readonly Variable[];
  /** Those it may read and not decrypt: their secret has a key of the stack's own. */
  readonly locked: readonly Variable[];
  readonly urn: string;
  readonly role: Shown;
  /** What may still show more: its policies, or an ARN that they name. */
  readonly open: readonly UnknownRecord[];
  /** A policy that lets it read every secret there is; undefined: none that could be read. */
  readonly wide: Location | undefined;
}

/** Undefined: nothing is sure, as the role or one of its policies is not here or not known. */
export function executionRole(stack: Stack, workload: Workload): RoleFindings | undefined {
  return stack.memo(workload.key, "execution role", () => findingsOf(stack.graph, workload));
}

/** What a role may not read or decrypt, of all that it has to hand over to any workload. */
export function withheldBy(stack: Stack, role: string): Readonly<Record<"unreadable" | "locked", readonly Shown[]>> {
  const findings = stack.memo(role, "withheld by an execution role", () =>
    stack.all("workload").flatMap((workload) => {
      const found = executionRole(stack, workload);
      return found?.urn === role ? [found] : [];
    }),
  );
  const names = (variables: readonly Variable[]) => [...new Set(variables.map(({ shown }) => shown))].sort();
  return {
    unreadable: names(findings.flatMap(({ unreadable }) => unreadable)),
    locked: names(findings.flatMap(({ locked }) => locked)),
  };
}

function findingsOf(graph: ResourceGraph, workload: Workload): RoleFindings | undefined {
  const { variables } = injectedVariables(workload);
  // A policy may still come.
  const definition = graph.closed ? graph.get(workload.location.urn) : undefined;
  if (definition === undefined || workload.platform !== "ecs") return undefined;
  const role = roleNamed(graph, definition, "executionRoleArn");
  if (role === undefined) return undefined;
  const grants = grantsOf(graph, role);
  const shown = logicalName(role.name, words("its role"));
  if (grants.state !== "known") {
    const open = grants.state === "unknown" ? grants.unknowns.filter(mayPass) : [];
    return { urn: role.urn, unreadable: [], locked: [], role: shown, open, wide: undefined };
  }
  const allowances = grants.value.flatMap((grant) => grant.allowances);
  const wide = grants.value.find((grant) =>
    grant.allowances.some((one) =>
      one.resources.some((glob) => isEverySecret(glob) && allows([one], READ_SECRET, (resource) => resource === glob)),
    ),
  );
  const sealed = graph.ofType(SECRET_POLICY).length === 0;
  const unreadable = sealed ? variables.filter((variable) => !mayRead(allowances, variable)) : [];
  const behind = variables
    .filter((variable) => !unreadable.includes(variable))
    .map((variable) => ({ variable, locked: isLocked(graph, allowances, variable) }));
  return {
    urn: role.urn,
    unreadable,
    locked: behind.flatMap(({ variable, locked }) => (locked.state === "known" && locked.value ? [variable] : [])),
    open: behind.flatMap(({ locked }) => (locked.state === "unknown" ? locked.unknowns : [])),
    role: shown,
    wide: wide?.location,
  };
}

const READ_SECRET = "secretsmanager:GetSecretValue";
const READ_PARAMETERS = "ssm:GetParameters";

/** Also where nobody can say what it reads. */
function mayRead(allowances: Parameters<typeof allows>[0], { valueFrom }: Variable): boolean {
  const reference = valueFrom?.state === "known" ? secretReference(valueFrom.value) : undefined;
  if (reference === undefined) return true;
  if (reference.name !== undefined) return allows(allowances, READ_SECRET, (glob) => isResource(glob, reference.id));
  return allows(allowances, READ_PARAMETERS, (glob) => isParameter(glob, reference.id.replace(/^parameter /, "")));
}
