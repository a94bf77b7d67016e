// A resolution hook of Node.js, which runs it on a thread of its own: see packages.mjs.
let fallback;

export function initialize(parent) {
  fallback = parent;
}

export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    const isPackage = /^(@[^/:]+\/)?[^./:][^:]*$/.test(specifier);
    if (error?.code !== "ERR_MODULE_NOT_FOUND" || !isPackage || context.parentURL === fallback) throw error;
    try {
      return await next(specifier, { ...context, parentURL: fallback });
    } catch {
      throw error;
    }
  }
}
