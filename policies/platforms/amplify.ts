import { orDefault, unknown, type Fact } from "../model/fact";
import type { Platform } from "../model/platform";
import { isSet, read, text, type Resource } from "../model/resource";
import { words, type Shown } from "../model/shown";
import type { PlainSettings } from "../subjects/plain-settings";
import { type CredentialProperty, passwordReader } from "./credentials";
import { plainSettings } from "./plain-settings";
import { settingsAt } from "./settings";
import { withStartParts } from "./start-parts";

const APP = "aws:amplify/app:App";
const BRANCH = "aws:amplify/branch:Branch";

/** What visitors log in with: base64 of `user:password` (Amplify API reference, *CreateApp*). */
const VISITORS: CredentialProperty = {
  property: "basicAuthCredentials",
  label: words("visitors' password"),
  purpose: "connection",
  secretIn: (written) => {
    const [, password] = /^[^:]*:([^]*)$/.exec(Buffer.from(written, "base64").toString("utf8")) ?? [];
    return password ?? written;
  },
};

/** What the builds of an application get, and its servers where it has some: its console shows all of it. */
export const amplify: Platform = {
  name: "amplify",
  types: { [APP]: "settings", [BRANCH]: "settings" },
  subjects: {
    "plain-settings": {
      [APP]: settingsOf(words("Amplify app")),
      [BRANCH]: settingsOf(words("Amplify branch")),
    },
    credential: {
      [APP]: passwordReader(words("Amplify app"), [
        { property: "accessToken", label: words("access token"), purpose: "external" },
        { property: "oauthToken", label: words("OAuth token"), purpose: "external" },
        VISITORS,
      ]),
      [BRANCH]: passwordReader(words("Amplify branch"), [VISITORS]),
    },
  },
};

function settingsOf(noun: Shown) {
  const path = "environmentVariables";
  return (resource: Resource): readonly PlainSettings[] => {
    const own = orDefault(settingsAt(resource, [path], "plain"), []);
    const parts = withStartParts(own, buildSpecification(resource), words("in its build specification"));
    return [plainSettings(resource, { ...{ holder: "amplify", noun, path }, ...parts })];
  };
}

/** Absent: there is none; unknown: it is a file of the repository's. */
function buildSpecification(resource: Resource): Fact<string> {
  const written = read(resource, ["buildSpec"], text);
  if (written.state !== "absent" || !isSet(resource, "repository")) return written;
  return unknown({ location: written.location, because: "unread", producers: [] });
}
