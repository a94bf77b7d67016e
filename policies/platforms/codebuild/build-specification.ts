import { chain, known, unknown, type Fact } from "../../model/fact";
import { isRecord, list, read, text, type Resource } from "../../model/resource";

/** What a build runs, where the project itself says so; a file of the source, or at another place, may set anything. */
export function buildSpecification(project: Resource): Fact<string> {
  const written = read(project, ["source", "buildspec"], text);
  const location = { urn: project.urn, path: "source.buildspec" };
  const elsewhere = unknown({ location, because: "unread", producers: [] });
  if (written.state === "absent") return elsewhere;
  return chain(written, (value) => (/[\n{]|: /.test(value) ? known(linesOf(value), location) : elsewhere));
}

/** The variables and the commands; what `secrets-manager` and `parameter-store` name are references. */
function linesOf(written: string): string {
  const json = parsed(written);
  if (json === undefined) return withoutReferences(written);
  const { env, phases } = json;
  const variables = isRecord(env) && isRecord(env.variables) ? Object.entries(env.variables) : [];
  const commands = Object.values(isRecord(phases) ? phases : {}).flatMap((phase) =>
    isRecord(phase) ? [...(list(phase.commands) ?? []), ...(list(phase.finally) ?? [])] : [],
  );
  return [
    ...variables.map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
    ...commands.filter((command) => typeof command === "string"),
  ].join("\n");
}

function parsed(written: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^\s*\{/.test(written)) return undefined;
  try {
    const found: unknown = JSON.parse(written);
    return isRecord(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

const REFERENCES = /^["']?(?:secrets-manager|parameter-store)["']?: {0,8}$/;

/** YAML without the lines that stand below those two, as deep as they are indented. */
function withoutReferences(yaml: string): string {
  let below: number | undefined;
  return yaml
    .split("\n")
    .filter((line) => {
      const indent = line.length - line.trimStart().length;
      if (below !== undefined && (line.trim() === "" || indent > below)) return false;
      below = REFERENCES.test(line.trim()) ? indent : undefined;
      return below === undefined;
    })
    .join("\n");
}
