import * as aws from "@pulumi/aws";
import { healthChecksMeaningful } from "../../../policies/rules/operation/health-checks-meaningful";
import { blueprint, component, ref, resource, type TestResource } from "../../../policies/testing";
import { declaration, declaredWorkload, ruleTester, task, WEB } from "../fixtures";

type Check = aws.types.input.lb.TargetGroupHealthCheck;

const arn = (name: string) =>
  `arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/${name}/0123456789abcdef`;
const target = (healthCheck?: Check, name = "web", parent?: TestResource) =>
  resource(
    aws.lb.TargetGroup,
    name,
    { name, port: 8000, protocol: "HTTP", ...(healthCheck === undefined ? {} : { healthCheck }) },
    { outputs: { arn: arn(name) }, ...(parent === undefined ? {} : { parent }) },
  );
const ready: Check = { path: "/ready", interval: 5, unhealthyThreshold: 2 };

const alive = (startPeriod?: number, path = "/alive") => ({
  healthCheck: {
    command: ["CMD-SHELL", `curl -f http://localhost:8000${path} || exit 1`],
    interval: 5,
    ...(startPeriod === undefined ? {} : { startPeriod }),
  },
});
/** A container's own check, as ECS takes it. */
const asks = (...command: readonly string[]) => ({ healthCheck: { command } });
const BLIND = [
  ["CMD-SHELL", "exit 0"],
  ["CMD-SHELL", "curl -f http://localhost:8000/alive || true"],
  ["CMD-SHELL", "curl -f http://localhost:8000/alive || exit 0"],
  ["CMD-SHELL", "wget -qO- http://localhost:8000/alive || echo unhealthy"],
  ["CMD-SHELL", "python check.py; true;"],
  ["CMD", "echo", "ok"],
  ["CMD", "/bin/true"],
  ["CMD", "sh", "-c", "pgrep celery || exit 0"],
];
const LENIENT = [
  ["CMD-SHELL", "curl http://localhost:8000/alive || exit 1"],
  ["CMD-SHELL", "curl -s -o /dev/null 'http://localhost:8000/alive?full=1&x=2' > /dev/null 2>&1 || exit 1"],
  ["CMD", "curl", "-sS", "http://localhost:8000/alive"],
];
const SEEING = [
  ["CMD-SHELL", "curl -fsS http://localhost:8000/alive || exit 1"],
  ["CMD-SHELL", "curl --fail http://localhost:8000/alive && exit 0 || exit 1"],
  ["CMD-SHELL", "curl -f http://localhost:8000/alive && echo ok"],
  ["CMD-SHELL", "curl -s http://localhost:8000/alive | grep -q ok"],
  ["CMD-SHELL", "test $(curl -s -o /dev/null -w '%{http_code}' http://localhost:8000/alive) = 200"],
  ["CMD-SHELL", "wget --spider -q http://localhost:8000/alive || exit 1"],
  ["CMD-SHELL", "python -c 'import urllib.request as u; u.urlopen(\"http://localhost:8000/alive\")'"],
  ["CMD", "curl", "-f", "http://localhost:8000/alive"],
  ["CMD", "/app/check"],
];
const web = (more = {}) => task("web", { command: WEB, more });

function behind(of: TestResource, group: TestResource, grace?: number, containerName = "web"): TestResource {
  return resource(aws.ecs.Service, "web", {
    name: "web",
    taskDefinition: ref(of, "arn"),
    desiredCount: 2,
    loadBalancers: [{ targetGroupArn: ref(group, "arn"), containerName, containerPort: 8000 }],
    ...(grace === undefined ? {} : { healthCheckGracePeriodSeconds: grace }),
  });
}

function stack(more: object, check: Check | undefined, grace?: number): TestResource[] {
  const [definition, group] = [web(more), target(check)];
  return [group, definition, behind(definition, group, grace)];
}

/** Two containers, of which the load balancer asks one. */
function pair(containerName: string): TestResource[] {
  const container = (name: string, startPeriod: number) => ({
    name,
    image: "app:1",
    command: WEB,
    ...alive(startPeriod),
  });
  const definition = resource(
    aws.ecs.TaskDefinition,
    "web",
    { family: "web", containerDefinitions: JSON.stringify([container("slow", 300), container("quick", 10)]) },
    { outputs: { arn: "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1" } },
  );
  const group = target(ready);
  return [group, definition, behind(definition, group, undefined, containerName)];
}

/** The production program's shape: the start period is declared, the grace period is the service's own. */
function product(grace: number, startPeriod: number | null): TestResource[] {
  const healthCheck = startPeriod === null ? null : { startPeriod };
  const root = blueprint(declaration({ workloads: { web: declaredWorkload({ healthCheck }) } }));
  const part = component("web", { parent: root });
  const secret = resource(aws.secretsmanager.Secret, "key", {}, { parent: root, outputs: { arn: "arn:key" } });
  const group = target({ ...ready, interval: 30, unhealthyThreshold: 2 }, "edge", root);
  const more = alive(startPeriod ?? undefined);
  const definition = task("web", { command: WEB, secrets: { KEY: ref(secret, "arn") }, more }, part);
  const service = resource(
    aws.ecs.Service,
    "web",
    {
      taskDefinition: ref(definition, "arn"),
      desiredCount: 2,
      loadBalancers: [{ targetGroupArn: ref(group, "arn"), containerName: "web", containerPort: 8000 }],
      healthCheckGracePeriodSeconds: grace,
    },
    { parent: part },
  );
  return [root, secret, group, part, definition, service];
}

const subject = "workload/web";
const passes = { [subject]: "verified" } as const;

ruleTester.run(healthChecksMeaningful, {
  valid: [
    { name: "the grace period is the start period", phase: "up", stack: stack(alive(300), ready, 300), passes },
    {
      name: "a load balancer that waits longer than the container boots",
      phase: "up",
      stack: stack(alive(60), { path: "/ready", interval: 30, unhealthyThreshold: 3 }),
      passes,
    },
    { name: "a check that does not wait", phase: "up", stack: stack(alive(), ready), passes },
    ...SEEING.map((command) => ({
      name: `a check that sees: ${command.join(" ")}`,
      phase: "up" as const,
      stack: stack(asks(...command), ready),
      passes,
    })),
    ...["200", "200-399", "200,302", "200,401", "200,403"].map((matcher) => ({
      name: `a balancer that is content with ${matcher}`,
      phase: "up" as const,
      stack: stack({}, { ...ready, matcher }),
      passes,
    })),
    { name: "no check of its own", phase: "up", stack: stack({}, ready), passes },
    {
      name: "a check that connects only asks under no path",
      phase: "up",
      stack: stack({}, { protocol: "TCP", interval: 10 }),
      passes,
    },
    {
      name: "the container beside the one that is asked",
      phase: "up",
      stack: pair("quick"),
      passes: { "workload/web/slow": "verified", "workload/web/quick": "verified" },
    },
    {
      name: "a service behind no load balancer",
      stack: [web(alive(300)), resource(aws.ecs.Service, "web", { taskDefinition: ref(web(), "arn") })],
      passes: {},
    },
    { name: "the production program's shape", stack: product(90, 60), passes: { [subject]: "declared" } },
    { name: "the production program, built", phase: "up", stack: product(90, 60), passes },
  ],
  invalid: [
    {
      name: "no grace period at all",
      phase: "up",
      stack: stack(alive(300), ready),
      subject,
      messageId: "kills",
      says: "300 s to start by its own health check, but its load balancer gives a new task up after 10 s",
      stage: "gate",
    },
    {
      name: "a grace period of a third of it",
      phase: "up",
      stack: stack(alive(180), ready, 60),
      subject,
      messageId: "kills",
      says: "after 60 s",
    },
    {
      name: "AWS's own 30 seconds three times",
      phase: "up",
      stack: stack(alive(240), { path: "/ready" }),
      subject,
      messageId: "kills",
      says: "after 90 s",
    },
    {
      name: "a grace period that is a little short",
      phase: "up",
      stack: stack(alive(120), ready, 90),
      subject,
      messageId: "tight",
    },
    {
      name: "the container that is asked",
      phase: "up",
      stack: pair("slow"),
      subject: "workload/web/slow",
      messageId: "kills",
    },
    {
      name: "a health check that is off",
      phase: "up",
      stack: stack({}, { enabled: false, path: "/ready" }),
      subject,
      messageId: "off",
    },
    ...BLIND.map((command) => ({
      name: `a check that never fails: ${command.join(" ")}`,
      phase: "up" as const,
      stack: stack(asks(...command), ready),
      subject,
      messageId: "blind",
    })),
    ...LENIENT.map((command) => ({
      name: `a check that takes every answer: ${command.join(" ")}`,
      phase: "up" as const,
      stack: stack(asks(...command), ready),
      subject,
      messageId: "lenient",
    })),
    ...["200-499", "200,404", "401-404"].map((matcher) => ({
      name: `a balancer that is content with ${matcher}`,
      phase: "up" as const,
      stack: stack({}, { ...ready, matcher }),
      subject,
      messageId: "errors",
    })),
    { name: "no path", phase: "up", stack: stack({}, undefined), subject, messageId: "root" },
    { name: "the path of the root", phase: "up", stack: stack({}, { path: "/" }), subject, messageId: "root" },
    {
      name: "one path for both",
      phase: "up",
      stack: stack(alive(10, "/ready"), ready),
      subject,
      messageId: "same",
    },
    { name: "declared without a check", stack: product(90, null), subject, messageId: "unchecked", stage: "blueprint" },
    {
      name: "the production program with a start period above both",
      stack: product(90, 300),
      subject,
      messageId: "kills",
      says: "after 90 s",
    },
  ],
  unproven: [
    {
      name: "a target group that does not exist yet",
      stack: (() => {
        const [definition, one, other] = [web(alive(300)), target(ready), target(ready, "other")];
        const entries = [one, other].map((group) => ({
          targetGroupArn: ref(group, "arn"),
          containerName: "web",
          containerPort: 8000,
        }));
        const args = { name: "web", taskDefinition: ref(definition, "arn"), loadBalancers: entries };
        return [one, other, definition, resource(aws.ecs.Service, "web", args)];
      })(),
      subject,
      path: "loadBalancers[0].targetGroupArn",
      producer: "web",
    },
    {
      name: "a target group of somebody else's",
      phase: "up",
      stack: [
        web(alive(300)),
        resource(aws.ecs.Service, "web", {
          taskDefinition: ref(web(), "arn"),
          loadBalancers: [{ targetGroupArn: arn("shared"), containerName: "web", containerPort: 8000 }],
        }),
      ],
      subject,
      path: "loadBalancers[0].targetGroupArn",
    },
  ],
});
