import { createHash } from "node:crypto";
import { number, type Properties, text, type Value } from "../../../provider/values";
import { refusal } from "../../api-error";
import { between, lengthBetween, matches, oneOf } from "../../checks";
import { autoname, type Place, resourceType } from "../../resource-type";
import { refuseFunction } from "./function-refusals";

const FUNCTION = "aws:lambda/function:Function";
const CODE = ["code", "imageUri", "s3Bucket", "s3Key", "s3ObjectVersion", "sourceCodeHash"];

/** Whether a function is there, by name or by (qualified) ARN. */
function findFunction(place: Place, value: Value | undefined): Properties | undefined {
  const wanted = text(value);
  if (wanted === undefined) return undefined;
  const name = /:function:([^:]+)/.exec(wanted)?.[1] ?? wanted.split(":")[0] ?? wanted;
  return place.account.get(FUNCTION, name)?.outputs;
}

export function requireFunction(place: Place, value: Value | undefined): Properties {
  const found = findFunction(place, value);
  if (found) return found;
  const arn = (text(value) ?? "").startsWith("arn:")
    ? text(value)
    : place.arn("lambda", `function:${text(value) ?? ""}`);
  throw refusal("ResourceNotFoundException", `Function not found: ${arn ?? ""}`, 404);
}

export const lambda = resourceType(FUNCTION, {
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
