/** The forms of AWS's own identifiers, and the resources that a text of such a form names. */

import { type Place } from "./resource-type";

export interface NamedResource {
  readonly type: string;
  /** Its key in the account. */
  readonly key: string;
}

/** Ids and ARNs that tell their type; the key is the whole text, or what the parentheses hold. */
const FORMS: readonly (readonly [form: RegExp, type: string])[] = [
  [/^vpc-[0-9a-f]{8,17}$/, "aws:ec2/vpc:Vpc"],
  [/^subnet-[0-9a-f]{8,17}$/, "aws:ec2/subnet:Subnet"],
  [/^sg-[0-9a-f]{8,17}$/, "aws:ec2/securityGroup:SecurityGroup"],
  [/^rtb-[0-9a-f]{8,17}$/, "aws:ec2/routeTable:RouteTable"],
  [/^igw-[0-9a-f]{8,17}$/, "aws:ec2/internetGateway:InternetGateway"],
  [/^nat-[0-9a-f]{8,17}$/, "aws:ec2/natGateway:NatGateway"],
  [/^i-[0-9a-f]{8,17}$/, "aws:ec2/instance:Instance"],
  [/^eipalloc-[0-9a-f]{8,17}$/, "aws:ec2/eip:Eip"],
  [/^arn:[\w-]+:iam::\d{12}:role\/(?!aws-service-role\/)[\w+=,.@/-]+$/, "aws:iam/role:Role"],
  [/^arn:[\w-]+:iam::\d{12}:policy\/.+$/, "aws:iam/policy:Policy"],
  [/^arn:[\w-]+:ecs:[\w-]+:\d{12}:cluster\/[\w-]+$/, "aws:ecs/cluster:Cluster"],
  [
    /^arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:targetgroup\/[\w-]+\/[0-9a-f]{16}$/,
    "aws:lb/targetGroup:TargetGroup",
  ],
  [
    /^arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:loadbalancer\/(?:app|net)\/[\w-]+\/[0-9a-f]{16}$/,
    "aws:lb/loadBalancer:LoadBalancer",
  ],
  [
    /^arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:listener\/(?:app|net)\/[\w-]+\/[0-9a-f]{16}\/[0-9a-f]{16}$/,
    "aws:lb/listener:Listener",
  ],
  [/^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+$/, "aws:secretsmanager/secret:Secret"],
  [/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/([\w-]+)$/, "aws:kms/key:Key"],
  [/^arn:[\w-]+:kms:[\w-]+:\d{12}:(alias\/(?!aws\/).+)$/, "aws:kms/alias:Alias"],
  [/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+$/, "aws:sns/topic:Topic"],
  [/^arn:[\w-]+:ecs:[\w-]+:\d{12}:task-definition\/[\w-]+(?::\d+)?$/, "aws:ecs/taskDefinition:TaskDefinition"],
  [/^arn:[\w-]+:rds:[\w-]+:\d{12}:pg:([\w-]+)$/, "aws:rds/parameterGroup:ParameterGroup"],
];

/** Properties whose value is a name of the type, within a service's types. */
const NAMES: readonly (readonly [types: RegExp, property: string, type: string])[] = [
  [/^aws:rds\/instance:/, "dbSubnetGroupName", "aws:rds/subnetGroup:SubnetGroup"],
  [/^aws:rds\/instance:/, "parameterGroupName", "aws:rds/parameterGroup:ParameterGroup"],
  [/^aws:elasticache\//, "subnetGroupName", "aws:elasticache/subnetGroup:SubnetGroup"],
  [/^aws:elasticache\//, "parameterGroupName", "aws:elasticache/parameterGroup:ParameterGroup"],
  [/^aws:ecs\/(service|taskSet):/, "cluster", "aws:ecs/cluster:Cluster"],
  [/^aws:ecs\/service:/, "taskDefinition", "aws:ecs/taskDefinition:TaskDefinition"],
  [/^aws:appautoscaling\/(target|policy|scheduledAction):/, "resourceId", "aws:ecs/service:Service"],
  [/^aws:iam\/(rolePolicy|rolePolicyAttachment|instanceProfile):/, "role", "aws:iam/role:Role"],
  [/^aws:iam\/policyAttachment:/, "roles", "aws:iam/role:Role"],
];

/** A key's own id, where a property is for keys. */
const KEY_ID = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The resource that a text names: by its form, or by what its property of that type is for. */
export function typeNamedBy(place: Place, token: string, property: string, value: string): NamedResource | undefined {
  for (const [form, type] of FORMS) {
    const match = form.exec(value);
    if (match) return { type, key: match[1] ?? value };
  }
  if (/kmsKey/i.test(property)) {
    if (KEY_ID.test(value)) return { type: "aws:kms/key:Key", key: value };
    if (/^alias\/(?!aws\/)/.test(value)) return { type: "aws:kms/alias:Alias", key: value };
  }
  const named = NAMES.find(([types, name]) => name === property && types.test(token));
  if (named === undefined || value === "" || value.startsWith("default.") || value.startsWith("arn:")) return undefined;
  const [, , type] = named;
  if (type === "aws:ecs/cluster:Cluster") return { type, key: place.arn("ecs", `cluster/${value}`) };
  if (type === "aws:ecs/service:Service") return { type, key: place.arn("ecs", value) };
  return { type, key: value };
}
