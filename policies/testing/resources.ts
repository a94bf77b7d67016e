import type { Input, Output } from "@pulumi/pulumi";
import { BLUEPRINT_TYPE, type Blueprint } from "../model";

/**
 * Stacks for rule tests, typed by the provider's own argument types: a misspelt property does not compile. A leaf may
 * refer to another resource's output: unknown at preview, its value at up, as with the real engine.
 */
export interface TestResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: TestResource | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the provider fills in once the resource exists. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly dependsOn?: readonly TestResource[];
  readonly provider?: TestProvider;
}

/** A provider of a resource's own: its name, and what it is given. */
export interface TestProvider {
  readonly name: string;
  readonly props: Readonly<Record<string, string>>;
}

export interface TestResourceOptions {
  readonly parent?: TestResource;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
  /** What it was registered to come after, beside what its properties were computed from. */
  readonly dependsOn?: readonly TestResource[];
  readonly stack?: string;
  /** Default: none is shown. */
  readonly provider?: TestProvider;
  /** Whether the engine leaves it out of the run and it is not there yet (`--target`): it comes without properties then. */
  readonly leftOut?: boolean;
}

/** A generated resource class: carries its type token, and its argument type as a constructor parameter. */
export type ResourceClass<A> = new (name: string, args: A, ...rest: never[]) => object;

const PROJECT = "product";

/** A resource as a program would create it: `resource(aws.ecs.Service, "web", { … })`. */
export function resource<A>(
  resourceClass: ResourceClass<A>,
  name: string,
  args: NonNullable<A>,
  options: TestResourceOptions = {},
): TestResource {
  const type = (resourceClass as unknown as { readonly __pulumiType?: string }).__pulumiType;
  if (type === undefined) throw new Error(`${resourceClass.name} is not a generated resource class`);
  if (options.leftOut === true) return build(type, name, {}, { ...options, outputs: {} });
  // Whatever a program leaves to its provider, the provider's check notes that it did.
  const isEmpty = Object.values(args).every((value) => value === undefined);
  return build(type, name, isEmpty ? { ...args, __defaults: [] } : args, options);
}

/** A local component: an ancestor other resources descend from. */
export function component(name: string, options: TestResourceOptions = {}): TestResource {
  return build("test:index:Component", name, {}, options);
}

/** A registered blueprint. */
export function blueprint(declaration: Blueprint, options: TestResourceOptions = {}): TestResource {
  return build(BLUEPRINT_TYPE, "product", declaration as unknown as Readonly<Record<string, unknown>>, options);
}

function build(
  type: string,
  name: string,
  inputs: Readonly<Record<string, unknown>>,
  options: TestResourceOptions,
): TestResource {
  const {
    parent,
    outputs = {},
    protect = false,
    ignoreChanges = [],
    dependsOn = [],
    stack = "prod",
    provider,
  } = options;
  const stackName = parent === undefined ? stack : (parent.urn.split(":")[2] ?? stack);
  const parentType = parent === undefined ? "" : `${parent.urn.split("::")[2] ?? ""}$`;
  const urn = `urn:pulumi:${stackName}::${PROJECT}::${parentType}${type}::${name}`;
  const own = { urn, type, name, parent, inputs, outputs, protect, ignoreChanges, dependsOn };
  return provider === undefined ? own : { ...own, provider };
}

/** Marks a leaf for the engine simulation; never sent as it is. */
export class Leaf {
  constructor(
    /** The leaf's value once every producer exists; undefined while it cannot be computed. */
    readonly resolve: () => unknown,
    readonly producers: readonly TestResource[],
    readonly isSecret: boolean,
  ) {}
}

/** Another resource's output: unknown at preview. */
export function ref(producer: TestResource, output: string): Output<never> {
  return asOutput(new Leaf(() => producer.outputs[output] ?? resolved(producer.inputs[output]), [producer], false));
}

/** A Pulumi secret: the pack sees its plain value, unmarked. */
export function secret<T>(value: T): Output<T> {
  return asOutput(new Leaf(() => value, [], true)) as Output<T>;
}

/** `pulumi.jsonStringify`: one unknown leaf inside makes the whole text unknown. */
export function json(value: Input<unknown>): Output<string> {
  return asOutput(new Leaf(() => JSON.stringify(resolved(value)), producersOf(value), false)) as Output<string>;
}

/** `pulumi.interpolate`: an unknown part makes the whole text unknown. */
export function interpolate(parts: TemplateStringsArray, ...values: readonly Input<string>[]): Output<string> {
  const text = () => parts.map((part, i) => part + (i < values.length ? String(resolved(values[i])) : "")).join("");
  return asOutput(new Leaf(text, producersOf(values), false)) as Output<string>;
}

/** `output.apply`: what a program makes of a value; unknown while that is. */
export function apply(value: Input<unknown>, transform: (value: string) => unknown): Output<never> {
  return asOutput(new Leaf(() => transform(String(resolved(value))), producersOf(value), false));
}

/** The resources a value depends on, at any depth. */
export function producersOf(value: unknown): readonly TestResource[] {
  if (value instanceof Leaf) return value.producers;
  if (Array.isArray(value)) return value.flatMap(producersOf);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(producersOf);
  return [];
}

/** The value with every leaf filled in. */
export function resolved(value: unknown): unknown {
  if (value instanceof Leaf) return resolved(value.resolve());
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
  }
  return value;
}

function asOutput(leaf: Leaf): Output<never> {
  return leaf as unknown as Output<never>;
}
