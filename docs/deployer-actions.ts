/**
 * What whoever deploys needs for each type of resource: to create, read, change and delete it as the AWS provider does. A row is
 * where it acts, and the actions of one service. Source: the service authorization reference, and the handlers' permissions in
 * CloudFormation's resource schemas.
 */
import type { ScopeName } from "./deployer-scopes";

/** Where, of which service, and what. */
export type Grant = readonly [scope: ScopeName, service: string, actions: string];

const passRole: Grant = ["passing", "iam", "PassRole"];
const vpc = (actions: string): readonly Grant[] => [["vpc", "ec2", `Describe* CreateTags DeleteTags ${actions}`]];
const balancer = (actions: string): readonly Grant[] => [
  ["balancers", "elasticloadbalancing", `AddTags RemoveTags ${actions}`],
  ["balancerLooks", "elasticloadbalancing", "Describe*"],
];
const database = (actions: string): readonly Grant[] => [
  ["databases", "rds", `AddTagsToResource RemoveTagsFromResource ListTagsForResource ${actions}`],
  ["databaseLooks", "rds", "Describe*"],
];
const cache = (actions: string): readonly Grant[] => [
  ["caches", "elasticache", `AddTagsToResource RemoveTagsFromResource ListTagsForResource Describe* ${actions}`],
];
const bucket = (actions: string): readonly Grant[] => [["buckets", "s3", actions]];
const topic = (actions: string): readonly Grant[] => [
  ["topics", "sns", `GetTopicAttributes SetTopicAttributes ${actions}`],
];
const scaling = (actions: string): readonly Grant[] => [
  ["scaling", "application-autoscaling", actions],
  ["clusterLooks", "application-autoscaling", "Describe*"],
];
const useKey: Grant = ["keyUse", "kms", "DescribeKey CreateGrant Decrypt GenerateDataKey*"];
const linkRole: Grant = ["linkedRoles", "iam", "CreateServiceLinkedRole"];

export const TYPE_ACTIONS: Readonly<Record<string, readonly Grant[]>> = {
  "aws:acm/certificate:Certificate": [
    ["newCertificates", "acm", "RequestCertificate"],
    ["certificates", "acm", "AddTagsToCertificate DeleteCertificate DescribeCertificate GetCertificate"],
    ["certificates", "acm", "ListTagsForCertificate RemoveTagsFromCertificate UpdateCertificateOptions"],
  ],
  "aws:acm/certificateValidation:CertificateValidation": [["certificates", "acm", "DescribeCertificate"]],
  "aws:appautoscaling/policy:Policy": [
    ...scaling("PutScalingPolicy DeleteScalingPolicy"),
    // Target tracking has alarms of its own, under names of Application Auto Scaling's.
    ["alarmLooks", "cloudwatch", "DescribeAlarms"],
  ],
  "aws:appautoscaling/scheduledAction:ScheduledAction": scaling("PutScheduledAction DeleteScheduledAction"),
  "aws:appautoscaling/target:Target": [
    ...scaling("RegisterScalableTarget DeregisterScalableTarget TagResource UntagResource ListTagsForResource"),
    linkRole,
  ],
  "aws:budgets/budget:Budget": [
    ["budgets", "budgets", "ViewBudget ModifyBudget TagResource UntagResource ListTagsForResource"],
  ],
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": [
    ["alarms", "cloudwatch", "PutCompositeAlarm DeleteAlarms TagResource UntagResource ListTagsForResource"],
    ["alarmLooks", "cloudwatch", "DescribeAlarms"],
  ],
  "aws:cloudwatch/dashboard:Dashboard": [["alarms", "cloudwatch", "PutDashboard GetDashboard DeleteDashboards"]],
  "aws:cloudwatch/logGroup:LogGroup": [
    ["logGroups", "logs", "CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy AssociateKmsKey"],
    ["logGroups", "logs", "DisassociateKmsKey ListTagsForResource TagResource UntagResource"],
    ["logLooks", "logs", "DescribeLogGroups"],
  ],
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": [
    ["logGroups", "logs", "PutMetricFilter DeleteMetricFilter DescribeMetricFilters"],
  ],
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": [
    ["logLooks", "logs", "PutResourcePolicy DeleteResourcePolicy DescribeResourcePolicies"],
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": [
    ["alarms", "cloudwatch", "PutMetricAlarm DeleteAlarms TagResource UntagResource ListTagsForResource"],
    ["alarmLooks", "cloudwatch", "DescribeAlarms"],
  ],
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": vpc(
    "AuthorizeSecurityGroup* RevokeSecurityGroup* UpdateSecurityGroupRuleDescriptions*",
  ),
  "aws:ec2/eip:Eip": vpc("AllocateAddress ReleaseAddress AssociateAddress DisassociateAddress"),
  "aws:ec2/flowLog:FlowLog": [
    ...vpc("CreateFlowLogs DeleteFlowLogs"),
    passRole,
    ["logLooks", "logs", "CreateLogDelivery DeleteLogDelivery"],
  ],
  "aws:ec2/instance:Instance": [
    ...vpc("RunInstances TerminateInstances StartInstances StopInstances ModifyInstanceAttribute"),
    ...vpc("ModifyInstanceMetadataOptions ModifyVolume"),
    ["images", "ssm", "GetParameter"],
  ],
  "aws:ec2/internetGateway:InternetGateway": vpc(
    "CreateInternetGateway DeleteInternetGateway AttachInternetGateway DetachInternetGateway",
  ),
  "aws:ec2/natGateway:NatGateway": vpc("CreateNatGateway DeleteNatGateway"),
  "aws:ec2/route:Route": vpc("CreateRoute DeleteRoute ReplaceRoute"),
  "aws:ec2/routeTable:RouteTable": vpc("CreateRouteTable DeleteRouteTable"),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": vpc(
    "AssociateRouteTable DisassociateRouteTable ReplaceRouteTableAssociation",
  ),
  "aws:ec2/securityGroup:SecurityGroup": vpc(
    "CreateSecurityGroup DeleteSecurityGroup AuthorizeSecurityGroup* RevokeSecurityGroup*",
  ),
  "aws:ec2/subnet:Subnet": vpc("CreateSubnet DeleteSubnet ModifySubnetAttribute"),
  "aws:ec2/vpc:Vpc": vpc("CreateVpc DeleteVpc ModifyVpcAttribute"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": vpc("CreateVpcEndpoint DeleteVpcEndpoints ModifyVpcEndpoint"),
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": [
    ["repositories", "ecr", "PutLifecyclePolicy GetLifecyclePolicy DeleteLifecyclePolicy"],
  ],
  "aws:ecr/repository:Repository": [
    ["repositories", "ecr", "CreateRepository DescribeRepositories DeleteRepository PutImageTagMutability"],
    ["repositories", "ecr", "PutImageScanningConfiguration ListTagsForResource TagResource UntagResource"],
    useKey,
  ],
  "aws:ecs/cluster:Cluster": [
    ["clusters", "ecs", "CreateCluster DeleteCluster DescribeClusters UpdateCluster UpdateClusterSettings"],
    ["clusters", "ecs", "TagResource UntagResource ListTagsForResource"],
    linkRole,
  ],
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": [
    ["clusters", "ecs", "PutClusterCapacityProviders DescribeClusters"],
  ],
  "aws:ecs/service:Service": [
    ["clusters", "ecs", "CreateService DeleteService DescribeServices UpdateService TagResource UntagResource"],
    ["clusters", "ecs", "ListTagsForResource"],
    // Deployments are read by ARNs that are theirs (waiting for one to be done).
    ["clusterLooks", "ecs", "ListServiceDeployments DescribeServiceDeployments DescribeServiceRevisions"],
    passRole,
    linkRole,
  ],
  "aws:ecs/taskDefinition:TaskDefinition": [
    // AWS knows no resource for the last two.
    ["clusterLooks", "ecs", "RegisterTaskDefinition DeregisterTaskDefinition DescribeTaskDefinition"],
    ["clusters", "ecs", "TagResource UntagResource ListTagsForResource"],
    passRole,
  ],
  "aws:elasticache/parameterGroup:ParameterGroup": cache(
    "CreateCacheParameterGroup DeleteCacheParameterGroup ModifyCacheParameterGroup ResetCacheParameterGroup",
  ),
  "aws:elasticache/replicationGroup:ReplicationGroup": [
    ...cache("CreateReplicationGroup DeleteReplicationGroup ModifyReplicationGroup CreateSnapshot"),
    ...cache("IncreaseReplicaCount DecreaseReplicaCount ModifyCacheCluster"),
    // Its slow and engine logs go to log groups.
    ["logLooks", "logs", "CreateLogDelivery GetLogDelivery UpdateLogDelivery DeleteLogDelivery ListLogDeliveries"],
    ["logLooks", "logs", "PutResourcePolicy DescribeResourcePolicies DescribeLogGroups"],
    useKey,
    linkRole,
  ],
  "aws:elasticache/subnetGroup:SubnetGroup": cache(
    "CreateCacheSubnetGroup DeleteCacheSubnetGroup ModifyCacheSubnetGroup",
  ),
  "aws:iam/role:Role": [
    ["newRoles", "iam", "CreateRole"],
    ["roles", "iam", "PutRolePermissionsBoundary"],
    ["roles", "iam", "DeleteRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy TagRole UntagRole"],
    ["roleLooks", "iam", "GetRole ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole ListRoleTags"],
  ],
  "aws:iam/rolePolicy:RolePolicy": [
    ["roles", "iam", "PutRolePolicy DeleteRolePolicy"],
    ["roleLooks", "iam", "GetRolePolicy"],
  ],
  "aws:kms/alias:Alias": [
    ["keyAliases", "kms", "CreateAlias DeleteAlias UpdateAlias"],
    ["logLooks", "kms", "ListAliases"],
  ],
  "aws:kms/key:Key": [
    ["newKeys", "kms", "CreateKey"],
    ["keys", "kms", "DescribeKey EnableKeyRotation GetKeyPolicy GetKeyRotationStatus ListResourceTags TagResource"],
    ["ownKeys", "kms", "PutKeyPolicy ScheduleKeyDeletion DisableKeyRotation UpdateKeyDescription UntagResource"],
  ],
  "aws:lambda/function:Function": [
    ["functions", "lambda", "CreateFunction DeleteFunction Get* UpdateFunctionCode UpdateFunctionConfiguration"],
    ["functions", "lambda", "List* TagResource UntagResource"],
    passRole,
  ],
  "aws:lambda/invocation:Invocation": [["functions", "lambda", "InvokeFunction"]],
  "aws:lb/listener:Listener": balancer("CreateListener DeleteListener ModifyListener ModifyListenerAttributes"),
  "aws:lb/listenerRule:ListenerRule": balancer("CreateRule DeleteRule ModifyRule SetRulePriorities"),
  "aws:lb/loadBalancer:LoadBalancer": [
    ...balancer("CreateLoadBalancer DeleteLoadBalancer ModifyLoadBalancerAttributes SetSecurityGroups SetSubnets"),
    linkRole,
  ],
  "aws:lb/targetGroup:TargetGroup": balancer(
    "CreateTargetGroup DeleteTargetGroup ModifyTargetGroup ModifyTargetGroupAttributes",
  ),
  "aws:rds/eventSubscription:EventSubscription": database(
    "CreateEventSubscription DeleteEventSubscription ModifyEventSubscription AddSourceIdentifierToSubscription RemoveSourceIdentifierFromSubscription",
  ),
  "aws:rds/instance:Instance": [
    ...database("CreateDBInstance CreateDBInstanceReadReplica CreateDBSnapshot DeleteDBInstance ModifyDBInstance"),
    ...database("RebootDBInstance PromoteReadReplica RestoreDBInstanceFromDBSnapshot RestoreDBInstanceToPointInTime"),
    ["managedSecrets", "secretsmanager", "CreateSecret TagResource DescribeSecret RotateSecret"],
    passRole,
    useKey,
    linkRole,
  ],
  "aws:rds/parameterGroup:ParameterGroup": database(
    "CreateDBParameterGroup DeleteDBParameterGroup ModifyDBParameterGroup ResetDBParameterGroup",
  ),
  "aws:rds/proxy:Proxy": [
    ...database("DeleteDBProxy ModifyDBProxy"),
    // Nobody knows its ARN before.
    ["databaseLooks", "rds", "CreateDBProxy"],
    passRole,
  ],
  "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": database("ModifyDBProxyTargetGroup"),
  "aws:rds/proxyTarget:ProxyTarget": database("RegisterDBProxyTargets DeregisterDBProxyTargets"),
  "aws:rds/subnetGroup:SubnetGroup": database("CreateDBSubnetGroup DeleteDBSubnetGroup ModifyDBSubnetGroup"),
  "aws:route53/record:Record": [
    ["zones", "route53", "ChangeResourceRecordSets ListResourceRecordSets GetHostedZone"],
    ["zoneLooks", "route53", "GetChange ListHostedZones*"],
  ],
  // The private zones of an internal load balancer; they have ids of AWS's own.
  "aws:route53/zone:Zone": [
    ["zoneLooks", "route53", "CreateHostedZone DeleteHostedZone UpdateHostedZoneComment AssociateVPCWithHostedZone"],
    ["zoneLooks", "route53", "ChangeTagsForResource GetChange GetHostedZone ListTagsForResource"],
    ["zoneLooks", "route53", "ChangeResourceRecordSets ListResourceRecordSets"],
  ],
  "aws:s3/bucket:Bucket": bucket(
    "CreateBucket DeleteBucket GetBucket* GetAccelerateConfiguration GetReplicationConfiguration ListBucket PutBucketTagging ListTagsForResource TagResource UntagResource",
  ),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucket(
    "GetLifecycleConfiguration PutLifecycleConfiguration",
  ),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucket(
    "GetBucketOwnershipControls PutBucketOwnershipControls",
  ),
  "aws:s3/bucketPolicy:BucketPolicy": bucket("GetBucketPolicy PutBucketPolicy DeleteBucketPolicy"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucket(
    "GetBucketPublicAccessBlock PutBucketPublicAccessBlock",
  ),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucket(
    "GetEncryptionConfiguration PutEncryptionConfiguration",
  ),
  "aws:s3/bucketVersioning:BucketVersioning": bucket("GetBucketVersioning PutBucketVersioning"),
  "aws:scheduler/schedule:Schedule": [
    ["schedules", "scheduler", "CreateSchedule DeleteSchedule GetSchedule UpdateSchedule"],
    passRole,
    useKey,
  ],
  "aws:secretsmanager/secret:Secret": [
    ["newSecrets", "secretsmanager", "CreateSecret TagResource"],
    ["secrets", "secretsmanager", "DeleteSecret DescribeSecret GetResourcePolicy UpdateSecret UntagResource"],
    useKey,
  ],
  "aws:secretsmanager/secretVersion:SecretVersion": [
    // The provider compares the value that is there.
    ["secrets", "secretsmanager", "GetSecretValue PutSecretValue UpdateSecretVersionStage ListSecretVersionIds"],
    useKey,
  ],
  "aws:sns/topic:Topic": topic("CreateTopic DeleteTopic ListTagsForResource TagResource UntagResource"),
  "aws:sns/topicPolicy:TopicPolicy": topic(""),
  "aws:sns/topicSubscription:TopicSubscription": topic(
    "Subscribe Unsubscribe GetSubscriptionAttributes SetSubscriptionAttributes ListSubscriptionsByTopic",
  ),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": vpc(
    "AuthorizeSecurityGroup* RevokeSecurityGroup* ModifySecurityGroupRules",
  ),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": vpc(
    "AuthorizeSecurityGroup* RevokeSecurityGroup* ModifySecurityGroupRules",
  ),
  "aws:wafv2/webAcl:WebAcl": [
    ["firewalls", "wafv2", "CreateWebACL DeleteWebACL GetWebACL UpdateWebACL TagResource UntagResource"],
    ["firewalls", "wafv2", "ListTagsForResource"],
    ["balancerLooks", "wafv2", "CheckCapacity DescribeManagedRuleGroup ListAvailableManagedRuleGroups"],
  ],
  "aws:wafv2/webAclAssociation:WebAclAssociation": [
    ["firewalls", "wafv2", "AssociateWebACL DisassociateWebACL GetWebACLForResource GetWebACL"],
    ["balancerLooks", "elasticloadbalancing", "SetWebAcl"],
  ],
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": [
    ["firewalls", "wafv2", "PutLoggingConfiguration GetLoggingConfiguration DeleteLoggingConfiguration"],
    ["logLooks", "logs", "CreateLogDelivery DeleteLogDelivery PutResourcePolicy DescribeResourcePolicies"],
    ["logLooks", "logs", "DescribeLogGroups"],
    linkRole,
  ],
};
