import { database, definition, said, service, ADDRESS } from "./judged";

/** Migrations that every task of a service runs when it starts, as front ends of package managers spell them. */
const judged = (script: string) => {
  const web = definition(
    "web",
    { DATABASE_URL: `postgresql://app@${ADDRESS}:5432/app` },
    { command: ["sh", "-c", script] },
  );
  return said("migrations-gate-release", [database(), web, service(web, { desiredCount: 3 })], "up");
};

it.each([
  "yarn prisma migrate deploy && yarn start",
  "pnpm exec prisma migrate deploy && node server.js",
  "pnpm prisma migrate deploy && node server.js",
  "npm exec prisma migrate deploy && node server.js",
  "npx --yes prisma@6 migrate deploy && node server.js",
  "npm run typeorm migration:run -- -d dist/source.js && node dist/main.js",
  "bunx prisma migrate deploy && bun server.ts",
  "sqlx migrate run && ./server",
  "diesel migration run && ./server",
])("every task migrates: %s", async (script) => {
  expect(await judged(script)).toContain("blocked atBoot");
});

it.each([
  "yarn start",
  "pnpm exec next start",
  "npm run prisma generate && node server.js",
  "npx prisma@6 migrate status",
])("none does: %s", async (script) => {
  expect((await judged(script)).filter((end) => end.startsWith("blocked"))).toEqual([]);
});
