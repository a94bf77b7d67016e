import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { type AnalyzeRequest, AnalyzerResource, AnalyzeStackRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { plainStruct } from "./struct-bytes";
import { NotRead, tagOf, WIRE_TYPE, WireReader } from "./wire-reader";

/** Fields of pulumirpc.AnalyzeRequest and AnalyzerResource, and of AnalyzeStackRequest (analyzer.proto). */
const PROPERTIES = tagOf(2, WIRE_TYPE.lengthDelimited);
const RESOURCE = tagOf(1, WIRE_TYPE.lengthDelimited);
const EMPTY = Buffer.from([PROPERTIES, 0]);

/**
 * Has what the engine sends of a resource read straight from its bytes into what the SDK hands to policies. The SDK first makes
 * a message of every value in it, which is most of what an empty pack costs. What is not written as the reader knows it is left
 * to the SDK.
 *
 * The engine also asks for each resource whether the pack would remediate it, and the SDK reads all of it before it looks whether
 * any policy does. None here does: there it is given no properties.
 *
 * To be called before the SDK's server starts. As `guardConfiguration` does, this replaces the decoders in the gRPC service
 * definition that it serves. Held by a contract test with the SDK's own server.
 */
export function readRequestsStraight(): void {
  const { analyze, analyzeStack, remediate }: Definitions = AnalyzerService;
  const one = analyze.requestDeserialize;
  const all = analyzeStack.requestDeserialize;
  analyze.requestDeserialize = (bytes) => attempt(() => withProperties(bytes, one)) ?? one(bytes);
  analyzeStack.requestDeserialize = (bytes) => attempt(() => stackOf(bytes)) ?? all(bytes);
  const other = remediate.requestDeserialize;
  remediate.requestDeserialize = (bytes) => attempt(() => other(splitOf(bytes).rest)) ?? other(bytes);
}

interface Definition<Request> {
  requestDeserialize: (bytes: Buffer) => Request;
}

interface Definitions {
  readonly analyze: Definition<AnalyzeRequest>;
  readonly analyzeStack: Definition<AnalyzeStackRequest>;
  readonly remediate: Definition<AnalyzeRequest>;
}

function stackOf(bytes: Buffer): AnalyzeStackRequest {
  const reader = new WireReader(bytes);
  const resources: AnalyzerResource[] = [];
  while (reader.position < bytes.length) {
    reader.expect(RESOURCE);
    const end = reader.end(bytes.length);
    resources.push(withProperties(bytes.subarray(reader.position, end), resourceOf));
    reader.position = end;
  }
  const request = new AnalyzeStackRequest();
  request.setResourcesList(resources);
  return request;
}

function resourceOf(bytes: Buffer): AnalyzerResource {
  return AnalyzerResource.deserializeBinary(bytes);
}

/** What the SDK decodes of a resource, with properties that are read when they are asked for. */
function withProperties<R extends AnalyzeRequest | AnalyzerResource>(bytes: Buffer, decode: (bytes: Buffer) => R): R {
  const { rest, properties } = splitOf(bytes);
  const resource = decode(rest);
  const struct = resource.getProperties();
  if (struct === undefined || properties === undefined) return resource;
  const whole = () => decode(bytes).getProperties() ?? struct;
  struct.toJavaScript = () => attempt(() => plainStruct(properties)) ?? whole().toJavaScript();
  struct.getFieldsMap = () => whole().getFieldsMap();
  return resource;
}

/** A resource without its properties, and these. @throws NotRead */
function splitOf(bytes: Buffer): { readonly rest: Buffer; readonly properties?: Buffer } {
  const reader = new WireReader(bytes);
  const parts: Buffer[] = [];
  let properties: Buffer | undefined;
  while (reader.position < bytes.length) {
    const start = reader.position;
    const tag = reader.varint();
    if (tag !== PROPERTIES) {
      reader.skip(tag, bytes.length);
      continue;
    }
    // Of several the last one would count, and the others as far as it says nothing.
    if (properties !== undefined) throw new NotRead();
    const end = reader.end(bytes.length);
    properties = bytes.subarray(reader.position, end);
    parts.push(bytes.subarray(0, start), EMPTY, bytes.subarray(end));
    reader.position = end;
  }
  return properties === undefined ? { rest: bytes } : { rest: Buffer.concat(parts), properties };
}

/** undefined: it is not written as it is read here. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotRead) return undefined;
    throw error;
  }
}
