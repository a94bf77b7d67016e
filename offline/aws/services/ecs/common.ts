/** What the types of ECS have in common: their tokens and the form of their names. */

export const CLUSTER = "aws:ecs/cluster:Cluster";
export const SERVICE = "aws:ecs/service:Service";
export const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";

/** Tasks are no resource type of the provider: the account keeps what the ECS API runs under this name. */
export const TASK = "ecs:task";

export const NAME = /^[a-zA-Z0-9_-]{1,255}$/;
export const NAME_RULE = "must contain only letters, numbers, hyphens and underscores, at most 255";
