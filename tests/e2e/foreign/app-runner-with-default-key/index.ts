// The signing key is the template's own, in plain settings; what the image starts by itself may be a scheduler.
// preview and up: secret-not-defaulted blocked, secret-not-in-plain-environment blocked, cors-not-wildcard passes,
//   cors-origins-declared passes, waf-rate-limit-attached advice, scheduler-uses-redis unproven, scheduler-runs-once
//   unproven

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
