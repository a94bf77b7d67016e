import { orDefault } from "../model/fact";
import type { Platform } from "../model/platform";
import type { Resource } from "../model/resource";
import { words, type Shown } from "../model/shown";
import type { PlainSettings } from "../subjects/plain-settings";
import { plainSettings } from "./plain-settings";
import { settingsAt } from "./settings";

const APP = "aws:amplify/app:App";
const BRANCH = "aws:amplify/branch:Branch";

/** What the builds of an application get, and its servers where it has some: its console shows all of it. */
export const amplify: Platform = {
  name: "amplify",
  types: { [APP]: "judged", [BRANCH]: "judged" },
  subjects: {
    "plain-settings": {
      [APP]: settingsOf(words("Amplify app")),
      [BRANCH]: settingsOf(words("Amplify branch")),
    },
  },
};

function settingsOf(noun: Shown) {
  const path = "environmentVariables";
  return (resource: Resource): readonly PlainSettings[] => [
    plainSettings(resource, {
      ...{ holder: "amplify", noun, path },
      variables: orDefault(settingsAt(resource, [path], "plain"), []),
    }),
  ];
}
