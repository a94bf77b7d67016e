import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { BLUEPRINT_TYPE, placeOf, type Level, type Place, type Resource, type Severity } from "../model";

/**
 * The only place that knows how the SDK really behaves where its types do not say so. Held by a contract test against
 * the installed version.
 */

/** Name under which the SDK's unknown-checking proxy hands out the object behind it (@pulumi/policy proxy.js). */
const PROXY_TARGET = "__getSpecialProxyTarget";

/** The raw properties, unknown leaves as sentinels: reading through the proxy would throw on each of them. */
export function rawProperties(props: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const target = props[PROXY_TARGET];
  return typeof target === "object" && target !== null ? (target as Readonly<Record<string, unknown>>) : props;
}

export function registeredResource(args: ResourceValidationArgs): Resource {
  const properties = rawProperties(args.props);
  return {
    urn: args.urn,
    type: args.type,
    name: args.name,
    parent: args.opts.parent,
    protect: args.opts.protect,
    ignoredChanges: args.opts.ignoreChanges,
    properties,
    producers: {},
    dependencies: [],
    place: placeIn(properties, args.provider),
  };
}

/** @param inputs what was seen at registration: a final state leaves out what the provider does not echo. */
export function finalResource(resource: PolicyResource, inputs: Resource | undefined): Resource {
  const outputs = rawProperties(resource.props as Readonly<Record<string, unknown>>);
  return {
    urn: resource.urn,
    type: resource.type,
    name: resource.name,
    parent: resource.parent?.urn ?? inputs?.parent,
    protect: resource.opts.protect,
    ignoredChanges: resource.opts.ignoreChanges,
    properties: inputs === undefined ? outputs : together(resource.type, inputs.properties, outputs),
    producers: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([key, producers]) => [key, producers.map(({ urn }) => urn)]),
    ),
    dependencies: resource.dependencies.map(({ urn }) => urn),
    place: placeIn(outputs, resource.provider),
  };
}

function placeIn(properties: Properties, provider: PolicyResource["provider"]): Place {
  return placeOf(properties, provider && { urn: provider.urn, props: rawProperties(provider.props) });
}

type Properties = Resource["properties"];

/** A component has no outputs of its own making: what it was registered with is what it declared. */
function together(type: string, inputs: Properties, outputs: Properties): Properties {
  return type === BLUEPRINT_TYPE ? { ...outputs, ...inputs } : { ...inputs, ...outputs };
}

export interface Violation {
  readonly name: string;
  readonly description: string;
  readonly message: string;
  readonly urn: string;
  readonly enforcementLevel: Level;
  readonly severity: Severity;
}

/** The SDK's callback takes this object at run time; its published type names only text. */
export type ReportViolation = (violation: Violation) => void;

export function reporter(callback: (message: string, urn?: string) => void): ReportViolation {
  return callback as unknown as ReportViolation;
}
