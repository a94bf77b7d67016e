import module from "node:module";
import { join } from "node:path";

/**
 * Keeps what V8 compiles, beside the pack: an engine starts the pack anew for every preview and every update, and most of
 * its start is compiling the SDK. In the pack's own folder and nobody else's, since what is read from there is run; where
 * that cannot be written, everything is compiled as before.
 */
module.enableCompileCache(join(__dirname, "..", "..", ".compile-cache"));
// The engine ends the process without asking it, so that nothing would be written at its end.
setImmediate(() => {
  module.flushCompileCache();
});
