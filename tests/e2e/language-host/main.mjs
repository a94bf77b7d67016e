// A stand-in for Pulumi's Node.js language host, which is part of a full Pulumi install and of nothing else. It does what
// the real one does as far as preview and up need it, and starts the SDK's real runners for the program and the
// policy pack. Not here: the proxy and the pipes for synchronous invokes, which the SDK makes no more; debuggers, tracing,
// code generation. Started as `pulumi-language-nodejs [--flags] <engine address>`.
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import { languageRuntime } from "./language-runtime.mjs";
import { serve } from "./serve.mjs";

const engineAddress = process.argv.slice(2).findLast((argument) => !argument.startsWith("-"));
const { port } = await serve(LanguageRuntimeService, languageRuntime(engineAddress));
process.stdout.write(`${port}\n`);

// The engine holds the other end for as long as it lives.
process.stdin.on("end", () => process.exit()).resume();
