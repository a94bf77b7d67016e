import {
  corsArguments,
  corsInDocument,
  corsSetting,
  openOrigins,
  purposesOf,
  readSwitch,
  type CorsSettingKind,
} from "../facts";
import { absent, chain, known, unknown, type Fact } from "../model/fact";
import { derivation } from "../model/platform";
import { closed, join, named, phrase, words, type Shown } from "../model/shown";
import { within, type Subject } from "../model/subject";
import type { UnknownRecord } from "../model/verdict";
import { headersOf } from "./cors-headers";
import type { Environment, Variable } from "./environment";
import type { PlainSettings } from "./plain-settings";
import { agreed, Running, type Said } from "./runs-as";
import type { Workload } from "./workload";

declare module "./kinds" {
  interface SubjectKinds {
    "cors-setting": CorsSetting;
  }
}

/** A setting that says which web origins may call: wherever a framework or a platform reads it from. */
export interface CorsSetting extends Subject {
  /** How its value is read. */
  readonly kind: CorsSettingKind;
  /** Absent: it names no origin. */
  readonly value: Fact<string>;
  /** Methods that other origins may use, in capitals; absent: it does not say. */
  readonly methods: Fact<readonly string[]>;
  /** Whether browsers may send cookies along; absent: it does not say. */
  readonly credentials: Fact<boolean>;
}

export const corsSettings = derivation({
  kind: "cors-setting",
  from: "workload",
  read: (workload: Workload): readonly CorsSetting[] => {
    const { variables, open, location } = workload.environment.matching((name) => corsSetting(name) !== undefined);
    const written = [...variables, ...argumentsOf(workload), ...headersOf(workload)];
    const settings = [...settingsAmong(written, workload), ...inDocuments(workload)];
    if (open.length === 0) return settings.length > 0 ? settings : promised(workload);
    const rest = within(workload, "cors", words("cors"), words("CORS"), open[0]?.location ?? location);
    const nothing = { state: "unknown", unknowns: open } as const;
    return [...settings, { ...rest, kind: "origins", value: nothing, methods: nothing, credentials: nothing }];
  },
});

/** What a machine's start text sets for the programs that it starts. Whether it sets nothing of the kind nobody can tell. */
export const corsInStartTexts = derivation({
  kind: "cors-setting",
  from: "plain-settings",
  read: (settings: PlainSettings): readonly CorsSetting[] =>
    settings.holder === "instance" ? settingsAmong(settings.environment.all.variables, settings) : [],
});

function settingsAmong(
  variables: readonly Variable[],
  owner: Subject & { readonly environment: Environment },
): readonly CorsSetting[] {
  const running = new Running(owner.environment);
  return running.inUse(variables).flatMap(({ variable, certain }): readonly CorsSetting[] => {
    const { name, shown, location: at } = variable;
    const kind = corsSetting(name);
    if (kind === undefined || !isMeant(kind, variable.value)) return [];
    const value = inUse(kind, variable.value, certain, running);
    const subject = within(owner, name, shown, shown, at);
    return [{ ...subject, kind, value, methods: absent(at), credentials: sendsCookies(owner.environment) }];
  });
}

/** The part of a value that its product reads; unknown where a wildcard may be in use or not. */
function inUse(kind: CorsSettingKind, value: Fact<string>, certain: boolean, running: Running): Fact<string> {
  if (value.state !== "known") return value;
  const judge = (text: string): Said => {
    const { open, unsure } = opennessOf(kind, text);
    return open !== undefined ? "open" : unsure ? "unsure" : "closed";
  };
  const used = agreed(value, running, judge);
  if (certain || used.state !== "known") return used;
  return running.runsAs() === undefined || judge(used.value) !== "closed" ? running.doubt(value.location) : used;
}

/**
 * A name that is about something else as often is a CORS setting where its value could only be one, and a check of the product's own
 * where it is off.
 */
function isMeant(kind: CorsSettingKind, value: Fact<string>): boolean {
  if (kind !== "weak" && kind !== "check") return true;
  if (value.state !== "known") return false;
  const { open, unsure } = opennessOf(kind, value.value);
  return open !== undefined || (kind === "check" && unsure);
}

/** What its command line says, as variables of those names; what only hands a setting's own variable on is judged there. */
function argumentsOf({ command, location, environment }: Workload): readonly Variable[] {
  if (command.state !== "known") return [];
  const at = { urn: location.urn, path: `${location.path}.command` };
  const none = { channel: "command", reference: undefined, store: undefined, location: at } as const;
  return corsArguments(command.value).flatMap(({ name, value }, index): Variable[] => {
    const [, variable] = /^\$\{(\w+)\}$/.exec(value) ?? [];
    const given = environment.matching((candidate) => candidate === variable).variables.at(-1);
    if (given !== undefined && !["weak", undefined].includes(corsSetting(given.name))) return [];
    const filled = given?.value ?? unknown({ location: at, because: "unread", producers: [] });
    return [
      {
        // An option may be given several times, and each is a setting of its own.
        name: `command.${name}.${index}`,
        shown: phrase`${words("--")}${named(name, words("option"))}`,
        value: variable === undefined ? known(value, at, command.basis) : filled,
        ...none,
      },
    ];
  });
}

/** What a document that is one variable says of it; its own keys are nobody's to print. */
function inDocuments(workload: Workload): readonly CorsSetting[] {
  const { environment } = workload;
  const running = new Running(environment);
  const documents = environment.matching((name) => corsSetting(name) === undefined).variables;
  return documents.flatMap(({ name, shown, value, location: at }, position) => {
    if (value.state !== "known") return [];
    // A document holds several, all at its own place: each has a key of its own.
    const own = shown === name ? name : `document.${position}`;
    const found = corsInDocument(value.value, running.runsAs);
    return found.flatMap(({ index, kind, certain, value: inner }): readonly CorsSetting[] => {
      const written = known(inner, at, value.basis);
      if (!isMeant(kind, written)) return [];
      return [
        {
          ...within(workload, `${own}.${index}`, shown, shown, at),
          kind,
          value: inUse(kind, written, certain, running),
          methods: absent(at),
          credentials: sendsCookies(environment),
        },
      ];
    });
  });
}

/** A declared web workload without any such setting: a setting that is not there. */
function promised(workload: Workload): readonly CorsSetting[] {
  const { declared, location } = workload;
  const serves = declared ? workload.hasRole("web") : undefined;
  if (serves?.state !== "known" || !serves.value) return [];
  const unread = mayTurnOut(workload);
  const nothing = unread.length > 0 ? unknown(...unread) : absent(location, serves.basis);
  const subject = within(workload, "cors", words("cors"), words("CORS"), location);
  return [{ ...subject, kind: "origins", value: nothing, methods: nothing, credentials: nothing }];
}

/**
 * What is not known of a workload that sets nothing by name, and may turn out to set it: an option, a loose name, a document. What
 * has another purpose by its name is none.
 */
function mayTurnOut({ command, environment }: Workload): readonly UnknownRecord[] {
  const { variables } = environment.matching((name) => corsSetting(name) === "weak" || purposesOf(name).length === 0);
  const facts: readonly Fact<unknown>[] = [command, ...variables.map(({ value }) => value)];
  return facts.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : []));
}

/** `CORS_ALLOW_CREDENTIALS`, `ACCESS_CONTROL_ALLOW_CREDENTIALS`, `corsSupportsCredentials`: under any prefix. */
const CREDENTIALS = /(?:cors|access_?control)\w{0,40}credentials$/i;

function sendsCookies(environment: Environment): Fact<boolean> {
  const { variables, location } = environment.matching((name) => CREDENTIALS.test(name.slice(-80)));
  const [first] = variables;
  if (first === undefined) return absent(location);
  return chain(first.value, (value): Fact<boolean> => {
    const on = readSwitch(value);
    return on === undefined ? absent(first.location) : known(on, first.location);
  });
}

/** What is open in a CORS setting, as it may be shown. */
export interface Openness {
  /** Origins that anybody can have; undefined: none. */
  readonly open: Shown | undefined;
  /** Whether there is a part that may be sound, and nothing shows it. */
  readonly unsure: boolean;
}

export function opennessOf(kind: CorsSettingKind, value: string): Openness {
  const found = openOrigins(kind, value);
  const certain = found.filter((origin) => origin.certain);
  // The facts show their own words and public suffixes, never a part of the value.
  const shown = [...new Set(certain.map((origin) => origin.shown))].map(closed);
  return { open: shown.length === 0 ? undefined : join(shown, ", "), unsure: found.length > certain.length };
}
