import type { Judgement, MendingPart, MendingPlace, Subject, Suggestion, Way } from "../model";
import type { SuggestedChange, SuggestedProperty } from "../model";
import { remembered } from "../facts/remember";
import { safeName } from "../facts/secrets/safe-name";
import type { Rule } from "../rules/rule";
import { type Finding, placesOf } from "./suggestion-places";

/** What would mend a failure, placed where it was found; undefined: nothing is named that could be tried. */
export function suggestionOf(
  { settings = [], mends = {} }: Rule,
  subject: Subject,
  { messageId, data, location = subject.location, ways = [] }: Extract<Judgement, { verdict: "fail" }>,
): Suggestion | undefined {
  const always = mends[messageId];
  const all = always === undefined ? ways : [...ways, always];
  const found: Finding = { subject, location, data };
  // Settings are this product's: a program without a blueprint has others.
  const own = subject.declared || subject.realises !== undefined ? settings : [];
  const configuration = all.flatMap((way) => way.flatMap(partsOf).flatMap(removalOf));
  const [first, ...otherwise] = all.flatMap((way) => placed(way, found));
  if (own.length === 0 && configuration.length === 0 && first === undefined) return undefined;
  return {
    ...(own.length === 0 ? {} : { settings: own }),
    ...(configuration.length === 0 ? {} : { configuration }),
    ...(first === undefined ? {} : { set: first }),
    ...(otherwise.length === 0 ? {} : { otherwise }),
  };
}

/** A way with its places; none where a part has no place here, since that would leave the others without effect. */
function placed(way: Way, found: Finding): readonly (readonly SuggestedChange[])[] {
  const changes = way.map((part) => changeOf(part, found));
  const isWhole = changes.length > 0 && changes.every((change) => change.length > 0);
  return isWhole && changes.flat().every(isShowable) ? [changes] : [];
}

/** What a program writes in a name's place need not be one: such a place is not told. */
function isShowable({ path, from }: SuggestedProperty): boolean {
  return isShowablePath(path) && (from === undefined || isShowablePath(from.path));
}

/** The places of one rule are in paths of one kind. */
const isShowablePath = remembered((path) =>
  path.split(/[.[\]]+/).every((name) => name === "" || /^\d+$/.test(name) || safeName(name) !== undefined),
);

function changeOf(part: MendingPart, found: Finding): SuggestedChange {
  const places: (readonly SuggestedProperty[] | undefined)[] = partsOf(part).map((place) => placesOf(place, found));
  return places.every((place) => place !== undefined) ? places.flat() : [];
}

function partsOf(part: MendingPart): readonly MendingPlace[] {
  return "length" in part ? part : [part];
}

function removalOf(place: MendingPlace): readonly string[] {
  return "configuration" in place ? [place.configuration] : [];
}
