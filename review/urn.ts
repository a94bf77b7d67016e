/**
 * A resource as a person says it: its type and logical name, `aws:ecs/service:Service web`.
 * A URN is `urn:pulumi:<stack>::<project>::<parent type>$…<type>::<name>`; a name may itself hold `::`.
 */
export function resourceLabel(urn: string): string {
  const [, , types, ...name] = urn.split("::");
  if (types === undefined || name.length === 0) return urn;
  return `${types.split("$").at(-1) ?? types} ${name.join("::")}`;
}
