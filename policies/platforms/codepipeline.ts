import { known, type Fact } from "../model/fact";
import type { Platform } from "../model/platform";
import { interpret, list, read, record, text, type Resource, type Shape, type Step } from "../model/resource";
import { words } from "../model/shown";
import type { Stack } from "../model/stack";
import type { UnknownRecord } from "../model/verdict";
import type { Credential } from "../subjects/credential";
import type { PlainSettings } from "../subjects/plain-settings";
import { passwordReader } from "./credentials";
import { plainSettings } from "./plain-settings";
import { requestParts } from "./request-parts";

const PIPELINE = "aws:codepipeline/pipeline:Pipeline";

/** What its actions hand to the builds, functions and stacks that they start: whoever may describe the pipeline reads it. */
export const codepipeline: Platform = {
  name: "codepipeline",
  types: { [PIPELINE]: "settings" },
  subjects: { "plain-settings": { [PIPELINE]: readActions }, credential: { [PIPELINE]: readTokens } },
};

/** The one value that the pipeline shows to nobody again (CodePipeline user guide, *GitHub version 1 source action*). */
const TOKEN = "OAuthToken";

interface Setting {
  readonly path: readonly Step[];
  readonly name: string;
  readonly value: Fact<string>;
}

function readActions(pipeline: Resource): readonly PlainSettings[] {
  const { settings, open } = settingsIn(pipeline);
  const plain = settings.filter(({ name }) => name !== TOKEN);
  const written = plain.flatMap(({ name, value }) => (value.state === "known" ? [{ [name]: value.value }] : []));
  const location = { urn: pipeline.urn, path: "stages" };
  return [
    plainSettings(pipeline, {
      ...{ holder: "codebuild", noun: words("pipeline"), path: "stages" },
      ...requestParts(known(JSON.stringify(written), location), words("in a command that it gives")),
      unread: [...open, ...plain.flatMap(({ value }) => unknownsOf(value))],
    }),
  ];
}

function readTokens(pipeline: Resource, stack: Stack): readonly Credential[] {
  const properties = settingsIn(pipeline)
    .settings.filter(({ name }) => name === TOKEN)
    .map(({ path }) => ({ property: path.join("."), label: words("token"), purpose: "external" as const }));
  return passwordReader(words("pipeline"), properties)(pipeline, stack);
}

/** The configuration of every action, and what of the stages is not known. */
function settingsIn(pipeline: Resource): {
  readonly settings: readonly Setting[];
  readonly open: readonly UnknownRecord[];
} {
  const open: UnknownRecord[] = [];
  const at = <T>(path: readonly Step[], shape: Shape<T>): T | undefined => {
    const found = read(pipeline, path, shape);
    open.push(...unknownsOf(found));
    return found.state === "known" ? found.value : undefined;
  };
  const entries = (path: readonly Step[]) => [...(at(path, list) ?? []).keys()].map((index) => [...path, index]);
  const settings = entries(["stages"])
    .flatMap((stage) => entries([...stage, "actions"]))
    .map((action) => [...action, "configuration"])
    .flatMap((path) =>
      Object.entries(at(path, record) ?? {}).map(([name, value]) => ({
        ...{ path: [...path, name], name },
        value: interpret(pipeline, path, value, text),
      })),
    );
  return { settings, open };
}

function unknownsOf(fact: Fact<unknown>): readonly UnknownRecord[] {
  return fact.state === "unknown" ? fact.unknowns : [];
}
