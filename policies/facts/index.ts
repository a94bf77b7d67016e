export { type Agreement, agreementOf, type Place, placeOf } from "./agreement";
export { SERVERLESS_CLASS, type ServerlessCapacity, serverlessMaxConnections } from "./aurora-serverless";
export { type CeleryCommand, celeryCommand } from "./celery";
export {
  ADMIN_CONNECTIONS,
  type ConnectionBudget,
  type ConnectionBudgetLine,
  type ConnectionClient,
  type ConnectionLimits,
  connectionBudget,
  clientConnections,
  connectionsFit,
  peakFits,
  peakTasks,
} from "./connection-budget";
export { type OriginProblem, originProblem, parseOrigins } from "./cors";
export { storeEndpoint, type StoreEndpoint } from "./endpoints";
export { daysBetween, isDay } from "./days";
export { type Debugging, debuggingBy, debuggingIn, isDebugSetting } from "./debugging";
export { type ErrorTracking, errorTrackingBy, isErrorTracking } from "./error-tracking";
export { FARGATE_CPUS, fargateMemories, type FargateSize, isFargateSize, smallestFargateSize } from "./fargate";
export {
  defaultConnections,
  formulaMaxConnections,
  hasKnownDefault,
  MAX_CONNECTIONS_RANGE,
  RDS_RESERVED_CONNECTIONS,
  type RdsConnectionCeiling,
  rdsClassMemoryBytes,
  rdsConnectionCeiling,
  rdsMemoryGiB,
  RESERVED_CONNECTIONS,
  servedConnections,
  SUPERUSER_RESERVED_CONNECTIONS,
} from "./rds";
export { type Blindness, blindnessOf } from "./health-check";
export { type ImageReference, imageProduct, imageReference, isFloating, isSameImage } from "./images";
export { type Lifecycle, lifecycleOf, LIFECYCLES_READ, type Product, productOf, successorOf } from "./lifecycle";
export { evaluateParameterFormula } from "./rds-formula";
export {
  REDIS_DATABASES,
  REDIS_DEFAULT_EVICTION_POLICY,
  REDIS_MAX_CLIENTS,
  REDIS_RESERVED_MEMORY_PERCENT,
  type RedisNodeMemory,
  redisNodeMemory,
} from "./redis-memory";
export {
  type LimitState,
  limitState,
  PARAMETERS,
  SESSION_LIMITS,
  type SessionLimit,
  sessionLimitIn,
  sessionLimitNamed,
} from "./session-limits";
export {
  queriedMetrics,
  SERVICE_LEVELS,
  type ServiceLevel,
  serviceLevelsOf,
  surfaceNamespace,
  troubleOf,
} from "./service-levels";
export { taskDefinitionsIn, tasksTogether } from "./state-machine";
export { parseStorageUri, storageKind, type StorageUri } from "./storage-uri";
export {
  LOCK_LOOPS,
  MAX_STOP_TIMEOUT,
  type Rung,
  type TimeoutLadder,
  timeoutLadder,
  type Timeouts,
} from "./timeout-ladder";
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
  requestText,
  startText,
  type StartText,
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
export { environmentNames, type EnvironmentPurpose, purposeOf } from "./names";
export { type CostEstimate, type CostItem, type CostLine, monthlyCost } from "./cost";
export { HOURS_PER_MONTH, PRICED_REGIONS, type PricedRegion, PRICES_AS_OF } from "./prices";
export {
  type CeleryProgram,
  type CommandReading,
  type Count,
  type EnvironmentLookup,
  type MigrationProgram,
  type OtherProgram,
  type Program,
  type QueueProgram,
  readCommand,
  type RoleEvidence,
  type RoleFinding,
  type RoleHint,
  type RoleHints,
  type Roles,
  rolesOf,
  type ServerName,
  type ServerProgram,
  type Setting,
  takeTurns,
  type Interposed,
  type SignalReach,
  type Unread,
  type UnreadReason,
  dependsOnImage,
  withEntryProgram,
} from "./commands";
export {
  databaseSettingNames,
  databaseUserIn,
  fetchedSecretName,
  isDatabaseUserName,
  type DatabaseUse,
  databaseUse,
  type DatabaseUseInput,
  type Figure,
  isDatabaseSettingName,
  type Library,
  poolSetting,
  type Variable,
} from "./pools";
export { corsArguments, corsInDocument, type CorsArgument, type OpenOrigin, openOrigins, readSwitch } from "./cors";
export { corsDirectives, type CorsHeader, corsInLabel, isCorsLabel } from "./cors";
export { membersInUse, readingsOf, type RunsAs } from "./cors";
export { isEnvironmentName, isEnvironmentWord } from "./names/environments";
export { isLoopbackHost } from "./hosts";
export {
  type BrokerSetting,
  brokerSetting,
  corsSetting,
  type CorsSettingKind,
  type LimiterSetting,
  limiterSetting,
  type LimiterSettingKind,
  type Purpose,
  purposesOf,
} from "./names";
export { isSameStore } from "./endpoints";
export { type HostReading } from "./storage-host";
export { type CertificateRequirement } from "./storage-options";
export { type StorageKind, storagePlace, type StorageScheme } from "./storage-scheme";
export { parseStorageUris } from "./storage-uri";
export { type LimiterReading, type LimiterStorage, type LimiterVariable, readLimiter } from "./limiter";
export { type NamedOrigin, namedOrigins, registeredDomain } from "./cors";
export { isSchedulerSwitch } from "./names/scheduler-switch";
export { wordsOf as nameWords } from "./names/words";
export { type CelerySetting, celerySetting } from "./names/celery-tasks";
export {
  covered,
  isOwnMachine,
  networkText,
  type Network,
  parseNetwork,
  type TrustedProxies,
  trustedProxies,
} from "./networks";
export { flagStoreOf, type FlagStore } from "./names/feature-flags";
export { type FanoutSetting, fanoutSetting } from "./names/fanout";
export { type InMemorySetting, inMemorySetting } from "./names/in-memory";
export {
  isSingleValue,
  type SettingUse,
  unresolvedReference,
  unresolvedSetting,
  type UnresolvedSetting,
} from "./secrets";
