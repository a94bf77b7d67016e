import type { WorkloadRole } from "../model/blueprint";
import { absent, known, mayPass, type Fact } from "../model/fact";
import type { Resource } from "../model/resource";
import { logicalName, named, phrase, words } from "../model/shown";
import type { UnknownRecord } from "../model/verdict";
import { asStarted, readingOf, roleReader } from "../subjects/command";
import { Environment, type Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";
import { realSubject } from "./blueprint/parts";

/** What a platform knows of code that it runs without a blueprint's word. */
export interface WorkloadParts extends Pick<Workload, "platform" | "command" | "services" | "copies" | "cpus"> {
  readonly resource: Resource;
  readonly oneProcess?: boolean;
  readonly path: string;
  /** Its name inside the resource, where that runs several. */
  readonly part?: string | undefined;
  readonly variables: Fact<readonly Variable[]>;
  /** What may hold more variables. */
  readonly open: readonly UnknownRecord[];
  /** Where the platform, and no command line, says what is started. */
  readonly reading?: Workload["reading"] | undefined;
  readonly securityGroups?: Workload["securityGroups"];
  readonly options?: Environment;
  /** Absent: it is no image, or a place of the platform's own keeps it. */
  readonly image?: Workload["image"];
  /** What the platform itself makes of a role, given what the command says of it. */
  readonly role?: (role: WorkloadRole, said: Fact<boolean>) => Fact<boolean>;
  /** Names that may say what it is for. */
  readonly names: readonly string[];
}

export function undeclaredWorkload(parts: WorkloadParts): Workload {
  const { resource, path, part, command, variables, open, names } = parts;
  const subject = subjectOf(resource, path, part);
  const { location } = subject;
  const written = new Environment(variables, open, location);
  const image = parts.image ?? absent(location);
  const reading = parts.reading ?? readingOf({ command, environment: written, image });
  const says = roleReader(reading, written, location, {
    containerNames: [resource.name, ...(part === undefined ? [] : [part])],
    serviceNames: names,
    declared: undefined,
  });
  return {
    ...subject,
    platform: parts.platform,
    oneProcess: parts.oneProcess ?? false,
    hasRole: (role) => parts.role?.(role, says(role)) ?? says(role),
    command,
    reading,
    environment: asStarted(written, reading),
    written,
    options: parts.options ?? new Environment(absent(location), [], location),
    healthCommand: absent(location),
    services: parts.services,
    copies: parts.copies,
    cpus: parts.cpus,
    // How it is stopped is the platform's own affair.
    stop: { timeout: absent(location), standard: undefined, limit: absent(location), init: absent(location) },
    securityGroups: parts.securityGroups ?? absent(location),
    container: part,
    image,
    startPeriod: absent(location),
  };
}

function subjectOf(resource: Resource, path: string, part: string | undefined) {
  const subject = realSubject(resource, undefined, "workloads", path);
  if (part === undefined) return subject;
  const unnamed = words("unnamed");
  const name = phrase`${logicalName(resource.name, unnamed)}/${named(part, unnamed)}`;
  const key = `${resource.urn}#${path}`;
  return { ...subject, key, name, shown: phrase`workload/${name}`, label: phrase`workload ${name}` };
}

/** What is known of roles only where something says so: what ends by itself keeps none of the lasting ones. */
export function onlyIfSaid(said: Fact<boolean>, resource: Resource): Fact<boolean> {
  if (said.state !== "unknown" || said.unknowns.some(mayPass)) return said;
  return known(false, { urn: resource.urn, path: "" });
}
