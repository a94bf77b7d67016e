export type { Conclusion } from "./conclusion";
export { type Operation, type OperationOptions, runOperation, type RunResult } from "./operation";
