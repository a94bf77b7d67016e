import { isFiller } from "../facts/filler";
import { closed, known, unknown, type Fact } from "../model";
import type { UnexplainedException, WrittenExceptions } from "../subjects";
import { concernsStackOf } from "./address";
import type { BaselineBook } from "./baseline";
import type { Exemption, PolicyConfiguration } from "./configuration";
import type { ExemptionBook } from "./exemptions";

/** What became of the exceptions in a run. */
export interface Course {
  readonly exemptions: ExemptionBook;
  readonly baseline: BaselineBook;
  /** Of a resource of the stack: the file may be for others too. */
  readonly urn: string;
  /** Whether everything was judged. */
  readonly finished: boolean;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** What is wrong with the exceptions of a configuration. It names them by their keys: what is written in them may be anything. */
export function writtenExceptions(configuration: PolicyConfiguration, course: Course): WrittenExceptions {
  const { exemptions, baseline, urn, today } = course;
  const ours = configuration.exemptions
    // A rule's id is one of the pack's own.
    .map((entry, index) => ({ entry, what: closed(`exemptions.${index} (${entry.rule})`) }))
    .filter(({ entry }) => concernsStackOf(entry.resource, urn));
  const accepted = configuration.acceptedChecks
    .map((entry, index) => ({ entry, what: closed(`acceptedChecks.${index}`) }))
    .filter(({ entry }) => concernsStackOf(entry.resource, urn));
  const { mode, baseline: written } = configuration;
  const explained = [
    ...ours,
    ...accepted,
    ...(mode === undefined ? [] : [{ entry: mode, what: closed("mode.advisory") }]),
    ...(written === undefined ? [] : [{ entry: written, what: closed("baseline") }]),
  ];
  const over = ({ entry: { expires } }: { readonly entry: { readonly expires: string } }) => expires < today;
  const named = ({ entry, what }: (typeof accepted)[number] | (typeof ours)[number]) => ({
    what,
    end: closed(entry.expires),
  });
  const unused = new Set<Exemption>(exemptions.unused());
  return {
    count: explained.length,
    ended: ours.filter(over).map(named),
    endedAcceptances: accepted.filter(over).map(named),
    unexplained: explained.flatMap(({ entry, what }): readonly UnexplainedException[] => [
      ...(isFiller(entry.reason) ? [{ what, lacks: "reason" as const }] : []),
      ...(isFiller(entry.owner) ? [{ what, lacks: "owner" as const }] : []),
    ]),
    unused: atEnd(
      course,
      ours.filter((exemption) => unused.has(exemption.entry) && !over(exemption)).map(({ what }) => what),
      ({ length }) => length === 0,
    ),
    mended: atEnd(course, baseline.gone().length, (count) => count === 0),
  };
}

/** What is not covered yet may still be, until everything was judged; what is covered stays so. */
function atEnd<T>({ urn, finished }: Course, value: T, isSettled: (value: T) => boolean): Fact<T> {
  const location = { urn, path: "" };
  return finished || isSettled(value)
    ? known(value, location)
    : unknown({ location, because: "unfinished", producers: [] });
}
