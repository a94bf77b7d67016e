// The signing key is the template's own, in plain settings; what the image starts by itself may be a scheduler.
// preview: cors-not-wildcard passes, cors-origins-declared passes, error-tracking-configured advice, image-pinned
//   advice, logging-not-debug passes, scheduler-runs unproven, scheduler-runs-once unproven, scheduler-uses-redis
//   unproven, secret-not-defaulted blocked, secret-not-in-plain-environment blocked, slo-alarms-present advice,
//   tasks-survive-interruption unproven, timeouts-ladder-holds unproven, value-is-resolved passes,
//   waf-rate-limit-attached advice
// up: cors-not-wildcard passes, error-tracking-configured advice, image-pinned advice, logging-not-debug passes,
//   scheduler-runs unproven, scheduler-runs-once unproven, scheduler-uses-redis unproven, secret-not-defaulted blocked,
//   secret-not-in-plain-environment blocked, tasks-survive-interruption unproven, timeouts-ladder-holds unproven,
//   value-is-resolved passes

import * as aws from "@pulumi/aws";

const service = new aws.apprunner.Service("notes", {
  serviceName: "notes",
  sourceConfiguration: {
    autoDeploymentsEnabled: false,
    imageRepository: {
      imageIdentifier: "public.ecr.aws/example/notes:latest",
      imageRepositoryType: "ECR_PUBLIC",
      imageConfiguration: {
        port: "8000",
        runtimeEnvironmentVariables: { SECRET_KEY: "changethis", BACKEND_CORS_ORIGINS: "https://notes.example.com" },
      },
    },
  },
});

export const url = service.serviceUrl;
