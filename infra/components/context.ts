import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ServicePlace, servicePlace } from "../config-cluster";
import type { RoleSettings } from "../config-roles";
import type { Settings } from "../settings";
import { partitionOf } from "./partitions";

/** What every component of one stack shares. */
export interface Context {
  /** `product-environment`: the beginning of every name that people read. */
  readonly prefix: string;
  readonly region: string;
  /** `aws`, or the partition of China's or the US government's regions. */
  readonly partition: string;
  readonly accountId: pulumi.Output<string>;
  readonly deletionProtection: boolean;
  readonly logRetentionDays: number;
  /** On every resource that has tags: whose it is, what it is part of, who pays. */
  readonly tags: Readonly<Record<string, string>>;
  readonly services: ServicePlace;
  /** What the account asks of every role. */
  readonly roles: RoleSettings;
}

export function describeContext(settings: Settings<unknown>, region: string, parent: pulumi.Resource): Context {
  const { product, environment, owner, costCenter, deletionProtection, logRetentionDays } = settings;
  return {
    prefix: `${product}-${environment}`,
    region,
    partition: partitionOf(region),
    // Asked once the parent is registered: asking makes a provider, and a refused blueprint leaves nothing behind.
    accountId: pulumi.output(registration(parent).then(() => accountId(parent))),
    deletionProtection,
    logRetentionDays,
    services: servicePlace(settings.clusterArn, `${product}-${environment}`),
    roles: settings.roles,
    // The owner's first, so that none takes the place of the stack's own.
    tags: { ...settings.tags, "cost-center": costCenter, environment, owner, product },
  };
}

/** Settles when a resource is registered. A plain promise: an output of its would depend on it, and so on its children. */
export function registration(resource: pulumi.Resource): Promise<void> {
  return new Promise((resolve) => {
    resource.urn.apply(() => {
      resolve();
    });
  });
}

async function accountId(parent: pulumi.Resource): Promise<string> {
  return (await aws.getCallerIdentity({}, { parent })).accountId;
}

/** The shared tags and the name people find a resource by in AWS's console. */
export function named(context: Pick<Context, "prefix" | "tags">, name: string): Record<string, string> {
  return { ...context.tags, Name: `${context.prefix}-${name}` };
}
