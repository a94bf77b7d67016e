import * as aws from "@pulumi/aws";
import { clientAddressTrusted } from "../../../policies/rules/edge/client-address-trusted";
import { blueprint, component, ref, resource, run, type TestResource } from "../../../policies/testing";
import { SECOND_GROUP, secondBalancer, servedThrough } from "../balancers";
import { declaration, declaredWorkload, plain, redisUrl, ruleTester, task, WORKER } from "../fixtures";

const ELB = "arn:aws:elasticloadbalancing:eu-west-1:111122223333";
const subnet = (name: string, cidrBlock: string, parent?: TestResource) =>
  resource(
    aws.ec2.Subnet,
    name,
    { vpcId: "vpc-1", cidrBlock },
    { outputs: { id: `subnet-${name}` }, ...(parent === undefined ? {} : { parent }) },
  );
const SUBNETS = [subnet("a", "10.0.0.0/24"), subnet("b", "10.0.1.0/24")];

/** A service behind a load balancer, with all that leads from one to the other. */
function behind(
  definition: TestResource,
  subnets: readonly TestResource[] | readonly string[] = SUBNETS,
  parent?: TestResource,
) {
  const under = parent === undefined ? {} : { parent };
  const balancer = resource(
    aws.lb.LoadBalancer,
    "edge",
    { subnets: subnets.map((one) => (typeof one === "string" ? one : ref(one, "id"))) },
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
  const service = resource(
    aws.ecs.Service,
    "web",
    {
      taskDefinition: ref(definition, "arn"),
      loadBalancers: [{ containerName: "web", containerPort: 8000, targetGroupArn: ref(group, "arn") }],
    },
    under,
  );
  return [...subnets.filter((one) => typeof one !== "string"), balancer, group, listener, definition, service];
}

/** The same service behind another load balancer, in a subnet of its own; `there` false: one that is made elsewhere. */
function behindTwo(definition: TestResource, there = true) {
  const own = subnet("c", "10.0.2.0/24");
  const second = there ? [own, ...secondBalancer({ subnets: [ref(own, "id")] })] : [];
  const service = servedThrough(definition, `${ELB}:targetgroup/web/73e2d6bc`, SECOND_GROUP);
  return [...behind(definition).slice(0, -1), ...second, service];
}

const UVICORN = ["uvicorn", "app:app"];
const GUNICORN = ["gunicorn", "-k", "uvicorn.workers.UvicornWorker", "app:app"];
const LIMITED = { RATELIMIT_STORAGE_URI: "rediss://redis.example.com:6379/0" };
const web = (command: string[], environment: Readonly<Record<string, unknown>> = {}) =>
  task("web", { command, environment: { ...LIMITED, ...environment } });
const trusting = (FORWARDED_ALLOW_IPS: string, command = UVICORN) => behind(web(command, { FORWARDED_ALLOW_IPS }));
const EXACT = "10.0.0.0/24,10.0.1.0/24";

const GIVEN = ["subnet-0a1", "subnet-0b2"];
/** A blueprint in a network that was made elsewhere: of the two subnets, or of one of them. */
const given = (...ranges: readonly string[]) =>
  blueprint(
    declaration({
      network: {
        cidrBlock: "10.0.0.0/16",
        availabilityZones: 2,
        natGateways: "given",
        given: {
          public: Object.fromEntries(ranges.map((range, i) => [GIVEN[i] ?? "", range])),
          private: {},
          isolated: {},
        },
      },
    }),
  );

// In the shape of this product's own production stack.
const declaring = (FORWARDED_ALLOW_IPS?: string) =>
  blueprint(
    declaration({
      workloads: {
        web: declaredWorkload({
          command: GUNICORN,
          environment: {
            RATELIMIT_STORAGE_URL: redisUrl("limiter", 4),
            ...(FORWARDED_ALLOW_IPS === undefined ? {} : { FORWARDED_ALLOW_IPS: plain(FORWARDED_ALLOW_IPS) }),
          },
        }),
      },
    }),
  );
const secret = resource(
  aws.secretsmanager.Secret,
  "limiter",
  {},
  { outputs: { arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:limiter-AbCdEf" } },
);
function built(blueprinted: TestResource, FORWARDED_ALLOW_IPS: string): readonly TestResource[] {
  const parent = component("web", { parent: blueprinted });
  const definition = task(
    "web",
    { command: GUNICORN, environment: { FORWARDED_ALLOW_IPS }, secrets: { RATELIMIT_STORAGE_URL: ref(secret, "arn") } },
    parent,
  );
  return [blueprinted, secret, parent, ...behind(definition, SUBNETS, parent)];
}

ruleTester.run(clientAddressTrusted, {
  valid: [
    {
      name: "the subnets of two load balancers",
      phase: "up",
      stack: behindTwo(web(UVICORN, { FORWARDED_ALLOW_IPS: `${EXACT},10.0.2.0/24` })),
      passes: { "workload/web": "verified" },
    },
    { name: "the balancer's subnets", stack: trusting(EXACT), passes: { "workload/web": "verified" } },
    {
      name: "the same as one network, and the machine itself",
      stack: trusting("127.0.0.1, 10.0.0.0/23"),
      passes: { "workload/web": "verified" },
    },
    {
      name: "on the command line of gunicorn's uvicorn worker",
      stack: behind(web([...GUNICORN, "--forwarded-allow-ips", EXACT])),
      passes: { "workload/web": "verified" },
    },
    {
      name: "subnets that the blueprint says are given, whose ranges its program has read",
      phase: "up",
      stack: [given("10.0.0.0/24", "10.0.1.0/24"), ...behind(web(UVICORN, { FORWARDED_ALLOW_IPS: EXACT }), GIVEN)],
      passes: { "workload/web": "declared" },
    },
    { name: "this product's own, declared", stack: [declaring(EXACT)], passes: { "workload/web": "declared" } },
    {
      name: "this product's own, while its containers are not known",
      stack: built(declaring(EXACT), EXACT),
      passes: { "workload/web": "declared" },
    },
    {
      name: "this product's own, built",
      phase: "up",
      stack: built(declaring(EXACT), EXACT),
      passes: { "workload/web": "verified" },
    },
    {
      name: "the subnets by their ids, once these are known",
      phase: "up",
      stack: [...SUBNETS, ...behind(web(UVICORN, { FORWARDED_ALLOW_IPS: EXACT }), ["subnet-a", "subnet-b"])],
      passes: { "workload/web": "verified" },
    },
    {
      name: "nothing to say without a limiter, a balancer, or a server that puts the address",
      stack: [
        ...behind(task("web", { command: UVICORN, environment: { FORWARDED_ALLOW_IPS: "*" } })),
        task("alone", { command: UVICORN, environment: { ...LIMITED, FORWARDED_ALLOW_IPS: "*" } }),
        task("jobs", { command: WORKER, environment: { ...LIMITED, FORWARDED_ALLOW_IPS: "*" } }),
      ],
      passes: {},
    },
    {
      name: "gunicorn's own workers read only the scheme",
      stack: behind(web(["gunicorn", "app:app"], { FORWARDED_ALLOW_IPS: "*" })),
      passes: {},
    },
    {
      name: "a limiter that is switched off",
      stack: behind(web(UVICORN, { RATELIMIT_ENABLED: "false", FORWARDED_ALLOW_IPS: "*" })),
      passes: {},
    },
  ],
  invalid: [
    {
      name: "of two load balancers only one is believed",
      phase: "up",
      stack: behindTwo(web(UVICORN, { FORWARDED_ALLOW_IPS: EXACT })),
      subject: "workload/web",
      messageId: "misses",
    },
    {
      name: "everybody is believed",
      stack: trusting("*"),
      subject: "workload/web",
      messageId: "everybody",
      says: "FORWARDED_ALLOW_IPS",
    },
    {
      name: "everybody, in another spelling",
      stack: trusting("10.0.0.0/24,0.0.0.0/0", GUNICORN),
      subject: "workload/web",
      messageId: "everybody",
    },
    {
      name: "everybody, by an option",
      stack: behind(web([...UVICORN, "--forwarded-allow-ips=*"])),
      subject: "workload/web",
      messageId: "everybody",
      says: "--forwarded-allow-ips",
    },
    {
      name: "everybody, by uvicorn's own variable",
      stack: behind(web(UVICORN, { UVICORN_FORWARDED_ALLOW_IPS: "*" })),
      subject: "workload/web",
      messageId: "everybody",
    },
    {
      name: "everybody, declared",
      stack: [declaring("*")],
      subject: "workload/web",
      messageId: "everybody",
      stage: "blueprint",
    },
    {
      name: "everybody, built otherwise than declared",
      phase: "up",
      stack: built(declaring(EXACT), "*"),
      subject: "workload/web",
      messageId: "everybody",
    },
    { name: "nobody is believed", stack: behind(web(UVICORN)), subject: "workload/web", messageId: "nobody" },
    { name: "only the machine itself", stack: trusting("127.0.0.1"), subject: "workload/web", messageId: "nobody" },
    { name: "nobody, declared", stack: [declaring()], subject: "workload/web", messageId: "nobody" },
    { name: "a whole network", stack: trusting("10.0.0.0/8"), subject: "workload/web", messageId: "wider" },
    { name: "more than is declared", stack: [declaring("10.0.0.0/8")], subject: "workload/web", messageId: "wider" },
    {
      name: "one given subnet of two",
      stack: [
        given("10.0.0.0/24", "10.0.1.0/24"),
        ...behind(web(UVICORN, { FORWARDED_ALLOW_IPS: "10.0.0.0/24" }), GIVEN),
      ],
      subject: "workload/web",
      messageId: "misses",
    },
    { name: "one subnet of two", stack: trusting("10.0.0.0/24"), subject: "workload/web", messageId: "misses" },
  ],
  unproven: [
    {
      name: "a second load balancer, made elsewhere",
      phase: "up",
      stack: behindTwo(web(UVICORN, { FORWARDED_ALLOW_IPS: EXACT }), false),
      subject: "workload/web",
      path: "loadBalancers[1].targetGroupArn",
    },
    {
      name: "subnets that are made elsewhere",
      stack: behind(web(UVICORN, { FORWARDED_ALLOW_IPS: EXACT }), ["subnet-1", "subnet-2"]),
      subject: "workload/web",
      path: "subnets",
    },
    {
      name: "subnets of which the blueprint says only one is given",
      stack: [given("10.0.0.0/24"), ...behind(web(UVICORN, { FORWARDED_ALLOW_IPS: EXACT }), GIVEN)],
      subject: "workload/web",
      path: "subnets",
    },
    {
      name: "a name where addresses are wanted",
      stack: trusting("edge.internal"),
      subject: "workload/web",
      path: "containerDefinitions[0].environment.FORWARDED_ALLOW_IPS",
    },
    {
      name: "a container that is not known yet",
      stack: [secret, ...behind(web(UVICORN, { FORWARDED_ALLOW_IPS: ref(secret, "arn") }))],
      subject: "workload/web",
      path: "containerDefinitions",
      producer: "limiter",
    },
  ],
});

it("blocks who believes everybody, and advises by degree", async () => {
  const levels = async (stack: readonly TestResource[]) =>
    (await run([clientAddressTrusted], stack, { phase: "preview" })).diagnostics.map(({ level }) => level);
  expect(await levels(trusting("*"))).toEqual(["mandatory"]);
  expect(await levels(trusting("10.0.0.0/8"))).toEqual(["advisory"]);
  expect(await levels(behind(web(UVICORN)))).toEqual(["advisory"]);
  expect(await levels([declaring()])).toEqual(["mandatory"]);
});
