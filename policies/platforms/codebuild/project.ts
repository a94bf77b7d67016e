import { chain, known, unknown, type Fact } from "../../model/fact";
import { interpret, read, text, type Resource } from "../../model/resource";
import { words } from "../../model/shown";
import type { Stack } from "../../model/stack";
import type { Location, UnknownRecord } from "../../model/verdict";
import type { PlainSettings } from "../../subjects/plain-settings";
import { resolve } from "../ecs/workload";
import { plainSettings } from "../plain-settings";
import { settingsListedAt, type Listed } from "../settings";

export const PROJECT = "aws:codebuild/project:Project";

const VARIABLES = "environment.environmentVariables";

/** What a build gets in its environment: plain text is in the project, in each build's record and in its console. */
export function readProject(project: Resource, stack: Stack): readonly PlainSettings[] {
  const { variables, open } = settingsListedAt(project, VARIABLES, ({ type }, location) =>
    channelOf(interpret(project, ["environment"], type, text), stack, location),
  );
  return [
    plainSettings(project, {
      holder: "codebuild",
      noun: words("build project"),
      path: VARIABLES,
      variables: known(variables, { urn: project.urn, path: VARIABLES }),
      unread: open,
      open: buildSpecification(project),
    }),
  ];
}

/** A type of its own makes the value the name of a secret or parameter (CodeBuild API reference, EnvironmentVariable). */
function channelOf(type: Fact<string>, stack: Stack, location: Location): Listed {
  if (type.state === "unknown") return { channel: "plain", resolve: () => unknown({ ...UNTOLD, location }) };
  const kind = type.state === "known" ? type.value : "PLAINTEXT";
  if (kind !== "PARAMETER_STORE" && kind !== "SECRETS_MANAGER") return { channel: "plain" };
  return {
    channel: "secret",
    resolve: (written, at) => chain(written, (name) => resolve(stack, name, at)),
  };
}

const UNTOLD = { because: "not-created", producers: [] } as const;

/** Commands and variables that are in the source, or at another place: they may set more. */
function buildSpecification(project: Resource): readonly UnknownRecord[] {
  const written = read(project, ["source", "buildspec"], text);
  if (written.state === "unknown") return written.unknowns;
  const { location } = written;
  return [{ location, because: "unread", producers: [] }];
}
