// Sound, but the image's own command is not in the program: that it is no scheduler is not proven.
// preview and up: client-address-trusted unproven, database-degrades-gracefully unproven, deployment-rolls-back advice,
//   error-tracking-configured unproven, health-checks-meaningful advice, image-pinned advice, logging-not-debug passes,
//   no-single-point-of-failure unproven, scheduler-runs unproven, scheduler-runs-once unproven, scheduler-uses-redis
//   unproven, secret-not-in-plain-environment passes, slo-alarms-present advice, tasks-survive-interruption unproven,
//   timeouts-ladder-holds unproven, value-is-resolved passes, waf-rate-limit-attached advice

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// As the first tutorials do it: whatever network the account has.
const vpc = aws.ec2.getVpcOutput({ default: true });
const subnets = aws.ec2.getSubnetsOutput({ filters: [{ name: "vpc-id", values: [vpc.id] }] });

const group = new aws.ec2.SecurityGroup("web", {
  vpcId: vpc.id,
  ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] }],
  egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
});
const balancer = new aws.lb.LoadBalancer("web", { securityGroups: [group.id], subnets: subnets.ids });
const target = new aws.lb.TargetGroup("web", { port: 80, protocol: "HTTP", targetType: "ip", vpcId: vpc.id });
const listener = new aws.lb.Listener("web", {
  loadBalancerArn: balancer.arn,
  port: 80,
  defaultActions: [{ type: "forward", targetGroupArn: target.arn }],
});

const role = new aws.iam.Role("task-exec", {
  assumeRolePolicy: {
    Version: "2008-10-17",
    Statement: [{ Action: "sts:AssumeRole", Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" } }],
  },
});
new aws.iam.RolePolicyAttachment("task-exec", {
  role: role.name,
  policyArn: "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
});

const cluster = new aws.ecs.Cluster("main");
const task = new aws.ecs.TaskDefinition("web", {
  family: "web",
  cpu: "256",
  memory: "512",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  executionRoleArn: role.arn,
  containerDefinitions: JSON.stringify([
    { name: "nginx", image: "nginx", portMappings: [{ containerPort: 80, hostPort: 80, protocol: "tcp" }] },
  ]),
});
new aws.ecs.Service(
  "web",
  {
    cluster: cluster.arn,
    desiredCount: 3,
    launchType: "FARGATE",
    taskDefinition: task.arn,
    networkConfiguration: { assignPublicIp: true, subnets: subnets.ids, securityGroups: [group.id] },
    loadBalancers: [{ targetGroupArn: target.arn, containerName: "nginx", containerPort: 80 }],
  },
  { dependsOn: [listener] },
);

export const url = pulumi.interpolate`http://${balancer.dnsName}`;
