/** Where a variable's value comes from: the task definition itself, a secret, or a store's URL in one. */
import type { DeclaredVariable } from "guardrails-policies/model";
import { type RedisRole, redisUrl } from "./connections";
import type { Settings } from "./settings";

export type Environment = Readonly<Record<string, DeclaredVariable>>;

export function plain(value: string | number): DeclaredVariable {
  return { kind: "plain", value: String(value) };
}

export function plainAll(values: Readonly<Record<string, string>>): Environment {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plain(value)]));
}

export function secret(name: string, key: string | null): DeclaredVariable {
  return { kind: "secret", secret: name, key };
}

export function redis(role: RedisRole, { cache }: Settings<unknown>): DeclaredVariable {
  return {
    kind: "store",
    store: { kind: "cache", name: "redis" },
    url: redisUrl(role, cache.own?.port),
    secret: "redis-connection",
    key: role,
  };
}

/** `redis` in the configuration means the stack's own; any other URL is passed on as it was given. */
export function stackOr(setting: string, role: RedisRole, settings: Settings<unknown>): DeclaredVariable {
  return setting === "redis" ? redis(role, settings) : plain(setting);
}
