import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { TARGET_CHECKS_TO_FAIL, TIMEOUTS } from "../timeouts";
import { named } from "./context";
import type { Foundation } from "./foundation";

/** Where requests go: the tasks of one service, or one fleet of them. */
export function targetGroup(
  name: string,
  { port, readinessPath }: { readonly port: number; readonly readinessPath: string },
  { context, network }: Foundation,
  parent: pulumi.Resource,
): aws.lb.TargetGroup {
  return new aws.lb.TargetGroup(
    name,
    {
      vpcId: network.vpcId,
      targetType: "ip",
      protocol: "HTTP",
      protocolVersion: "HTTP1",
      port,
      deregistrationDelay: TIMEOUTS.deregistration,
      loadBalancingAlgorithmType: "least_outstanding_requests",
      // No task knows a client: sessions and fan-out are in Redis, and a WebSocket stays where it was opened by itself.
      stickiness: { enabled: false, type: "lb_cookie", cookieDuration: 86_400 },
      // Ready means that database and cache answer. A new task gets no requests before; one that serves is only given up
      // after longer than a store takes to fail over, since ECS replaces what is given up: all of it at once, then.
      healthCheck: {
        enabled: true,
        protocol: "HTTP",
        path: readinessPath,
        matcher: "200",
        interval: TIMEOUTS.targetCheckInterval,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: TARGET_CHECKS_TO_FAIL,
      },
      tags: named(context, name),
    },
    { parent },
  );
}
