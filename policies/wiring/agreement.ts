import { isDeepStrictEqual } from "node:util";
import { agreementOf, imageReference, placeOf, type Agreement, type Place } from "../facts";
import { absent, known, map, mayPass, together, unknown, weaker, type Fact } from "../model/fact";
import { BLOCK } from "../model/graph";
import { read, text } from "../model/resource";
import { sameItems, type Stack } from "../model/stack";
import type { Basis, UnknownRecord } from "../model/verdict";
import type { Database } from "../subjects/database";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";
import { currentWorkload } from "./current-workload";
import { belongTogether, keyHolder, likeness, secretPlace, type HeldKey, type KeyHolder } from "./encryption-keys";
import { databaseOf } from "./stores";

/** A variable of one workload that a workload of the same product has as well. */
export interface Pair {
  readonly own: Bound;
  readonly theirs: Bound;
  readonly other: Workload;
}

/** A workload with variables that have to agree, and what shows which product it is of. */
interface Member {
  readonly workload: Workload;
  readonly bound: readonly Bound[];
  readonly boundByName: ReadonlyMap<string, Bound>;
  readonly holder: KeyHolder;
  /** Its image, without tag and digest. */
  readonly repository: string | undefined;
}

/** One of them, with what it is compared by: read once, though it is compared with each of many others. */
interface Bound {
  readonly variable: Variable;
  readonly about: Agreement | "contract";
  /** The entry of a secret store it is read from. */
  readonly place: string | undefined;
  /** Where its value leads. */
  readonly leadsTo: Fact<Place>;
  /** What it signs with. */
  readonly key: HeldKey | undefined;
}

/** Every variable that has to agree with that of a workload whose label comes before; `also`: names a team adds, in upper case. */
export function pairsOf(stack: Stack, workload: Workload, also: ReadonlySet<string>): readonly Pair[] {
  // Settled: the first few of a stack are paired up anew with each that joins them, and most have no more pairs than before.
  return stack.graph.cells.compute(
    workload.key,
    `pairs ${namesOf(also)}`,
    () => pairUp(stack, workload, also),
    samePairs,
  );
}

function samePairs(before: readonly Pair[], now: readonly Pair[]): boolean {
  const isSame = (pair: Pair, other: Pair | undefined) =>
    pair.own === other?.own && pair.theirs === other.theirs && pair.other === other.other;
  return before.length === now.length && before.every((pair, at) => isSame(pair, now[at]));
}

function pairUp(stack: Stack, workload: Workload, also: ReadonlySet<string>): readonly Pair[] {
  const own = memberOf(stack, workload, also);
  if (own.bound.length === 0) return [];
  const { first, firstWithStore } = membersOf(stack, also);
  const others =
    firstWithStore.size === 0
      ? first
      : new Set([...first, ...storeKeys(own).flatMap((key) => firstWithStore.get(key) ?? [])]);
  const pairs: Pair[] = [];
  // Plain loops: each workload is compared with thirty others, and looked at anew with each of the first that comes.
  for (const other of others) {
    const isEarlier = other.workload.label < own.workload.label;
    if (!isEarlier || !own.bound.some(({ variable: { name } }) => other.boundByName.has(name))) continue;
    if (!isOneProduct(stack, own, other)) continue;
    for (const bound of own.bound) {
      const theirs = other.boundByName.get(bound.variable.name);
      if (theirs !== undefined) pairs.push({ own: bound, theirs, other: other.workload });
    }
  }
  return pairs;
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
  const read = (workloads: readonly Workload[]) => readMembers(stack, workloads, also);
  const first = firstOf(stack, names, () =>
    stack.inFirstBlocks("workload", `first that have to agree ${names}`, read, sameItems).flat(),
  );
  if (!stack.graph.closed || stack.isSmall("workload")) return { first, firstWithStore: new Map() };
  return stack.memo("", `who has to agree ${names}`, () => {
    const firstWithStore = new Map<string, Member>();
    for (const member of read(stack.all("workload")).toSorted((a, b) =>
      a.workload.label < b.workload.label ? -1 : 1,
    )) {
      for (const key of storeKeys(member)) if (!firstWithStore.has(key)) firstWithStore.set(key, member);
    }
    return { first, firstWithStore };
  });
}

/** Those that have something to agree about; of what is only declared no more than may be compared, while parts are still to come. */
function readMembers(stack: Stack, workloads: readonly Workload[], also: ReadonlySet<string>): readonly Member[] {
  const members: Member[] = [];
  let promises = 0;
  for (const workload of workloads) {
    if (!stack.graph.closed && promises === BLOCK && isPromise(workload)) continue;
    const member = memberOf(stack, workload, also);
    if (member.bound.length === 0) continue;
    members.push(member);
    if (isPromise(workload)) promises += 1;
  }
  return members;
}

/** Whether it is only declared. */
function isPromise({ declared, realises }: Workload): boolean {
  return declared && realises === undefined;
}

/**
 * While parts are still to come, no more that are only declared than fill up the first few: each that is built takes the place of
 * one, and wakes all that were compared with it. The blueprint itself was judged with all of them.
 */
function firstOf(stack: Stack, names: string, members: () => readonly Member[]): readonly Member[] {
  if (stack.graph.closed) return members();
  const few = () => {
    const first = members();
    const built = first.filter(({ workload }) => !isPromise(workload));
    const promised = first.filter(({ workload }) => isPromise(workload));
    return [...built, ...promised.slice(0, Math.max(0, BLOCK - built.length))];
  };
  return stack.settled(`first few that have to agree ${names}`, few, sameItems);
}

function storeKeys({ repository, holder }: Member): readonly string[] {
  return repository === undefined ? [] : [...holder.stores].map((store) => `${repository} ${store}`);
}

function memberOf(stack: Stack, workload: Workload, also: ReadonlySet<string>): Member {
  return stack.memo(workload.key, `as a member ${namesOf(also)}`, () =>
    readMember(stack, currentWorkload(stack, workload) ?? workload, also),
  );
}

const namesOf = (also: ReadonlySet<string>): string => (also.size === 0 ? "" : [...also].sort().join(" "));

function readMember(stack: Stack, workload: Workload, also: ReadonlySet<string>): Member {
  const holder = keyHolder(stack, workload);
  const bound = workload.written.all.variables.flatMap((variable): readonly Bound[] => {
    const about = agreementOf(variable.name) ?? (also.has(variable.name.toUpperCase()) ? "contract" : undefined);
    if (about === undefined) return [];
    const { value, name } = variable;
    return [
      {
        variable,
        about,
        place: secretPlace(variable),
        leadsTo: map(value, placeOf),
        key: holder.signing.find((key) => key.variable.name === name),
      },
    ];
  });
  const boundByName = new Map(bound.map((one) => [one.variable.name, one]));
  return { workload, bound, boundByName, holder, repository: repositoryOf(workload.image) };
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
    .overall("workload", {
      name: "environments that may become known",
      of: (workloads) =>
        workloads.flatMap((other) => {
          const { open: unread, basis } = other.written.all;
          const open = unread.filter(mayPass).slice(0, 1);
          if (open.length === 0 && basis === "verified") return [];
          return [{ label: other.label, repository: repositoryOf(other.image), open, basis }];
        }),
      together: (parts) => parts.flat(),
      same: isDeepStrictEqual,
    })
    .filter(({ label }) => label < workload.label)
    .filter((other) => other.repository === undefined || other.repository === repository);
  return {
    open: others.flatMap(({ open }) => open),
    basis: others.some(({ basis }) => basis === "declared") ? "declared" : workload.written.all.basis,
  };
}

/** Whether both mean the same; unknown while nothing tells. Values are compared, and go nowhere. */
export function agrees(stack: Stack, pair: Pair): Fact<boolean> {
  const { about, place, key, variable: own } = pair.own;
  const { variable: theirs } = pair.theirs;
  if (place !== undefined && place === pair.theirs.place) return known(true, own.location);
  if (about === "signing") {
    if (key === undefined || pair.theirs.key === undefined) return absent(own.location);
    // What is being rotated is still accepted.
    return map(likeness(stack, key, pair.theirs.key), (found) => found !== "different");
  }
  if (about === "environment" || about === "visibility" || about === "contract") {
    const values = together({ mine: own.value, theirs: theirs.value });
    return map(values, ({ mine, theirs: other }) => mine.trim().toLowerCase() === other.trim().toLowerCase());
  }
  const { leadsTo: ownPlace } = pair.own;
  const { leadsTo: theirPlace } = pair.theirs;
  if (ownPlace.state !== "known" || theirPlace.state !== "known")
    return map(together({ ownPlace, theirPlace }), () => false);
  const mine = ownPlace.value;
  const other = theirPlace.value;
  const isSame = (same: boolean) => known(same, ownPlace.location, weaker(ownPlace.basis, theirPlace.basis));
  const [store, theirStore] = [own.store, theirs.store];
  if (store?.state === "known" && theirStore?.state === "known" && store.value.name !== theirStore.value.name)
    return known(false, store.location, weaker(store.basis, theirStore.basis));
  if (mine.host === other.host) return isSame(mine.path === other.path);
  // What is built is not told from what is only declared, whose host is to be filled in.
  if (TO_BE_FILLED_IN.test(mine.host) || TO_BE_FILLED_IN.test(other.host))
    return mine.path === other.path ? stack.graph.missing(theirs.location) : isSame(false);
  return about === "database" ? sameDatabase(stack, [own, mine.host], [theirs, other.host]) : isSame(false);
}

const TO_BE_FILLED_IN = /[{}]/;

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
