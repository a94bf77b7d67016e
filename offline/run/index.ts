export type { Conclusion } from "./conclusion";
export { type OperationOptions, runOperation, type RunResult } from "./run-operation";
export type { Operation } from "./operation";
export type { Program } from "./program";
