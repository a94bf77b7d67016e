import { known, map, type Fact } from "../model/fact";
import type { Platform } from "../model/platform";
import { isRecord, list, read, text, type Resource, type Step } from "../model/resource";
import { words, type Shown } from "../model/shown";
import type { UnknownRecord } from "../model/verdict";
import type { Variable } from "../subjects/environment";
import type { PlainSettings } from "../subjects/plain-settings";
import { plainSettings } from "./plain-settings";
import { settingsAt } from "./settings";

/** Where a resource keeps settings: an object of them; `a[].b`: one in each of a list; `text`: a document. */
interface Places {
  readonly noun: Shown;
  readonly maps?: readonly string[];
  readonly text?: string;
  /** Another platform reads the rest of it, and says what it is. */
  readonly shared?: true;
}

const ENVIRONMENT = ["environmentVariables"];

/** What the pack reads nothing of but the settings it is given, which whoever may describe it reads (@pulumi/aws 7). */
const PLACES: Readonly<Record<string, Places>> = {
  "aws:mwaa/environment:Environment": { noun: words("Airflow environment"), maps: ["airflowConfigurationOptions"] },
  "aws:sagemaker/model:Model": {
    noun: words("model"),
    maps: ["primaryContainer.environment", "containers[].environment"],
  },
  "aws:sagemaker/trainingJob:TrainingJob": { noun: words("training job"), maps: ["environment", "hyperParameters"] },
  "aws:synthetics/canary:Canary": { noun: words("canary"), maps: ["runConfig.environmentVariables"] },
  "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime": { noun: words("agent"), maps: ENVIRONMENT },
  "aws:bedrock/agentcoreHarness:AgentcoreHarness": { noun: words("agent"), maps: ENVIRONMENT },
  "aws:lambdamicrovms/image:Image": { noun: words("machine's image"), maps: ENVIRONMENT },
  "aws:lambda/microvmsImage:MicrovmsImage": { noun: words("machine's image"), maps: ENVIRONMENT },
  "aws:kinesisanalyticsv2/application:Application": {
    noun: words("stream application"),
    maps: ["applicationConfiguration.environmentProperties.propertyGroups[].propertyMap"],
  },
  "aws:emrserverless/application:Application": {
    noun: words("Spark application"),
    maps: ["runtimeConfigurations[].properties"],
  },
  "aws:glue/workflow:Workflow": { noun: words("Glue workflow"), maps: ["defaultRunProperties"] },
  "aws:glue/trigger:Trigger": { noun: words("Glue trigger"), maps: ["actions[].arguments"] },
  "aws:apigateway/stage:Stage": { noun: words("API stage"), maps: ["variables"], shared: true },
  "aws:apigatewayv2/stage:Stage": { noun: words("API stage"), maps: ["stageVariables"], shared: true },
  "aws:apigateway/deployment:Deployment": { noun: words("API deployment"), maps: ["variables"] },
  "aws:appconfig/hostedConfigurationVersion:HostedConfigurationVersion": {
    noun: words("configuration"),
    text: "content",
  },
  "aws:mskconnect/workerConfiguration:WorkerConfiguration": {
    noun: words("worker configuration"),
    text: "propertiesFileContent",
  },
};

export const variablesGiven: Platform = {
  name: "variables",
  types: Object.fromEntries(
    Object.entries(PLACES).flatMap(([type, { shared }]) => (shared === true ? [] : [[type, "settings" as const]])),
  ),
  subjects: {
    "plain-settings": Object.fromEntries(Object.entries(PLACES).map(([type, places]) => [type, readerOf(places)])),
  },
};

function readerOf({ noun, maps = [], text: document }: Places) {
  return (resource: Resource): readonly PlainSettings[] => {
    const path = document ?? maps[0]?.split(/[.[]/, 1)[0] ?? "";
    const found = [
      ...maps.flatMap((place) => placesOf(resource, place)).map((at) => settingsAt(resource, at, "plain")),
      ...(document === undefined ? [] : [documentAt(resource, document)]),
    ];
    const variables = found.flatMap((fact) => (fact.state === "known" ? fact.value : []));
    const unread = found.flatMap((fact): readonly UnknownRecord[] => (fact.state === "unknown" ? fact.unknowns : []));
    const all = known(variables, { urn: resource.urn, path });
    return [plainSettings(resource, { holder: "service", noun, path, variables: all, unread })];
  };
}

/** `a.b[].c`: one for each entry of the list that is written. */
function placesOf(resource: Resource, place: string): readonly (readonly Step[])[] {
  const [outer = "", inner] = place.split("[].");
  const path = outer.split(".");
  if (inner === undefined) return [path];
  const entries = read(resource, path, list);
  if (entries.state === "unknown") return [path];
  const found = entries.state === "known" ? [...entries.value.entries()] : [];
  return found.flatMap(([index, entry]) => (isRecord(entry) ? [[...path, index, ...inner.split(".")]] : []));
}

/** One text that holds many settings. */
function documentAt(resource: Resource, property: string): Fact<readonly Variable[]> {
  const location = { urn: resource.urn, path: property };
  return map(read(resource, [property], text), (written) => [
    {
      ...{ name: property, shown: words("its content"), channel: "plain", reference: undefined, store: undefined },
      ...{ value: known(written, location), location },
    },
  ]);
}
