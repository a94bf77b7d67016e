import { chain, known, unknown, type Fact } from "../../model/fact";
import { isSet, list, pathText, read, text, type Resource, type Step } from "../../model/resource";
import { words, type Shown } from "../../model/shown";
import type { Location } from "../../model/verdict";
import type { PlainSettings } from "../../subjects/plain-settings";
import { worstOfEach } from "../once-each";
import { plainSettings } from "../plain-settings";
import { startParts } from "../start-parts";

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
  return [
    plainSettings(resource, {
      ...{ holder: "instance", noun: STARTED[resource.type] ?? words("instance"), path },
      ...startParts(userDataAt(resource, [path]), words("in its user data")),
    }),
  ];
}

export const SPOT_FLEET = "aws:ec2/spotFleetRequest:SpotFleetRequest";

/** The same of every kind of machine that a fleet may start. */
export function readLaunchSpecifications(fleet: Resource): readonly PlainSettings[] {
  const path = "launchSpecifications";
  const specifications = read(fleet, [path], list);
  const texts =
    specifications.state === "known"
      ? specifications.value.map((_, index) => userDataAt(fleet, [path, index, "userData"]))
      : [specifications];
  const parts = texts.map((written) => startParts(written, words("in its user data")));
  if (texts.every(({ state }) => state === "absent")) return [];
  return [
    plainSettings(fleet, {
      ...{ holder: "instance", noun: words("Spot fleet"), path },
      variables: known(
        worstOfEach(parts.flatMap(({ variables }) => (variables.state === "known" ? variables.value : []))),
        { urn: fleet.urn, path },
      ),
      unread: parts.flatMap(({ variables }) => (variables.state === "unknown" ? variables.unknowns : [])),
      open: parts.flatMap(({ open }) => open),
      commands: parts.flatMap(({ commands }) => commands),
    }),
  ];
}

function userDataAt(resource: Resource, path: readonly Step[]): Fact<string> {
  return chain(read(resource, path, text), (value) => decoded(value, { urn: resource.urn, path: pathText(path) }));
}

/** Base64 or the text itself; packed, in another encoding, or only its digest, nobody can read it. */
function decoded(value: string, location: Location): Fact<string> {
  const compact = value.replaceAll(/\s/g, "");
  const isEncoded = compact.length >= 4 && compact.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(compact);
  const plain = isEncoded ? Buffer.from(compact, "base64").toString("utf8") : value;
  const isText = !/[^\t\n\r\x20-\x7e\u{a0}-\u{fffc}\u{10000}-\u{10ffff}]/u.test(plain);
  return isText ? known(plain, location) : unknown({ location, because: "unreadable", producers: [] });
}
