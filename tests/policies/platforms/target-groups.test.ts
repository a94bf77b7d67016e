import * as aws from "@pulumi/aws";
import { ResourceGraph, Stack } from "../../../policies/model";
import { platforms } from "../../../policies/platforms";
import { registered, resource, type TestResource } from "../../../policies/testing";

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
