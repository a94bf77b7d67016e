import * as aws from "@pulumi/aws";
import * as fc from "fast-check";
import { interpolate, resource, type TestResource } from "../../../policies/testing";
import { nowOrLater } from "./later";
import { FURTHER, furtherValue, setting } from "./values";

/** Settings that no container of a task has: builds, platforms that run code by themselves, parameters, machines. */

const KINDS = ["build", "app", "branch", "environment", "template", "containers", "parameter", "machine"] as const;

export const elsewhere = fc.record({
  kind: fc.constantFrom(...KINDS),
  settings: fc.dictionary(
    fc.constantFrom(...FURTHER, "DATABASE_URL", "CORS_ORIGINS", "SECRET_KEY"),
    fc.oneof(setting, furtherValue),
    { minKeys: 1, maxKeys: 3 },
  ),
  type: nowOrLater(undefined, "PLAINTEXT", "PARAMETER_STORE"),
  namespace: nowOrLater(
    "aws:elasticbeanstalk:application:environment",
    "aws:elasticbeanstalk:application:environmentsecrets",
  ),
  /** What else it sets: a build's own specification, a bundle. */
  more: nowOrLater(undefined, "version: 0.2\nenv:\n  variables:\n    DEBUG: 1\n", "buildspec.yml"),
  count: nowOrLater(undefined, "1", "6"),
});

export type Elsewhere = typeof elsewhere extends fc.Arbitrary<infer T> ? T : never;

export function elsewhereOf(drawn: Elsewhere | undefined): readonly TestResource[] {
  return drawn === undefined ? [] : [heldBy(drawn)];
}

function heldBy({ kind, settings, type, namespace, more, count }: Elsewhere): TestResource {
  const entries = Object.entries(settings);
  const [name = "STAGE", value = ""] = entries[0] ?? [];
  const environment = settings as Record<string, string>;
  const options = [
    ...entries.map(([option, written]) => ({ namespace, name: option, value: written })),
    ...(count === undefined ? [] : [{ namespace: "aws:autoscaling:asg", name: "MaxSize", value: count }]),
  ] as aws.types.input.elasticbeanstalk.EnvironmentSetting[];
  switch (kind) {
    case "build":
      return resource(aws.codebuild.Project, "ci", {
        ...{ serviceRole: "arn:aws:iam::111122223333:role/ci", artifacts: { type: "NO_ARTIFACTS" } },
        environment: {
          ...{ computeType: "c", image: "i", type: "LINUX_CONTAINER" },
          environmentVariables: entries.map(([own, written]) => ({ name: own, value: written, type })) as never,
        },
        source: { type: "GITHUB", buildspec: more as string },
      });
    case "app":
      return resource(aws.amplify.App, "ci", {
        name: "ci",
        environmentVariables: environment,
        buildSpec: more as string,
      });
    case "branch":
      return resource(aws.amplify.Branch, "ci", { appId: "d1", branchName: "b", environmentVariables: environment });
    case "environment":
      return resource(aws.elasticbeanstalk.Environment, "eb", {
        ...{ application: "eb", settings: options, version: more as string },
      });
    case "template":
      return resource(aws.elasticbeanstalk.ConfigurationTemplate, "eb", { application: "eb", settings: options });
    case "containers":
      return resource(aws.lightsail.ContainerServiceDeploymentVersion, "ls", {
        serviceName: "ls",
        containers: [{ containerName: "web", image: "shop:1.2", environment }],
      });
    case "parameter":
      return resource(aws.ssm.Parameter, "held", { name: `/shop/${name}`, type: "String", value: value as string });
    case "machine":
      return resource(aws.ec2.Instance, "vm", {
        ...{ ami: "ami-1", instanceType: "t4g.small" },
        userData: interpolate`#!/bin/bash\nexport ${name}='${value as string}'\n`,
      });
  }
}
