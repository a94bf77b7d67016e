import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { ConfigureAnalyzerRequest, EnforcementLevel, PolicyConfig } from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { engineRefusal } from "../../../policies/pack/configuration-file";
import { guardConfiguration } from "../../../policies/pack/engine-configuration";
import { createPolicies, policyLevels } from "../../../policies/pack/policies";
import { rules } from "../../../policies/rules";
import { sdkHandlers } from "./sdk-server";

type Configure = (
  call: { readonly request: ConfigureAnalyzerRequest },
  callback: (error: Error | null | undefined, response?: unknown) => void,
) => void;

interface Entry {
  readonly level: keyof typeof EnforcementLevel;
  readonly properties?: Record<string, JavaScriptValue>;
}

/** What the engine sends: every policy of the pack at its level, changed by what was configured. */
function encoded(configured: Readonly<Record<string, Entry>>): Buffer {
  const request = new ConfigureAnalyzerRequest();
  const own = [...policyLevels(rules)].map(([name, level]) => [name, { level: level.toUpperCase() }]);
  const entries = {
    guardrails: { level: "MANDATORY" },
    ...Object.fromEntries(own),
    ...configured,
  } as typeof configured;
  for (const [name, { level, properties = {} }] of Object.entries(entries)) {
    const config = new PolicyConfig();
    config.setEnforcementlevel(EnforcementLevel[level]);
    config.setProperties(Struct.fromJavaScript(properties));
    request.getPolicyconfigMap().set(name, config);
  }
  return Buffer.from(request.serializeBinary());
}

describe("the engine's configuration of the pack", () => {
  guardConfiguration((configuration) => engineRefusal(configuration, rules, policyLevels(rules)));
  const policies = createPolicies(rules, { version: "0.0.0", sink: () => undefined });
  const configure = sdkHandlers(policies)["configure"] as Configure;

  /** What the engine is answered: an error fails its operation. */
  const answer = (configured: Readonly<Record<string, Entry>>): string | undefined => {
    let message: string | undefined;
    configure({ request: AnalyzerService.configure.requestDeserialize(encoded(configured)) }, (error) => {
      message = error?.message;
    });
    return message;
  };
  const everything = (level: Entry["level"]) =>
    Object.fromEntries(["all", "guardrails", ...rules.map(({ id }) => id)].map((name) => [name, { level }]));

  it.each<[string, Readonly<Record<string, Entry>>]>([
    ["nothing at all", {}],
    ["everything as it is by default, said aloud", everything("MANDATORY")],
    ["its own properties", { guardrails: { level: "MANDATORY", properties: { unproven: { preview: "mandatory" } } } }],
  ])("is accepted: %s", (_, configured) => {
    expect(answer(configured)).toBeUndefined();
  });

  const noLevel =
    "the pack as a whole has no level: a rule's goes under guardrails.rules, and a first run in which nothing blocks is guardrails.mode.advisory.";
  it.each<[string, Readonly<Record<string, Entry>>, string]>([
    ["the pack disabled", { guardrails: { level: "DISABLED" } }, `guardrails is "disabled"; ${noLevel}`],
    ["the pack lowered", { guardrails: { level: "ADVISORY" } }, `guardrails is "advisory"; ${noLevel}`],
    ["the pack set to repair", { guardrails: { level: "REMEDIATE" } }, `guardrails is "remediate"; ${noLevel}`],
    ["everything disabled", everything("DISABLED"), `"all" is "disabled"; ${noLevel}`],
    ["everything lowered", everything("ADVISORY"), `"all" is "advisory"; ${noLevel}`],
    [
      "everything lowered but the pack",
      { ...everything("ADVISORY"), guardrails: { level: "MANDATORY" } },
      `"all" is "advisory"; ${noLevel}`,
    ],
    [
      "a policy that there is not",
      { "cors-no-wildcard": { level: "MANDATORY" } },
      '"cors-no-wildcard" is not understood; the only key is "guardrails".',
    ],
    [
      "a rule's level beside the pack",
      { "cors-not-wildcard": { level: "ADVISORY" } },
      '"cors-not-wildcard" has no effect here; a rule\'s level and options go under guardrails.rules.',
    ],
    [
      "a rule's options beside the pack",
      { "cors-not-wildcard": { level: "MANDATORY", properties: { origins: ["*"] } } },
      '"cors-not-wildcard" has no effect here; a rule\'s level and options go under guardrails.rules.',
    ],
    [
      "a rule that there is not",
      { guardrails: { level: "MANDATORY", properties: { rules: { "cors-no-wildcard": {} } } } },
      'rules names "cors-no-wildcard", which is not a rule of this pack.',
    ],
    [
      "a property that there is not",
      { guardrails: { level: "MANDATORY", properties: { exemption: [] } } },
      "guardrails.exemption is not a key of this pack's configuration.",
    ],
  ])("fails the operation in one sentence: %s", (_, configured, sentence) => {
    expect(answer(configured)).toBe(`policy configuration: ${sentence}`);
  });

  it("never shows a value that stands in a key's place", () => {
    expect(answer({ "sk-live-0123456789abcdef": { level: "MANDATORY" } })).toBe(
      'policy configuration: a key that is not a name is not understood; the only key is "guardrails".',
    );
  });
});
