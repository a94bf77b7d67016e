import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import type * as rpc from "@pulumi/pulumi/proto/resource_pb";
import type { SourcePosition } from "@pulumi/pulumi/proto/source_pb";

/** A resource as its program registers or reads it, before the engine has decided about it. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  /** The URNs of what it depends on, through a property or by name. */
  readonly dependencies: readonly string[];
  /** The lines of source that led to it, the innermost first; what the SDK cannot place is left out. */
  readonly frames: readonly Frame[];
}

/** A line of a file, both counted from 1. */
export interface Frame {
  /** An absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const STACK = "pulumi:pulumi:Stack";

export function registrationOf(
  request: rpc.RegisterResourceRequest | rpc.ReadResourceRequest,
  { project, stack }: { readonly project: string; readonly stack: string },
): Registration {
  const type = request.getType();
  // As the engine makes it (sdk/go/common/resource/urn): with the types of every component around it.
  const [, , around = ""] = request.getParent().split("::");
  const qualified = around === "" || around === STACK ? type : `${around}$${type}`;
  const traced = (request.getStacktrace()?.getFramesList() ?? []).map((frame) => frame.getPc());
  const known = [...traced, request.getSourceposition()];
  return {
    urn: `urn:pulumi:${stack}::${project}::${qualified}::${request.getName()}`,
    type,
    dependencies: request.getDependenciesList(),
    frames: known.flatMap((position) => (position === undefined ? [] : frameOf(position))),
  };
}

function frameOf(position: SourcePosition): Frame[] {
  const file = pathOf(position.getUri());
  return file === undefined || position.getLine() < 1
    ? []
    : [{ file, line: position.getLine(), column: position.getColumn() }];
}

/** The SDK takes an ES module's URL for a path and makes another URL of it: `file:///here/file:/there/index.mjs`. */
function pathOf(uri: string): string | undefined {
  try {
    const path = fileURLToPath(uri);
    const nested = path.lastIndexOf("file:/");
    const file = nested < 0 ? path : fileURLToPath(path.slice(nested));
    return isAbsolute(file) ? file : undefined;
  } catch {
    return undefined;
  }
}
