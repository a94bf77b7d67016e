/** An example of a rule's page, run: its text as a program under Pulumi's mocks, each resource made by the offline AWS. */
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import { run, type TestResource } from "../../../policies/testing";
import type { Rule } from "../../../policies/rules";
import { open } from "../../../offline/provider/values";
import type { Maker } from "../../offline/direct";

const load = createRequire(__filename);

/** What every example may use without writing it. */
export const PRELUDE = `import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
`;

/** @param clients of an account that answers for what the example takes from elsewhere */
export async function runExample(
  text: string,
  clients: { readonly aws: Maker; readonly random: Maker },
): Promise<readonly TestResource[]> {
  const made: TestResource[] = [];
  const parents = new Map<string, string>();
  const refused: unknown[] = [];
  const clientOf = (token: string) => (token.startsWith("random:") ? clients.random : clients.aws);
  await pulumi.runtime.setMocks(
    {
      newResource: async ({ type, name, inputs }) => {
        const given = open(inputs as never) as Readonly<Record<string, unknown>>;
        const urn = `urn:pulumi:prod::product::${type}::${name}`;
        if (!/^(?:aws|random):/.test(type)) {
          made.push({ urn, type, name, parent: undefined, inputs: given, outputs: {}, protect: false });
          return { id: "", state: given };
        }
        const created = await clientOf(type)
          .create(type, name, given as never)
          .catch((error: unknown) => {
            refused.push(error);
          });
        // Thrown at the end: here it would be a rejection that nobody awaits.
        if (created === undefined) return { id: name, state: given };
        const { id, outputs } = created;
        const state = open(outputs) as Readonly<Record<string, unknown>>;
        made.push({ urn, type, name, parent: undefined, inputs: given, outputs: { ...state, id }, protect: false });
        return { id, state };
      },
      call: async ({ token, inputs }) => open(await clientOf(token).invoke(token, inputs as never)) as never,
    },
    "product",
    "prod",
    false,
  );
  const { outputText } = ts.transpileModule(`${PRELUDE}${text}`, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  await pulumi.runtime.runInPulumiStack(() => {
    // Mocks are not told of parents.
    pulumi.runtime.registerStackTransformation(({ type, name, opts: { parent } }) => {
      const { __pulumiType: parentType = "", __name: parentName = "" } = (parent ?? {}) as Named;
      parents.set(`${type}::${name}`, `${parentType}::${parentName}`);
      return undefined;
    });
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text of our own rules, as a module
    const program = new Function("require", "exports", "module", outputText) as (...module: unknown[]) => void;
    program(load, {}, { exports: {} });
    return Promise.resolve(undefined);
  });
  await pulumi.runtime.disconnect();
  if (refused.length > 0) throw new Error(`the example is refused: ${refused.map(String).join("; ")}`);
  return withParents(made, parents);
}

/** What Pulumi keeps of a resource's identity. */
interface Named {
  readonly __pulumiType?: string;
  readonly __name?: string;
}

/** Parents are made before their children. */
function withParents(made: readonly TestResource[], parents: ReadonlyMap<string, string>): readonly TestResource[] {
  const placed = new Map<string, TestResource>();
  for (const resource of made) {
    const id = `${resource.type}::${resource.name}`;
    const parent = placed.get(parents.get(id) ?? "");
    const within = parent === undefined ? "" : `${parent.urn.split("::")[2] ?? ""}$`;
    placed.set(id, { ...resource, parent, urn: resource.urn.replace(`::${id}`, () => `::${within}${id}`) });
  }
  return [...placed.values()];
}

/** What the rule says of it, at an `up`. */
export async function verdictsOf(rule: Rule, resources: readonly TestResource[]) {
  const { verdicts } = await run([rule], resources, { phase: "up" });
  return verdicts.map(({ verdict, messageId, message }) => ({ verdict, messageId, message }));
}

/** Errors of all programs together, as the compiler words them: a misspelt property is one. */
export function typeErrors(texts: ReadonlyMap<string, string>): readonly string[] {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const files = new Map([...texts].map(([name, text]) => [`${__dirname}/${name}.ts`, `${PRELUDE}export {};\n${text}`]));
  const before = {
    read: host.readFile.bind(host),
    exists: host.fileExists.bind(host),
    source: host.getSourceFile.bind(host),
  };
  host.readFile = (file) => files.get(file) ?? before.read(file);
  host.fileExists = (file) => files.has(file) || before.exists(file);
  host.getSourceFile = (file, languageVersion, ...rest) => {
    const text = files.get(file);
    return text === undefined
      ? before.source(file, languageVersion, ...rest)
      : ts.createSourceFile(file, text, languageVersion);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const name = file === undefined ? "" : file.fileName.slice(__dirname.length + 1, -".ts".length);
    return `${name}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}
