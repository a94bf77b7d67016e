// A default key, every origin and beat in the worker of each of three machines, in a compose file in the user data. Its settings
// are read; what its containers run is not, so that nothing is said of the schedulers.
// preview and up: cors-not-wildcard blocked, secret-not-defaulted advice, secret-not-defaulted blocked,
//   secret-not-in-plain-environment blocked

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const image = aws.ssm.getParameterOutput({
  name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
}).value;
const group = new aws.ec2.SecurityGroup("app", {
  ingress: [80, 443].map((port) => ({ protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: ["0.0.0.0/0"] })),
  egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
});

const compose = `services:
  web:
    image: ghcr.io/example/forum:2.4
    command: gunicorn forum.wsgi --workers 3
    environment:
      SECRET_KEY: changeme
      CORS_ORIGINS: "*"
      REDIS_URL: redis://redis:6379/0
      DATABASE_URL: postgres://forum:forum@db/forum
    ports: ["80:8000"]
  worker:
    image: ghcr.io/example/forum:2.4
    command: celery -A forum worker -B
  redis: { image: "redis:7" }
  db: { image: "postgres:16" }
`;
const template = new aws.ec2.LaunchTemplate("app", {
  imageId: image,
  instanceType: "t4g.small",
  vpcSecurityGroupIds: [group.id],
  userData: Buffer.from(
    `#!/bin/bash\ndnf install -y docker\nmkdir /app\ncat >/app/compose.yaml <<'EOF'\n${compose}EOF\ndocker compose -f /app/compose.yaml up -d\n`,
  ).toString("base64"),
});
const fleet = new aws.autoscaling.Group("app", {
  availabilityZones: ["eu-west-1a", "eu-west-1b"],
  minSize: 1,
  maxSize: 3,
  launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
});

export const name = fleet.name;
