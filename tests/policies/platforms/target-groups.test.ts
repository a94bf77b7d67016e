import * as aws from "@pulumi/aws";
import { ResourceGraph, Stack } from "../../../policies/model";
import { platforms } from "../../../policies/platforms";
import { targetGroupAt } from "../../../policies/platforms/elb/target-group";
import { ref, registered, resource, type TestResource } from "../../../policies/testing";

const read = (group: TestResource) =>
  new Stack(new ResourceGraph([registered(group, "preview")], true), platforms).of("target-group", group.urn);

it.each([
  ["lb", resource(aws.lb.TargetGroup, "web", { healthCheck: { path: "/ready", interval: 10, unhealthyThreshold: 4 } })],
  [
    "alb",
    resource(aws.alb.TargetGroup, "web", { healthCheck: { path: "/ready", interval: 10, unhealthyThreshold: 4 } }),
  ],
])("reads the check of %s", (_, group) => {
  expect(read(group)).toMatchObject([
    {
      shown: "target-group/web",
      check: {
        enabled: { value: true },
        path: { value: "/ready" },
        protocol: { value: "HTTP" },
        interval: { value: 10 },
        unhealthyThreshold: { value: 4 },
      },
    },
  ]);
});

it("fills in AWS's own defaults", () => {
  expect(read(resource(aws.lb.TargetGroup, "web", {}))[0]?.check).toMatchObject({
    enabled: { value: true },
    path: { state: "absent" },
    interval: { value: 30 },
    unhealthyThreshold: { value: 3 },
  });
});

describe("a service with two fleets, at its first preview", () => {
  const group = (name: string, path: string) => resource(aws.lb.TargetGroup, name, { healthCheck: { path } });
  const found = (blue: TestResource, green: TestResource, advanced: boolean) => {
    const service = resource(aws.ecs.Service, "web", {
      loadBalancers: [
        {
          containerName: "web",
          containerPort: 8000,
          targetGroupArn: ref(blue, "arn"),
          ...(advanced
            ? {
                advancedConfiguration: {
                  alternateTargetGroupArn: ref(green, "arn"),
                  productionListenerRule: "arn",
                  roleArn: "arn",
                },
              }
            : {}),
        },
      ],
    });
    const producers = { loadBalancers: [blue.urn, green.urn] };
    const groups = [blue, green].map((one) => registered(one, "preview"));
    const all = [...groups, { ...registered(service, "preview"), producers }];
    const graph = new ResourceGraph(all, true);
    const own = graph.get(service.urn);
    if (own === undefined) throw new Error("the graph has no service");
    return targetGroupAt(graph, own, ["loadBalancers", 0, "targetGroupArn"], 1);
  };

  it("is judged by either, where they are checked alike", () => {
    expect(found(group("blue", "/ready"), group("green", "/ready"), true)).toMatchObject({ state: "known" });
  });

  it("is not judged by either of two groups that are no fleets of one service", () => {
    expect(found(group("blue", "/ready"), group("green", "/ready"), false)).toMatchObject({ state: "unknown" });
  });

  it("is not judged by one, where the other is checked otherwise", () => {
    expect(found(group("blue", "/ready"), group("green", "/"), true)).toMatchObject({ state: "unknown" });
  });
});
