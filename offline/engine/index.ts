export { type Engine, type EngineOptions, EngineUnavailableError, ensureEngine, pulumiCommand } from "./engine";
export { OLDEST_ENGINE, PINNED_ENGINE } from "./version";
