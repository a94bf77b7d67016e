// The tutorial's key signs the sessions, and anybody who may describe the task reads it.
// preview and up: image-pinned passes, logging-not-debug passes, secret-not-defaulted blocked,
//   secret-not-in-plain-environment blocked, server-is-production-grade passes, stop-signal-reaches-process passes,
//   value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// The tutorial's settings went to production with the tutorial's key.
const environment = {
  DJANGO_SETTINGS_MODULE: "shop.settings.production",
  DJANGO_SECRET_KEY: "django-insecure-changeme",
  ALLOWED_HOSTS: "shop.example.com",
};

const task = new aws.ecs.TaskDefinition("shop", {
  family: `shop-${pulumi.getStack()}`,
  cpu: "512",
  memory: "1024",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  containerDefinitions: JSON.stringify([
    {
      name: "shop",
      image: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:${"c3".repeat(32)}`,
      command: ["gunicorn", "shop.wsgi", "--bind", "0.0.0.0:8000"],
      environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
    },
  ]),
});

export const family = task.family;
