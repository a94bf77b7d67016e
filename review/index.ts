export { EMPTY_LOG, parseRunLog, type RunLog, VerdictLogError } from "./log";
export { countVerdicts, terminalFindings, terminalReport, type TerminalOptions, type VerdictCounts } from "./terminal";
export { resourceLabel } from "./urn";
