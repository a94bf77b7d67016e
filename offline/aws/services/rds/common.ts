/** What the types of RDS have in common: their tokens and the form of their names. */

export const INSTANCE = "aws:rds/instance:Instance";
export const PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup";
export const SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup";
export const SNAPSHOT = "aws:rds/snapshot:Snapshot";
export const PROXY = "aws:rds/proxy:Proxy";
export const lower = (name: string) => name.toLowerCase();

/** Names RDS takes for instances, groups and proxies. */
export const IDENTIFIER = /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/;

export const IDENTIFIER_RULE =
  "only lowercase alphanumeric characters and hyphens allowed, first character must be a letter, no two consecutive hyphens, cannot end with a hyphen";
