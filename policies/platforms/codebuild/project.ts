import { chain, known, unknown, type Fact } from "../../model/fact";
import { interpret, text, type Resource } from "../../model/resource";
import { words } from "../../model/shown";
import type { Stack } from "../../model/stack";
import type { Location } from "../../model/verdict";
import type { PlainSettings } from "../../subjects/plain-settings";
import { resolve } from "../ecs/workload";
import { plainSettings } from "../plain-settings";
import { settingsListedAt, type Listed } from "../settings";
import { withStartParts } from "../start-parts";
import { buildSpecification } from "./build-specification";

export const PROJECT = "aws:codebuild/project:Project";

const VARIABLES = "environment.environmentVariables";

/** What a build gets in its environment: plain text is in the project, in each build's record and in its console. */
export function readProject(project: Resource, stack: Stack): readonly PlainSettings[] {
  const { variables, open } = settingsListedAt(project, VARIABLES, ({ type }, location) =>
    channelOf(interpret(project, ["environment"], type, text), stack, location),
  );
  const own = known(variables, { urn: project.urn, path: VARIABLES });
  return [
    plainSettings(project, {
      ...{ holder: "codebuild", noun: words("build project"), path: VARIABLES },
      ...withStartParts(own, buildSpecification(project), words("in its build specification")),
      unread: open,
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
