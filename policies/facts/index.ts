export { type CeleryCommand, celeryCommand } from "./celery";
export {
  ADMIN_CONNECTIONS,
  type ConnectionBudget,
  type ConnectionBudgetLine,
  type ConnectionClient,
  type ConnectionLimits,
  connectionBudget,
  connectionsFit,
  peakTasks,
} from "./connection-budget";
export { type OriginProblem, originProblem, parseOrigins } from "./cors";
export { storeEndpoint, type StoreEndpoint } from "./endpoints";
export { FARGATE_CPUS, fargateMemories, type FargateSize, isFargateSize, smallestFargateSize } from "./fargate";
export {
  formulaMaxConnections,
  MAX_CONNECTIONS_RANGE,
  RDS_RESERVED_CONNECTIONS,
  type RdsConnectionCeiling,
  rdsConnectionCeiling,
  rdsMemoryGiB,
  RESERVED_CONNECTIONS,
  SUPERUSER_RESERVED_CONNECTIONS,
} from "./rds";
export {
  REDIS_DEFAULT_EVICTION_POLICY,
  REDIS_MAX_CLIENTS,
  REDIS_RESERVED_MEMORY_PERCENT,
  type RedisNodeMemory,
  redisNodeMemory,
} from "./redis-memory";
export { parseStorageUri, storageKind, type StorageKind, type StorageUri } from "./storage-uri";
export {
  LOCK_LOOPS,
  MAX_STOP_TIMEOUT,
  type Rung,
  type TimeoutLadder,
  timeoutLadder,
  type Timeouts,
} from "./timeout-ladder";
export { environmentNames, type EnvironmentPurpose, purposeOf } from "./environment-names";
export { type CostEstimate, type CostItem, type CostLine, monthlyCost } from "./cost";
export { HOURS_PER_MONTH, PRICED_REGIONS, type PricedRegion, PRICES_AS_OF } from "./prices";
export {
  entropyBits,
  isFernetKey,
  isOwnKey,
  isSecretName,
  isThirdParty,
  memberName,
  nameStrength,
  type NameStrength,
  safeName,
  SECRET_REQUIREMENTS,
  type SecretArgument,
  secretArguments,
  secretLike,
  type SecretLike,
  type SecretOption,
  secretOptions,
  type SecretPurpose,
  type SecretRequirement,
  type SecretUse,
  tooShort,
  type Unresolved,
  unresolvedValue,
  urlPassword,
  weakSecret,
  weakSecretBinary,
  type WeakSecretReason,
} from "./secrets";
