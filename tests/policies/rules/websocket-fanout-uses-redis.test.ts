import * as aws from "@pulumi/aws";
import { websocketFanoutUsesRedis } from "../../../policies/rules/redis/websocket-fanout-uses-redis";
import { blueprint, ref, resource, type TestResource } from "../../../policies/testing";
import type { DeclaredVariable } from "../../../policies/model";
import { declaration, declaredWorkload, plain, redisUrl, ruleTester, task, WEB } from "../fixtures";

const REDIS = "rediss://:token@redis.internal.example.com:6379/4";

function web(environment: Readonly<Record<string, unknown>>, command: readonly string[] = WEB): TestResource {
  return task("web", { command, environment });
}

/** The task as a service of so many tasks. */
function service(definition: TestResource, desiredCount = 3): readonly TestResource[] {
  return [
    definition,
    resource(aws.ecs.Service, "web", { name: "web", taskDefinition: ref(definition, "arn"), desiredCount }),
  ];
}

/** Our own production program's web server, with another fan-out. */
const product = (fanout: Readonly<Record<string, DeclaredVariable>>) =>
  blueprint(declaration({ workloads: { web: declaredWorkload({ environment: fanout }) } }));

const setting = resource(aws.ssm.Parameter, "fanout", { type: "String" }, { outputs: { insecureValue: REDIS } });
const subject = "workload/web";
const ON = { WEBSOCKETS_ENABLED: "true" };

ruleTester.run(websocketFanoutUsesRedis, {
  valid: [
    {
      name: "the declared Redis",
      stack: [product({ PUBSUB_REDIS_URL: redisUrl("pubsub", 4) })],
      passes: { [subject]: "declared" },
    },
    {
      name: "a Redis of its own",
      phase: "up",
      stack: service(web({ ...ON, WEBSOCKET_REDIS_URL: REDIS })),
      passes: { [subject]: "verified" },
    },
    {
      name: "Socket.IO's queue",
      phase: "up",
      stack: service(web({ SOCKETIO_MESSAGE_QUEUE: REDIS })),
      passes: { [subject]: "verified" },
    },
    {
      name: "the product's general Redis",
      phase: "up",
      stack: service(web({ ...ON, REDIS_URL: REDIS })),
      passes: { [subject]: "verified" },
    },
    {
      name: "one task of one process has nobody to tell",
      phase: "up",
      stack: service(web(ON), 1),
      passes: { [subject]: "verified" },
    },
    {
      name: "no WebSockets, switched off, somebody else's, and where clients connect to",
      phase: "up",
      stack: service(
        web({ WEBSOCKETS_ENABLED: "false", PUBLIC_WEBSOCKET_URL: "wss://x.example.com", GCP_PUBSUB_QUEUE: "a" }),
      ),
      passes: {},
    },
  ],
  invalid: [
    {
      name: "three tasks that tell each other nothing",
      phase: "up",
      stack: service(web(ON)),
      subject,
      messageId: "missing",
      says: "several tasks",
      stage: "gate",
    },
    {
      name: "several processes, WebSockets chosen on the command line",
      phase: "up",
      stack: service(web({}, ["uvicorn", "app.main:app", "--ws", "websockets", "--workers", "4"]), 1),
      subject,
      messageId: "missing",
      says: "the command line",
    },
    {
      name: "a declared fan-out in memory",
      stack: [product({ PUBSUB_URL: plain("memory://") })],
      subject,
      messageId: "inProcess",
      stage: "blueprint",
    },
    {
      name: "a declared server of WebSockets without a fan-out",
      stack: [product({ WEBSOCKET_PATH: plain("/ws") })],
      subject,
      messageId: "missing",
      stage: "blueprint",
    },
    {
      name: "Channels' layer in memory",
      phase: "up",
      stack: service(web({ CHANNEL_LAYERS_BACKEND: "memory://" })),
      subject,
      messageId: "inProcess",
      says: "CHANNEL_LAYERS_BACKEND",
    },
    {
      name: "a Redis beside it in the task",
      phase: "up",
      stack: service(web({ BROADCAST_URL: "redis://localhost:6379" })),
      subject,
      messageId: "local",
    },
    {
      name: "a Redis behind a socket of the task",
      phase: "up",
      stack: service(web({ BROADCAST_URL: "redis+unix:///run/redis.sock" })),
      subject,
      messageId: "local",
    },
    {
      name: "a shared store that is no Redis",
      phase: "up",
      stack: service(web({ BROADCAST_URL: "postgres://db.example.com/app" })),
      subject,
      messageId: "otherStore",
      says: "sql",
    },
  ],
  unproven: [
    {
      name: "a store that is not known yet",
      stack: [setting, ...service(web({ ...ON, PUBSUB_URL: ref(setting, "insecureValue") }))],
      subject,
      path: "containerDefinitions",
      producer: "fanout",
    },
  ],
});
