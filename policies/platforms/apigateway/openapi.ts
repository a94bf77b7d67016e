import { parse } from "yaml";
import { absent, known } from "../../model/fact";
import { isRecord, read, text, type Resource, type Shape } from "../../model/resource";
import type { Shown } from "../../model/shown";
import type { Location } from "../../model/verdict";
import type { CorsSetting } from "../../subjects/cors-setting";
import { corsOf, methodsIn, type CorsParts } from "../cors";
import { corsHeaders, mappedValue } from "../cors-headers";

type Members = Readonly<Record<string, unknown>>;

/** OpenAPI as API Gateway imports it: JSON or YAML. */
const document: Shape<Members> = (value) => {
  const written = text(value);
  if (written === undefined) return isRecord(value) ? value : undefined;
  try {
    const parsed: unknown = written.trimStart().startsWith("{")
      ? JSON.parse(written)
      : parse(written, { logLevel: "silent" });
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
};

/** Everything about CORS that an imported definition says; what it says several times over is one setting. */
export function readDefinition(api: Resource, noun: Shown): readonly CorsSetting[] {
  const body = read(api, ["body"], document);
  if (body.state === "absent") return [];
  if (body.state === "unknown") {
    return [corsOf(api, noun, ["body"], { origins: body, methods: body, credentials: body })];
  }
  const found = [...ofApi(api, body.value), ...ofOperations(api, body.value), ...ofGateway(api, body.value)];
  const values = found.map(({ parts }) => valuesOf(parts));
  const first = found.filter((_, index) => values.indexOf(values[index] ?? "") === index);
  return first.map(({ path, parts }) => corsOf(api, noun, ["body", path], parts));
}

function valuesOf({ origins, methods, credentials }: CorsParts): string {
  const values = [origins, methods, credentials].map((fact) => (fact.state === "known" ? fact.value : fact.state));
  return JSON.stringify(values);
}

interface Found {
  /** A place in the document, in words of the format and numbers. */
  readonly path: string;
  readonly parts: CorsParts;
}

/** `x-amazon-apigateway-cors`, which an HTTP API reads. */
function ofApi(api: Resource, body: Members): readonly Found[] {
  const cors = body["x-amazon-apigateway-cors"];
  if (!isRecord(cors)) return [];
  const at = { urn: api.urn, path: "body.x-amazon-apigateway-cors" };
  const origins = texts(cors.allowOrigins);
  if (origins === undefined) return [];
  const methods = texts(cors.allowMethods);
  const parts: CorsParts = {
    origins: known(JSON.stringify(origins), at),
    methods: methods === undefined ? absent(at) : known(methods.flatMap(methodsIn), at),
    credentials: cors.allowCredentials === true ? known(true, at) : absent(at),
  };
  return [{ path: "x-amazon-apigateway-cors", parts }];
}

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "x-amazon-apigateway-any-method"];

/** `paths.*.*.x-amazon-apigateway-integration.responses.*.responseParameters`, which a REST API reads. */
function ofOperations(api: Resource, body: Members): readonly Found[] {
  return members(body.paths).flatMap(([, operations], index) =>
    members(operations)
      .filter(([method]) => METHODS.includes(method.toLowerCase()))
      .flatMap(([method, operation]) => {
        const integration = isRecord(operation) ? operation["x-amazon-apigateway-integration"] : undefined;
        const path = `paths[${index}].${method}`;
        return members(isRecord(integration) ? integration.responses : undefined).flatMap(([, response]) =>
          ofResponse(api, response, path, method),
        );
      }),
  );
}

/** `x-amazon-apigateway-gateway-responses.*.responseParameters`: what it answers where no operation does. */
function ofGateway(api: Resource, body: Members): readonly Found[] {
  const name = "x-amazon-apigateway-gateway-responses";
  return members(body[name]).flatMap(([, response], index) => ofResponse(api, response, `${name}[${index}]`));
}

function ofResponse(api: Resource, response: unknown, path: string, method?: string): readonly Found[] {
  if (!isRecord(response) || !isRecord(response.responseParameters)) return [];
  const at = { urn: api.urn, path: `body.${path}` };
  const parts = corsHeaders({ resource: api, at, values: response.responseParameters, meaning: mappedValue });
  return parts === undefined ? [] : [{ path, parts: ofMethod(parts, method, at) }];
}

/** An answer of one method is for that; the answer to a preflight says for which. */
export function ofMethod(parts: CorsParts, method: string | undefined, at: Location): CorsParts {
  const own = method?.toUpperCase();
  if (parts.methods.state !== "absent" || own === undefined || !/^(?:GET|HEAD)$/.test(own)) return parts;
  return { ...parts, methods: known([own], at) };
}

function members(value: unknown): readonly (readonly [string, unknown])[] {
  return isRecord(value) ? Object.entries(value) : [];
}

function texts(value: unknown): readonly string[] | undefined {
  const listed: unknown[] = Array.isArray(value) ? value : [value];
  return listed.every((item) => typeof item === "string") && listed.length > 0 ? listed : undefined;
}
