// A key that everybody has, every origin, and a password in plain sight: all of it in the options of an Elastic Beanstalk
// environment. The database beside it is sound. What the platform starts by itself may be a scheduler.
// preview: connection-budget-holds unproven, cors-not-wildcard blocked, database-degrades-gracefully advice,
//   database-encrypted passes, engine-supported passes, error-tracking-configured advice, logging-not-debug passes,
//   migrations-gate-release advice, pool-limits-declared unproven, pool-monitored advice, scheduler-runs unproven,
//   scheduler-runs-once unproven, scheduler-uses-redis unproven, secret-generated-safely passes, secret-not-defaulted
//   blocked, secret-not-defaulted passes, secret-not-in-plain-environment blocked, tasks-survive-interruption unproven,
//   timeouts-ladder-holds unproven, value-is-resolved passes
// up: cors-not-wildcard blocked, database-encrypted passes, engine-supported passes, error-tracking-configured advice,
//   logging-not-debug passes, pool-limits-declared unproven, scheduler-runs unproven, scheduler-runs-once unproven,
//   scheduler-uses-redis unproven, secret-not-defaulted blocked, secret-not-defaulted passes,
//   secret-not-in-plain-environment blocked, tasks-survive-interruption unproven, timeouts-ladder-holds unproven,
//   value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

const network = aws.ec2.getVpcOutput({ default: true });
const subnetIds = aws.ec2.getSubnetsOutput({ filters: [{ name: "vpc-id", values: [network.id] }] }).ids;

const password = new random.RandomPassword("blog", { length: 24, special: false });
const database = new aws.rds.Instance("blog", {
  engine: "postgres",
  engineVersion: "16.4",
  instanceClass: "db.t4g.small",
  allocatedStorage: 20,
  dbName: "blog",
  username: "blog",
  password: password.result,
  storageEncrypted: true,
  backupRetentionPeriod: 7,
  skipFinalSnapshot: true,
});

const profile = new aws.iam.InstanceProfile("blog", {
  role: new aws.iam.Role("blog", {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ec2.amazonaws.com" }),
    managedPolicyArns: ["arn:aws:iam::aws:policy/AWSElasticBeanstalkWebTier"],
  }).name,
});

const option = (namespace: string, name: string, value: pulumi.Input<string>) => ({ namespace, name, value });
const variables: Readonly<Record<string, pulumi.Input<string>>> = {
  DJANGO_SETTINGS_MODULE: "blog.settings.production",
  // The key that `startproject` writes, never changed.
  SECRET_KEY: "django-insecure-3k#v8q!n2m@x7c$w1z^r5t&y9u*i0o(p)a-s_d=f",
  CORS_ALLOWED_ORIGINS: "*",
  DATABASE_URL: pulumi.interpolate`postgres://blog:${password.result}@${database.endpoint}/blog`,
};

const application = new aws.elasticbeanstalk.Application("blog", {});
const environment = new aws.elasticbeanstalk.Environment("blog", {
  application: application.name,
  solutionStackName: "64bit Amazon Linux 2023 v4.3.0 running Python 3.12",
  settings: [
    option("aws:autoscaling:launchconfiguration", "IamInstanceProfile", profile.name),
    option("aws:autoscaling:asg", "MaxSize", "4"),
    option("aws:elasticbeanstalk:environment", "LoadBalancerType", "application"),
    option("aws:ec2:vpc", "VPCId", network.id),
    option(
      "aws:ec2:vpc",
      "Subnets",
      subnetIds.apply((ids) => ids.join(",")),
    ),
    ...Object.entries(variables).map(([name, value]) =>
      option("aws:elasticbeanstalk:application:environment", name, value),
    ),
  ],
});

export const url = pulumi.interpolate`http://${environment.endpointUrl}`;
