import {
  dependsOnImage,
  readCommand,
  rolesOf,
  withEntryProgram,
  type CommandReading,
  type RoleHint,
  type UnreadReason,
} from "../facts";
import type { WorkloadRole } from "../model/blueprint";
import { absent, known, map, unknown, type Fact } from "../model/fact";
import { named, words } from "../model/shown";
import type { Location, UnknownRecord } from "../model/verdict";
import { Environment, type Variable } from "./environment";

/** What is known of a command while it is read: its words, and the environment it is started in. */
export interface Started {
  /** Absent: the image's own default. */
  readonly command: Fact<readonly string[]>;
  readonly environment: Environment;
  /** Whose entry point may put a program before the command. */
  readonly image: Fact<string>;
}

/** What a container starts. Unknown while the command itself is, or the image that says what it means. */
export function readingOf({ command, environment, image }: Started): Fact<CommandReading> {
  if (command.state === "unknown") return command;
  const words = command.state === "known" ? command.value : undefined;
  const { variables } = environment;
  const argv =
    words === undefined
      ? undefined
      : withEntryProgram(words, {
          image: image.state === "known" ? image.value : undefined,
          variables: variables.state === "known" ? variables.value.map(({ name }) => name) : [],
        });
  if (argv !== undefined && argv === words && dependsOnImage(argv)) {
    if (image.state === "unknown") return image;
    if (variables.state === "unknown") return variables;
  }
  const values = valuesByName(environment);
  const whole = environment.variables.state !== "unknown" && environment.open.length === 0;
  const lookup = (name: string) => {
    const value = values.get(name);
    if (value !== undefined) return value.state === "known" ? value.value : undefined;
    // Where the environment was not read to its end, a variable that was not found may be set all the same.
    return whole ? null : undefined;
  };
  return known(readCommand(argv, lookup), command.location, command.basis);
}

function valuesByName({ variables }: Environment): ReadonlyMap<string, Fact<string>> {
  if (variables.state !== "known") return new Map();
  return new Map(variables.value.map(({ name, value }) => [name, value]));
}

/** These leave the environment whole: what is in the command line itself was read. */
const LEAVES_ENVIRONMENT: readonly UnreadReason[] = ["config-file", "program", "image-default", "unknown-variable"];

/** A container's environment as its programs see it: with what the command line sets, and open where a script may set more. */
export function asStarted(environment: Environment, reading: Fact<CommandReading>): Environment {
  if (reading.state !== "known") return environment;
  const { location } = environment;
  const set = new Map<string, Variable>();
  for (const { assignments } of reading.value.programs) {
    for (const [name, value] of assignments) {
      const shown = named(name, words("a variable"));
      const at = { urn: location.urn, path: `${location.path}.command` };
      const fact: Fact<string> =
        value === undefined ? unknown({ location: at, because: "unread", producers: [] }) : known(value, at);
      set.set(name, {
        name,
        shown,
        channel: "command",
        value: fact,
        reference: undefined,
        store: undefined,
        location: at,
      });
    }
  }
  const variables = map(environment.variables, (before) => [
    ...before.filter(({ name }) => !set.has(name)),
    ...set.values(),
  ]);
  const scripts = reading.value.unread.filter(({ reason }) => !LEAVES_ENVIRONMENT.includes(reason));
  return new Environment(variables, [...environment.open, ...unreadRecords(scripts, location)], location);
}

/** What may tell what a workload is for, beside its command. */
export interface RoleHints {
  readonly containerNames: readonly string[];
  readonly serviceNames: readonly string[];
  /** What a blueprint says: it may add duties, never remove them. `sidecar`: it has none of a workload's. */
  readonly declared: Fact<WorkloadRole | "sidecar"> | undefined;
}

/** What was not read and starts one program, whose duty a blueprint may name. */
const TOLD_BY_BLUEPRINT: ReadonlySet<UnreadReason> = new Set<UnreadReason>(["program", "config-file"]);

/** Whether a blueprint may say what was not read: of a sidecar also what its image, somebody else's, starts by itself. */
function isTold({ reason }: CommandReading["unread"][number], by: WorkloadRole | "sidecar"): boolean {
  return TOLD_BY_BLUEPRINT.has(reason) || (by === "sidecar" && reason === "image-default");
}

/** Whether a workload has a role. */
export function roleReader(
  reading: Fact<CommandReading>,
  environment: Environment,
  location: Location,
  { containerNames, serviceNames, declared }: RoleHints,
): (role: RoleHint | "job") => Fact<boolean> {
  const roles = map(reading, (read) => {
    const variables = environment.variables.state === "known" ? environment.variables.value : [];
    const values = variables.map(({ name, value }) => ({
      name,
      value: value.state === "known" ? value.value : undefined,
    }));
    return rolesOf(read, { containerNames, serviceNames, environment: values });
  });
  return (role) => {
    // What the command shows by itself needs nobody's word.
    if (role !== "job" && roles.state === "known" && roles.value[role].answer === "yes")
      return known(true, roles.location, roles.basis);
    if (declared?.state === "known" && declared.value === role) return known(true, declared.location, "declared");
    if (role === "job") return absent(location);
    if (roles.state !== "known") {
      if (declared?.state === "known") return absent(declared.location, "declared");
      return roles.state === "absent" ? absent(location) : roles;
    }
    const { answer } = roles.value[role];
    if (answer === "no") return absent(roles.location, roles.basis);
    const unread = reading.state === "known" ? reading.value.unread : [];
    // What a program of the application's own does its blueprint may say; what else a script starts nobody has seen.
    if (declared?.state === "known" && unread.every((one) => isTold(one, declared.value)))
      return absent(declared.location, "declared");
    const records = unreadRecords(unread, location);
    const nothing: UnknownRecord = {
      location: { urn: location.urn, path: `${location.path}.command` },
      because: "unread",
      producers: [],
    };
    return unknown(...(records.length > 0 ? records : [nothing]));
  };
}

export function unreadRecords(unread: CommandReading["unread"], { urn, path }: Location): readonly UnknownRecord[] {
  const at = unread.map(({ reason, name }) => {
    const what = named(name, words("unnamed"));
    return `${path}.command (${reason}${name === "" ? "" : ` ${what}`})`;
  });
  return [...new Set(at)].map((place) => ({ location: { urn, path: place }, because: "unread", producers: [] }));
}
