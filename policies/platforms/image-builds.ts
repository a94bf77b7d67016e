import { weakSecret } from "../facts";
import { map } from "../model/fact";
import type { Platform } from "../model/platform";
import type { Resource, Step } from "../model/resource";
import { words } from "../model/shown";
import type { Variable } from "../subjects/environment";
import type { PlainSettings } from "../subjects/plain-settings";
import { plainSettings } from "./plain-settings";
import { settingsAt } from "./settings";

const BUILDKIT_IMAGE = "docker-build:index:Image";
const IMAGE = "docker:index/image:Image";

/** What builds an image is told: its arguments stay in the image's history (Docker documentation, *Build variables*; docker-build.Image). */
export const imageBuilds: Platform = {
  name: "image-builds",
  types: { [BUILDKIT_IMAGE]: "settings", [IMAGE]: "settings" },
  subjects: {
    "plain-settings": {
      [BUILDKIT_IMAGE]: argumentsAt(["buildArgs"]),
      [IMAGE]: argumentsAt(["build", "args"]),
    },
  },
};

function argumentsAt(path: readonly Step[]) {
  return (resource: Resource): readonly PlainSettings[] => {
    const given = settingsAt(resource, path, "plain");
    if (given.state === "absent") return [];
    const variables = map(given, (all) => all.filter((argument) => !isStandIn(argument)));
    return [
      plainSettings(resource, { holder: "image-build", noun: words("image build"), path: path.join("."), variables }),
    ];
  };
}

/** `SECRET_KEY=build-only`: what a build asks for and never uses is no secret, and what runs is given its own. */
function isStandIn({ name, value }: Variable): boolean {
  return value.state === "known" && weakSecret(value.value, { name })?.severity === "known";
}
