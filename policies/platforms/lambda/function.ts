import type { CommandReading, OtherProgram } from "../../facts";
import { lookup } from "../../facts/lookup";
import { absent, chain, known, map, optional, orDefault, type Fact, type Known } from "../../model/fact";
import { integer, read, text, texts, type Resource } from "../../model/resource";
import type { Stack } from "../../model/stack";
import type { UnknownRecord } from "../../model/verdict";
import type { Workload } from "../../subjects/workload";
import { securityGroupsOf } from "../security-groups";
import { settingsAt } from "../settings";
import { onlyIfSaid, undeclaredWorkload } from "../workload";
import { copiesOf, isCalledOverTheWeb } from "./callers";

export const FUNCTION = "aws:lambda/function:Function";

export function readFunction(lambda: Resource, { graph }: Stack): readonly Workload[] {
  const location = { urn: lambda.urn, path: "environment" };
  const variables = orDefault(settingsAt(lambda, ["environment", "variables"], "plain"), []);
  const command = commandOf(lambda);
  const handled = command.state === "absent" && hasHandler(lambda);
  return [
    undeclaredWorkload({
      platform: "lambda",
      resource: lambda,
      path: "environment",
      variables,
      open: wrapper(lambda),
      command,
      // It may turn out to be an image, which starts what it likes.
      reading: handled ? chain(optional(read(lambda, ["packageType"], text)), () => readingOf(lambda)) : undefined,
      oneProcess: handled,
      image: read(lambda, ["imageUri"], text),
      services: absent(location),
      copies: copiesOf(graph, lambda),
      // One vCPU for each 1,769 MB (Lambda developer guide, *Configure Lambda function memory*).
      cpus: map(orDefault(read(lambda, ["memorySize"], integer), 128), (memory) => memory / 1769),
      securityGroups: securityGroupsOf(lambda, ["vpcConfig", "securityGroupIds"]),
      names: [],
      // It is started for each request and ends with it: only what calls it over the web gives it a duty of its own.
      role: (role, said) =>
        role === "web" && !(said.state === "known" && said.value)
          ? isCalledOverTheWeb(graph, lambda)
          : onlyIfSaid(said, lambda),
    }),
  ];
}

/** The command of an image; absent: its own, or the name of a handler, which its runtime calls. */
function commandOf(lambda: Resource): Fact<readonly string[]> {
  const part = (property: string) => read(lambda, ["imageConfig", property], texts);
  const [entryPoint, command] = [part("entryPoints"), part("commands")];
  if (entryPoint.state === "absent") return isHandler(command) ? absent(command.location) : command;
  return chain(entryPoint, (first) => map(orDefault(command, []), (rest) => [...first, ...rest]));
}

/** `app.handler`, `com.example.Handler::handle`. */
function isHandler(command: Fact<readonly string[]>): command is Known<readonly string[]> {
  if (command.state !== "known") return false;
  const [first = "", ...rest] = command.value;
  return rest.length === 0 && /^[\w./-]+\.\w+$|::/.test(first) && !/\.(?:sh|py|js|mjs|cjs|rb)$/.test(first);
}

/** Whether its runtime calls a handler, in one process for one request at a time; an image may start anything by itself. */
function hasHandler(lambda: Resource): boolean {
  const packaged = read(lambda, ["packageType"], text);
  return (
    packaged.state !== "known" ||
    packaged.value !== "Image" ||
    isHandler(read(lambda, ["imageConfig", "commands"], texts))
  );
}

function readingOf(lambda: Resource): Fact<CommandReading> {
  const location = { urn: lambda.urn, path: "handler" };
  const runtime = read(lambda, ["runtime"], text);
  const program: OtherProgram = {
    kind: "other",
    java: undefined,
    program: "function",
    language: runtime.state === "known" ? languageOf(runtime.value) : undefined,
    understood: false,
    development: false,
    certain: true,
    signalReaches: "yes",
    behind: [],
    step: false,
    assignments: new Map(),
  };
  return known({ programs: [program], unread: [] }, location);
}

const LANGUAGES: Readonly<Record<string, OtherProgram["language"]>> = {
  python: "python",
  nodejs: "node",
  java: "jvm",
  ruby: "ruby",
  dotnet: "dotnet",
};

/** `python3.13`, `nodejs22.x`; `provided.al2023` is any. */
function languageOf(runtime: string): OtherProgram["language"] {
  return lookup(LANGUAGES, /^[a-z]+/.exec(runtime)?.[0] ?? "");
}

/** Scripts of monitoring layers and of AWS's web adapter, which set nothing of the application's. */
const VENDORS =
  /^\/opt\/(?:bootstrap|datadog_wrapper|otel-(?:handler|instrument|proxy-handler|stream-handler|sqs-handler))$/;

/** A script that starts the runtime, and may set variables before. */
function wrapper(lambda: Resource): readonly UnknownRecord[] {
  const path = ["environment", "variables", "AWS_LAMBDA_EXEC_WRAPPER"];
  const script = read(lambda, path, text);
  if (script.state === "absent" || (script.state === "known" && VENDORS.test(script.value))) return [];
  return [{ location: { urn: lambda.urn, path: path.join(".") }, because: "unread", producers: [] }];
}
