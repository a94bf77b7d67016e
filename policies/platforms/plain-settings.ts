import type { Fact } from "../model/fact";
import { absent } from "../model/fact";
import type { Resource } from "../model/resource";
import type { Shown } from "../model/shown";
import type { UnknownRecord } from "../model/verdict";
import { Environment, type Variable } from "../subjects/environment";
import type { PlainSettings } from "../subjects/plain-settings";
import { resourceSubject } from "./subject";

interface Parts extends Pick<PlainSettings, "holder"> {
  /** How a message speaks of the resource. */
  readonly noun: Shown;
  readonly path: string;
  readonly variables: Fact<readonly Variable[]>;
  /** What of them could not be read. */
  readonly unread?: readonly UnknownRecord[];
  /** What may set more of them. */
  readonly open?: readonly UnknownRecord[];
  readonly commands?: PlainSettings["commands"];
}

/** The plain settings of a resource that is no workload the pack reads. */
export function plainSettings(resource: Resource, parts: Parts): PlainSettings {
  const { holder, noun, path, variables, unread = [], open = [], commands = [] } = parts;
  const subject = resourceSubject(resource, noun, path);
  const { location } = subject;
  return {
    ...subject,
    holder,
    written: new Environment(variables, unread, location),
    environment: new Environment(variables, [...unread, ...open], location),
    options: new Environment(absent(location), [], location),
    commands,
    open,
    workload: undefined,
  };
}
