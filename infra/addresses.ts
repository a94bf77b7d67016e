/** Whether the private subnets hold what runs in them: a subnet cannot grow, and a task without an address does not start. */
import type { Blueprint } from "guardrails-policies/model";
import { tasksAtPeak } from "./budget";
import { DATABASE_ACCESS } from "./database-access";

/**
 * AWS services a workload without a way out calls, each through an interface endpoint: image, secrets, logs, metrics.
 * Fargate's own control traffic and a function outside the VPC need none.
 */
export const INTERFACE_ENDPOINTS = [
  "ecr.api",
  "ecr.dkr",
  "kms",
  "logs",
  "monitoring",
  "secretsmanager",
  "sts",
] as const;

/** Those of a stack: people's sessions come through one more. */
export function interfaceEndpoints({ workloads }: Blueprint<unknown>): readonly string[] {
  return DATABASE_ACCESS in workloads ? [...INTERFACE_ENDPOINTS, "ssmmessages"] : INTERFACE_ENDPOINTS;
}

export interface AddressBudget {
  /** Addresses one private subnet needs in its worst hour. */
  readonly peak: number;
  /** Addresses it has to give. */
  readonly usable: number;
  readonly fits: boolean;
}

/** The first four addresses of a subnet and its last are AWS's (VPC guide, "Subnet sizing"). */
const RESERVED = 5;

/** Addresses a load balancer wants free in each of its subnets (ALB guide, "Subnets for your load balancer"). */
const LOAD_BALANCER_ADDRESSES = 8;

/** A subnet is a sixteenth of the VPC: see subnets.ts. */
const SUBNET_SHARE = 16;

/**
 * The worst hour: every service is in the middle of a deployment at its scaling maximum, a migration runs, and one zone is
 * gone, so that the others hold all of it. Each task has an address of its own (awsvpc), each endpoint one in every zone.
 */
export function addressBudget(blueprint: Blueprint<unknown>): AddressBudget {
  const { cidrBlock, availabilityZones, natGateways, given } = blueprint.network;
  const tasks = Object.values(blueprint.workloads).reduce((sum, { service }) => sum + tasksAtPeak(service), 0);
  const zonesLeft = Math.max(1, availabilityZones - 1);
  const endpoints = natGateways === "none" ? interfaceEndpoints(blueprint).length : 0;
  const balancer = blueprint.edge?.scheme === "internal" ? LOAD_BALANCER_ADDRESSES : 0;
  const peak = Math.ceil(tasks / zonesLeft) + endpoints + balancer;
  // Of a network that was made elsewhere the smallest subnet decides, and what else has addresses in it is not known here.
  const smallest =
    given === undefined ? [addressesOf(cidrBlock) / SUBNET_SHARE] : Object.values(given.private).map(addressesOf);
  const usable = Math.min(...smallest) - RESERVED;
  return { peak, usable, fits: peak <= usable };
}

function addressesOf(range: string): number {
  return 2 ** (32 - Number(range.split("/")[1]));
}
