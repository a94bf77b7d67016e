import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { type ConfigureAnalyzerRequest, EnforcementLevel } from "@pulumi/pulumi/proto/analyzer_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/** What the engine's configuration says of one policy. */
export interface EnginePolicy {
  readonly level: EngineLevel;
  readonly properties: Readonly<Record<string, JavaScriptValue>>;
}

export type EngineLevel = "mandatory" | "advisory" | "disabled" | "remediate";

/** By policy name. The engine fills in every policy of the pack, and leaves `all` and names it does not know as they were written. */
export type EngineConfiguration = ReadonlyMap<string, EnginePolicy>;

const LEVELS: ReadonlyMap<EnforcementLevel, EngineLevel> = new Map([
  [EnforcementLevel.MANDATORY, "mandatory"],
  [EnforcementLevel.ADVISORY, "advisory"],
  [EnforcementLevel.DISABLED, "disabled"],
  [EnforcementLevel.REMEDIATE, "remediate"],
]);

/**
 * Has the engine's configuration of the pack refused before anything is judged. The SDK never calls a policy that is disabled,
 * so that the pack cannot notice while it judges; but the engine first sends the levels and properties of all policies
 * (`Configure`, engine 3.259 to 3.274), and an error there fails the operation, whatever exceptions the engine has.
 *
 * To be called before the SDK's server starts. The SDK has no way in of its own: this replaces the decoder in the gRPC service
 * definition it serves, and what is decoded throws where the SDK reads it. Held by a contract test with the SDK's own server.
 * @param refusal the sentence to refuse it with; undefined: it is accepted
 */
export function guardConfiguration(refusal: (configuration: EngineConfiguration) => string | undefined): void {
  const definition: { requestDeserialize: (bytes: Buffer) => ConfigureAnalyzerRequest } = AnalyzerService.configure;
  const decode = definition.requestDeserialize;
  definition.requestDeserialize = (bytes) => {
    const request = decode(bytes);
    const sentence = refusal(configurationOf(request));
    if (sentence !== undefined) {
      request.getPolicyconfigMap = () => {
        throw plainError(sentence);
      };
    }
    return request;
  };
}

function configurationOf(request: ConfigureAnalyzerRequest): EngineConfiguration {
  const policies = new Map<string, EnginePolicy>();
  for (const [name, config] of request.getPolicyconfigMap().entries()) {
    policies.set(name, {
      level: LEVELS.get(config.getEnforcementlevel()) ?? "disabled",
      properties: config.getProperties()?.toJavaScript() ?? {},
    });
  }
  return policies;
}

/** The SDK sends an error's stack to the engine, which shows it: the person is to read the sentence only. */
function plainError(sentence: string): Error {
  const error = new Error(sentence);
  error.stack = sentence;
  return error;
}
