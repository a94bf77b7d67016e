// Both functions have the database's password in plain sight, and nothing hands them a secret but their own code. Nothing
// of a pool is said; how many connections an Aurora Serverless cluster serves is not known. An update is refused at the
// function that comes first, so that it says nothing of what would come after.
// preview: connection-budget-holds unproven, cors-not-wildcard passes, cors-origins-declared passes, database-encrypted
//   passes, engine-supported passes, environment-agrees passes, image-pinned advice, logging-not-debug passes,
//   pool-limits-declared advice, pool-monitored advice, secret-generated-safely passes, secret-not-defaulted passes,
//   secret-not-in-plain-environment blocked, value-is-resolved passes
// up: database-encrypted passes, engine-supported passes, image-pinned advice, logging-not-debug passes,
//   pool-limits-declared advice, secret-not-defaulted passes, secret-not-in-plain-environment blocked,
//   value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

const registry = new aws.ecr.Repository("orders", { forceDelete: true });
const tag = new pulumi.Config().get("tag") ?? "latest";
const imageUri = pulumi.interpolate`${registry.repositoryUrl}:${tag}`;

const role = new aws.iam.Role("orders", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  managedPolicyArns: [
    aws.iam.ManagedPolicy.AWSLambdaVPCAccessExecutionRole,
    aws.iam.ManagedPolicy.AWSLambdaSQSQueueExecutionRole,
  ],
});
const password = new random.RandomPassword("orders", { length: 32, special: false });
const database = new aws.rds.Cluster("orders", {
  engine: "aurora-postgresql",
  engineVersion: "16.4",
  databaseName: "orders",
  masterUsername: "orders",
  masterPassword: password.result,
  storageEncrypted: true,
  serverlessv2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 2 },
  skipFinalSnapshot: true,
});
new aws.rds.ClusterInstance("orders", {
  clusterIdentifier: database.id,
  engine: "aurora-postgresql",
  instanceClass: "db.serverless",
});

const dead = new aws.sqs.Queue("orders-dead", { messageRetentionSeconds: 1209600 });
const queue = new aws.sqs.Queue("orders", {
  visibilityTimeoutSeconds: 360,
  redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 4 }),
});
const environment = {
  variables: {
    DATABASE_URL: pulumi.interpolate`postgresql+psycopg://orders:${password.result}@${database.endpoint}/orders`,
    QUEUE_URL: queue.url,
    LOG_LEVEL: "INFO",
  },
};
const shared = {
  packageType: "Image",
  imageUri,
  role: role.arn,
  memorySize: 512,
  architectures: ["arm64"],
  environment,
};

const api = new aws.lambda.Function("api", {
  ...shared,
  imageConfig: { commands: ["orders.api.handler"] },
  timeout: 29,
});
const worker = new aws.lambda.Function("worker", {
  ...shared,
  imageConfig: { commands: ["orders.worker.handler"] },
  timeout: 60,
});
new aws.lambda.EventSourceMapping("worker", {
  eventSourceArn: queue.arn,
  functionName: worker.name,
  batchSize: 10,
  scalingConfig: { maximumConcurrency: 8 },
  functionResponseTypes: ["ReportBatchItemFailures"],
});
const gateway = new aws.apigatewayv2.Api("orders", {
  protocolType: "HTTP",
  target: api.arn,
  corsConfiguration: { allowOrigins: ["https://orders.example.com"], allowMethods: ["GET", "POST"] },
});
new aws.lambda.Permission("api", {
  function: api.name,
  action: "lambda:InvokeFunction",
  principal: "apigateway.amazonaws.com",
});

export const url = gateway.apiEndpoint;
