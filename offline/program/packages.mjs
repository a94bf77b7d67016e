// Given to Node.js by --import before a program. Packages that it does not find beside itself are looked for in the folder of
// GUARDRAILS_PACKAGES. (NODE_PATH does that for `require`, and Node.js has nothing of the kind for `import`.)
import { register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import util from "node:util";

const folder = process.env.GUARDRAILS_PACKAGES;
delete process.env.GUARDRAILS_PACKAGES;
register("./resolve-packages.mjs", import.meta.url, { data: pathToFileURL(join(folder, "package.json")).href });

// The SDK's runner shows errors in colours, for which Node.js (20 to 24) loops until its memory is full when a frame's file
// lies directly below a package's scope, as source maps put the SDK's own (`node_modules/@pulumi/config.ts`): 14 s.
const { inspect } = util;
util.inspect = new Proxy(inspect, {
  apply: (target, self, [value, options, ...others]) =>
    Reflect.apply(target, self, [
      value,
      util.types.isNativeError(value) ? { ...options, colors: false } : options,
      ...others,
    ]),
});
