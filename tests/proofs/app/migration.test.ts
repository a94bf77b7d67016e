/** The migration of the reference application: three that start together, and an image that is brought back. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { INSTALL_TIMEOUT } from "../library";
import { Deployment } from "./deployment";
import { APP } from "./image";
import { Notes } from "./notes";

jest.setTimeout(INSTALL_TIMEOUT);

const deployment = new Deployment("prod");
const VERSIONS = join("migrations", "versions");
const revisions = readdirSync(join(APP, VERSIONS)).filter((file) => file.endsWith(".py"));
const older = mkdtempSync(join(tmpdir(), "guardrails-older-"));

beforeAll(() => deployment.prepare());

afterAll(async () => {
  await deployment.stop();
  rmSync(older, { recursive: true });
});

it("runs once among three that start together", async () => {
  // Held here, so that all three come to it before the first of them goes on.
  const operator = await deployment.stores.operator();
  const told = deployment.environment(deployment.blueprint.workloads.migration);
  await operator.query("SELECT pg_advisory_lock($1)", [told["MIGRATION_ADVISORY_LOCK"]]);
  const three = Array.from({ length: 3 }, () => deployment.start("migration"));
  for (const one of three) {
    await one.eventually("waits, as do the two others", async () => {
      const { rows } = await operator.query<{ waiting: number }>(
        "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE usename = 'migration' AND wait_event = 'advisory'",
      );
      return rows[0]?.waiting === three.length;
    });
  }
  await operator.query("SELECT pg_advisory_unlock($1)", [told["MIGRATION_ADVISORY_LOCK"]]);
  expect([await Promise.all(three.map(({ ended }) => ended)), deployment.output()]).toEqual([
    [0, 0, 0],
    expect.any(String),
  ]);

  const upgrades = three.reduce((sum, one) => sum + one.count(/Running upgrade/g), 0);
  expect(upgrades).toBe(revisions.length);
  const { rows } = await operator.query("SELECT email FROM users WHERE is_superuser");
  expect(rows).toEqual([{ email: told["FIRST_SUPERUSER"] }]);
});

it("lets the image before run again on the schema of its successor, and serve", async () => {
  cpSync(APP, older, { recursive: true });
  rmSync(join(older, VERSIONS, revisions.sort().at(-1) ?? ""));
  const image = await deployment.build(older);

  expect(await deployment.migrate(image)).toContain("nothing to do");
  const notes = await Notes.loggedIn(deployment, await deployment.startWeb({}, image));
  expect(await notes.words(await notes.write("one two"))).toBeNull();
  // And forward again, as far as it is already.
  expect(await deployment.migrate()).not.toMatch(/Running upgrade/);
});
