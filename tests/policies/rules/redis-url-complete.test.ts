import * as aws from "@pulumi/aws";
import type { DeclaredVariable } from "../../../policies/model";
import { redisUrlComplete } from "../../../policies/rules/redis/redis-url-complete";
import { blueprint, ref, resource } from "../../../policies/testing";
import { BEAT, declaration, declaredWorkload, redisUrl, ruleTester, task, WEB, WORKER } from "../fixtures";

const HOST = "master.queue.abc123.euw1.cache.amazonaws.com";
const url = (query = "?ssl_cert_reqs=required", port = ":6379") => `rediss://:token@${HOST}${port}/2${query}`;
const worker = (environment: Readonly<Record<string, unknown>>, command: readonly string[] = WORKER) =>
  task("worker", { command, environment });
const subject = "workload/worker";
const LOCAL = { name: "CELERY_BROKER_URL", value: "redis://localhost:6379/0" };

const queue = (port?: number, more: Partial<aws.elasticache.ReplicationGroupArgs> = {}) =>
  resource(
    aws.elasticache.ReplicationGroup,
    "queue",
    {
      ...{ description: "queue", replicationGroupId: "queue", transitEncryptionEnabled: true, authToken: "t0ken" },
      ...(port === undefined ? {} : { port }),
      ...more,
    },
    { outputs: { primaryEndpointAddress: HOST } },
  );

/** A cache with so many numbered databases; undefined: as many as Redis has by itself. */
const numbered = (databases: string | undefined) => {
  if (databases === undefined) return [queue()];
  const parameters = [{ name: "databases", value: databases }];
  const group = resource(aws.elasticache.ParameterGroup, "queue", { name: "queue", family: "redis7", parameters });
  return [group, queue(undefined, { parameterGroupName: "queue" })];
};

const declared = (environment: Readonly<Record<string, DeclaredVariable>>) =>
  blueprint(declaration({ workloads: { worker: declaredWorkload({ role: "worker", command: WORKER, environment }) } }));

/** Our own production program's shape, with another query behind the URL. */
const template = (query: string): DeclaredVariable => ({
  ...redisUrl("results", 3),
  kind: "store",
  store: { kind: "cache", name: "redis" },
  url: `rediss://:{password}@{host}:6379/3${query}`,
  secret: "redis-connection",
  key: "results",
});

const counter = resource(
  aws.ssm.Parameter,
  "broker",
  { type: "String" },
  { outputs: { insecureValue: `redis://${HOST}/0` } },
);

ruleTester.run(redisUrlComplete, {
  valid: [
    {
      name: "hosts that are elsewhere, or are no Redis's",
      stack: [worker({ REDIS_HOST: HOST, DB_HOST: "localhost", REDIS_EXPORTER_HOST_PORT: "localhost" })],
      passes: {},
    },
    {
      name: "a task with a program of its own that may be a Redis",
      stack: [worker({ REDIS_HOST: "localhost" }, ["sh", "-c", "redis-server & exec celery -A shop worker"])],
      passes: { [subject]: "verified" },
    },
    {
      name: "a reader endpoint that is read",
      phase: "up",
      stack: [
        worker({
          CELERY_BROKER_URL: url(),
          REDIS_READ_URL: "rediss://:token@replica.queue.abc123.euw1.cache.amazonaws.com:6379/0?ssl_cert_reqs=required",
        }),
      ],
      passes: { [subject]: "verified" },
    },
    {
      name: "what the product declares",
      stack: [
        declared({ CELERY_BROKER_URL: redisUrl("broker"), CELERY_RESULT_BACKEND: template("?ssl_cert_reqs=required") }),
      ],
      passes: { [subject]: "declared" },
    },
    {
      name: "what the URL leaves out, in variables of its own",
      phase: "up",
      stack: [
        queue(),
        task("web", {
          command: WEB,
          environment: {
            REDIS_URL: `redis://${HOST}:6379/0`,
            REDIS_SSL: "true",
            REDIS_PASSWORD_PARAMETER: "/shop/redis",
          },
        }),
      ],
      passes: { "workload/web": "verified" },
    },
    {
      name: "no TLS, of a cache that takes both while clients are moved over",
      phase: "up",
      stack: [
        queue(undefined, { transitEncryptionMode: "preferred" }),
        worker({ CELERY_BROKER_URL: `redis://:token@${HOST}:6379/0` }),
      ],
      passes: { [subject]: "verified" },
    },
    ...[
      { databases: undefined, index: 15 },
      { databases: "64", index: 63 },
    ].map(({ databases, index }) => ({
      name: `the last database that the cache has (${index})`,
      phase: "up" as const,
      stack: [
        ...numbered(databases),
        worker({ CELERY_BROKER_URL: `rediss://:token@${HOST}:6379/${index}?ssl_cert_reqs=required` }),
      ],
      passes: { [subject]: "verified" as const },
    })),
    {
      name: "a Redis beside it in the task",
      stack: [
        resource(aws.ecs.TaskDefinition, "worker", {
          family: "worker",
          containerDefinitions: JSON.stringify([
            { name: "worker", image: "shop:1", command: WORKER, environment: [LOCAL] },
            { name: "redis", image: "redis:7" },
          ]),
        }),
      ],
      passes: { "workload/worker/worker": "verified" },
    },
    ...[
      { name: "what runs beside it on its machine", networkMode: "host", command: WORKER },
      {
        name: "what a shell starts before it",
        networkMode: "awsvpc",
        command: ["sh", "-c", "redis-server & celery -A shop worker"],
      },
    ].map(({ name, networkMode, command }) => ({
      name,
      stack: [
        resource(aws.ecs.TaskDefinition, "worker", {
          family: "worker",
          networkMode,
          containerDefinitions: JSON.stringify([{ name: "worker", image: "shop:1", command, environment: [LOCAL] }]),
        }),
      ],
      passes: { [subject]: "verified" as const },
    })),
    {
      name: "every reader's URL, in the spelling that all read",
      phase: "up",
      stack: [
        queue(),
        worker({
          CELERY_BROKER_URL: url(),
          CELERY_RESULT_BACKEND: url(),
          REDBEAT_REDIS_URL: url(),
          RATELIMIT_STORAGE_URI: url(),
        }),
      ],
      passes: { [subject]: "verified" },
    },
    {
      name: "Celery reads its own spelling",
      phase: "up",
      stack: [queue(), worker({ CELERY_RESULT_BACKEND: url("?ssl_cert_reqs=CERT_REQUIRED") })],
      passes: { [subject]: "verified" },
    },
    {
      name: "redis-py checks certificates unasked",
      phase: "up",
      stack: [
        queue(),
        task("web", { command: WEB, environment: { RATELIMIT_STORAGE_URI: url(""), REDIS_URL: url("", "") } }),
      ],
      passes: { "workload/web": "verified" },
    },
    {
      name: "no TLS, no certificate; another port that the cache has as well",
      phase: "up",
      stack: [
        queue(6380, { transitEncryptionEnabled: false, authToken: undefined }),
        worker({ CELERY_BROKER_URL: `redis://${HOST}:6380/0`, REDIS_SSL_CERT_REQS: "CERT_REQUIRED" }),
      ],
      passes: { [subject]: "verified" },
    },
    {
      name: "brokers that are no Redis",
      stack: [worker({ CELERY_BROKER_URL: "sqs://", CELERY_RESULT_BACKEND: "rpc://" })],
      passes: {},
    },
  ],
  invalid: [
    ...["replica.queue.abc123.euw1.cache.amazonaws.com", "queue-ro.abc123.ng.0001.euw1.cache.amazonaws.com"].flatMap(
      (host) =>
        ["CELERY_BROKER_URL", "CELERY_RESULT_BACKEND", "RATELIMIT_STORAGE_URI"].map((name) => ({
          name: `${name} by a reader endpoint: ${host.slice(0, 12)}`,
          stack: [worker({ [name]: `rediss://:token@${host}:6379/0?ssl_cert_reqs=required` })],
          subject,
          messageId: "readOnly",
          says: name,
        })),
    ),
    {
      name: "results that Celery refuses, in the product's own blueprint",
      stack: [declared({ CELERY_RESULT_BACKEND: template("") })],
      subject,
      messageId: "refused",
      stage: "blueprint",
    },
    {
      name: "results that Celery refuses, where other parameters are given",
      stack: [worker({ CELERY_RESULT_BACKEND: url("?ssl_ca_certs=/etc/ssl/ca.pem&ssl_cert_reqs=") })],
      subject,
      messageId: "refused",
      says: "CELERY_RESULT_BACKEND",
    },
    {
      name: "results on the command line",
      stack: [worker({}, ["celery", "-A", "app", "--result-backend", url(""), "worker"])],
      subject,
      messageId: "refused",
      says: "--result-backend",
    },
    {
      name: "a broker whose certificate nobody asks for",
      stack: [worker({ CELERY_BROKER_URL: url("") })],
      subject,
      messageId: "unsaid",
    },
    {
      name: "a Redis that most likely is the broker",
      stack: [worker({ REDIS_URL: url("") })],
      subject,
      messageId: "unsaidPerhaps",
    },
    ...["?ssl_cert_reqs=none", "?socket_timeout=5&ssl_cert_reqs=CERT_NONE"].map((query) => ({
      name: `no certificate is checked (${query})`,
      stack: [worker({ CELERY_BROKER_URL: url(query) })],
      subject,
      messageId: "unchecked",
      stage: "resource" as const,
    })),
    {
      name: "no certificate is checked by a web server's general Redis, under any name",
      stack: [task("web", { command: WEB, environment: { SESSIONS: url("?ssl_cert_reqs=none") } })],
      subject: "workload/web",
      messageId: "unchecked",
      says: "SESSIONS",
    },
    {
      name: "no certificate is checked by a setting of its own",
      stack: [worker({ REDIS_SSL_CERT_REQS: "CERT_NONE" })],
      subject,
      messageId: "unchecked",
      says: "REDIS_SSL_CERT_REQS",
    },
    {
      name: "no certificate is checked by options in JSON",
      stack: [worker({ CELERY_BROKER_USE_SSL: '{"ssl_cert_reqs": "none"}' })],
      subject,
      messageId: "unchecked",
    },
    {
      name: "an optional certificate",
      stack: [worker({ CELERY_BROKER_URL: url("?ssl_cert_reqs=optional") })],
      subject,
      messageId: "optional",
    },
    {
      name: "Celery's spelling where RedBeat reads it with redis-py",
      stack: [task("beat", { command: BEAT, environment: { REDBEAT_REDIS_URL: url("?ssl_cert_reqs=CERT_REQUIRED") } })],
      subject: "workload/beat",
      messageId: "spelling",
      says: "CERT_REQUIRED",
    },
    {
      name: "a broker that RedBeat takes for its own lock",
      stack: [task("beat", { command: BEAT, environment: { CELERY_BROKER_URL: url("?ssl_cert_reqs=CERT_REQUIRED") } })],
      subject: "workload/beat",
      messageId: "spelling",
    },
    {
      name: "Celery's spelling in a limiter's storage",
      stack: [
        task("web", { command: WEB, environment: { RATELIMIT_STORAGE_URI: url("?ssl_cert_reqs=CERT_REQUIRED") } }),
      ],
      subject: "workload/web",
      messageId: "spelling",
    },
    {
      name: "Celery's spelling where it is not known who reads it",
      stack: [task("web", { command: WEB, environment: { REDIS_URL: url("?ssl_cert_reqs=CERT_REQUIRED") } })],
      subject: "workload/web",
      messageId: "spellingPerhaps",
    },
    {
      name: "a word that nobody reads",
      stack: [worker({ CELERY_BROKER_URL: url("?ssl_cert_reqs=Required") })],
      subject,
      messageId: "unreadable",
    },
    ...["redis:///0", "rediss://:token@:6379/0?ssl_cert_reqs=required", "redis://"].map((text) => ({
      name: `no host (${text})`,
      stack: [worker({ CELERY_BROKER_URL: text })],
      subject,
      messageId: "noHost",
    })),
    ...["redis://localhost:6379/0", "redis://127.0.0.1/1", "redis://[::1]:6379/0"].map((text) => ({
      name: `its own task, where nothing else runs (${text})`,
      stack: [worker({ CELERY_BROKER_URL: text })],
      subject,
      messageId: "ownTask",
    })),
    ...[
      ["REDIS_HOST", "localhost"],
      ["SHOP_VALKEY_HOSTNAME", "127.0.0.1"],
      ["CELERY_BROKER_HOST", "[::1]"],
    ].map(([name = "", value]) => ({
      name: `its own task by its host (${name})`,
      stack: [worker({ [name]: value })],
      subject,
      messageId: "ownTask",
      says: name,
    })),
    ...[
      {
        databases: undefined,
        index: 16,
        says: "asks for database 16 of cache queue (CELERY_BROKER_URL), which has 16",
      },
      { databases: "4", index: 4, says: "which has 4" },
    ].map(({ databases, index, says }) => ({
      name: `a database that the cache has not (${index})`,
      phase: "up" as const,
      stack: [
        ...numbered(databases),
        worker({ CELERY_BROKER_URL: `rediss://:token@${HOST}:6379/${index}?ssl_cert_reqs=required` }),
      ],
      subject,
      messageId: "database",
      says,
    })),
    {
      name: "no TLS, of a cache that takes nothing else",
      phase: "up",
      stack: [queue(), worker({ CELERY_BROKER_URL: `redis://:token@${HOST}:6379/0` })],
      subject,
      messageId: "plain",
    },
    {
      name: "TLS, of a cache that has none",
      phase: "up",
      stack: [queue(undefined, { transitEncryptionEnabled: false }), worker({ CELERY_BROKER_URL: url() })],
      subject,
      messageId: "noTls",
    },
    {
      name: "no password, of a cache that asks for one",
      phase: "up",
      stack: [queue(), task("web", { command: WEB, environment: { REDIS_URL: `rediss://${HOST}:6379/0` } })],
      subject: "workload/web",
      messageId: "noPassword",
    },
    {
      name: "no port, of a cache that listens on another",
      phase: "up",
      stack: [queue(6390), worker({ CELERY_BROKER_URL: url(undefined, "") })],
      subject,
      messageId: "port",
      says: "port 6379 of cache queue",
    },
    {
      name: "another port than the cache's",
      phase: "up",
      stack: [queue(), task("web", { command: WEB, environment: { REDIS_URL: url("", ":6380") } })],
      subject: "workload/web",
      messageId: "port",
      says: "6379",
    },
  ],
  unproven: [
    {
      name: "a URL that is not known yet",
      stack: [counter, worker({ CELERY_BROKER_URL: ref(counter, "insecureValue") })],
      subject,
      path: "containerDefinitions",
      producer: "broker",
    },
    {
      name: "a host that is filled in elsewhere",
      stack: [worker({ CELERY_BROKER_URL: "rediss://:${TOKEN}@${REDIS_HOST}:6379/0?ssl_cert_reqs=required" })],
      subject,
      path: "containerDefinitions[0].environment.CELERY_BROKER_URL",
    },
  ],
});
