import { daysBetween, isDay, LIFECYCLES_READ, lifecycleOf, productOf, successorOf } from "../../../policies/facts";

it.each([
  ["postgres", "12.22", "2025-02-28"],
  ["aurora-postgresql", "11", "2024-02-29"],
  ["mysql", "5.7.44", "2024-02-29"],
  ["aurora-mysql", "5.7.mysql_aurora.2.12.0", "2024-10-31"],
  ["redis", "5.0.6", "2026-01-31"],
  ["redis", "6.x", "2027-01-31"],
  ["lambda", "nodejs18.x", "2025-09-01"],
] as const)("%s %s ends on %s", (product, version, ends) => {
  expect(lifecycleOf(product, version)?.ends).toBe(ends);
  expect(isDay(ends)).toBe(true);
});

it.each(["2024-02-29", "2026-12-31", "0001-01-01"])("%s is a day", (text) => {
  expect(isDay(text)).toBe(true);
});

it.each([
  ...["2026-02-30", "2026-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00"],
  ...["2026-1-1", "2026-01-01T00:00:00Z", " 2026-01-01", "20260-01-01", ""],
])("%s is none", (text) => {
  expect(isDay(text)).toBe(false);
});

it.each([
  ["postgres", "17.6"],
  ["mysql", "8.4.3"],
  ["redis", "7.1"],
  ["lambda", "python3.14"],
  ["lambda", "constructor"],
  ["postgres", "latest"],
] as const)("%s %s is supported, or not known here", (product, version) => {
  expect(lifecycleOf(product, version)).toBeUndefined();
});

it("counts days over leap years, and back", () => {
  expect(daysBetween("2024-02-28", "2024-03-01")).toBe(2);
  expect(daysBetween("2026-03-01", "2026-02-28")).toBe(-1);
});

it.each([
  ["Postgres", "postgres"],
  ["aurora", "aurora-mysql"],
  ["valkey", "valkey"],
  ["oracle-ee", undefined],
])("takes %s for %s", (engine, product) => {
  expect(productOf(engine)).toBe(product);
});

it.each([
  ["postgres", "12.22", "17"],
  ["mysql", "5.7.44", "8.4"],
  ["lambda", "nodejs16.x", "nodejs24.x"],
  ["lambda", "Python3.8", "python3.13"],
  ["lambda", "go1.x", "provided.al2023"],
] as const)("%s %s has a successor that is supported: %s", (product, version, successor) => {
  expect(successorOf(product, version)).toBe(successor);
  const ends = lifecycleOf(product, successor)?.ends ?? "2099-12-31";
  expect(daysBetween(LIFECYCLES_READ, ends)).toBeGreaterThan(180);
});
