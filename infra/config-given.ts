/** Shapes of what somebody else made and a stack connects to. */
import * as v from "valibot";

export const matching = (pattern: RegExp) => v.pipe(v.string(), v.regex(pattern));

/** A name and no address: a certificate is issued to a name. */
export const HOST = matching(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/);

export const PORT = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)));

export const SECURITY_GROUP = matching(/^sg-[0-9a-f]{8,17}$/);
