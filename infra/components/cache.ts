import type * as pulumi from "@pulumi/pulumi";
import type { DeclaredCache } from "guardrails-policies/model";
import { GivenRedis } from "./given-redis";
import { Redis, type RedisArgs } from "./redis";
import type { Store } from "./store";

export interface CacheArgs extends Omit<RedisArgs, "declared"> {
  readonly declared: DeclaredCache;
}

/** A Redis of the stack's own, or the one that is brought. */
export function stackCache(name: string, args: CacheArgs, opts: pulumi.ComponentResourceOptions): Store {
  const { declared, ...rest } = args;
  if (declared.given === undefined) return new Redis(name, { ...rest, declared }, opts);
  const { own } = args.settings;
  if (own === null) throw new Error(`the blueprint declares ${name} as given, and no setting brings it`);
  return new GivenRedis(name, own, opts);
}
