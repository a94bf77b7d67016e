import type { Platform } from "../../model/platform";
import { isRecord, list, read, record, text, type Resource } from "../../model/resource";
import { words } from "../../model/shown";
import type { CorsSetting } from "../../subjects/cors-setting";
import { corsAt, corsOf, type CorsParts } from "../cors";
import { corsHeaders, mappedValue, parameterValue } from "../cors-headers";
import { ofMethod, readDefinition } from "./openapi";

const HTTP_API = "aws:apigatewayv2/api:Api";
const HTTP_INTEGRATION = "aws:apigatewayv2/integration:Integration";
const REST_API = "aws:apigateway/restApi:RestApi";
const INTEGRATION_RESPONSE = "aws:apigateway/integrationResponse:IntegrationResponse";
const GATEWAY_RESPONSE = "aws:apigateway/response:Response";

export const apigateway: Platform = {
  name: "apigateway",
  types: {
    [HTTP_API]: "judged",
    [HTTP_INTEGRATION]: "judged",
    [REST_API]: "judged",
    [INTEGRATION_RESPONSE]: "judged",
    [GATEWAY_RESPONSE]: "judged",
  },
  subjects: {
    "cors-setting": {
      [HTTP_API]: readHttpApi,
      [HTTP_INTEGRATION]: readHttpIntegration,
      [REST_API]: (api) => readDefinition(api, words("REST API")),
      [INTEGRATION_RESPONSE]: readResponse,
      [GATEWAY_RESPONSE]: readResponse,
    },
  },
};

/** What the API itself answers with; it takes the place of what an imported definition says. */
function readHttpApi(api: Resource): readonly CorsSetting[] {
  const own = corsAt(api, words("HTTP API"), ["corsConfiguration"], {
    origins: ["allowOrigins"],
    methods: ["allowMethods"],
    credentials: ["allowCredentials"],
  });
  return [...own, ...readDefinition(api, words("HTTP API"))];
}

/** `responseParameters` of an HTTP API: a list, by status code, of headers that are added or overwritten. */
function readHttpIntegration(integration: Resource): readonly CorsSetting[] {
  const noun = words("integration");
  const parameters = read(integration, ["responseParameters"], list);
  if (parameters.state === "absent") return [];
  if (parameters.state === "unknown") return [unread(integration, parameters)];
  return parameters.value.flatMap((entry, index) => {
    const path = `responseParameters[${index}].mappings`;
    const at = { urn: integration.urn, path };
    const values = isRecord(entry) && isRecord(entry.mappings) ? entry.mappings : {};
    const parts = corsHeaders({ resource: integration, at, values, meaning: parameterValue });
    return parts === undefined ? [] : [corsOf(integration, noun, [path], parts)];
  });
}

/** `responseParameters` of a REST API's own answers (gateway responses) and of what it makes of an integration's. */
function readResponse(response: Resource): readonly CorsSetting[] {
  const path = "responseParameters";
  const at = { urn: response.urn, path };
  const parameters = read(response, [path], record);
  if (parameters.state === "absent") return [];
  if (parameters.state === "unknown") return [unread(response, parameters)];
  const parts = corsHeaders({ resource: response, at, values: parameters.value, meaning: mappedValue });
  if (parts === undefined) return [];
  const method = read(response, ["httpMethod"], text);
  return [corsOf(response, nounOf(response), [path], ofMethod(parts, knownText(method), at))];
}

function nounOf({ type }: Resource) {
  return type === GATEWAY_RESPONSE ? words("gateway response") : words("integration response");
}

function unread(resource: Resource, nothing: CorsParts["origins"] & { readonly state: "unknown" }): CorsSetting {
  const noun = resource.type === HTTP_INTEGRATION ? words("integration") : nounOf(resource);
  return corsOf(resource, noun, ["responseParameters"], { origins: nothing, methods: nothing, credentials: nothing });
}

function knownText(fact: CorsParts["origins"]): string | undefined {
  return fact.state === "known" ? fact.value : undefined;
}
