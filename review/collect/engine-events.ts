import { createHash } from "node:crypto";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { BLUEPRINT_TYPE } from "guardrails-policies/model";
import type { ReadNumbers, ReviewResource } from "../document/evidence";
import { compareText } from "../text";

export const STACK_TYPE = "pulumi:pulumi:Stack";
export const LOAD_BALANCER = /^aws:(?:lb|alb)\/loadBalancer:/;
export const TARGET_GROUP = /^aws:(?:lb|alb)\/targetGroup:/;

/** What of an engine's events a review rests on. Secrets are withheld by the engine before an event is sent. */
export class RunEvents {
  private readonly found = new Map<string, ReviewResource>();
  private readonly steps = new Map<string, string>();
  private idle: number | null = null;
  private drain: number | null = null;
  blueprint: unknown;
  outputs: unknown = {};

  readonly collect = ({ resourcePreEvent, resOutputsEvent }: EngineEvent): void => {
    const { metadata } = resourcePreEvent ?? {};
    const state = metadata?.new;
    if (metadata !== undefined && state !== undefined && (state as unknown) !== null) {
      const { urn, type, parent } = state;
      // An older SDK's declaration has no inputs.
      const { inputs = {} } = state as { readonly inputs?: Readonly<Record<string, unknown>> };
      this.found.set(urn, { urn, type, parent: parent === "" ? null : parent, dependencies: [] });
      this.steps.set(urn, canonical([metadata.op, urn, inputs]));
      if (type === BLUEPRINT_TYPE) this.blueprint = inputs;
      if (LOAD_BALANCER.test(type)) this.idle ??= seconds(inputs["idleTimeout"]);
      if (TARGET_GROUP.test(type)) this.drain ??= seconds(inputs["deregistrationDelay"]);
    }
    const done = resOutputsEvent?.metadata;
    if (done?.type === STACK_TYPE) {
      this.outputs = (done.new as { readonly outputs?: unknown } | undefined)?.outputs ?? this.outputs;
    }
  };

  get resources(): readonly ReviewResource[] {
    return [...this.found.values()];
  }

  get numbers(): ReadNumbers {
    return { loadBalancerIdle: this.idle, deregistrationDelay: this.drain };
  }

  /** What was asked of each resource, whatever the order; null: nothing was. */
  get planDigest(): string | null {
    if (this.steps.size === 0) return null;
    const lines = [...this.steps].sort(([a], [b]) => compareText(a, b)).map(([, step]) => step);
    return createHash("sha256").update(lines.join("\n")).digest("hex");
  }
}

export function seconds(value: unknown): number | null {
  const number = typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

/** JSON with the members of every object in order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => compareText(a, b)))
      : member,
  );
}
