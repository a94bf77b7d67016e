import { secretLike, startText, type StartText } from "../../facts";
import { chain, known, map, unknown, type Fact } from "../../model/fact";
import { isSet, read, text, type Resource } from "../../model/resource";
import { named, words, type Shown } from "../../model/shown";
import type { Location, UnknownRecord } from "../../model/verdict";
import type { Variable } from "../../subjects/environment";
import type { PlainSettings, WrittenCommand } from "../../subjects/plain-settings";
import { plainSettings } from "../plain-settings";

/** How a message speaks of what starts with a text. */
export const STARTED: Readonly<Record<string, Shown>> = {
  "aws:ec2/instance:Instance": words("instance"),
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": words("instance"),
  "aws:ec2/launchTemplate:LaunchTemplate": words("launch template"),
  "aws:ec2/launchConfiguration:LaunchConfiguration": words("launch configuration"),
  "aws:lightsail/instance:Instance": words("instance"),
};

/** What a machine's user data sets: whoever may describe the machine reads it, and everything that runs on it. */
export function readUserData(resource: Resource): readonly PlainSettings[] {
  const path = isSet(resource, "userDataBase64") ? "userDataBase64" : "userData";
  if (!isSet(resource, path)) return [];
  const location = { urn: resource.urn, path };
  const written = chain(read(resource, [path], text), (value) => decoded(value, location));
  const started = map(written, startText);
  return [
    plainSettings(resource, {
      ...{ holder: "instance", noun: STARTED[resource.type] ?? words("instance"), path },
      variables: map(started, ({ settings }) => variablesOf(settings, location)),
      open: started.state === "known" ? elsewhere(started.value, location) : [],
      commands: started.state === "known" ? commandsOf(started.value, location) : [],
    }),
  ];
}

/** Base64 or the text itself; packed, in another encoding, or only its digest, nobody can read it. */
function decoded(value: string, location: Location): Fact<string> {
  const compact = value.replaceAll(/\s/g, "");
  const isEncoded = compact.length >= 4 && compact.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(compact);
  const plain = isEncoded ? Buffer.from(compact, "base64").toString("utf8") : value;
  const isText = !/[^\t\n\r\x20-\x7e\u{a0}-\u{fffc}\u{10000}-\u{10ffff}]/u.test(plain);
  return isText ? known(plain, location) : unknown({ location, because: "unreadable", producers: [] });
}

function variablesOf(settings: StartText["settings"], location: Location): readonly Variable[] {
  const byName = new Map<string, Variable>();
  for (const [index, { name, value }] of settings.entries()) {
    // Of one name that is set twice, what is a secret stands there all the same.
    const isSecret = secretLike(name, value) !== undefined;
    if (byName.has(name) && !isSecret) continue;
    const shown = named(name, words("a variable"));
    const at = { urn: location.urn, path: shown === name ? `${location.path}.${name}` : `${location.path}[${index}]` };
    byName.set(name, {
      ...{ name, shown, channel: "plain", value: known(value, at) },
      ...{ reference: undefined, store: undefined, location: at },
    });
  }
  return [...byName.values()];
}

function commandsOf({ commands }: StartText, location: Location): readonly WrittenCommand[] {
  return commands.map((argv) => ({ place: words("in its user data"), argv: known(argv, location) }));
}

function elsewhere(started: StartText, { urn, path }: Location): readonly UnknownRecord[] {
  const files = started.elsewhere.map((file) => file.slice(file.lastIndexOf("/") + 1));
  return [...new Set(files)].map((file) => ({
    location: { urn, path: `${path} (${named(file, words("a file"))})` },
    because: "unread",
    producers: [],
  }));
}
