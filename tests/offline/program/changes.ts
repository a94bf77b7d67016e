import type { PropertyChange } from "../../../offline/program/property-change";

/** A change of a resource `a:b:C`. */
export const change = (name: string, path: string, more: Partial<PropertyChange>): PropertyChange => ({
  type: "a:b:C",
  name,
  path,
  ...more,
});

/** What is at a place in a resource `a:b:C`. */
export const of = (name: string, path: string) => ({ from: { type: "a:b:C", name, path } });
