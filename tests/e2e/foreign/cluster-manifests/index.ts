// A default key, every origin and two schedulers, in manifests of Kubernetes, which no rule reads. The database is sound; the
// cache lets everybody in who reaches it.
// preview and up: database-encrypted passes, engine-supported passes, pool-monitored advice,
//   redis-encrypted-and-authenticated advice, secret-generated-safely passes, secret-not-defaulted passes,
//   value-is-resolved passes
// stood in for: kubernetes:apps/v1:Deployment, kubernetes:core/v1:Secret

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

// Classes as a local SDK has them: the vendor's package is not installed.
class KubernetesProvider extends pulumi.ProviderResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("kubernetes", name, args);
  }
}
class Manifest extends pulumi.CustomResource {
  constructor(kind: string, name: string, args: pulumi.Inputs, options: pulumi.CustomResourceOptions) {
    super(`kubernetes:${kind}`, name, args, options);
  }
}

const subnetIds = aws.ec2.getSubnetsOutput({}).ids;
const trust = (service: string) => aws.iam.assumeRolePolicyForPrincipal({ Service: service });
const cluster = new aws.eks.Cluster("shop", {
  roleArn: new aws.iam.Role("cluster", { assumeRolePolicy: trust("eks.amazonaws.com") }).arn,
  version: "1.33",
  vpcConfig: { subnetIds },
});
new aws.eks.NodeGroup("shop", {
  clusterName: cluster.name,
  nodeRoleArn: new aws.iam.Role("nodes", { assumeRolePolicy: trust("ec2.amazonaws.com") }).arn,
  subnetIds,
  scalingConfig: { desiredSize: 2, minSize: 2, maxSize: 6 },
});

const password = new random.RandomPassword("shop", { length: 32, special: false });
const database = new aws.rds.Instance("shop", {
  engine: "postgres",
  engineVersion: "16.4",
  instanceClass: "db.t4g.micro",
  allocatedStorage: 20,
  username: "shop",
  password: password.result,
  storageEncrypted: true,
  multiAz: true,
  skipFinalSnapshot: true,
});
const redis = new aws.elasticache.ReplicationGroup("shop", {
  description: "queue",
  nodeType: "cache.t4g.small",
  numCacheClusters: 2,
  automaticFailoverEnabled: true,
  atRestEncryptionEnabled: true,
  transitEncryptionEnabled: true,
});

const kubeconfig = pulumi.jsonStringify({
  clusters: [{ name: "shop", cluster: { server: cluster.endpoint } }],
  users: [
    { name: "aws", user: { exec: { command: "aws", args: ["eks", "get-token", "--cluster-name", cluster.name] } } },
  ],
});
const provider = new KubernetesProvider("shop", { kubeconfig });
const settings = new Manifest(
  "core/v1:Secret",
  "settings",
  {
    metadata: { name: "settings" },
    stringData: {
      DATABASE_URL: pulumi.interpolate`postgresql://shop:${password.result}@${database.endpoint}/shop`,
      CELERY_BROKER_URL: pulumi.interpolate`rediss://${redis.primaryEndpointAddress}:6379/0?ssl_cert_reqs=required`,
      SECRET_KEY: "changeme",
    },
  },
  { provider },
);
for (const [name, replicas, command] of [
  ["web", 4, ["uvicorn", "shop.app:app", "--workers", "4"]],
  ["beat", 2, ["celery", "-A", "shop", "beat"]],
] as const) {
  new Manifest(
    "apps/v1:Deployment",
    name,
    {
      metadata: { name },
      spec: {
        replicas,
        template: {
          spec: {
            containers: [
              {
                name,
                image: "ghcr.io/example/shop:latest",
                command,
                env: [{ name: "CORS_ORIGINS", value: "*" }],
                envFrom: [{ secretRef: { name: "settings" } }],
              },
            ],
          },
        },
      },
    },
    { provider, dependsOn: [settings] },
  );
}

export const endpoint = cluster.endpoint;
