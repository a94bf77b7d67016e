import { purposeOf, type Purpose } from "../facts";
import type { WorkloadRole } from "../model/blueprint";
import { WORKLOAD_ROLES } from "../model/blueprint";
import { absent, chain, known, unknown, type Fact } from "../model/fact";
import { named, words, type Shown } from "../model/shown";
import type { Stack } from "../model/stack";
import type { UnknownRecord } from "../model/verdict";
import { declaredWorkload } from "../platforms/ecs/declared-workload";
import type { Workload } from "../subjects/workload";

/** One secret that a workload has to be given. */
export interface Required {
  readonly shown: Shown;
  /** Whether a variable of this name is it. */
  readonly is: (name: string) => boolean;
}

/** Names by role, as the platform team writes them: `SECRET_KEY`, or `DATABASE_URL|DB_PASSWORD` where one is enough. */
export type Contract = Readonly<Partial<Record<WorkloadRole | "all", readonly string[]>>>;

/** What a workload must be given; absent: nobody says. */
export function requiredSecrets(stack: Stack, workload: Workload, contract: Contract): Fact<readonly Required[]> {
  const promised = [...declaredNames(stack, workload), ...declaredNeeds(stack, workload)];
  const unknowns: UnknownRecord[] = [];
  const configured = (["all", ...WORKLOAD_ROLES] as const).flatMap((role): readonly Required[] => {
    const wanted = contract[role] ?? [];
    if (wanted.length === 0) return [];
    const has: Fact<boolean> = role === "all" ? known(true, workload.location) : workload.hasRole(role);
    if (has.state === "unknown") unknowns.push(...has.unknowns);
    return has.state === "known" && has.value ? wanted.map(oneOf) : [];
  });
  if (unknowns.length > 0) return unknown(...unknowns);
  const all = [...promised, ...configured];
  return all.length > 0 ? known(all, workload.location) : absent(workload.location);
}

function oneOf(wanted: string): Required {
  const names = wanted.split("|").map((name) => name.trim().toUpperCase());
  return {
    shown: named(names[0] ?? "", words("a variable of the contract")),
    is: (name) => names.includes(name.toUpperCase()),
  };
}

/** What its blueprint says it reads from secrets. */
function declaredNames(stack: Stack, workload: Workload): readonly Required[] {
  const { written } = declaredOf(stack, workload) ?? { written: undefined };
  const { variables } = written?.all ?? { variables: [] };
  return variables
    .filter(({ channel }) => channel === "secret")
    .map(({ name, shown }) => ({ shown, is: (candidate: string) => candidate === name }));
}

/** What follows from the rest of its declaration: a database to log in to, tokens to sign, a queue to read. */
function declaredNeeds(stack: Stack, workload: Workload): readonly Required[] {
  const declaration = declarationOf(stack, workload);
  if (declaration === undefined) return [];
  const signs = declaration.keys("secrets").some((key) => {
    const purpose = declaration.purpose(key);
    return purpose.state === "known" && purpose.value === "signing";
  });
  const database = declaration.text("workloads", workload.name, "database", "name");
  const role = chain(declaration.role(workload.name), (value) => known(value, workload.location));
  const is = (...roles: readonly WorkloadRole[]) => role.state === "known" && roles.includes(role.value);
  const need = (shown: Shown, ...purposes: readonly Purpose[]): Required => ({
    shown,
    is: (name) => purposes.some((purpose) => purposeOf(name) === purpose),
  });
  return [
    ...(signs && is("web") ? [need(words("a signing key (SECRET_KEY)"), "signingKey")] : []),
    ...(database.state === "known"
      ? [need(words("a login to its database (DATABASE_URL)"), "databaseUrl", "databasePassword")]
      : []),
    ...(is("worker", "scheduler")
      ? [need(words("the URL of its broker (CELERY_BROKER_URL)"), "broker", "redisUrl")]
      : []),
  ];
}

function declarationOf(stack: Stack, { name, declared }: Workload) {
  if (!declared) return undefined;
  return stack.graph.declarations.find((candidate) => candidate.declares("workloads", name));
}

function declaredOf(stack: Stack, workload: Workload): Workload | undefined {
  const declaration = declarationOf(stack, workload);
  return declaration === undefined ? undefined : declaredWorkload(stack, { declaration, key: workload.name });
}
