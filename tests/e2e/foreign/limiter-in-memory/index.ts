// Each of six processes counts for itself, so that a client has six times the limit. The origins are two sites.
// preview: cors-not-wildcard passes, cors-origins-declared passes, deployment-rolls-back advice,
//   error-tracking-configured advice, image-pinned passes, logging-not-debug passes, no-single-point-of-failure passes,
//   rate-limiter-uses-redis blocked, secret-not-in-plain-environment passes, server-is-production-grade passes,
//   stop-signal-reaches-process passes, value-is-resolved passes
// up: cors-not-wildcard passes, image-pinned passes, logging-not-debug passes, rate-limiter-uses-redis blocked,
//   secret-not-in-plain-environment passes, server-is-production-grade passes, stop-signal-reaches-process passes,
//   value-is-resolved passes

import * as aws from "@pulumi/aws";

/** One container of a task, with its settings given as a map. */
interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const container = (name: string, { image, command, env }: Container) =>
  JSON.stringify([
    {
      name,
      image,
      command,
      essential: true,
      environment: Object.entries(env).map(([key, value]) => ({ name: key, value })),
    },
  ]);

const { ids } = aws.ec2.getSubnetsOutput({});
const cluster = new aws.ecs.Cluster("links");
const task = new aws.ecs.TaskDefinition("links", {
  family: "links",
  cpu: "512",
  memory: "1024",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  containerDefinitions: container("links", {
    image: "ghcr.io/example/links:3.2",
    command: ["gunicorn", "links:app", "-k", "uvicorn.workers.UvicornWorker", "-w", "2"],
    env: { RATELIMIT_STORAGE_URI: "memory://", ALLOWED_ORIGINS: "https://links.example.com,https://www.example.com" },
  }),
});
const service = new aws.ecs.Service("links", {
  cluster: cluster.arn,
  taskDefinition: task.arn,
  desiredCount: 3,
  launchType: "FARGATE",
  networkConfiguration: { subnets: ids, assignPublicIp: true },
});

export const name = service.name;
