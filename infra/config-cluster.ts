/** The ECS cluster the services run in: one of the stack's own, or one that somebody else made and keeps. */
import * as v from "valibot";
import { text } from "./config-values";

/** Where the services are, and what they are called there. */
export interface ServicePlace {
  /** null: the stack makes the cluster. */
  readonly clusterArn: string | null;
  readonly clusterName: string;
  /** Before each service's name: in a cluster of somebody's, others have a `web` too. */
  readonly prefix: string;
}

export const CLUSTER_KEYS = {
  clusterArn: v.optional(
    text(
      "the ARN of an ECS cluster such as arn:aws:ecs:eu-west-1:123456789012:cluster/shared",
      /^arn:aws(-[a-z]+)*:ecs:[a-z0-9-]+:\d{12}:cluster\/[a-zA-Z0-9][\w-]{0,254}$/,
    ),
  ),
};

/** @param stack `product-environment`, the name of the stack's own cluster */
export function servicePlace(clusterArn: string | null, stack: string): ServicePlace {
  if (clusterArn === null) return { clusterArn, clusterName: stack, prefix: "" };
  return { clusterArn, clusterName: clusterArn.replace(/^.*\//, ""), prefix: `${stack}-` };
}
