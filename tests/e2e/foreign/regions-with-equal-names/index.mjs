// Sound: each region's tasks fit what its own parameter group sets; with the other's they would not, or the check would say nothing.
// preview and up: connection-budget-holds passes, database-degrades-gracefully advice, database-encrypted passes,
//   deployment-rolls-back passes, engine-supported passes, error-tracking-configured advice, image-pinned passes,
//   logging-not-debug passes, migrations-gate-release advice, no-single-point-of-failure advice, pool-limits-declared passes,
//   pool-monitored advice, secret-not-in-plain-environment passes, server-is-production-grade passes,
//   stop-signal-reaches-process passes, value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** One region, in which everything is called as in every other. */
class Region extends pulumi.ComponentResource {
  constructor(region, { instanceClass, maxConnections, tasks }) {
    super("shop:index:Region", region);
    const provider = new aws.Provider(region, { region }, { parent: this });
    const options = { parent: this, provider };
    const parameters = new aws.rds.ParameterGroup(
      `${region}-orders`,
      {
        name: "orders",
        family: "postgres17",
        parameters: [{ name: "max_connections", value: maxConnections, applyMethod: "pending-reboot" }],
      },
      options,
    );
    const database = new aws.rds.Instance(
      `${region}-orders`,
      {
        identifier: "orders",
        engine: "postgres",
        engineVersion: "17",
        instanceClass,
        allocatedStorage: 50,
        dbName: "orders",
        username: "orders",
        manageMasterUserPassword: true,
        parameterGroupName: "orders",
        storageEncrypted: true,
        multiAz: true,
        backupRetentionPeriod: 14,
        deletionProtection: true,
        finalSnapshotIdentifier: "orders-final",
      },
      { ...options, dependsOn: [parameters] },
    );
    const cluster = new aws.ecs.Cluster(`${region}-shop`, { name: "shop" }, options);
    const definition = new aws.ecs.TaskDefinition(
      `${region}-orders`,
      {
        family: "orders",
        cpu: "512",
        memory: "1024",
        networkMode: "awsvpc",
        requiresCompatibilities: ["FARGATE"],
        containerDefinitions: pulumi.jsonStringify([
          {
            name: "orders",
            image: `registry.example.com/orders@sha256:${"a1".repeat(32)}`,
            command: ["uvicorn", "orders:app", "--host", "0.0.0.0", "--workers", "2"],
            environment: [
              { name: "DATABASE_HOST", value: database.address },
              { name: "DATABASE_NAME", value: "orders" },
              { name: "DATABASE_USER", value: "orders" },
              { name: "DB_POOL_SIZE", value: "5" },
              { name: "DB_MAX_OVERFLOW", value: "5" },
              { name: "DB_POOL_TIMEOUT", value: "10" },
            ],
          },
        ]),
      },
      options,
    );
    const service = new aws.ecs.Service(
      `${region}-orders`,
      {
        name: "orders",
        cluster: cluster.arn,
        taskDefinition: definition.arn,
        desiredCount: tasks,
        launchType: "FARGATE",
        deploymentCircuitBreaker: { enable: true, rollback: true },
        networkConfiguration: { subnets: ["subnet-0a1b2c3d4e5f60718", "subnet-1a2b3c4d5e6f70819"] },
      },
      options,
    );
    const scaled = new aws.appautoscaling.Target(
      `${region}-orders`,
      {
        minCapacity: tasks,
        maxCapacity: tasks * 2,
        resourceId: "service/shop/orders",
        scalableDimension: "ecs:service:DesiredCount",
        serviceNamespace: "ecs",
      },
      { ...options, dependsOn: [service] },
    );
    this.scaled = scaled.id;
  }
}

// The one that serves most people, and the one that is to take over from it.
new Region("eu-west-1", { instanceClass: "db.m7g.large", maxConnections: "500", tasks: 6 });
new Region("us-east-1", { instanceClass: "db.t4g.medium", maxConnections: "100", tasks: 1 });
