import { Server } from "@grpc/grpc-js";
import type { Policies } from "@pulumi/policy";
import * as policyServer from "@pulumi/policy/server";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";

/** Exported at run time, left out of its types. */
const { serve } = policyServer as unknown as {
  readonly serve: (pack: string, version: string, level: string, args: { readonly policies: Policies }) => void;
};

/** The SDK's own handlers by method, as it registers them with a server that never listens: once in a process. */
export function sdkHandlers(policies: Policies): Readonly<Record<string, unknown>> {
  const add = jest.spyOn(Server.prototype, "addService").mockImplementation(() => undefined);
  jest.spyOn(Server.prototype, "bindAsync").mockImplementation(() => undefined);
  serve("guardrails", "0.0.0", "mandatory", { policies });
  const [service, handlers] = add.mock.calls[0] ?? [];
  expect(service).toBe(AnalyzerService);
  return handlers as unknown as Readonly<Record<string, unknown>>;
}
