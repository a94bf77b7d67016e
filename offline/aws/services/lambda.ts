import { createHash, randomUUID } from "node:crypto";
import { isObject, number, type Properties, text, texts, type Value } from "../../provider/values";
import { bareRefusal, refusal } from "../api-error";
import { between, json, lengthBetween, matches, oneOf } from "../checks";
import { prefixedName, stableLower } from "../names";
import { serveEcsApi } from "../ecs-api/server";
import { runFunction } from "../lambda/run-function";
import { autoname, type Place, resourceType, type ResourceType, type Undertaking } from "../resource-type";
import { securityGroupExists, SUBNET } from "./ec2";
import { roleExists } from "./iam";
import { referrers } from "./support";

const FUNCTION = "aws:lambda/function:Function";
const CODE = ["code", "imageUri", "s3Bucket", "s3Key", "s3ObjectVersion", "sourceCodeHash"];

/** Whether a function is there, by name or by (qualified) ARN. */
function findFunction(place: Place, value: Value | undefined): Properties | undefined {
  const wanted = text(value);
  if (wanted === undefined) return undefined;
  const name = /:function:([^:]+)/.exec(wanted)?.[1] ?? wanted.split(":")[0] ?? wanted;
  return place.account.get(FUNCTION, name)?.outputs;
}

function requireFunction(place: Place, value: Value | undefined): Properties {
  const found = findFunction(place, value);
  if (found) return found;
  const arn = (text(value) ?? "").startsWith("arn:")
    ? text(value)
    : place.arn("lambda", `function:${text(value) ?? ""}`);
  throw refusal("ResourceNotFoundException", `Function not found: ${arn ?? ""}`, 404);
}

const lambda = resourceType(FUNCTION, {
  api: {
    service: "Lambda",
    noun: "Lambda Function",
    create: "CreateFunction",
    update: "UpdateFunctionCode",
    delete: "DeleteFunction",
  },
  replaceOn: ["name", "packageType"],
  defaults: {
    memorySize: 128,
    packageType: "Zip",
    publish: false,
    reservedConcurrentExecutions: -1,
    skipDestroy: false,
    timeout: 3,
  },
  autoname: autoname(64),
  checks: [
    lengthBetween("name", 1, 140),
    matches("name", /^[a-zA-Z0-9_:-]+$/, "must contain only alphanumeric characters, hyphens and underscores"),
    between("memorySize", 128, 32768),
    between("timeout", 1, 900),
    oneOf("packageType", ["Zip", "Image"]),
    oneOf("architectures[]", ["x86_64", "arm64"]),
    between("ephemeralStorage.size", 512, 10240),
    matches(
      "runtime",
      /^(nodejs\d+\.x|python3\.\d+|java\d+(\.al2(023)?)?|dotnet\d+|ruby\d\.\d|provided(\.al2(023)?)?|go1\.x|dotnetcore3\.1|nodejs)$/,
      "must be a Lambda runtime",
    ),
  ],
  unique: {
    property: "name",
    taken: (name) => refusal("ResourceConflictException", `Function already exist: ${name}`, 409),
  },
  create: (place, inputs) => {
    refuseFunction(place, inputs);
    const name = text(inputs.name) ?? "";
    const arn = place.arn("lambda", `function:${name}`);
    const version = inputs.publish === true ? "1" : "$LATEST";
    return {
      id: name,
      outputs: {
        arn,
        architectures: inputs.architectures ?? ["x86_64"],
        ...identity(place, arn, version),
        ...codeFacts(inputs),
        ephemeralStorage: inputs.ephemeralStorage ?? { size: 512 },
        loggingConfig: inputs.loggingConfig ?? {
          logFormat: "Text",
          logGroup: `/aws/lambda/${name}`,
          applicationLogLevel: "",
          systemLogLevel: "",
        },
        tracingConfig: inputs.tracingConfig ?? { mode: "PassThrough" },
        signingJobArn: "",
        signingProfileVersionArn: "",
      },
    };
  },
  update: (place, { old, inputs, changes }) => {
    refuseFunction(place, inputs);
    const code = changes(...CODE) ? codeFacts(inputs) : {};
    const before = number(old.outputs.version) ?? 0;
    const version = inputs.publish === true ? String(before + 1) : (text(old.outputs.version) ?? "$LATEST");
    return { ...code, ...identity(place, text(old.outputs.arn) ?? "", version) };
  },
  recomputed: {
    codeSha256: CODE,
    sourceCodeHash: CODE,
    lastModified: [
      ...CODE,
      "environment",
      "memorySize",
      "timeout",
      "handler",
      "runtime",
      "role",
      "vpcConfig",
      "layers",
    ],
    version: [...CODE, "publish"],
    qualifiedArn: [...CODE, "publish"],
    qualifiedInvokeArn: [...CODE, "publish"],
  },
});

function identity(place: Place, arn: string, version: string): Properties {
  const invocation = (of: string) =>
    `arn:${place.partition}:apigateway:${place.region}:lambda:path/2015-03-31/functions/${of}/invocations`;
  return {
    version,
    qualifiedArn: `${arn}:${version}`,
    invokeArn: invocation(arn),
    qualifiedInvokeArn: invocation(`${arn}:${version}`),
    responseStreamingInvokeArn: invocation(arn)
      .replace("2015-03-31", "2021-11-15")
      .replace("/invocations", "/response-streaming-invocations"),
    lastModified: new Date().toISOString().replace("Z", "+0000"),
  };
}

function codeFacts(inputs: Properties): Properties {
  const source = JSON.stringify(CODE.map((property) => inputs[property] ?? null));
  const hash = createHash("sha256").update(source).digest("base64");
  return { codeSha256: hash, sourceCodeHash: inputs.sourceCodeHash ?? hash, sourceCodeSize: Buffer.byteLength(source) };
}

function refuseFunction(place: Place, inputs: Properties): void {
  const role = text(inputs.role);
  if (role !== undefined && !roleExists(place, role)) {
    throw refusal("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.");
  }
  if (inputs.packageType !== "Image") {
    if (inputs.runtime === undefined || inputs.handler === undefined) {
      throw refusal(
        "InvalidParameterValueException",
        "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
      );
    }
  } else if (inputs.imageUri === undefined) {
    throw refusal(
      "InvalidParameterValueException",
      "ImageUri is mandatory for functions created with container images.",
    );
  }
  const network = isObject(inputs.vpcConfig) ? inputs.vpcConfig : {};
  for (const id of texts(network.subnetIds)) {
    if (place.account.get(SUBNET, id) === undefined) {
      throw refusal(
        "InvalidParameterValueException",
        `Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error Message: The subnet ID '${id}' does not exist`,
      );
    }
  }
  for (const id of texts(network.securityGroupIds)) {
    if (!securityGroupExists(place, id)) {
      throw refusal(
        "InvalidParameterValueException",
        `Error occurred while DescribeSecurityGroups. EC2 Error Code: InvalidGroup.NotFound. EC2 Error Message: The security group '${id}' does not exist`,
      );
    }
  }
  const environment =
    isObject(inputs.environment) && isObject(inputs.environment.variables) ? inputs.environment.variables : {};
  const reserved = Object.keys(environment).find((name) => RESERVED_VARIABLES.has(name));
  if (reserved !== undefined) {
    throw refusal(
      "InvalidParameterValueException",
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved}`,
    );
  }
  if (Buffer.byteLength(JSON.stringify(environment)) > 4096) {
    throw refusal(
      "InvalidParameterValueException",
      "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.",
    );
  }
}

/** Source: Lambda guide, defined runtime environment variables. */
const RESERVED_VARIABLES = new Set([
  "AWS_ACCESS_KEY_ID",
  "AWS_DEFAULT_REGION",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_REGION",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "LAMBDA_RUNTIME_DIR",
  "LAMBDA_TASK_ROOT",
]);

const permission = resourceType("aws:lambda/permission:Permission", {
  api: { service: "Lambda", noun: "Lambda Permission", create: "AddPermission", delete: "RemovePermission" },
  replaceOn: [
    "action",
    "eventSourceToken",
    "function",
    "functionUrlAuthType",
    "principal",
    "principalOrgId",
    "qualifier",
    "sourceAccount",
    "sourceArn",
    "statementId",
    "statementIdPrefix",
    "invokedViaFunctionUrl",
  ],
  title: "function",
  checks: [
    matches("action", /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/, "must be a Lambda action"),
    oneOf("functionUrlAuthType", ["NONE", "AWS_IAM"]),
  ],
  create: (place, inputs) => {
    requireFunction(place, inputs.function);
    const id = text(inputs.statementId) ?? prefixedName(text(inputs.statementIdPrefix) ?? "terraform-");
    return { id, outputs: { statementId: id, statementIdPrefix: inputs.statementIdPrefix ?? "" } };
  },
});

const functionUrl = resourceType("aws:lambda/functionUrl:FunctionUrl", {
  api: {
    service: "Lambda",
    noun: "Lambda Function URL",
    create: "CreateFunctionUrlConfig",
    update: "UpdateFunctionUrlConfig",
    delete: "DeleteFunctionUrlConfig",
  },
  replaceOn: ["functionName", "qualifier"],
  defaults: { invokeMode: "BUFFERED" },
  title: "functionName",
  checks: [
    oneOf("authorizationType", ["NONE", "AWS_IAM"]),
    oneOf("invokeMode", ["BUFFERED", "RESPONSE_STREAM"]),
    between("cors.maxAge", 0, 86400),
  ],
  create: (place, inputs) => {
    const found = requireFunction(place, inputs.functionName);
    const name = text(found.name) ?? "";
    if (referrers(place, "aws:lambda/functionUrl:FunctionUrl", "functionName", name).length > 0) {
      throw refusal(
        "ResourceConflictException",
        `Failed to create function url config for [functionArn = ${text(found.arn) ?? ""}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
        409,
      );
    }
    const urlId = stableLower(randomUUID(), 32);
    return {
      id: name,
      outputs: {
        functionArn: found.arn ?? "",
        functionUrl: `https://${urlId}.lambda-url.${place.region}.on.aws/`,
        urlId,
      },
    };
  },
});

const invocation = resourceType("aws:lambda/invocation:Invocation", {
  api: { service: "Lambda", noun: "Lambda Invocation", create: "Invoke" },
  replaceOn: ["functionName", "qualifier", "triggers"],
  replaceAlsoOn: (inputs) => (followsLifecycle(inputs) ? [] : ["input"]),
  defaults: { lifecycleScope: "CREATE_ONLY", qualifier: "$LATEST", terraformKey: "tf" },
  recomputed: { result: ["input"] },
  title: "functionName",
  checks: [
    json("input"),
    oneOf("lifecycleScope", ["CREATE_ONLY", "CRUD"]),
    (inputs) => (followsLifecycle(inputs) ? json("input", "object")(inputs) : []),
  ],
  create: (place, inputs) => {
    requireFunction(place, inputs.functionName);
    const payload = payloadOf({ action: "create", inputs, oldInputs: null });
    const digest = createHash("md5").update(payload).digest("hex");
    return { id: [text(inputs.functionName), text(inputs.qualifier) ?? "$LATEST", digest].join(",") };
  },
  perform: async (place, { signal, ...undertaking }) => {
    const { action, inputs } = undertaking;
    if (action === "delete" && !followsLifecycle(inputs)) return {};
    const api = await serveEcsApi(place);
    try {
      const lambda = requireFunction(place, inputs.functionName);
      const around = { region: place.region, endpoint: api.url, signal };
      const result = await runFunction(lambda, payloadOf(undertaking), around);
      // What a function without output answers, for one that cannot run here.
      return { result: result ?? "null" };
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      const name = text(inputs.functionName) ?? "";
      throw new Error(`1 error occurred:\n\t* invoking Lambda Function (${name}): ${said}\n\n`, { cause: error });
    } finally {
      await api.stop();
    }
  },
});

/** Whether the function is called for an update and the deletion, too. */
function followsLifecycle(inputs: Properties): boolean {
  return inputs.lifecycleScope === "CRUD";
}

/** What the function is called with: the input, for a whole lifecycle with what happens to it and what was before. */
function payloadOf({ action, inputs, oldInputs }: Omit<Undertaking, "signal">): string {
  const input = text(inputs.input) ?? "{}";
  if (!followsLifecycle(inputs)) return input;
  const before = oldInputs === null ? null : (JSON.parse(text(oldInputs.input) ?? "null") as Value);
  const lifecycle = { action, prev_input: before };
  return JSON.stringify({ ...(JSON.parse(input) as Properties), [text(inputs.terraformKey) ?? "tf"]: lifecycle });
}

const eventSourceMapping = resourceType("aws:lambda/eventSourceMapping:EventSourceMapping", {
  api: {
    service: "Lambda",
    noun: "Lambda Event Source Mapping",
    create: "CreateEventSourceMapping",
    update: "UpdateEventSourceMapping",
    delete: "DeleteEventSourceMapping",
  },
  replaceOn: ["eventSourceArn", "startingPosition", "startingPositionTimestamp", "selfManagedEventSource", "topics"],
  defaults: { enabled: true },
  title: "functionName",
  checks: [
    between("batchSize", 1, 10000),
    between("maximumBatchingWindowInSeconds", 0, 300),
    oneOf("startingPosition", ["AT_TIMESTAMP", "LATEST", "TRIM_HORIZON"]),
  ],
  create: (place, inputs) => {
    const found = requireFunction(place, inputs.functionName);
    const uuid = randomUUID();
    return {
      id: uuid,
      outputs: {
        arn: place.arn("lambda", `event-source-mapping:${uuid}`),
        functionArn: found.arn ?? "",
        lastModified: new Date().toISOString(),
        lastProcessingResult: "",
        state: inputs.enabled === false ? "Disabled" : "Enabled",
        stateTransitionReason: "USER_INITIATED",
        uuid,
      },
    };
  },
});

const alias = resourceType("aws:lambda/alias:Alias", {
  api: { service: "Lambda", noun: "Lambda Alias", create: "CreateAlias", update: "UpdateAlias", delete: "DeleteAlias" },
  replaceOn: ["functionName", "name"],
  autoname: autoname(128),
  create: (place, inputs) => {
    const found = requireFunction(place, inputs.functionName);
    const version = text(inputs.functionVersion);
    if (
      version !== undefined &&
      version !== "$LATEST" &&
      number(version) !== undefined &&
      Number(version) > (number(found.version) ?? 0)
    ) {
      throw bareRefusal("ResourceNotFoundException", `Function not found: ${text(found.arn) ?? ""}:${version}`, 404);
    }
    const arn = `${text(found.arn) ?? ""}:${text(inputs.name) ?? ""}`;
    return {
      id: arn,
      outputs: {
        arn,
        invokeArn: `arn:${place.partition}:apigateway:${place.region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
      },
    };
  },
});

export const LAMBDA: readonly ResourceType[] = [lambda, permission, functionUrl, invocation, eventSourceMapping, alias];
