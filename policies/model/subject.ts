import { safeName } from "../facts/secrets/safe-name";
import type { Shown } from "./shown";
import type { Basis, Location } from "./verdict";

/** What a rule judges: one workload, one setting, one database. */
export interface Subject {
  /** Its identity: URN of the resource it is read from (or blueprint and declared part), and what in it. */
  readonly key: string;
  /** The key of the declared part it realises; undefined: none, or it is only declared itself. */
  readonly realises: string | undefined;
  /** For people and reports: `workload/web`. Not unique. */
  readonly shown: Shown;
  /** How a message speaks of it: `workload web`. */
  readonly label: Shown;
  /** Where a finding about it is shown. */
  readonly location: Location;
  /** Whether a blueprint speaks of it: then what is missing breaks a promise. */
  readonly declared: boolean;
  /** `declared`: it is read from a blueprint, or a real one is filled in with what that says of it; absent: from what is real. */
  readonly basis?: Basis;
  /** An address by which an exemption may name the declared part, in the form of a URN; undefined: not declared. */
  readonly address: string | undefined;
}

/** A setting or value inside another subject. Keys are written into reports, so a name that may not be shown gives way to its place. */
export function within(subject: Subject, name: string, shown: Shown, label: Shown, location: Location): Subject {
  const own = safeName(name) ?? location.path;
  return {
    key: `${subject.key}/${own}`,
    realises: subject.realises === undefined ? undefined : `${subject.realises}/${own}`,
    shown: `${subject.shown}/${shown}` as Shown,
    label: `${label} of ${subject.label}` as Shown,
    location,
    declared: subject.declared,
    ...(subject.basis === undefined ? {} : { basis: subject.basis }),
    address: subject.address,
  };
}
