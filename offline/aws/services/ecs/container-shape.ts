/**
 * The provider decodes container definitions into the SDK's own structures and refuses what does not fit, at preview. Source:
 * `ContainerDefinition` of the ECS API reference (types), Go's `encoding/json` (names in any case, what is unknown is left
 * out). The value itself is never repeated: it may be a secret.
 */
import { isObject, text, type Value } from "../../../provider/values";
import { type Check } from "../../resource-type";

type Shape = "string" | "number" | "boolean" | { readonly [key: string]: Shape } | readonly [Shape];

const NAMED: Shape = { name: "string", value: "string" };

const CONTAINER: Shape = {
  name: "string",
  image: "string",
  cpu: "number",
  memory: "number",
  memoryReservation: "number",
  startTimeout: "number",
  stopTimeout: "number",
  essential: "boolean",
  privileged: "boolean",
  readonlyRootFilesystem: "boolean",
  interactive: "boolean",
  pseudoTerminal: "boolean",
  disableNetworking: "boolean",
  user: "string",
  workingDirectory: "string",
  hostname: "string",
  command: ["string"],
  entryPoint: ["string"],
  links: ["string"],
  environment: [NAMED],
  environmentFiles: [{ value: "string", type: "string" }],
  secrets: [{ name: "string", valueFrom: "string" }],
  dependsOn: [{ containerName: "string", condition: "string" }],
  portMappings: [{ containerPort: "number", hostPort: "number", protocol: "string", name: "string" }],
  mountPoints: [{ sourceVolume: "string", containerPath: "string", readOnly: "boolean" }],
  healthCheck: { command: ["string"], interval: "number", timeout: "number", retries: "number", startPeriod: "number" },
  logConfiguration: { logDriver: "string", secretOptions: [{ name: "string", valueFrom: "string" }] },
};

/** What does not fit where, in Go's words; undefined: all does. */
function misfit(value: Value | undefined, shape: Shape, at: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  const found = Array.isArray(value) ? "array" : isObject(value) ? "object" : typeof value;
  const wrong = (wanted: string) => `json: cannot unmarshal ${found} into Go struct field ${at} of type ${wanted}`;
  if (shape === "string") return found === "string" ? undefined : wrong("string");
  if (shape === "number") {
    if (found !== "number") return wrong("int32");
    return Number.isInteger(value) ? undefined : wrong("int32");
  }
  if (shape === "boolean") return found === "boolean" ? undefined : wrong("bool");
  if (isList(shape)) {
    if (!Array.isArray(value)) return wrong("slice");
    return value.map((item) => misfit(item, shape[0], at)).find((said) => said !== undefined);
  }
  if (!isObject(value)) return wrong("struct");
  const given = new Map(Object.entries(value).map(([key, item]) => [key.toLowerCase(), item]));
  return Object.entries(shape)
    .map(([key, item]) => misfit(given.get(key.toLowerCase()), item, `${at}.${key}`))
    .find((said) => said !== undefined);
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

/** Of known text only. */
export const containerShape: Check = ({ containerDefinitions }) => {
  const definitions = parsed(text(containerDefinitions));
  const said = definitions && misfit(definitions, [CONTAINER], "ContainerDefinition");
  if (said === undefined) return [];
  const reason = `ECS Task Definition container_definitions is invalid: Error decoding JSON: ${said}`;
  return [{ property: "containerDefinitions", reason }];
};

/** What is no JSON is another check's. */
function parsed(json: string | undefined): Value | undefined {
  if (json === undefined) return undefined;
  try {
    const value = JSON.parse(json) as Value;
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
