import { memberName, unresolvedValue } from "../facts";
import { known, map, type Fact } from "../model/fact";
import { derivation } from "../model/platform";
import { closed, phrase, words, type Shown } from "../model/shown";
import type { Stack } from "../model/stack";
import type { Subject } from "../model/subject";
import type { Basis, UnknownRecord } from "../model/verdict";
import { jsonFields, type Credential, type Secret } from "./credential";
import type { Variable } from "./environment";
import type { Workload } from "./workload";

declare module "./kinds" {
  interface SubjectKinds {
    "handed-over": HandedOver;
  }
}

/** What a program hands over as text for somebody to read: a workload's environment, a secret, a password. */
export interface HandedOver extends Subject {
  readonly values: readonly HandedValue[];
  /** Whether it is kept in a secret store, or is a password. */
  readonly secret: boolean;
  /** The names of the variables that stand beside each other. */
  readonly names: ReadonlySet<string>;
  /** What was not read and may hold more. */
  readonly open: readonly UnknownRecord[];
  /** What it rests on that these are all. */
  readonly basis: Basis;
}

export interface HandedValue {
  readonly name: string;
  /** How a message speaks of it; undefined: it is all there is. */
  readonly shown: Shown | undefined;
  readonly value: Fact<string>;
  /** Whether it is the name of something that is looked up as it stands: an image, a secret. */
  readonly isReference?: boolean;
}

/** Plain environment, labels, log options, the command line and the image. What is injected is a secret's own; where from is not. */
export const handedOverInEnvironment = derivation({
  kind: "handed-over",
  from: "workload",
  read: (workload: Workload): readonly HandedOver[] => {
    const sources = [workload.written, workload.options].map(({ all }) => all);
    const variables = sources.flatMap((source) => source.variables);
    const plain = variables.filter(({ channel }) => channel !== "secret");
    return [
      {
        ...subjectOf(workload),
        values: [
          ...plain.map(({ name, shown, value }: Variable) => ({ name, shown, value })),
          ...commandLine(workload),
          ...references(workload.image, variables),
        ],
        secret: false,
        names: new Set(variables.map(({ name }) => name)),
        // A file that is read when the container starts is nobody's text of this program.
        open: sources.flatMap(({ open }) => open).filter(({ because }) => because !== "unread"),
        basis: workload.written.all.basis,
      },
    ];
  },
});

/** A shell fills in much of a command line; what no shell would ever read is left. */
function commandLine({ command }: Workload): readonly HandedValue[] {
  if (command.state === "absent") return [];
  const value = map(command, (argv) => argv.find(isUnresolvedWord) ?? "");
  return [{ name: "command", shown: words("its command line"), value }];
}

function isUnresolvedWord(word: string): boolean {
  const reason = unresolvedValue(word)?.reason;
  return reason === "output" || reason === "object" || (reason === "missing" && word.includes("://"));
}

/** What the platform looks up before it starts anything. */
function references(image: Fact<string>, variables: readonly Variable[]): readonly HandedValue[] {
  const from = variables.flatMap(({ name, shown, valueFrom }) =>
    valueFrom === undefined ? [] : [{ name, shown: phrase`where ${shown} comes from`, value: valueFrom }],
  );
  return [{ name: "image", shown: words("its image"), value: image }, ...from].map((value) => ({
    ...value,
    isReference: true,
  }));
}

/** Every value of a secret store and of Parameter Store. */
export const handedOverInStores = derivation({
  kind: "handed-over",
  from: "secret",
  read: (secret: Secret): readonly HandedOver[] => handedOver(secret),
});

/** Passwords that are given to resources themselves. */
export const handedOverToResources = derivation({
  kind: "handed-over",
  from: "credential",
  read: (credential: Credential, stack: Stack): readonly HandedOver[] => {
    const inSettings = stack
      .of("plain-settings", credential.location.urn)
      .some(({ key }) => credential.key.startsWith(`${key}/`));
    return "arn" in credential || inSettings ? [] : handedOver(credential);
  },
});

function handedOver(credential: Credential): readonly HandedOver[] {
  if (credential.binary) return [];
  const { name, value, provenance } = credential;
  const made = provenance.state === "known" && provenance.value.kind !== "provided";
  // What a generator or AWS makes is no text of the program's until it is known.
  const own: Fact<string> = value.state !== "known" && made ? known("", credential.location, provenance.basis) : value;
  const members = own.state === "known" ? jsonFields(own.value) : undefined;
  const values: readonly HandedValue[] =
    members === undefined || own.state !== "known"
      ? [{ name, shown: undefined, value: own }]
      : [...members].map(([member, text]) => ({
          name: member,
          shown: memberName(member) === undefined ? words("a member") : closed(member),
          value: known(text, own.location, own.basis),
        }));
  return [{ ...subjectOf(credential), values, secret: true, names: new Set(), open: [], basis: "verified" }];
}

function subjectOf({ key, realises, shown, label, location, declared, address }: Subject): Subject {
  return { key, realises, shown, label, location, declared, address };
}
