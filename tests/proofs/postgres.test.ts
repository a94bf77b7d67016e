/** What the stack says of its database, held against a real PostgreSQL. */
import type { Client } from "pg";
import { budgetOf, tasksAtPeak } from "../../infra/budget";
import { DATABASE_NAME, fillUrl } from "../../infra/connections";
import type { DeclaredWorkload } from "../../policies/model";
import { PostgresServer, reservedSlots, type Session } from "./postgres";
import { SERVER_TIMEOUT } from "./server";
import { declaredStack, type Parameter, parametersOf, STACKS } from "./stack";

jest.setTimeout(SERVER_TIMEOUT);

const PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup";

/** SQLSTATE `too_many_connections`. */
const TOO_MANY_CONNECTIONS = "53300";

/** RDS's own: no PostgreSQL knows them. `rds.force_ssl` is a line of pg_hba.conf there, written by RDS. */
const isRdsOwn = ({ name }: Parameter): boolean => name.startsWith("rds.");

function settingsOf(parameters: readonly Parameter[]): Record<string, string> {
  const known = parameters.filter((parameter) => !isRdsOwn(parameter));
  return Object.fromEntries(known.map(({ name, value }) => [name, value]));
}

/** The connections of one process of a workload: each of its engines' pools, overflow included; none without a database. */
function processOf(name: string, { environment, database }: DeclaredWorkload): Session[] {
  const variable = environment["DATABASE_URL"];
  if (database === null && variable === undefined) return [];
  if (database === null || variable?.kind !== "store") throw new Error(`${name} has a database or none, not both`);
  const url = new URL(fillUrl(variable.url, { password: "unused", host: "unused" }));
  const session = { user: url.username, database: url.pathname.slice(1), applicationName: name };
  return times(database.engines * (database.poolSize + database.maxOverflow), session);
}

/** Every process of every task of a workload that can run at once. */
function processesAtPeak(name: string, workload: DeclaredWorkload): Session[][] {
  return times(tasksAtPeak(workload.service) * (workload.database?.processes ?? 0), processOf(name, workload));
}

/** Every role a workload of some stack logs in with. */
function logins(): string[] {
  const workloads = STACKS.flatMap((stack) => Object.entries(declaredStack(stack).workloads));
  return workloads.flatMap(([name, workload]) => processOf(name, workload).map(({ user }) => user));
}

function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}

const ADMIN: Session = { user: "monitor", database: DATABASE_NAME, applicationName: "admin" };

describe("a real PostgreSQL", () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = new PostgresServer();
    await server.start({});
    const superuser = await server.connectAsSuperuser();
    // Plain roles, as the migration makes them, and one that may see all sessions, as a metrics exporter does.
    for (const role of new Set([...logins(), ADMIN.user])) await superuser.query(`CREATE ROLE "${role}" LOGIN`);
    await superuser.query(`GRANT pg_monitor TO ${ADMIN.user}`);
    await superuser.query(`CREATE DATABASE ${DATABASE_NAME}`);
    await server.stop();
  });

  afterAll(() => {
    server.remove();
  });

  describe.each(STACKS)("configured as %s declares", (stack) => {
    const blueprint = declaredStack(stack);
    const { postgres } = blueprint.databases;
    const budget = budgetOf(blueprint, "postgres");
    let parameters: readonly Parameter[] = [];
    let admin: Client;

    beforeAll(async () => {
      parameters = await parametersOf(stack, PARAMETER_GROUP);
      await server.start({ ...settingsOf(parameters), ...reservedSlots(server.version) });
      admin = await server.connect(ADMIN);
    });

    afterAll(() => server.stop());

    it("takes every parameter of the group but RDS's own, at the time the group says", async () => {
      expect(parameters.filter(isRdsOwn).map(({ name }) => name)).toEqual(["rds.force_ssl"]);
      const { rows } = await admin.query<{ name: string; setting: string; vartype: string; context: string }>(
        "SELECT name, setting, vartype, context FROM pg_settings WHERE name = ANY($1)",
        [Object.keys(settingsOf(parameters))],
      );

      const inEffect = rows.map(({ name, setting, vartype, context }) => ({
        name,
        value: vartype === "bool" ? String(Number(setting === "on")) : setting,
        // Only what needs a restart of the server is static to RDS as well.
        applyMethod: context === "postmaster" ? "pending-reboot" : "immediate",
      }));
      const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
      const given = parameters.filter((parameter) => !isRdsOwn(parameter));
      expect(inEffect.sort(byName)).toEqual([...given].sort(byName));
      expect(inEffect).toContainEqual(
        expect.objectContaining({ name: "max_connections", value: String(postgres.maxConnections) }),
      );
    });

    it("serves the budget line by line, then the headroom, and not one process more", async () => {
      const adminLine = budget.lines.find(({ name }) => name === ADMIN.applicationName);
      for (const [name, workload] of Object.entries(blueprint.workloads)) {
        for (const process of processesAtPeak(name, workload)) await server.serve(process);
      }
      await server.serve(times((adminLine?.connections ?? 0) - 1, ADMIN)); // one is there already

      const { rows } = await admin.query<{ name: string; connections: number }>(
        "SELECT application_name AS name, count(*)::int AS connections FROM pg_stat_activity" +
          " WHERE backend_type = 'client backend' GROUP BY application_name",
      );
      const served = Object.fromEntries(rows.map(({ name, connections }) => [name, connections]));
      expect(served).toEqual(Object.fromEntries(budget.lines.map(({ name, connections }) => [name, connections])));
      expect(Object.values(served).reduce((sum, connections) => sum + connections, 0)).toBe(budget.peak);

      const oneProcess = processOf("web", blueprint.workloads.web);
      const [connection = ADMIN] = oneProcess;
      expect(await server.attempt(times(budget.headroom, connection))).toEqual({ served: budget.headroom });
      expect(await server.attempt(oneProcess)).toEqual({ [TOO_MANY_CONNECTIONS]: oneProcess.length });
    });

    it("keeps the reserved slots, for whoever has to repair it", async () => {
      const superuser = await server.connectAsSuperuser();
      const { rows } = await superuser.query("SELECT current_setting('is_superuser') AS is_superuser");

      expect(rows).toEqual([{ is_superuser: "on" }]);
    });
  });
});
