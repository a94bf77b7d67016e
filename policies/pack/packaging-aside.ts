import Module, { createRequire } from "node:module";

/** What the SDK loads with itself to package functions for a cloud: npm's own resolver, half of the SDK's modules. */
const PACKAGER = "@npmcli/arborist";

interface Packager {
  readonly Arborist: new (...options: readonly unknown[]) => object;
}

/**
 * Has the SDK's packager loaded when it is used, and not before: a policy pack packages nothing, and would read and compile all
 * of it at each of its starts. Where the SDK has none, or has loaded it already, nothing is changed.
 */
function setPackagingAside(): void {
  const sdk = createRequire(require.resolve("@pulumi/policy")).resolve("@pulumi/pulumi");
  const required = createRequire(sdk);
  const path = resolved(required, PACKAGER);
  if (path === undefined || required.cache[path] !== undefined) return;
  const standIn = new Module(path);
  standIn.loaded = true;
  standIn.exports = {
    Arborist: function Arborist(...options: readonly unknown[]) {
      if (required.cache[path] === standIn) Reflect.deleteProperty(required.cache, path);
      const packager = required(path) as Packager;
      return new packager.Arborist(...options);
    },
  };
  required.cache[path] = standIn;
}

function resolved(required: NodeJS.Require, name: string): string | undefined {
  try {
    return required.resolve(name);
  } catch {
    return undefined;
  }
}

setPackagingAside();
