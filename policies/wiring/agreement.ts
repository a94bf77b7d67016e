import { agreementOf, imageReference, placeOf, type Agreement } from "../facts";
import { absent, known, map, mayPass, together, unknown, type Fact } from "../model/fact";
import { read, text } from "../model/resource";
import type { Stack } from "../model/stack";
import type { Basis, UnknownRecord } from "../model/verdict";
import type { Database } from "../subjects/database";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";
import { currentWorkload } from "./current-workload";
import { belongTogether, keyHolder, likeness, type KeyHolder } from "./encryption-keys";
import { secretReference } from "../platforms/secretsmanager/reference";
import { databaseOf } from "./stores";

/** A variable of one workload that a workload of the same product has as well. */
export interface Pair {
  readonly about: Agreement | "contract";
  readonly own: Variable;
  readonly theirs: Variable;
  readonly other: Workload;
  readonly holders: readonly [KeyHolder, KeyHolder];
}

/** A workload with variables that have to agree, and what shows which product it is of. */
interface Member {
  readonly workload: Workload;
  readonly bound: readonly Bound[];
  readonly holder: KeyHolder;
  /** Its image, without tag and digest. */
  readonly repository: string | undefined;
}

interface Bound {
  readonly variable: Variable;
  readonly about: Pair["about"];
}

/** Every variable that has to agree with that of a workload whose label comes before; `also`: names a team adds, in upper case. */
export function pairsOf(stack: Stack, workload: Workload, also: ReadonlySet<string>): readonly Pair[] {
  const own = memberOf(stack, workload, also);
  if (own.bound.length === 0) return [];
  const { first, firstWithStore } = membersOf(stack, also);
  const others = new Set([...first, ...storeKeys(own).flatMap((key) => firstWithStore.get(key) ?? [])]);
  return [...others]
    .filter(({ workload: other }) => other.label < workload.label)
    .flatMap((other) => {
      const theirs = new Map(other.bound.map(({ variable }) => [variable.name, variable]));
      const shared = own.bound.flatMap(({ variable, about }) => {
        const held = theirs.get(variable.name);
        return held === undefined ? [] : [{ own: variable, theirs: held, about }];
      });
      if (shared.length === 0 || !isOneProduct(stack, own, other)) return [];
      return shared.map((pair) => ({ ...pair, other: other.workload, holders: [own.holder, other.holder] as const }));
    });
}

/**
 * What each is compared with: the first few of a stack, and, once all of it is there, the first with each store. That every one
 * agrees with the first is that all agree, and costs no more than there are workloads.
 */
interface Members {
  readonly first: readonly Member[];
  readonly firstWithStore: ReadonlyMap<string, Member>;
}

function membersOf(stack: Stack, also: ReadonlySet<string>): Members {
  const names = namesOf(also);
  const read = (workloads: readonly Workload[]) =>
    workloads.map((one) => memberOf(stack, one, also)).filter(({ bound }) => bound.length > 0);
  const first = stack.inFirstBlocks("workload", `first that have to agree ${names}`, read).flat();
  if (!stack.graph.closed || stack.isSmall("workload")) return { first, firstWithStore: new Map() };
  return stack.memo("", `who has to agree ${names}`, () => {
    const firstWithStore = new Map<string, Member>();
    const all = stack.inBlocks("workload", `what has to agree ${names}`, read).flat();
    for (const member of all.toSorted((a, b) => (a.workload.label < b.workload.label ? -1 : 1))) {
      for (const key of storeKeys(member)) if (!firstWithStore.has(key)) firstWithStore.set(key, member);
    }
    return { first, firstWithStore };
  });
}

function storeKeys({ repository, holder }: Member): readonly string[] {
  return repository === undefined ? [] : [...holder.stores].map((store) => `${repository} ${store}`);
}

function memberOf(stack: Stack, workload: Workload, also: ReadonlySet<string>): Member {
  return stack.memo(workload.key, `as a member ${namesOf(also)}`, () =>
    readMember(stack, currentWorkload(stack, workload) ?? workload, also),
  );
}

const namesOf = (also: ReadonlySet<string>): string => [...also].sort().join(" ");

function readMember(stack: Stack, workload: Workload, also: ReadonlySet<string>): Member {
  const bound = workload.written.all.variables.flatMap((variable): readonly Bound[] => {
    const about = agreementOf(variable.name) ?? (also.has(variable.name.toUpperCase()) ? "contract" : undefined);
    return about === undefined ? [] : [{ variable, about }];
  });
  return { workload, bound, holder: keyHolder(stack, workload), repository: repositoryOf(workload.image) };
}

/**
 * Two workloads are of one product where one blueprint declares both, or where they run one image and share a store, or one image in
 * roles that no third workload of it has: a stack may run one image for several customers. The last is told once all are here.
 */
function isOneProduct(stack: Stack, one: Member, other: Member): boolean {
  if (one.workload.declared && other.workload.declared) return true;
  const { repository } = one;
  if (repository === undefined || repository !== other.repository) return false;
  if (belongTogether(one.holder, other.holder)) return true;
  if (!stack.graph.closed || !stack.isSmall("workload")) return false;
  const same = stack
    .all("workload")
    .filter(({ image }) => image.state === "unknown" || repositoryOf(image) === repository);
  return ROLES.every((role) => same.filter((workload) => has(workload, role)).length < 2);
}

function repositoryOf(image: Fact<string>): string | undefined {
  return image.state === "known" ? imageReference(image.value)?.repository : undefined;
}

const ROLES = ["web", "worker", "scheduler"] as const;

function has({ hasRole }: Workload, role: (typeof ROLES)[number]): boolean {
  const fact = hasRole(role);
  return fact.state === "unknown" || (fact.state === "known" && fact.value);
}

/** What was not compared with a workload, and may still have to be. */
export interface NotCompared {
  /** Of workloads of the same image, as far as is known: what keeps their environment from being known for now. */
  readonly open: readonly UnknownRecord[];
  /** Whether some environments are only declared, and may be built with more. */
  readonly basis: Basis;
}

export function notCompared(stack: Stack, workload: Workload): NotCompared {
  const repository = repositoryOf(workload.image);
  const others = stack
    .inBlocks("workload", "environments that may become known", (workloads) =>
      workloads.flatMap((other) => {
        const { open: unread, basis } = other.written.all;
        const open = unread.filter(mayPass).slice(0, 1);
        if (open.length === 0 && basis === "verified") return [];
        return [{ label: other.label, repository: repositoryOf(other.image), open, basis }];
      }),
    )
    .flat()
    .filter(({ label }) => label < workload.label)
    .filter((other) => other.repository === undefined || other.repository === repository);
  return {
    open: others.flatMap(({ open }) => open),
    basis: others.some(({ basis }) => basis === "declared") ? "declared" : workload.written.all.basis,
  };
}

/** Whether both mean the same; unknown while nothing tells. Values are compared, and go nowhere. */
export function agrees(stack: Stack, { about, own, theirs, holders }: Pair): Fact<boolean> {
  if (isOnePlace(own, theirs)) return known(true, own.location);
  if (about === "signing") {
    const [mine, other] = holders.map(({ signing }, at) =>
      signing.find(({ variable }) => variable.name === [own, theirs][at]?.name),
    );
    if (mine === undefined || other === undefined) return absent(own.location);
    // What is being rotated is still accepted.
    return map(likeness(stack, mine, other), (found) => found !== "different");
  }
  const values = together({ mine: own.value, theirs: theirs.value });
  if (values.state !== "known") return values;
  if (about === "environment" || about === "visibility" || about === "contract")
    return map(values, ({ mine, theirs: other }) => mine.trim().toLowerCase() === other.trim().toLowerCase());
  const stores = together({ mine: own.store ?? absent(own.location), theirs: theirs.store ?? absent(own.location) });
  const [mine, other] = [placeOf(values.value.mine), placeOf(values.value.theirs)];
  if (stores.state === "known" && stores.value.mine.name !== stores.value.theirs.name) return map(stores, () => false);
  if (mine.host === other.host) return map(values, () => mine.path === other.path);
  // What is built is not told from what is only declared, whose host is to be filled in.
  if ([mine, other].some(({ host }) => TO_BE_FILLED_IN.test(host)))
    return mine.path === other.path ? stack.graph.missing(theirs.location) : map(values, () => false);
  return about === "database" ? sameDatabase(stack, [own, mine.host], [theirs, other.host]) : map(values, () => false);
}

const TO_BE_FILLED_IN = /[{}]/;

/** One entry of a secret store, whatever version is pinned. */
function isOnePlace(own: Variable, theirs: Variable): boolean {
  const [mine, other] = [own, theirs].map(({ valueFrom }) => {
    const reference = valueFrom?.state === "known" ? secretReference(valueFrom.value) : undefined;
    return reference === undefined ? undefined : `${reference.id} ${reference.key ?? ""}`;
  });
  return mine !== undefined && mine === other;
}

type Named = readonly [variable: Variable, host: string];

/** Two hosts may lead to one database: through a proxy, a pooler, an alias, or to a copy that is read from. */
function sameDatabase(stack: Stack, [own, host]: Named, [theirs, otherHost]: Named): Fact<boolean> {
  const bare = (name: string) => name.replace(/:\d+$/, "");
  const found = together({
    mine: databaseOf(stack, own, bare(host)),
    theirs: databaseOf(stack, theirs, bare(otherHost)),
  });
  if (found.state === "absent") return unknown({ location: own.location, because: "outside", producers: [] });
  return map(found, ({ mine, theirs: other }) => mine.key === other.key || isCopy(stack, mine) || isCopy(stack, other));
}

function isCopy({ graph }: Stack, { location: { urn } }: Database): boolean {
  const resource = graph.get(urn);
  return resource !== undefined && read(resource, ["replicateSourceDb"], text).state !== "absent";
}
