import * as aws from "@pulumi/aws";
import { timeoutsLadderHolds } from "../../../policies/rules/operation/timeouts-ladder-holds";
import { blueprint, json, ref, resource, type TestResource } from "../../../policies/testing";
import { SECOND_GROUP, secondBalancer, servedThrough } from "../balancers";
import { BEAT, declaration, declaredWorkload, plain, redisUrl, ruleTester, singleton, WORKER } from "../fixtures";

interface Parts {
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly stopTimeout?: number;
}

/** A task definition for Fargate with its containers by name. */
function task(name: string, containers: Readonly<Record<string, Parts>>, compatibility = "FARGATE"): TestResource {
  const definitions = Object.entries(containers).map(([container, { environment = {}, ...parts }]) => ({
    name: container,
    image: "example.com/app:1",
    environment: Object.entries(environment).map(([key, value]) => ({ name: key, value })),
    ...parts,
  }));
  return resource(
    aws.ecs.TaskDefinition,
    name,
    { family: name, requiresCompatibilities: [compatibility], containerDefinitions: json(definitions) },
    { outputs: { arn: `arn:aws:ecs:eu-west-1:111122223333:task-definition/${name}:1` } },
  );
}

const ELB = "arn:aws:elasticloadbalancing:eu-west-1:111122223333";

interface Edge {
  readonly type?: string;
  readonly idleTimeout?: number;
  readonly container?: string;
}

/** A service behind a load balancer, with all that leads from one to the other. */
function behind(definition: TestResource, { type = "application", idleTimeout, container = "web" }: Edge = {}) {
  const balancer = resource(
    aws.lb.LoadBalancer,
    "edge",
    { loadBalancerType: type, ...(idleTimeout === undefined ? {} : { idleTimeout }) },
    { outputs: { arn: `${ELB}:loadbalancer/app/edge/50dc6c49` } },
  );
  const group = resource(
    aws.lb.TargetGroup,
    "web",
    { port: 8000, protocol: "HTTP" },
    { outputs: { arn: `${ELB}:targetgroup/web/73e2d6bc` } },
  );
  const listener = resource(aws.lb.Listener, "https", {
    loadBalancerArn: ref(balancer, "arn"),
    defaultActions: [{ type: "forward", targetGroupArn: ref(group, "arn") }],
  });
  const service = resource(aws.ecs.Service, "web", {
    taskDefinition: ref(definition, "arn"),
    loadBalancers: [{ containerName: container, containerPort: 8000, targetGroupArn: ref(group, "arn") }],
  });
  return [balancer, group, listener, definition, service];
}

/** The same service behind another load balancer, too; `idleTimeout` undefined: one that is made elsewhere. */
function behindTwo(definition: TestResource, idleTimeout: number | undefined) {
  const second = idleTimeout === undefined ? [] : secondBalancer({ loadBalancerType: "application", idleTimeout });
  const service = servedThrough(definition, `${ELB}:targetgroup/web/73e2d6bc`, SECOND_GROUP);
  return [...behind(definition).slice(0, -1), ...second, service];
}

const BROKER = { CELERY_BROKER_URL: "redis://queue.example.com:6379/0" };
const web = (...command: readonly string[]) => task("web", { web: { command } });
const worker = (environment: Readonly<Record<string, string>>, ...options: readonly string[]) =>
  task("worker", { worker: { command: [...WORKER, ...options], environment: { ...BROKER, ...environment } } });
const subject = "workload/web";
const queue = "workload/worker";

/** Our own production program's shape. */
const product = (stopTimeout: number, more: Readonly<Record<string, string>> = {}) =>
  blueprint(
    declaration({
      workloads: {
        worker: declaredWorkload({
          role: "worker",
          command: WORKER,
          stopTimeout,
          environment: {
            CELERY_BROKER_URL: redisUrl("broker", 2),
            ...Object.fromEntries(
              Object.entries({
                CELERY_TASK_TIME_LIMIT: "600",
                CELERY_VISIBILITY_TIMEOUT: "1200",
                CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT: "90",
                ...more,
              }).map(([name, value]) => [name, plain(value)]),
            ),
          },
        }),
      },
    }),
  );
const declaredBeat = blueprint(
  declaration({
    workloads: {
      scheduler: declaredWorkload({
        role: "scheduler",
        command: BEAT,
        service: singleton,
        environment: { REDBEAT_LOCK_TIMEOUT: plain("60"), BEAT_MAX_LOOP_INTERVAL: plain("5") },
      }),
    },
  }),
);

ruleTester.run(timeoutsLadderHolds, {
  valid: [
    { name: "a declared worker", stack: [product(110)], passes: { [queue]: "declared" } },
    { name: "a declared scheduler", stack: [declaredBeat], passes: { "workload/scheduler": "declared" } },
    {
      name: "connections that stay open longer than the load balancer's",
      phase: "up",
      stack: behind(web("uvicorn", "app.main:app", "--timeout-keep-alive", "65")),
      passes: { [subject]: "verified" },
    },
    {
      name: "longer than both of two load balancers",
      phase: "up",
      stack: behindTwo(web("uvicorn", "app.main:app", "--timeout-keep-alive", "125"), 120),
      passes: { [subject]: "verified" },
    },
    {
      name: "gunicorn's, by its own variable",
      phase: "up",
      stack: behind(
        task("web", {
          web: {
            command: ["gunicorn", "app.wsgi"],
            environment: { GUNICORN_CMD_ARGS: "--keep-alive 125 --timeout 90" },
          },
        }),
        { idleTimeout: 120 },
      ),
      passes: { [subject]: "verified" },
    },
    {
      name: "gunicorn's sync workers keep no connection",
      phase: "up",
      stack: behind(web("gunicorn", "app.wsgi", "-k", "sync", "--graceful-timeout", "20")),
      passes: { [subject]: "verified" },
    },
    {
      name: "a network load balancer passes connections through, and nothing stands before the others",
      phase: "up",
      stack: behind(web("uvicorn", "app.main:app"), { type: "network" }),
      passes: {},
    },
    {
      name: "a proxy in the same task is what the load balancer speaks to",
      phase: "up",
      stack: behind(task("web", { proxy: { command: ["nginx"] }, app: { command: ["uvicorn", "app.main:app"] } }), {
        container: "proxy",
      }),
      passes: {},
    },
    {
      name: "a visibility timeout in the transport's options",
      phase: "up",
      stack: [
        worker({ CELERY_BROKER_TRANSPORT_OPTIONS: '{"visibility_timeout": 43200}', CELERYD_TASK_TIME_LIMIT: "14400" }),
      ],
      passes: { [queue]: "verified" },
    },
    {
      name: "a queue of Amazon's has its own way",
      stack: [
        task("worker", {
          worker: { command: [...WORKER, "--time-limit", "14400"], environment: { CELERY_BROKER_URL: "sqs://" } },
        }),
      ],
      passes: {},
    },
    {
      name: "machines of one's own wait as long as one likes",
      stack: [task("web", { web: { command: ["nginx"], stopTimeout: 600 } }, "EC2")],
      passes: {},
    },
  ],
  invalid: [
    {
      name: "longer than the first load balancer's, below the second's",
      phase: "up",
      stack: behindTwo(web("uvicorn", "app.main:app", "--timeout-keep-alive", "65"), 120),
      subject,
      messageId: "keepAlive",
      says: "load balancer second after 120 s",
    },
    {
      name: "gunicorn's own two seconds below the load balancer's own sixty",
      phase: "up",
      stack: behind(web("gunicorn", "app.wsgi:application")),
      subject,
      messageId: "keepAlive",
      says: "after 2 s (its own default), load balancer edge after 60 s",
    },
    {
      name: "uvicorn's five, known at preview",
      stack: behind(web("uvicorn", "app.main:app")),
      subject,
      messageId: "keepAlive",
      says: "5 s",
    },
    {
      name: "as long as the load balancer's is too short",
      phase: "up",
      stack: behind(web("uvicorn", "app.main:app", "--timeout-keep-alive", "90"), { idleTimeout: 90 }),
      subject,
      messageId: "keepAlive",
      says: "the command line",
    },
    {
      name: "requests that outlive the load balancer's patience",
      phase: "up",
      stack: behind(web("gunicorn", "app.wsgi", "-k", "sync", "--timeout", "300")),
      subject,
      messageId: "worker",
      says: "300 s",
    },
    {
      name: "a pool that waits as long as a worker lives",
      stack: [task("web", { web: { command: ["gunicorn", "app.wsgi"], environment: { DB_POOL_TIMEOUT: "30" } } })],
      subject,
      messageId: "pool",
      says: "DB_POOL_TIMEOUT",
    },
    {
      name: "graceful for longer than there is time",
      stack: [task("web", { web: { command: ["gunicorn", "app.wsgi", "--graceful-timeout", "45"] } })],
      subject,
      messageId: "graceful",
      says: "30 s after the stop signal (the platform's own)",
    },
    {
      name: "less time than gunicorn takes by itself",
      stack: [task("web", { web: { command: ["gunicorn", "app.wsgi"], stopTimeout: 10 } })],
      subject,
      messageId: "graceful",
      says: "10 s",
    },
    {
      name: "more than Fargate allows",
      stack: [task("web", { web: { command: ["nginx"], stopTimeout: 300 } })],
      subject,
      messageId: "stop",
      says: "300 s",
    },
    {
      name: "four hours under the transport's own hour",
      stack: [worker({}, "--time-limit", "14400")],
      subject: queue,
      messageId: "visibility",
      says: "3600 s (Celery's default)",
    },
    {
      name: "the shortest visibility timeout counts, and the soft limit where there is no hard one",
      stack: [
        worker({
          CELERY_TASK_SOFT_TIME_LIMIT: "1800",
          CELERY_VISIBILITY_TIMEOUT: "7200",
          CELERY_BROKER_TRANSPORT_OPTIONS: '{"visibility_timeout": 1800}',
        }),
      ],
      subject: queue,
      messageId: "visibility",
      says: "CELERY_TASK_SOFT_TIME_LIMIT",
    },
    {
      name: "a declared worker whose tasks outlive the visibility timeout",
      stack: [product(110, { CELERY_TASK_TIME_LIMIT: "1200" })],
      subject: queue,
      messageId: "visibility",
      stage: "blueprint",
    },
    {
      name: "a declared worker with no time for its soft shutdown",
      stack: [product(60)],
      subject: queue,
      messageId: "softShutdown",
      stage: "blueprint",
    },
    {
      name: "a soft shutdown under ECS's own thirty seconds",
      stack: [worker({ CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT: "60" })],
      subject: queue,
      messageId: "softShutdown",
      says: "60 s",
    },
    {
      name: "a lock that is shorter than RedBeat's own sleep",
      stack: [task("beat", { beat: { command: BEAT, environment: { REDBEAT_LOCK_TIMEOUT: "30" } } })],
      subject: "workload/beat",
      messageId: "lock",
      says: "300 s",
    },
    {
      name: "a lock that is shorter than a sleep on the command line",
      stack: [
        task("beat", {
          beat: { command: [...BEAT, "--max-interval", "60"], environment: { REDBEAT_LOCK_TIMEOUT: "60" } },
        }),
      ],
      subject: "workload/beat",
      messageId: "lock",
    },
  ],
  unproven: [
    {
      name: "a second load balancer, made elsewhere",
      phase: "up",
      stack: behindTwo(web("uvicorn", "app.main:app", "--timeout-keep-alive", "65"), undefined),
      subject,
      path: "loadBalancers[1].targetGroupArn",
    },
    {
      name: "a target group made elsewhere",
      phase: "up",
      stack: [
        web("uvicorn", "app.main:app"),
        resource(aws.ecs.Service, "web", {
          taskDefinition: "web",
          loadBalancers: [{ containerName: "web", containerPort: 80, targetGroupArn: `${ELB}:targetgroup/other/9f` }],
        }),
      ],
      subject,
      path: "loadBalancers[0].targetGroupArn",
    },
    {
      name: "a keep-alive in a configuration file",
      phase: "up",
      stack: behind(web("gunicorn", "-c", "gunicorn.conf.py", "app.wsgi")),
      subject,
      path: "containerDefinitions[0].command (config-file)",
    },
    {
      name: "a start script",
      stack: [web("/start")],
      subject,
      path: "containerDefinitions[0].command (start-script start)",
    },
    {
      name: "a time limit that is no number",
      stack: [worker({ CELERY_TASK_TIME_LIMIT: "60 * 60" })],
      subject: queue,
      path: "containerDefinitions[0].environment.CELERY_TASK_TIME_LIMIT",
    },
  ],
});
