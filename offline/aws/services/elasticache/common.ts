/** What the types of ElastiCache have in common: their tokens and the form of their names. */

export const REPLICATION_GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
export const CACHE_CLUSTER = "aws:elasticache/cluster:Cluster";
export const PARAMETER_GROUP = "aws:elasticache/parameterGroup:ParameterGroup";
export const SUBNET_GROUP = "aws:elasticache/subnetGroup:SubnetGroup";
export const lower = (name: string) => name.toLowerCase();
