/** docs/deployer-policy.json: what whoever deploys a stack may do, made of the types of its resources. */
import { TYPE_ACTIONS } from "./deployer-actions";
import { type Scope, type ScopeName, SCOPES } from "./deployer-scopes";

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Scope["condition"];
}

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/**
 * Documents by name, each for a managed policy of its own.
 *
 * @param types of resources, by their tokens (`aws:ec2/vpc:Vpc`); one that the table does not have adds nothing
 */
export function deployerPolicies(types: Iterable<string>): Readonly<Record<string, PolicyDocument>> {
  const allowed = new Map<ScopeName, Set<string>>();
  for (const [scope, service, actions] of [...types].flatMap((type) => TYPE_ACTIONS[type] ?? [])) {
    const known = allowed.get(scope) ?? new Set();
    allowed.set(scope, known);
    for (const action of actions.split(" ").filter((name) => name !== "")) known.add(`${service}:${action}`);
  }
  const documents: Record<string, PolicyDocument> = {};
  for (const [name, scope] of Object.entries(SCOPES) as [ScopeName, Scope][]) {
    const actions = withoutCovered([...(allowed.get(name) ?? [])].sort());
    if (actions.length === 0) continue;
    const statement = statementOf(name, scope, actions);
    const before = documents[scope.document]?.Statement ?? [];
    documents[scope.document] = { Version: "2012-10-17", Statement: [...before, statement] };
  }
  return documents;
}

function statementOf(name: string, { resources, condition }: Scope, actions: readonly string[]): PolicyStatement {
  return {
    Sid: `${name[0]?.toUpperCase() ?? ""}${name.slice(1)}`,
    Effect: "Allow",
    Action: actions,
    Resource: resources,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

/** Without those that a pattern among them allows already. */
function withoutCovered(actions: readonly string[]): readonly string[] {
  const prefixes = actions.filter((action) => action.endsWith("*")).map((action) => action.slice(0, -1));
  return actions.filter((action) => !prefixes.some((prefix) => action.startsWith(prefix) && action !== `${prefix}*`));
}
