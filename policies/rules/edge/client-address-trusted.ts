import {
  absent,
  anyTrue,
  chain,
  judge,
  known,
  map,
  pass,
  unknown,
  unproven,
  type Fact,
  type Judgement,
  type Shown,
  type Stack,
  type Way,
} from "../../model";
import { covered, isOwnMachine, networkText, trustedProxies } from "../../facts";
import type { Workload } from "../../subjects";
import { limiterOf } from "../../wiring/limiter";
import { balancersBefore } from "../../wiring/load-balancers";
import { believedBy, rangesBefore, type Believed } from "../../wiring/trusted-proxies";
import { rule, type RuleContext } from "../rule";

const example = (trusted: string) => `const vpc = new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" });
const subnets = ["10.0.0.0/24", "10.0.1.0/24"].map(
  (cidrBlock, zone) =>
    new aws.ec2.Subnet(\`public-\${zone}\`, { vpcId: vpc.id, cidrBlock, availabilityZone: \`eu-west-1\${"ab"[zone]}\` }),
);
const edge = new aws.lb.LoadBalancer("edge", { name: "edge", subnets: subnets.map(({ id }) => id) });
const target = new aws.lb.TargetGroup("web", {
  name: "web",
  port: 8000,
  protocol: "HTTP",
  targetType: "ip",
  vpcId: vpc.id,
});
const listener = new aws.lb.Listener("web", {
  loadBalancerArn: edge.arn,
  port: 80,
  defaultActions: [{ type: "forward", targetGroupArn: target.arn }],
});
const web = new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["uvicorn", "shop:app"],
      portMappings: [{ containerPort: 8000 }],
      environment: [
        { name: "RATELIMIT_STORAGE_URI", value: "rediss://redis.example.com:6379/0?ssl_cert_reqs=required" },
        { name: "FORWARDED_ALLOW_IPS", value: "${trusted}" },
      ],
    },
  ]),
});
new aws.ecs.Service(
  "web",
  {
    taskDefinition: web.arn,
    cluster: "main",
    loadBalancers: [{ targetGroupArn: target.arn, containerName: "web", containerPort: 8000 }],
  },
  { dependsOn: listener },
);`;

export const clientAddressTrusted = rule({
  id: "client-address-trusted",
  title: "The limiter counts the client's own address",
  severity: "high",
  audit: "Top risk 6: rate limiting per instance",
  why: "Behind a load balancer the client's address is in X-Forwarded-For, which the client itself begins. A server that believes everybody counts the address the client made up; one that believes nobody counts all clients as one.",
  fix: "Set FORWARDED_ALLOW_IPS (or --forwarded-allow-ips) to the ranges of the load balancer's subnets; uvicorn reads networks from 0.31 on.",
  about: "workload",
  examples: { bad: example("*"), good: example("10.0.0.0/24,10.0.1.0/24") },
  whenNot: "The limiter counts by user or by key, and nothing else of the application rests on the client's address.",
  related: ["rate-limiter-uses-redis", "waf-rate-limit-attached"],
  messages: {
    everybody:
      "{label} is rate limited and believes every client about its own address ({setting}), so who sends X-Forwarded-For walks around the limit; only the load balancer's subnets may be believed.",
    nobody:
      "{label} is rate limited behind a load balancer and believes nobody about the client's address, so all clients share one limit; {setting} must hold the load balancer's subnets.",
    wider: "{label} believes more than its load balancer about the client's address ({setting}).",
    misses:
      "{label} does not believe all of its load balancer's subnets ({setting}): clients that come through the others share one limit.",
  },
  advises: { nobody: "undeclared", wider: "always", misses: "always" },
  applies: (workload, stack) => applies(workload, stack),
  check: (workload, context) => {
    const believed = believedBy(workload);
    if (believed.state !== "known") return believed.state === "unknown" ? unproven(believed) : [];
    return believed.value.flatMap((fact) => judged(workload, fact, context));
  },
});

type Context = RuleContext<"everybody" | "nobody" | "wider" | "misses">;

/** A web server behind a load balancer that shows a limiter; a blueprint's web workload is meant to have both. */
function applies(workload: Workload, stack: Stack): Fact<boolean> {
  const { location } = workload;
  const yes = known(true, location);
  return chain(workload.hasRole("web"), (serves): Fact<boolean> => {
    if (!serves) return absent(location);
    return chain(believedBy(workload), () =>
      chain(limiterOf(workload), ({ off }): Fact<boolean> => {
        if (off !== undefined) return absent(location);
        if (isOnlyDeclared(stack, workload)) return yes;
        const balancers = balancersBefore(stack, workload);
        return anyTrue(
          balancers.map((balancer) => map(balancer, () => true)),
          location,
        );
      }),
    );
  });
}

function isOnlyDeclared({ graph }: Stack, { location }: Workload): boolean {
  return graph.declarations.some(({ urn }) => urn === location.urn);
}

function judged(workload: Workload, believed: Fact<Believed>, { stack, fail }: Context): readonly Judgement[] {
  if (believed.state !== "known") return believed.state === "unknown" ? [unproven(believed)] : [];
  const { written, setting } = believed.value;
  const ways = () => believing(stack, workload, setting);
  const say = (finding: ReturnType<typeof fail>) =>
    judge(
      believed,
      () => finding,
      () => finding,
    );
  if (written === undefined) return [say(fail("nobody", { setting }, ...ways()))];
  const trusted = trustedProxies(written);
  if (trusted.kind === "everybody") return [say(fail("everybody", { setting }, ...ways()))];
  if (trusted.kind === "unreadable") {
    return [unproven(unknown({ location: believed.location, because: "unsupported", producers: [] }))];
  }
  const others = trusted.networks.filter((network) => !isOwnMachine(network));
  if (others.length === 0) return [say(fail("nobody", { setting }, ...ways()))];
  return [
    judge(
      chain(believed, () => rangesBefore(stack, workload)),
      (from) => {
        if (!others.every((network) => covered(network, from))) return fail("wider", { setting }, ...ways());
        // A declared network is wider than the subnets that a balancer will stand in.
        const missed = from.filter(({ family }) => family === 4).some((network) => !covered(network, others));
        return missed && !isOnlyDeclared(stack, workload) ? fail("misses", { setting }, ...ways()) : pass;
      },
      () => pass,
    ),
  ];
}

/** The balancer's ranges, where the server is told by a variable; nothing of a command line is rewritten. */
function believing(stack: Stack, workload: Workload, setting: Shown): readonly Way[] {
  const ranges = rangesBefore(stack, workload);
  if (ranges.state !== "known" || ranges.value.length === 0 || !/^[A-Z][A-Z0-9_]*$/.test(setting)) return [];
  const value = ranges.value.flatMap((range) => networkText(range) ?? []).join(",");
  return value === "" ? [] : [[{ variable: setting, value }]];
}
