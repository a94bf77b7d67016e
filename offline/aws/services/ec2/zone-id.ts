/** The zone's id, `euw1-az1` (AWS shuffles them per account; the order is kept here). */
export function zoneId(zone: string): string {
  const [area = "", side = "", rest = ""] = zone.split("-");
  const letter = rest.slice(-1);
  const direction = side.replace(
    /(north|south)?(east|west)?/,
    (_, first: string | undefined, second: string | undefined) =>
      `${(first ?? "").slice(0, 1)}${(second ?? "").slice(0, 1)}`,
  );
  return `${area}${direction.replace("central", "c")}${rest.slice(0, -1)}-az${letter.charCodeAt(0) - 96}`;
}

/** The zone with an id; without one, the region's first. */
export function zoneWithId(region: string, id: string | undefined): string | undefined {
  if (id === undefined) return `${region}a`;
  return ["a", "b", "c", "d", "e", "f"].map((letter) => `${region}${letter}`).find((zone) => zoneId(zone) === id);
}
