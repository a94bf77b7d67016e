// The tutorial's signing key, every origin and a password in plain sight, in containers on Lightsail.
// preview: cors-not-wildcard blocked, database-degrades-gracefully unproven, error-tracking-configured advice,
//   image-pinned passes, logging-not-debug passes, secret-generated-safely passes, secret-not-defaulted blocked,
//   secret-not-defaulted passes, secret-not-in-plain-environment blocked, server-is-production-grade passes,
//   stop-signal-reaches-process passes, value-is-resolved passes
// up: cors-not-wildcard blocked, error-tracking-configured advice, image-pinned passes, logging-not-debug passes,
//   secret-not-defaulted blocked, secret-not-defaulted passes, secret-not-in-plain-environment blocked,
//   server-is-production-grade passes, stop-signal-reaches-process passes, value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";

const password = new random.RandomPassword("notes", { length: 30, special: false });
const database = new aws.lightsail.Database("notes", {
  relationalDatabaseName: "notes",
  availabilityZone: "eu-west-1a",
  blueprintId: "postgres_16",
  bundleId: "micro_2_0",
  masterDatabaseName: "notes",
  masterUsername: "notes",
  masterPassword: password.result,
  skipFinalSnapshot: true,
});
const service = new aws.lightsail.ContainerService("notes", { name: "notes", power: "micro", scale: 2 });
new aws.lightsail.ContainerServiceDeploymentVersion("notes", {
  serviceName: service.name,
  containers: [
    {
      containerName: "api",
      image: "ghcr.io/example/notes:1.9",
      commands: ["fastapi", "run", "notes/main.py"],
      ports: { 8000: "HTTP" },
      environment: {
        DATABASE_HOST: database.masterEndpointAddress,
        DATABASE_USER: "notes",
        DATABASE_PASSWORD: password.result,
        JWT_SECRET: "your-secret-key",
        BACKEND_CORS_ORIGINS: '["*"]',
      },
    },
  ],
  publicEndpoint: { containerName: "api", containerPort: 8000, healthCheck: { path: "/health" } },
});

export const url = service.url;
