import { derivation } from "../model/platform";
import { words, type Shown } from "../model/shown";
import type { Fact } from "../model/fact";
import type { Subject } from "../model/subject";
import type { UnknownRecord } from "../model/verdict";
import type { Environment } from "./environment";
import type { Workload } from "./workload";

declare module "./kinds" {
  interface SubjectKinds {
    "plain-settings": PlainSettings;
  }
}

/** What everybody reads who may describe a resource: the settings of a workload, of a build, of a template. */
export interface PlainSettings extends Subject {
  /** What holds them: that decides how a secret is handed over instead. */
  readonly holder:
    | Workload["platform"]
    | "codebuild"
    | "amplify"
    | "image-build"
    | "parameter"
    | "instance"
    | "glue"
    | "connector"
    | "request"
    | "service";
  readonly written: Environment;
  /** As its programs see them: with what a command line sets. */
  readonly environment: Environment;
  readonly options: Environment;
  readonly commands: readonly WrittenCommand[];
  /** What was not read and may set more. */
  readonly open: readonly UnknownRecord[];
  /** Whose they are; undefined: no workload's that the pack reads. */
  readonly workload: Workload | undefined;
}

export interface WrittenCommand {
  /** Completes "has a secret …". */
  readonly place: Shown;
  readonly argv: Fact<readonly string[]>;
}

export const settingsOfWorkloads = derivation({
  kind: "plain-settings",
  from: "workload",
  read: (workload: Workload): readonly PlainSettings[] => {
    const { key, realises, shown, label, location, declared, basis, address } = workload;
    const { platform, written, environment, options, command, healthCommand, startedWith = [] } = workload;
    return [
      {
        ...{ key, realises, shown, label, location, declared, address },
        ...(basis === undefined ? {} : { basis }),
        ...{ holder: platform, written, environment, options, workload },
        commands: [
          { place: words("on its command line"), argv: command },
          { place: words("in its health check"), argv: healthCommand },
          ...startedWith.map((argv) => ({ place: words("in a command that it is started with"), argv })),
        ],
        open: environment.open,
      },
    ];
  },
});
