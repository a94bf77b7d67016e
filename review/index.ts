export { EMPTY_LOG, parseRunLog, type RunLog, VerdictLogError } from "./log";
export { terminalFindings, terminalReport, type TerminalOptions } from "./terminal";
