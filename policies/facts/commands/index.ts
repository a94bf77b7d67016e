export { dependsOnImage, withEntryProgram } from "./image-entries";
export { javaProperties } from "./java";
export { readCommand } from "./read-command";
export type {
  CeleryProgram,
  CommandReading,
  Count,
  EnvironmentLookup,
  MigrationProgram,
  OtherProgram,
  Program,
  QueueProgram,
  RoleHint,
  ServerName,
  ServerProgram,
  Setting,
  Interposed,
  SignalReach,
  Unread,
  UnreadReason,
} from "./reading";
export { type RoleEvidence, type RoleFinding, type RoleHints, type Roles, rolesOf } from "./roles";
export { takeTurns } from "./taking-turns";
