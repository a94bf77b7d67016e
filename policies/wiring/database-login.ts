import { createHash } from "node:crypto";
import { databaseUserIn, isDatabaseUserName, purposeOf } from "../facts";
import { absent, chain, known, map, optional, together, unknown, type Fact } from "../model/fact";
import { read, text } from "../model/resource";
import type { Shown } from "../model/shown";
import type { Stack } from "../model/stack";
import type { UnknownRecord } from "../model/verdict";
import { secretReference } from "../platforms/secretsmanager/reference";
import type { Database } from "../subjects/database";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";
import { clientsOf } from "./database-client";
import { managingService } from "./injection";

/** What a workload logs in to a database with: a URL with a user in it, or a password with its user beside it. */
export interface Login {
  /** The variable it is in. */
  readonly variable: string;
  readonly shown: Shown;
  readonly location: Variable["location"];
  /** Compared, never shown; absent: nothing tells. */
  readonly user: Fact<string>;
  /** What it is injected from; absent: it is written in the definition itself. */
  readonly source: Fact<string>;
  /** A digest of all of it, which tells only whether two are one. */
  readonly digest: Fact<string>;
  /** Absent: a database of another stack. */
  readonly database: Fact<Database>;
  /** Whether it is the login that the database was made with, which may do everything. */
  readonly master: Fact<boolean>;
}

export function loginsOf(stack: Stack, workload: Workload): readonly Login[] {
  const { variables } = workload.environment.all;
  const clients = clientsOf(stack, workload);
  const users = variables.filter(({ name }) => isDatabaseUserName(name));
  return variables.flatMap((variable) => {
    const purpose = purposeOf(variable.name);
    if (purpose !== "databaseUrl" && purpose !== "databasePassword") return [];
    const own = clients.find(({ use }) => use?.names.includes(variable.name)) ?? clients[0];
    // What names no database is a setting of something else.
    if (own === undefined) return [];
    const user = purpose === "databaseUrl" ? userOf(variable) : besides(users, variable);
    const parts = { user, source: sourceOf(variable), database: own.database };
    return [
      {
        variable: variable.name,
        shown: variable.shown,
        location: variable.location,
        ...parts,
        // Worked out for who compares it.
        get digest() {
          return map(variable.value, (value) => createHash("sha256").update(value).digest("hex"));
        },
        master: isMaster(stack, variable, parts),
      },
    ];
  });
}

function userOf({ value, location }: Variable): Fact<string> {
  return chain(value, (url): Fact<string> => {
    const user = databaseUserIn(url);
    return user === undefined ? absent(location) : known(user, location);
  });
}

function besides([user, another]: readonly Variable[], { location }: Variable): Fact<string> {
  return user === undefined || another !== undefined ? absent(location) : user.value;
}

/** Identity of what a variable is injected from: the declared secret, or the entry of a store, with the member that is read. */
function sourceOf({ reference, valueFrom, location }: Variable): Fact<string> {
  if (valueFrom !== undefined) {
    const real = chain(valueFrom, (written): Fact<string> => {
      const found = secretReference(written);
      return found === undefined ? absent(location) : known(`${found.id}#${found.key ?? ""}`, location);
    });
    if (real.state !== "unknown" || reference === undefined) return real;
  }
  if (reference === undefined) return absent(location);
  return map(
    together({ secret: reference.secret, key: optional(reference.key) }),
    ({ secret, key }) => `declared ${secret}#${key ?? ""}`,
  );
}

function isMaster(
  stack: Stack,
  { reference, valueFrom, location }: Variable,
  { user, database }: Pick<Login, "user" | "database">,
): Fact<boolean> {
  const kept = valueFrom === undefined ? absent(location) : map(valueFrom, secretReference);
  if (kept.state === "known" && kept.value !== undefined && managingService(kept.value) === "rds")
    return known(true, location);
  const declared = reference === undefined ? absent(location) : reference.secret;
  if (declared.state === "known") {
    const kinds = stack.graph.declarations.map((declaration) => declaration.origin(declared.value));
    if (kinds.some((kind) => kind.state === "known" && kind.value === "managed"))
      return known(true, location, "declared");
  }
  if (database.state !== "known") return known(false, location);
  const resource = stack.graph.get(database.value.location.urn);
  if (resource === undefined) return known(false, location);
  const master = [read(resource, ["username"], text), read(resource, ["masterUsername"], text)];
  const own = master.find((fact) => fact.state === "known");
  if (own === undefined) return known(false, location);
  if (user.state === "absent") return unknown({ location, because: "unread", producers: [] });
  return map(user, (name) => name === own.value);
}

/** Whether two logins are one; unknown while nothing tells. */
export function isSameLogin(one: Login, other: Login): Fact<boolean> {
  const { location } = one;
  const databases = [one.database, other.database];
  const [first, second] = databases.map((fact) => (fact.state === "known" ? fact.value.key : undefined));
  if (first !== undefined && second !== undefined && first !== second) return known(false, location);
  const users = together({ one: one.user, other: other.user });
  const alike = map(users, (names) => names.one === names.other);
  if (alike.state === "known" && !alike.value) return alike;
  const sources = together({ one: one.source, other: other.source });
  if (sources.state === "known" && sources.value.one === sources.value.other) return map(sources, () => true);
  const digests = together({ one: one.digest, other: other.digest });
  if (digests.state === "known" && digests.value.one === digests.value.other) return map(digests, () => true);
  // One name in two databases is two logins.
  if (alike.state === "known") return first !== undefined && first === second ? alike : unproven(alike.location);
  // Both are declared: two secrets of one blueprint hold two logins.
  if (sources.state === "known" && sources.basis === "declared") return map(sources, () => false);
  const open = [users, digests, sources].flatMap((fact): readonly UnknownRecord[] =>
    fact.state === "unknown" ? fact.unknowns : [],
  );
  return open.length > 0 ? unknown(...open) : unproven(location);
}

function unproven(location: Variable["location"]): Fact<boolean> {
  return unknown({ location, because: "outside", producers: [] });
}
