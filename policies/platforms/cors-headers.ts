import { readSwitch } from "../facts";
import { absent, chain, known, map, unknown, type Fact } from "../model/fact";
import { interpret, text, type Resource } from "../model/resource";
import type { Location } from "../model/verdict";
import { methodsIn, type CorsParts } from "./cors";

/** The headers of an answer by what they are called, whatever stands before their names. */
export interface Headers {
  readonly resource: Resource;
  readonly at: Location;
  readonly values: Readonly<Record<string, unknown>>;
  /** What a value stands for; by itself: the text. */
  readonly meaning?: (written: string, at: Location) => Fact<string>;
}

/** CORS as the headers of an answer say it; undefined: there is no such header. */
export function corsHeaders(headers: Headers): CorsParts | undefined {
  const origins = headerValue(headers, "access-control-allow-origin");
  if (origins === undefined || origins.state === "absent") return undefined;
  return {
    origins,
    methods: map(headerValue(headers, "access-control-allow-methods") ?? absent(headers.at), methodsIn),
    credentials: chain(
      headerValue(headers, "access-control-allow-credentials") ?? absent(headers.at),
      (written): Fact<boolean> => known(readSwitch(written) === true, headers.at),
    ),
  };
}

/** `gatewayresponse.header.Access-Control-Allow-Origin`, `append:header.access-control-allow-origin`, or the bare name. */
function headerValue({ resource, at, values, meaning }: Headers, name: string): Fact<string> | undefined {
  const found = Object.entries(values).find(([key]) => key.toLowerCase().split(/[.:]/).at(-1) === name);
  if (found === undefined) return undefined;
  const value = interpret(resource, [at.path], found[1], text);
  return chain(value, (written) => meaning?.(written, at) ?? known(written, at));
}

/**
 * What a mapping of a REST API puts into a header: a text in quotes as it is, the caller's own header (which lets everybody
 * in), or what the integration says, which is not written here. Source: API Gateway developer guide, *Mapping method
 * request and response data* and *Gateway response parameters*.
 */
export function mappedValue(written: string, at: Location): Fact<string> {
  const fixed = /^'(.*)'$/s.exec(written.trim())?.[1];
  if (fixed !== undefined && !fixed.includes("stageVariables.")) return known(fixed, at);
  if (/^method\.request\.(?:multivalue)?header\.origin$/i.test(written.trim())) return known("*", at);
  if (/^(?:method|integration|context|stagevariables)\.|stageVariables\./i.test(written.trim())) {
    return unknown({ location: at, because: "unread", producers: [] });
  }
  return known(written, at);
}

/** What an HTTP API puts into a header: text, with `$request.header.origin` and the like in it. */
export function parameterValue(written: string, at: Location): Fact<string> {
  if (/^\$\{?request\.header\.origin\}?$/i.test(written.trim())) return known("*", at);
  return written.includes("$") ? unknown({ location: at, because: "unread", producers: [] }) : known(written, at);
}
