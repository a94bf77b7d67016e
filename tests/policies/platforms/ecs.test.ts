import * as aws from "@pulumi/aws";
import { readService } from "../../../policies/platforms/ecs/service";
import { blueprint, component, json, ref, resource, type TestResource } from "../../../policies/testing";
import { declaration, declaredWorkload } from "../fixtures";
import { said, stackOf, subjectsOf } from "../subjects";

const ARN = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7";
const task = (containers: unknown, args: Partial<aws.ecs.TaskDefinitionArgs> = {}, name = "web") =>
  resource(
    aws.ecs.TaskDefinition,
    name,
    { family: name, containerDefinitions: containers as string, ...args },
    { outputs: { arn: ARN.replace("/web", `/${name}`) } },
  );
const service = (definition: TestResource, args: Partial<aws.ecs.ServiceArgs> = {}, name = "web") =>
  resource(aws.ecs.Service, name, { name, taskDefinition: ref(definition, "arn"), desiredCount: 2, ...args });
const workloads = (resources: readonly TestResource[], phase?: "preview" | "up") =>
  subjectsOf("workload", resources, phase);
const text = (container: object) => JSON.stringify([{ name: "web", image: "shop:1", ...container }]);

describe("containers", () => {
  it.each<[string, unknown]>([
    ["JSON text", text({ command: ["gunicorn", "shop:app"] })],
    ["an unknown-free output", json([{ name: "web", image: "shop:1", command: ["gunicorn", "shop:app"] }])],
    ["PascalCase, as CloudFormation writes it", JSON.stringify([{ Name: "web", Command: ["gunicorn", "shop:app"] }])],
    ["an entry point and a command", text({ entryPoint: ["gunicorn"], command: ["shop:app"] })],
  ])("are read from %s", (_, containers) => {
    const [workload] = workloads([task(containers)]);
    expect(workload === undefined ? "" : said(workload.command)).toEqual(["gunicorn", "shop:app"]);
  });

  it("are subjects of their own where a task has several, each with its key", () => {
    const both = workloads([task(JSON.stringify([{ name: "web" }, { name: "proxy" }]))]);
    expect(both.map(({ shown }) => shown)).toEqual(["workload/web/web", "workload/web/proxy"]);
    expect(new Set(both.map(({ key }) => key)).size).toBe(2);
  });

  it.each(["{", "null", '"text"', "[1]"])("that cannot be read are unreadable, and not none: %s", (containers) => {
    const [workload] = workloads([task(containers)]);
    expect(workload === undefined ? "" : said(workload.command)).toEqual(["unreadable containerDefinitions"]);
  });
});

describe("the environment", () => {
  const environmentOf = (container: object) => {
    const [workload] = workloads([task(text(container))]);
    if (workload === undefined) throw new Error("one container is one workload");
    const { variables, open } = workload.written.all;
    return [
      variables.map(({ name, channel, value }) => [name, channel, said(value)]),
      open.map(({ because, location }) => `${because} ${location.path}`),
    ];
  };

  it("is plain values and injected secrets, numbers and booleans as text", () => {
    const environment = [
      { name: "WORKERS", value: 4 },
      { name: "DEBUG", value: false },
    ];
    expect(environmentOf({ environment, secrets: [{ name: "KEY", valueFrom: "/shop/key" }] })).toEqual([
      [
        ["DEBUG", "plain", "false"],
        ["KEY", "secret", ["outside containerDefinitions[0].secrets.KEY"]],
        ["WORKERS", "plain", "4"],
      ],
      [],
    ]);
  });

  it("does not choose between two entries of one name", () => {
    const environment = [
      { name: "MODE", value: "a" },
      { name: "MODE", value: "b" },
    ];
    expect(environmentOf({ environment })[0]).toEqual([
      ["MODE", "plain", ["unreadable containerDefinitions[0].environment.MODE"]],
    ]);
  });

  it("sees of two entries of one name the one that is a secret in plain text", () => {
    const source = (value: string) => ({ name: "SOURCE", value });
    const secret = source("postgres://app:hunter22@db.example.com/app");
    for (const environment of [
      [secret, source("none")],
      [source("none"), secret],
    ]) {
      expect(environmentOf({ environment })[0]).toEqual([["SOURCE", "plain", secret.value]]);
    }
  });

  it("is open where files or entries without a form may hold more", () => {
    expect(environmentOf({ environmentFiles: [{ type: "s3", value: "arn:aws:s3:::a/b" }] })[1]).toEqual([
      "unread containerDefinitions[0].environmentFiles",
    ]);
    expect(environmentOf({ environment: ["MODE=a"] })[1]).toEqual([
      "unreadable containerDefinitions[0].environment[0]",
    ]);
  });
});

describe("the services of a task definition", () => {
  const counts = (resources: readonly TestResource[], phase?: "preview" | "up") => {
    const [workload] = workloads(resources, phase);
    if (workload === undefined) return [];
    return workload.services.state === "known"
      ? workload.services.value.map(({ desiredCount }) => said(desiredCount))
      : said(workload.services);
  };
  const web = task(text({}));

  it("are found by what they are computed from, by ARN, by family and by revision", () => {
    expect(counts([web, service(web)])).toEqual([2]);
    expect(counts([web, service(web, { taskDefinition: ARN })], "up")).toEqual([2]);
    expect(counts([web, service(web, { taskDefinition: "web" })])).toEqual([2]);
    expect(counts([web, service(web, { taskDefinition: "web:7" })], "up")).toEqual([2]);
  });

  it("are not those of another revision or family", () => {
    expect(counts([web, service(web, { taskDefinition: "web:6" })], "up")).toBe("absent");
    expect(counts([web, service(web, { taskDefinition: "worker" })])).toBe("absent");
  });

  it("are all of them", () => {
    expect(counts([web, service(web), service(web, { desiredCount: 5 }, "blue")])).toEqual([2, 5]);
  });

  it("run a definition made elsewhere as a workload of which nothing is known", () => {
    const [foreign] = workloads([
      resource(aws.ecs.Service, "web", { name: "web", taskDefinition: "theirs:3", desiredCount: 1 }),
    ]);
    expect(foreign === undefined ? "" : said(foreign.command)).toEqual(["outside taskDefinition"]);
    expect(foreign === undefined ? "" : said(foreign.hasRole("web"))).toEqual(["outside taskDefinition"]);
  });
});

describe("copies", () => {
  const web = task(text({}));
  const scaling = (max: number, resourceId: string) =>
    resource(aws.appautoscaling.Target, "scaling", {
      minCapacity: 1,
      maxCapacity: max,
      resourceId,
      scalableDimension: "ecs:service:DesiredCount",
      serviceNamespace: "ecs",
    });
  const most = (...resources: readonly TestResource[]) => {
    const [workload] = workloads([web, ...resources]);
    return workload === undefined ? "" : said(workload.copies.atMost);
  };

  it.each<[Partial<aws.ecs.ServiceArgs>, unknown]>([
    [{}, 4],
    [{ deploymentMaximumPercent: 100 }, 2],
    [{ deploymentMaximumPercent: 150 }, 3],
    [{ deploymentController: { type: "CODE_DEPLOY" } }, 4],
    [{ schedulingStrategy: "DAEMON" }, ["outside schedulingStrategy"]],
  ])("are counted while a deployment replaces them: %j", (args, count) => {
    expect(most(service(web, args))).toEqual(count);
  });

  it("are what scaling lets them grow to, on the service of that name and cluster alone", () => {
    const own = service(web, { cluster: "shop" });
    expect(most(own, scaling(10, "service/shop/web"))).toBe(20);
    expect(most(own, scaling(10, "service/other/web"))).toBe(4);
    expect(most(own, scaling(10, "service/shop/worker"))).toBe(4);
  });

  it("are not another service's of that name, where the scaling names the cluster that the other one is in", () => {
    // Without a cluster it is in the default one, or where something else puts it.
    const own = service(web, {});
    const elsewhere = scaling(10, "service/shop/web");
    expect(most(own, elsewhere)).toEqual(["outside scaling"]);
    const other = task(text({}), {}, "other");
    const there = service(other, { name: "web", cluster: "shop" }, "there");
    expect(most(own, elsewhere, other, there)).toBe(4);
    const byArn = service(other, { name: "web", cluster: "arn:aws:ecs:eu-west-1:111122223333:cluster/shop" }, "there");
    expect(most(own, elsewhere, other, byArn)).toBe(4);
    const another = service(other, { name: "api", cluster: "shop" }, "there");
    expect(most(own, elsewhere, other, another)).toEqual(["outside scaling"]);
  });

  it("of several services are their sum, and one where none runs it", () => {
    expect(most(service(web), service(web, { desiredCount: 3 }, "blue"))).toBe(10);
    expect(most()).toBe(1);
  });
});

describe("Spot", () => {
  const web = task(text({}));
  const spot = (strategies: aws.ecs.ServiceArgs["capacityProviderStrategies"]) => {
    const args = strategies === undefined ? {} : { capacityProviderStrategies: strategies };
    const [workload] = workloads([web, service(web, args)]);
    if (workload?.services.state !== "known") throw new Error("it has a service");
    return workload.services.value.map((one) => said(one.spot))[0];
  };

  it("is what a share of the tasks is placed on", () => {
    expect(spot(undefined)).toBe(false);
    expect(spot([{ capacityProvider: "FARGATE", weight: 1 }])).toBe(false);
    expect(spot([{ capacityProvider: "FARGATE_SPOT", weight: 3 }])).toBe(true);
    expect(
      spot([
        { capacityProvider: "FARGATE", weight: 1 },
        { capacityProvider: "FARGATE_SPOT", weight: 0 },
      ]),
    ).toBe(false);
    expect(spot([{ capacityProvider: "ours", weight: 1 }])).toEqual(["outside capacityProviderStrategies"]);
  });
});

describe("cores", () => {
  it.each([
    [{ cpu: "512" }, {}, 0.5],
    [{ cpu: ".5 vCPU" }, {}, ["unreadable cpu"]],
    [{ cpu: "1 vCPU" }, {}, 1],
    [{ cpu: "2048" }, { cpu: 256 }, 0.25],
    [{}, {}, "absent"],
  ])("are the container's share, else the task's: %j %j", (args, container, cpus) => {
    const [workload] = workloads([task(text(container), args)]);
    expect(workload === undefined ? "" : said(workload.cpus)).toEqual(cpus);
  });
});

it("what was declared of a service is the part's that is asked for, whoever asked before", () => {
  const root = blueprint(declaration({ workloads: { web: declaredWorkload({}) } }));
  const part = component("web", { parent: root });
  const definition = resource(
    aws.ecs.TaskDefinition,
    "web",
    { family: "web", containerDefinitions: text({}) },
    { parent: part },
  );
  const web = resource(aws.ecs.Service, "web", { taskDefinition: ref(definition, "arn") }, { parent: part });
  const { graph } = stackOf([root, part, definition, web]);
  const own = graph.get(web.urn);
  if (own === undefined) throw new Error("the service is not in the graph");
  const declared = () => "sides" in readService(graph, own, graph.declaredPart("workloads", own)).scalingMaximum;
  expect(declared()).toBe(true);
  expect("sides" in readService(graph, own, undefined).scalingMaximum).toBe(false);
  expect(declared()).toBe(true);
});
