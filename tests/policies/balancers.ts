import * as aws from "@pulumi/aws";
import { ref, resource, type TestResource } from "../../policies/testing";

const ELB = "arn:aws:elasticloadbalancing:eu-west-1:111122223333";

/** The target group of {@link secondBalancer}, which a service may name without it. */
export const SECOND_GROUP = `${ELB}:targetgroup/second/83e2d6bc`;

/** A load balancer beside the first, with all that leads from it to its own target group. */
export function secondBalancer(args: aws.lb.LoadBalancerArgs): readonly TestResource[] {
  const outputs = { arn: `${ELB}:loadbalancer/app/second/60dc6c49` };
  const balancer = resource(aws.lb.LoadBalancer, "second", args, { outputs });
  const group = resource(aws.lb.TargetGroup, "second", { port: 8000 }, { outputs: { arn: SECOND_GROUP } });
  const listener = resource(aws.lb.Listener, "second", {
    loadBalancerArn: ref(balancer, "arn"),
    defaultActions: [{ type: "forward", targetGroupArn: ref(group, "arn") }],
  });
  return [balancer, group, listener];
}

/** The service of the container `web` in several target groups. */
export function servedThrough(definition: TestResource, ...targetGroupArns: readonly string[]): TestResource {
  return resource(aws.ecs.Service, "web", {
    taskDefinition: ref(definition, "arn"),
    loadBalancers: targetGroupArns.map((targetGroupArn) => ({
      containerName: "web",
      containerPort: 8000,
      targetGroupArn,
    })),
  });
}
