import type { Policies, PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  AnalyzerProviderResource,
  AnalyzerPropertyDependencies,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { specialAssetSig, specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import fc from "fast-check";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { createPolicies } from "../../../policies/pack/policies";
import { rawProperties } from "../../../policies/pack/sdk";
import { readRequestsStraight } from "../../../policies/pack/straight-requests";
import { rules } from "../../../policies/rules";
import { sdkHandlers } from "./sdk-server";

type Properties = Record<string, JavaScriptValue>;
type Handler = (call: { readonly request: unknown }, callback: (error: unknown) => void) => Promise<void>;
type Decoder = (bytes: Buffer) => unknown;

const URN = "urn:pulumi:prod::shop::aws:ecs/service:Service::web";

function fill(request: AnalyzeRequest | AnalyzerResource, properties: Properties): void {
  request.setType("aws:ecs/service:Service");
  request.setUrn(URN);
  request.setName("web");
  request.setProperties(Struct.fromJavaScript(properties));
  const options = new AnalyzerResourceOptions();
  options.setProtect(true);
  options.setIgnorechangesList(["desiredCount"]);
  options.setParent("urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod");
  request.setOptions(options);
  const provider = new AnalyzerProviderResource();
  provider.setType("pulumi:providers:aws");
  provider.setProperties(Struct.fromJavaScript({ region: "eu-west-1" }));
  request.setProvider(provider);
}

function one(properties: Properties): Buffer {
  const request = new AnalyzeRequest();
  fill(request, properties);
  return Buffer.from(request.serializeBinary());
}

function stack(all: readonly Properties[]): Buffer {
  const request = new AnalyzeStackRequest();
  for (const properties of all) {
    const resource = new AnalyzerResource();
    fill(resource, properties);
    resource.setParent(URN);
    resource.setDependenciesList([URN]);
    const dependencies = new AnalyzerPropertyDependencies();
    dependencies.setUrnsList([URN]);
    resource.getPropertydependenciesMap().set("cluster", dependencies);
    request.addResources(resource);
  }
  return Buffer.from(request.serializeBinary());
}

const { analyze, analyzeStack, remediate } = AnalyzerService;
const ofTheSdk: Readonly<Record<string, Decoder>> = {
  analyze: analyze.requestDeserialize,
  analyzeStack: analyzeStack.requestDeserialize,
  remediate: remediate.requestDeserialize,
};
readRequestsStraight();
const straight: Readonly<Record<string, Decoder>> = {
  analyze: analyze.requestDeserialize,
  analyzeStack: analyzeStack.requestDeserialize,
  remediate: remediate.requestDeserialize,
};

const REFUSED = "refused";
let handed: unknown = REFUSED;
const watching: Policies = [
  {
    name: "watch",
    description: "what the SDK hands to policies",
    enforcementLevel: "advisory",
    validateResource: (args) => {
      handed = plain(args);
    },
    validateStack: ({ resources }) => {
      handed = resources.map((resource) => ({
        ...plain(resource),
        parent: resource.parent?.urn,
        dependencies: resource.dependencies.map(({ urn }) => urn),
        cluster: resource.propertyDependencies["cluster"]?.map(({ urn }) => urn),
      }));
    },
  },
];
const handlers = sdkHandlers(watching) as Readonly<Record<string, Handler>>;

function plain({ type, urn, name, opts, provider, props }: ResourceValidationArgs | PolicyResource) {
  const properties = rawProperties(props);
  return {
    ...{ type, urn, name, opts, properties },
    written: JSON.stringify(properties),
    provider: provider && rawProperties(provider.props),
  };
}

/** What the SDK hands to a policy when a decoder reads what came; {@link REFUSED}: it fails, there or on the way. */
async function handedOver(method: string, decoders: typeof straight, bytes: Buffer): Promise<unknown> {
  handed = REFUSED;
  try {
    await handlers[method]?.({ request: decoders[method]?.(bytes) }, (error) => {
      if (error !== undefined && error !== null) handed = REFUSED;
    });
  } catch {
    return REFUSED;
  }
  return handed;
}

const SECRET = { [specialSigKey]: specialSecretSig, value: { password: "hunter2" } };
const ASSET = { [specialSigKey]: specialAssetSig, text: "code" };
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const samples: readonly (readonly [string, Properties])[] = [
  ["values of every kind", { text: "a", number: 1.5, yes: true, none: null, list: [1, "b"], struct: { b: 1, a: {} } }],
  ["a secret", { secretString: SECRET }],
  ["an asset", { code: ASSET, list: [ASSET] }],
  ["an unknown value", { cluster: UNKNOWN }],
  ["nothing", {}],
];

describe("what the engine sends, read straight from its bytes", () => {
  it.each(samples)("reaches a policy as the SDK's own decoder has it: %s", async (_, properties) => {
    const bytes = one(properties);
    const own = await handedOver("analyze", straight, bytes);
    expect(own).toMatchObject({ urn: URN, provider: { region: "eu-west-1" }, opts: { protect: true } });
    expect(own).toEqual(await handedOver("analyze", ofTheSdk, bytes));
  });

  it("reaches the end of the run as the SDK's own decoder has it", async () => {
    const bytes = stack(samples.map(([, properties]) => properties));
    const own = await handedOver("analyzeStack", straight, bytes);
    expect(own).toHaveLength(samples.length);
    expect(own).toMatchObject([{ dependencies: [URN], cluster: [URN], parent: URN }, {}, {}, {}, {}]);
    expect(own).toEqual(await handedOver("analyzeStack", ofTheSdk, bytes));
  });

  it.each(["analyze", "analyzeStack"])("is the SDK's to read or to refuse where it is broken: %s", async (method) => {
    const all = samples.map(([, properties]) => properties);
    const whole = method === "analyze" ? one(all[0] ?? {}) : stack(all);
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(changes, fc.integer({ min: 0, max: 8 }), async (changed, cut) => {
        const bytes = Buffer.from(whole.subarray(0, whole.length - cut));
        for (const [at, byte] of changed) bytes[at % bytes.length] = byte;
        expect(await handedOver(method, straight, bytes)).toEqual(await handedOver(method, ofTheSdk, bytes));
      }),
      { numRuns: 1_000 },
    );
  });

  it("says whole what it holds to whom asks for its fields", () => {
    const request = straight["analyze"]?.(one({ text: "a" })) as AnalyzeRequest;
    expect(request.getProperties()?.getFieldsMap().get("text")?.getStringValue()).toBe("a");
  });

  it("has no properties where the engine asks what to remediate: no policy of the pack does", () => {
    const request = straight["remediate"]?.(one({ text: "a" })) as AnalyzeRequest;
    expect(request.getUrn()).toBe(URN);
    expect(request.getProperties()?.toJavaScript()).toEqual({});
    const policies = createPolicies(rules, { version: "0.0.0", sink: () => undefined });
    expect(policies.filter((policy) => "remediateResource" in policy)).toEqual([]);
  });
});
