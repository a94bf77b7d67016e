import type { Way } from "../model/judgement";
import type { MendingPart, MendingPlace } from "../model/mending";
import { words, type Shown } from "../model/shown";
import type { Stack } from "../model/stack";
import type { SuggestedValue } from "../model/suggestion";
import type { Location } from "../model/verdict";
import type { Variable } from "../subjects/environment";
import { ofVersion } from "./engine-version";
import { builtContainer, entryOf, injectedFrom } from "./injecting";
import { firstWorkloads } from "./peers";
import type { Held, Realisation } from "../subjects/realisation";

/** How a part and its declaration come to say one thing: it is built as declared, or else declared as built. */
export function waysToHonour(stack: Stack, part: Realisation, promise: Held): readonly Way[] {
  const { variable, difference, declaredAt, kept } = promise;
  if (variable !== undefined) return variableWays(stack, part, variable);
  if (declaredAt === undefined || kept.state === "unknown") return [];
  if (difference.kind === "differs") {
    const { real, declared } = difference;
    const { urn, path } = kept.location;
    const built: MendingPart =
      path === "engineVersion"
        ? ofVersion(stack.graph, urn, path, String(declared))
        : { property: "@", value: valueOf(declared, kept.location) };
    const asBuilt: MendingPart = { property: declaredAt.path, of: declaredAt.urn, value: declaredValue(real) };
    return SAFER.test(declaredAt.path) && SAFE.has(real) ? [[asBuilt], [built]] : [[built], [asBuilt]];
  }
  return [
    [{ property: "@", from: declaredAt }],
    [{ property: declaredAt.path, of: declaredAt.urn, from: kept.location }],
  ];
}

/** Where on is the safer side: of two that differ it is the one to come to. */
const SAFER = /\.(?:multiAz|deletionProtection|transitEncryption|authentication|circuitBreaker(?:\.enable)?)$/;
const SAFE: ReadonlySet<Shown | number> = new Set([words("on"), words("with-rollback")]);

/** What a message says of a leaf, as the property takes it. */
function valueOf(shown: Shown | number, { path }: Location): SuggestedValue {
  if (path.endsWith("clusterMode")) return shown === "on" ? "enabled" : "disabled";
  if (shown === "without-rollback") return { enable: true, rollback: false };
  return declaredValue(shown);
}

function declaredValue(shown: Shown | number): SuggestedValue {
  if (shown === "on" || shown === "off") return shown === "on";
  if (shown === "with-rollback") return { enable: true, rollback: true };
  return shown;
}

function variableWays(
  stack: Stack,
  part: Realisation,
  { name, declared }: NonNullable<Held["variable"]>,
): readonly Way[] {
  const container = builtContainer(part);
  if (container === undefined) return [];
  const built = (list: "environment" | "secrets", member = ""): { readonly of: string; readonly property: string } => ({
    of: container.urn,
    property: `${container.path}.${list}[${name}]${member}`,
  });
  const none: readonly MendingPlace[] = [
    { ...built("environment"), value: null },
    { ...built("secrets"), value: null },
  ];
  if (declared === undefined) return [[none]];
  if (declared.channel === "plain") {
    const from = { urn: declared.location.urn, path: `${placeOf(declared, name)}.value` };
    return [
      [
        [
          { ...built("secrets"), value: null },
          { ...built("environment", ".value"), from },
        ],
      ],
    ];
  }
  return [...asPeers(stack, part, name, declared), ...fromSecret(stack, part, name, declared)];
}

/** By the first few other parts that have it from where it is declared to be from. */
function asPeers(stack: Stack, part: Realisation, name: string, declared: Variable): readonly Way[] {
  const ways: Way[] = [];
  for (const like of firstWorkloads(stack)) {
    if (!like.declared || like.key === part.key) continue;
    if (!like.written.all.variables.some((theirs) => isSameReference(theirs, declared))) continue;
    ways.push([{ variable: name, like }]);
    if (ways.length === MOST_PEERS) break;
  }
  return ways;
}

/** Each is one more run of the program. */
const MOST_PEERS = 3;

/** By the secret that is declared, where it is this stack's. */
function fromSecret(stack: Stack, part: Realisation, name: string, { reference }: Variable): readonly Way[] {
  if (reference?.secret.state !== "known") return [];
  const entry = entryOf(stack, reference.secret.value);
  const key = reference.key.state === "known" ? reference.key.value : "";
  return entry === undefined ? [] : [[injectedFrom(part, name, { entry, key })]];
}

function isSameReference(theirs: Variable, own: Variable): boolean {
  if (theirs.name !== own.name || theirs.reference === undefined || own.reference === undefined) return false;
  return (["secret", "key"] as const).every((part) => {
    const [one, other] = [theirs.reference?.[part], own.reference?.[part]];
    return (one?.state === "known" ? one.value : undefined) === (other?.state === "known" ? other.value : undefined);
  });
}

/** Where a variable is declared, whatever member of it was read. */
function placeOf({ location }: Variable, name: string): string {
  const whole = `.environment.${name}`;
  const at = location.path.indexOf(`${whole}.`);
  return at < 0 ? location.path : location.path.slice(0, at + whole.length);
}
