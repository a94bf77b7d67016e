export type { Conclusion } from "./conclusion";
export type { Operation, OperationOptions, RunResult } from "./operation";
export type { Program } from "./program";
export { runOperation } from "./run-operation";
