/** Obtains the engine and says which one: `node dist/offline/engine/main.js`. Exit 2 when there is none. */
import { EngineUnavailableError, ensureEngine } from "./engine";

ensureEngine().then(
  (engine) => {
    console.log(`pulumi ${engine.version} (${engine.road}) at ${engine.path}`);
  },
  (error: unknown) => {
    if (!(error instanceof EngineUnavailableError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  },
);
