import { join, relative, sep } from "node:path";
import type { Frame } from "../../offline/program/registration";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import type { Resource } from "@pulumi/pulumi";
import { registerStackTransformation } from "@pulumi/pulumi/runtime";
import type { SourcePosition } from "../document/evidence";

/** The frames between a program's `new` and the SDK's call of a transformation. */
const DEEP_ENOUGH = 40;

/** `at Name (file:///code/infra/x.ts:3:5)`, `at /code/infra/x.ts:3:5` */
const FRAME = /\(?(?:file:\/\/)?(\/[^():]+|[A-Za-z]:\\[^():]+):(\d+):(\d+)\)?$/;

/**
 * Wraps a program of this process so that the line that makes each resource is kept, by URN: the engine is told of lines
 * inside its own project folder only, and this program's is a temporary one. Source maps have to be on before it is loaded.
 */
export function withPositions(
  program: PulumiFn,
  root: string,
  sources: string,
  positions: Map<string, SourcePosition>,
): PulumiFn {
  return () => {
    registerStackTransformation(({ resource }) => {
      const position = callersLine(root, sources);
      if (position !== undefined) void remember(resource, position, positions);
      return undefined;
    });
    return program();
  };
}

/** The URN is there once the constructor is done, and known at once. */
async function remember(resource: Resource, position: SourcePosition, positions: Map<string, SourcePosition>) {
  await Promise.resolve();
  resource.urn.apply((urn) => {
    positions.set(urn, position);
  });
}

function callersLine(root: string, sources: string): SourcePosition | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = DEEP_ENOUGH;
  const { stack = "" } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return positionIn(stack, root, sources);
}

/** The innermost frame of a stack that lies in a folder of sources, relative to the root. */
export function positionIn(stack: string, root: string, sources: string): SourcePosition | undefined {
  const frames = stack.split("\n").map((line): Frame => {
    const [, file = "", row, column] = FRAME.exec(line.trim()) ?? [];
    return { file, line: Number(row), column: Number(column) };
  });
  return positionOf(frames, root, join(root, sources));
}

/** The innermost frame in a folder's own files, relative to the root: a package's line is nobody's to mend. */
export function positionOf(frames: readonly Frame[], root: string, folder = root): SourcePosition | undefined {
  const own = frames.find(
    ({ file }) => file.startsWith(folder + sep) && !relative(folder, file).includes("node_modules"),
  );
  return own && { ...own, file: relative(root, own.file).split(sep).join("/") };
}
