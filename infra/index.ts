/** The stack's bill of materials. */
import * as pulumi from "@pulumi/pulumi";
import { mainBacklog } from "./backlog";
import { declareBlueprint } from "./blueprint";
import { generatorName } from "./declared/secrets";
import { WEB_PORT } from "./declared/workloads";
import * as parts from "./components";
import { readConfig } from "./config";
import { describeAccess } from "./database-access";
import { makesTopics } from "./config-alarms";
import { buildExtras } from "./extras";
import { describeExclusions, describeOutputs, type StackOutputs } from "./outputs";
import { type CoreWorkload, furtherHosts } from "./workload-settings";

export = async function program(): Promise<StackOutputs> {
  const { settings, region } = readConfig();
  const blueprint = declareBlueprint(settings, region);
  const { databases, caches, workloads } = blueprint;

  const parent = { parent: new parts.Product(blueprint) };
  // Where it serves customers, every run says what the firewall lets pass.
  if (settings.environment === "production") {
    for (const line of describeExclusions(blueprint)) void pulumi.log.warn(`web firewall: ${line}`);
  }
  const open = describeAccess(settings, new Date());
  if (open !== null) void pulumi.log.warn(open);
  const context = parts.describeContext(settings, region, parent.parent);
  const keys = new parts.Keys("keys", { context, given: settings.keys, topics: makesTopics(settings.alarms) }, parent);
  if (settings.keepRepository) new parts.Registry("registry", { context, kmsKey: keys.data, retain: true }, parent);
  const brought = parts.stackNetwork(settings, blueprint, { context, keys }, parent.parent);
  // Only what has to be read is waited for.
  const network = brought instanceof Promise ? await brought : brought;
  const foundation = { context, keys, network };

  const nameOf = (secret: string) => generatorName(secret, settings);
  const generators = new parts.Generators("generators", { declared: blueprint.secrets, nameOf }, parent);
  const data = { foundation, generators };
  const postgres = parts.stackDatabase("postgres", { ...data, declared: databases.postgres, settings }, parent);
  const redis = parts.stackCache(
    "redis",
    { ...data, declared: caches.redis, settings: settings.cache, changes: settings.storeChanges },
    parent,
  );
  const replicas = parts.stackReplicas(
    "replica",
    { foundation, postgres, declared: databases.replica, settings },
    parent,
  );
  const stores = [postgres, redis, ...replicas];
  const secrets = new parts.Secrets("secrets", { ...data, blueprint, stores, postgres, settings }, parent);

  const behind = { port: WEB_PORT, ...settings.web };
  const names = { domain: settings, furtherHosts: furtherHosts(settings) };
  const edge = new parts.Edge(
    "edge",
    {
      foundation,
      ...names,
      way: settings.edge,
      deployment: settings.deployment,
      cidrBlock: settings.network.cidrBlock,
      behind,
    },
    parent,
  );
  const cluster = new parts.Cluster("cluster", { context }, parent);
  const { architecture, workingHours } = settings;
  const platform = { ...foundation, cluster, secrets, stores, architecture, workingHours };

  const topics = new parts.AlertTopics("alerts", { context, keys, ...settings.alarms }, parent);
  const measured = parts.measure(context, blueprint, edge);
  const watch = { context, topics, measured };
  const serviceLevels = new parts.ServiceLevels("service-levels", { ...watch, promises: settings.objectives }, parent);

  const run = (name: CoreWorkload, args: parts.Running) =>
    new parts.Workload(
      name,
      { platform, declared: workloads[name], additions: settings.additions[name], ...args },
      parent,
    );
  const migration = run("migration", {});
  const gate = new parts.MigrationGate("migration-gate", { platform, migration }, parent);
  const after = [gate.passed];
  const ingress = { edge, route: edge.main, port: WEB_PORT };
  const alive = parts.httpAlive(WEB_PORT, settings.web.livenessPath);
  const { deploymentAlarms } = serviceLevels;
  const web = run("web", { after, healthCheck: alive, ingress, deploymentAlarms });
  const queue = mainBacklog(settings, measured);
  const worker = run("worker", { after, healthCheck: parts.workerAlive, backlog: queue });
  const scheduler = run("scheduler", { after, healthCheck: parts.schedulerAlive });
  const monitor = run("monitor", { after, healthCheck: parts.monitorAlive });
  const beside = {
    platform,
    declared: workloads,
    settings,
    edge,
    measured,
    deploymentAlarms,
    after,
    database: parts.directDoor(postgres),
  };
  const extras = buildExtras(beside, parent);
  const services = [web, worker, scheduler, monitor, ...extras.services];
  new parts.DeploymentCheck("deployment-check", { platform, services }, parent);

  const watched = {
    ...watch,
    blueprint,
    settings,
    serviceLevels,
    postgres,
    monitor,
    services,
    workers: [worker, ...extras.workers],
  };
  const observability = new parts.Observability("observability", watched, parent);
  const shown = {
    blueprint,
    keys,
    edge,
    cluster,
    network,
    migration,
    jobs: extras.jobs,
    access: extras.access,
    postgres,
  };
  return describeOutputs({ ...shown, databaseName: settings.database.name, topics, observability });
};
