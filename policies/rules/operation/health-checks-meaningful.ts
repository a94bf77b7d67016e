import { blindnessOf } from "../../facts";
import {
  absent,
  chain,
  judge,
  known,
  optional,
  pass,
  together,
  unproven,
  type Fact,
  type Judgement,
} from "../../model";
import type { Balanced, Service, TargetGroup, Workload } from "../../subjects";
import { rule, type RuleContext } from "../rule";

const example = (grace: string) => `const target = new aws.lb.TargetGroup("web", {
  name: "web",
  port: 8000,
  protocol: "HTTP",
  targetType: "ip",
  vpcId: new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" }).id,
  healthCheck: { path: "/ready", interval: 5, timeout: 3, unhealthyThreshold: 2 },
});
const network = { subnets: ["subnet-0a1b2c3d", "subnet-1a2b3c4d"], securityGroups: ["sg-0a1b2c3d"] };
const balancer = new aws.lb.LoadBalancer("web", { internal: true, ...network });
const listener = new aws.lb.Listener("web", {
  loadBalancerArn: balancer.arn,
  port: 80,
  defaultActions: [{ type: "forward", targetGroupArn: target.arn }],
});
const web = new aws.ecs.TaskDefinition("web", {
  family: "web",
  networkMode: "awsvpc",
  containerDefinitions: JSON.stringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["gunicorn", "shop:app"],
      portMappings: [{ containerPort: 8000 }],
      healthCheck: { command: ["CMD-SHELL", "curl -f http://localhost:8000/alive"], startPeriod: 300 },
    },
  ]),
});
const service: aws.ecs.ServiceArgs = {
  taskDefinition: web.arn,
  cluster: "main",
  desiredCount: 2,
  networkConfiguration: network,
  loadBalancers: [{ targetGroupArn: target.arn, containerName: "web", containerPort: 8000 }],${grace}
};
new aws.ecs.Service("web", service, { dependsOn: listener });`;

export const healthChecksMeaningful = rule({
  id: "health-checks-meaningful",
  title: "Health checks tell a task that is broken from one that is starting",
  severity: "high",
  audit: "Phase 3: health checks",
  why: "A load balancer that gives up before a container has booted has every new task replaced, for ever: the release never comes up and the old one is gone. A check that asks nothing meaningful finds a broken task well.",
  fix: "Set healthCheckGracePeriodSeconds of the service to at least the startPeriod of its container's health check. Give the target group a path of its own that answers when the application is ready, and the container one that answers while it is alive.",
  about: "workload",
  mends: {
    kills: [{ property: "healthCheckGracePeriodSeconds", value: ({ boot }) => Number(boot) }],
    root: [{ property: "healthCheck.path", value: "/health/ready", author: true }],
    same: [{ property: "healthCheck.path", value: "/health/ready", author: true }],
    tight: [{ property: "healthCheckGracePeriodSeconds", value: ({ boot }) => Number(boot) }],
  },
  examples: { bad: example(""), good: example("\n  healthCheckGracePeriodSeconds: 300,") },
  whenNot: "The start period is far above what a boot takes, and you would rather keep it than state what one takes.",
  related: ["deployment-rolls-back"],
  twins: ["CKV_AWS_261"],
  messages: {
    kills:
      "{label} may take {boot} s to start by its own health check, but its load balancer gives a new task up after {given} s, so it is replaced for ever; a grace period of {boot} s is needed.",
    tight:
      "{label} may take {boot} s to start by its own health check, but its load balancer gives a new task up after {given} s; a grace period of {boot} s leaves it that long.",
    off: "{label} is behind {target}, whose health check is off: requests go to tasks that do not answer.",
    unchecked:
      "{label} has no health check of its container with a start period, so nothing sees when it hangs, or it is ended while it boots.",
    root: "{label} is looked at under / by {target}, which most applications answer whether they are ready or not.",
    errors:
      "{label} is well for {target} while it answers with errors (up to {code}): a path that is gone, or that asks for a login, is no sign of health.",
    blind:
      "{label} has a health check of its container that succeeds whatever it finds, so nothing sees when it hangs.",
    lenient:
      "{label} has a health check of its container by curl without --fail, which succeeds on every answer, an error's too.",
    same: "{label} is looked at under one path by {target} and by its own health check: what makes it not ready then also ends it.",
  },
  advises: {
    tight: "always",
    root: "always",
    same: "always",
    unchecked: "undeclared",
    errors: "always",
    blind: "undeclared",
    lenient: "always",
  },
  applies: (workload) =>
    chain(workload.services, (services): Fact<boolean> => {
      if (workload.declared) return known(true, workload.location);
      const balanced = services.filter((service) => service.balanced.state !== "absent");
      return balanced.length > 0 ? known(true, workload.location) : absent(workload.location);
    }),
  check: (workload, context) => {
    const { services } = workload;
    if (services.state !== "known") return services.state === "unknown" ? unproven(services) : [];
    return [
      ...services.value.flatMap((service) => behindBalancers(workload, service, context)),
      ...ownCheck(workload, context),
    ];
  },
});

type Context = RuleContext<"kills" | "tight" | "off" | "unchecked" | "root" | "same" | "errors" | "blind" | "lenient">;

/** A blueprint says of each service how it is known to be alive; what the container asks may never fail. */
function ownCheck(workload: Workload, { fail }: Context): readonly Judgement[] {
  const { declared, startPeriod, healthCommand } = workload;
  if (!declared) {
    const judged = (words: readonly string[]) => {
      const blindness = blindnessOf(words);
      return blindness === undefined ? pass : fail(blindness === "never-fails" ? "blind" : "lenient");
    };
    return [judge(healthCommand, judged, () => pass)];
  }
  return [
    judge(
      startPeriod,
      () => pass,
      () => fail("unchecked"),
    ),
  ];
}

function behindBalancers(workload: Workload, service: Service, context: Context): readonly Judgement[] {
  const { balanced } = service;
  if (balanced.state === "unknown") return [unproven(balanced)];
  if (balanced.state === "absent") return [];
  return balanced.value
    .filter(({ container }) => isOwn(workload, container))
    .flatMap((entry) => behind(workload, service, entry, context));
}

/** Of several containers the one that is named; a name that is not known may be any of them. */
function isOwn({ container: own }: Workload, container: Balanced["container"]): boolean {
  return own === undefined || container.state !== "known" || container.value === own;
}

function behind(workload: Workload, service: Service, entry: Balanced, context: Context): readonly Judgement[] {
  const { targetGroup } = entry;
  if (targetGroup.state === "unknown") return [unproven(targetGroup)];
  if (targetGroup.state === "absent") return [];
  return context.stack
    .of("target-group", targetGroup.value)
    .flatMap((target) => [...bootsInTime(workload, service, target, context), ...asks(workload, target, context)]);
}

/** A new task is given up when it has failed often enough and its grace period is over. */
function bootsInTime(
  { startPeriod }: Workload,
  { gracePeriod }: Service,
  { check: { interval, unhealthyThreshold } }: TargetGroup,
  { fail }: Context,
): readonly Judgement[] {
  const facts = together({ grace: optional(gracePeriod), boot: startPeriod, interval, unhealthyThreshold });
  return [
    judge(
      facts,
      (found) => {
        const given = Math.max(found.grace ?? 0, found.interval * found.unhealthyThreshold);
        const { boot } = found;
        if (given >= boot) return pass;
        // What a container may take it need not take: half of it contradicts, a little less is by degree.
        return fail(2 * given <= boot ? "kills" : "tight", { boot, given });
      },
      () => pass,
    ),
  ];
}

function asks({ healthCommand }: Workload, { check, label }: TargetGroup, { fail }: Context): readonly Judgement[] {
  const data = { target: label };
  const off = judge(
    check.enabled,
    (enabled) => (enabled ? pass : fail("off", data)),
    () => pass,
  );
  if (check.protocol.state === "unknown") return [off, unproven(check.protocol)];
  const speaksHttp = check.protocol.state === "known" && /^https?$/i.test(check.protocol.value);
  if (!speaksHttp) return [off];
  return [
    off,
    judge(
      check.matcher,
      (codes) => {
        const code = errorAccepted(codes);
        return code === undefined ? pass : fail("errors", { ...data, code });
      },
      () => pass,
    ),
    judge(
      together({ path: optional(check.path), command: optional(healthCommand) }),
      ({ path, command }) => {
        if (path === undefined || path === "/") return fail("root", data);
        return command?.some((word) => asksUnder(word, path)) === true ? fail("same", data) : pass;
      },
      () => pass,
    ),
  ];
}

/** Whether a word of a command holds a URL of that path. */
function asksUnder(word: string, path: string): boolean {
  const [, ...rest] = word.slice(0, 4000).split(/https?:\/\/[^/\s"']+/);
  return rest.some((after) => after.startsWith(path) && !/^[\w/-]/.test(after.slice(path.length)));
}

/** The highest error of `200-499` or `200,404`. Who asks who is there (401, 403 by themselves) is an application that is well. */
function errorAccepted(codes: string): number | undefined {
  const errors = codes.split(",").flatMap((part) => {
    const [from = NaN, to = from] = part.split("-").map(Number);
    return to < 400 || Number.isNaN(to) || (from === to && (from === 401 || from === 403)) ? [] : [to];
  });
  return errors.length === 0 ? undefined : Math.max(...errors);
}
