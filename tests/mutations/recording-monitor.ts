/** What stands where an engine's resource monitor is: it makes each resource on the offline account, and records it. */
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { getProject, getStack } from "@pulumi/pulumi/runtime";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { RegisterResourceResponse, ResourceInvokeResponse } from "@pulumi/pulumi/proto/resource_pb";
import type { ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../../offline/provider/values";
import type { Maker } from "../offline/direct";

/** A resource as the engine shows it to a pack: secrets in their envelopes, unknown leaves as sentinels. */
export interface Recorded {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly protect: boolean;
  /** As its provider checked them, defaults filled in. */
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly dependencies: readonly string[];
  /** URNs by input. */
  readonly producers: Readonly<Record<string, readonly string[]>>;
}

export interface Clients {
  readonly aws: Maker;
  readonly random: Maker;
}

const INVOCATION = "aws:lambda/invocation:Invocation";
const STACK = "pulumi:pulumi:Stack";

type Answer<Response> = (error: unknown, response: Response | undefined) => void;

export class RecordingMonitor extends MockMonitor {
  readonly recorded: Recorded[] = [];
  /** What the offline account would not make. */
  readonly refused: string[] = [];

  constructor(
    private readonly clients: Clients,
    private readonly preview: boolean,
  ) {
    super({ newResource: refuse, call: refuse });
  }

  override async registerResource(
    request: RegisterResourceRequest,
    callback: Answer<RegisterResourceResponse>,
  ): Promise<void> {
    try {
      const [type, name] = [request.getType(), request.getName()];
      const given = asProperties(request.getObject());
      const made = await this.make(type, name, given, request.getCustom());
      const urn = urnOf(request.getParent(), type, name);
      const producers: Record<string, readonly string[]> = {};
      request.getPropertydependenciesMap().forEach((dependencies, key) => {
        producers[key] = dependencies.getUrnsList();
      });
      this.recorded.push({
        urn,
        type,
        name,
        parent: request.getParent(),
        protect: request.getProtect() === true,
        inputs: made.inputs,
        outputs: made.outputs,
        dependencies: request.getDependenciesList(),
        producers,
      });
      const response = new RegisterResourceResponse();
      response.setUrn(urn);
      response.setId(made.id);
      response.setObject(Struct.fromJavaScript(made.outputs));
      callback(null, response);
    } catch (error) {
      callback(error, undefined);
    }
  }

  override async invoke(request: ResourceInvokeRequest, callback: Answer<ResourceInvokeResponse>): Promise<void> {
    try {
      const token = request.getTok();
      const answer = await this.clientOf(token).invoke(token, asProperties(request.getArgs()));
      const response = new ResourceInvokeResponse();
      response.setReturn(Struct.fromJavaScript(answer));
      callback(null, response);
    } catch (error) {
      callback(error, undefined);
    }
  }

  override registerResourceOutputs(_request: unknown, callback: (error: unknown, answer: unknown) => void): void {
    callback(null, {});
  }

  /** A component is what it was given; calling a function takes a process, and its answer is not what is judged. */
  private async make(type: string, name: string, given: Properties, custom: boolean) {
    if (!custom) return { id: "", inputs: given, outputs: given };
    if (type === INVOCATION) return { id: name, inputs: given, outputs: { ...given, result: "{}" } };
    try {
      return await this.clientOf(type).create(type, name, given, this.preview);
    } catch (error) {
      // Thrown at the end: here each resource that uses this one would fail again.
      this.refused.push(`${type} ${name}: ${String(error)}`);
      return { id: name, inputs: given, outputs: given };
    }
  }

  private clientOf(token: string): Maker {
    return token.startsWith("random:") ? this.clients.random : this.clients.aws;
  }
}

/** As the engine makes it: the types of all ancestors but the stack's, then its own. */
function urnOf(parent: string, type: string, name: string): string {
  const ancestors = parent.split("::")[2] ?? STACK;
  return `urn:pulumi:${getStack()}::${getProject()}::${ancestors === STACK ? "" : `${ancestors}$`}${type}::${name}`;
}

function asProperties(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

function refuse(): never {
  throw new Error("never called: the methods that would are replaced");
}
