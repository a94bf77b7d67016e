import fc from "fast-check";
import {
  ADMIN_CONNECTIONS,
  type ConnectionClient,
  connectionBudget,
  connectionsFit,
  type ConnectionLimits,
  peakTasks,
  RESERVED_CONNECTIONS,
} from "../../../policies/facts";

function client(
  name: string,
  peak: number,
  processes: number,
  poolSize: number,
  maxOverflow: number,
): ConnectionClient {
  return { name, peakTasks: peak, processes, engines: 1, poolSize, maxOverflow };
}

describe("peakTasks", () => {
  it.each([
    [{ maxTasks: 5, maximumPercent: 200 }, 10],
    [{ maxTasks: 5, maximumPercent: 150 }, 7], // ECS rounds down
    [{ maxTasks: 1, maximumPercent: 100 }, 1],
    [{ maxTasks: 3, maximumPercent: 50 }, 3], // never fewer than run without a deployment
    [{ maxTasks: 5, maximumPercent: 100, strategy: "BLUE_GREEN" as const }, 10],
    [{ maxTasks: 5, maximumPercent: 150, strategy: "ROLLING" as const }, 7],
  ])("%j runs %d tasks at once", (service, expected) => {
    expect(peakTasks(service)).toBe(expected);
  });
});

describe("connectionBudget", () => {
  // The worked example: db.t4g.medium with an explicit 380.
  const example = [
    client("web", 10, 2, 5, 5),
    client("worker", 8, 5, 1, 1),
    client("scheduler", 1, 1, 1, 1),
    client("migration", 1, 1, 1, 1),
  ];

  it("adds up the worked example, with administration and the reserved slots", () => {
    const budget = connectionBudget(example, { maxConnections: 380 });
    expect(budget.lines).toEqual([
      { name: "web", arithmetic: "10 tasks × 2 processes × 1 engine × (5 + 5)", connections: 200 },
      { name: "worker", arithmetic: "8 tasks × 5 processes × 1 engine × (1 + 1)", connections: 80 },
      { name: "scheduler", arithmetic: "1 task × 1 process × 1 engine × (1 + 1)", connections: 2 },
      { name: "migration", arithmetic: "1 task × 1 process × 1 engine × (1 + 1)", connections: 2 },
      { name: "admin", arithmetic: "people, exporter and tools", connections: 5 },
    ]);
    expect(budget).toMatchObject({ peak: 289, usable: 375, reserved: 5, fits: true, headroom: 86, cheapestFix: null });
  });

  it("fits exactly at the limit and not one connection beyond", () => {
    expect(connectionBudget(example, { maxConnections: 294 })).toMatchObject({ fits: true, headroom: 0 });
    expect(connectionBudget(example, { maxConnections: 293 })).toMatchObject({ fits: false, headroom: -1 });
  });

  it("leaves the slots that are said to be kept", () => {
    const kept = connectionBudget(example, { maxConnections: 380, reserved: 100 });
    expect(kept).toMatchObject({ usable: 280, reserved: 100, fits: false, headroom: -9 });
    expect(kept.cheapestFix).toBe('Lower the pool of "web" to 5 + 4 connections (now 5 + 5).');
    const most = connectionBudget(example, { maxConnections: 380, reserved: 100, ceiling: 390 });
    expect(most.cheapestFix).toBe("Raise max_connections to 389 (now 380; the instance class holds 390).");
  });

  it("gives one user what it may have, and administration the rest", () => {
    const limits = { maxConnections: 380, ceiling: 800 };
    expect(connectionBudget(example, { ...limits, perUser: 284 })).toMatchObject({ fits: true, perUser: 284 });
    expect(connectionBudget(example, { ...limits, perUser: 283 })).toMatchObject({ fits: false, headroom: -1 });
    expect(connectionBudget(example, { ...limits, perUser: 3 }).cheapestFix).toBe(
      "Run fewer tasks or processes, or raise max_user_connections to at least 62 (now 3): one connection in each pool already takes as many.",
    );
    expect(connectionBudget(example, { ...limits, perUser: 1000 })).toMatchObject({ usable: 375, perUser: null });
  });

  it.each([
    ["pool_size 0", client("web", 1, 1, 0, 5)],
    ["max_overflow −1", client("web", 1, 1, 5, -1)],
  ])("counts %s as unlimited", (_, unlimited) => {
    const budget = connectionBudget([unlimited], { maxConnections: 5000 });
    expect(budget.lines[0]).toMatchObject({
      arithmetic: "1 task × 1 process × 1 engine × unlimited",
      connections: Infinity,
    });
    expect(budget.fits).toBe(false);
    expect(budget.cheapestFix).toBe('Limit the pool of "web" to 4990 connections, pool size and overflow together.');
  });

  it("counts each engine's pool", () => {
    const twoEngines = { ...client("web", 3, 2, 5, 5), engines: 2 };
    expect(connectionBudget([twoEngines], { maxConnections: 380 }).lines[0]).toEqual({
      name: "web",
      arithmetic: "3 tasks × 2 processes × 2 engines × (5 + 5)",
      connections: 120,
    });
  });

  it("counts nothing for an unlimited pool in no task", () => {
    expect(connectionBudget([client("web", 0, 1, 0, -1)], { maxConnections: 100 })).toMatchObject({
      peak: 5,
      fits: true,
    });
  });

  it("gives clients a proxy's share only, and administration the rest", () => {
    const web = [client("web", 10, 1, 8, 0)];
    expect(connectionBudget(web, { maxConnections: 100, proxyMaxConnectionsPercent: 80 })).toMatchObject({
      usable: 85,
      fits: true,
    });
    expect(connectionBudget(web, { maxConnections: 100, proxyMaxConnectionsPercent: 79 })).toMatchObject({
      usable: 84,
      fits: false,
    });
    expect(connectionBudget(web, { maxConnections: 100, proxyMaxConnectionsPercent: 100 }).usable).toBe(95);
  });

  it.each<[string, ConnectionClient[], ConnectionLimits, string]>([
    [
      "a smaller pool, overflow first",
      [client("web", 10, 2, 5, 10), client("worker", 4, 1, 2, 2)],
      { maxConnections: 240 },
      'Lower the pool of "web" to 5 + 5 connections (now 5 + 10).',
    ],
    [
      "more connections, where the class holds them",
      [client("web", 10, 2, 5, 5)],
      { maxConnections: 200, ceiling: 380 },
      "Raise max_connections to 210 (now 200; the instance class holds 380).",
    ],
    [
      "fewer tasks, where a pool has one connection already",
      [client("web", 100, 1, 1, 0)],
      { maxConnections: 100 },
      'Run at most 90 tasks of "web" at once, deployments included (now 100).',
    ],
    [
      "several pools, where one alone cannot do it",
      [client("web", 20, 1, 10, 0), client("worker", 20, 1, 10, 0)],
      { maxConnections: 90 },
      'Limit the pool of "web" and of "worker" to 2 connections each, pool size and overflow together.',
    ],
    [
      "a larger database, where even pools of one do not fit",
      [client("web", 100, 1, 5, 5), client("worker", 100, 1, 5, 5)],
      { maxConnections: 100 },
      "Run fewer tasks or processes, or a database with at least 210 connections (now 100): one connection in each pool already takes 205.",
    ],
  ])("proposes %s", (_, clients, database, fix) => {
    expect(connectionBudget(clients, database).cheapestFix).toBe(fix);
  });

  const clients = fc.array(
    fc.record({
      name: fc.constantFrom("web", "worker", "scheduler"),
      peakTasks: fc.integer({ min: 0, max: 60 }),
      processes: fc.integer({ min: 1, max: 16 }),
      engines: fc.integer({ min: 1, max: 3 }),
      poolSize: fc.integer({ min: 0, max: 100 }),
      maxOverflow: fc.integer({ min: -1, max: 100 }),
    }),
    { maxLength: 5 },
  );
  const limits = fc.record(
    {
      maxConnections: fc.integer({ min: 6, max: 5000 }),
      proxyMaxConnectionsPercent: fc.integer({ min: 1, max: 100 }),
      ceiling: fc.integer({ min: 6, max: 5000 }),
    },
    { requiredKeys: ["maxConnections"] },
  );

  it("says that it fits exactly when the database has room for every client and administration", () => {
    fc.assert(
      fc.property(clients, limits, (some, database) => {
        const budget = connectionBudget(some, database);
        const opened = budget.lines.slice(0, -1).reduce((sum, line) => sum + line.connections, 0);
        const share = ((database.proxyMaxConnectionsPercent ?? 100) * database.maxConnections) / 100;
        const room = opened + ADMIN_CONNECTIONS <= database.maxConnections - RESERVED_CONNECTIONS;
        expect(budget.fits).toBe(room && (database.proxyMaxConnectionsPercent === undefined || opened <= share));
        expect(budget.cheapestFix === null).toBe(budget.fits);
        expect(budget.headroom).toBe(budget.usable - budget.peak);
        expect(connectionsFit(some, database)).toBe(budget.fits);
      }),
    );
  });

  it("fits once its proposal is followed", () => {
    let followed = 0;
    fc.assert(
      fc.property(clients, limits, (some, database) => {
        const named = some.map((one, index) => ({ ...one, name: `${one.name}-${index}` }));
        const fix = connectionBudget(named, database).cheapestFix;
        const after = fix === null ? undefined : follow(fix, named, database);
        if (after === undefined) return;
        followed += 1;
        expect(connectionBudget(after.clients, after.database)).toMatchObject({ fits: true });
      }),
      { numRuns: 500 },
    );
    expect(followed).toBeGreaterThan(100);
  });
});

/** Does what a proposal says. */
function follow(
  fix: string,
  clients: readonly ConnectionClient[],
  database: ConnectionLimits,
): { clients: readonly ConnectionClient[]; database: ConnectionLimits } | undefined {
  const raise = /^Raise max_connections to (\d+)/.exec(fix);
  if (raise) return { clients, database: { ...database, maxConnections: Number(raise[1]) } };
  const limit = /to (\d+) connections?(?: each)?, pool size and overflow together/.exec(fix);
  const pool = /^Lower the pool of "([^"]+)" to (\d+) \+ (\d+)/.exec(fix);
  const tasks = /^Run at most (\d+) tasks? of "([^"]+)"/.exec(fix);
  if (!limit && !pool && !tasks) return undefined;
  const changed = clients.map((client) => {
    if (limit && fix.includes(`"${client.name}"`)) return { ...client, poolSize: Number(limit[1]), maxOverflow: 0 };
    if (pool?.[1] === client.name) return { ...client, poolSize: Number(pool[2]), maxOverflow: Number(pool[3]) };
    if (tasks?.[2] === client.name) return { ...client, peakTasks: Number(tasks[1]) };
    return client;
  });
  return { clients: changed, database };
}
