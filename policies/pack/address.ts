import { globMatches, isLiteral } from "../facts/glob";

/**
 * Addresses of what an exemption is for. A resource's is its URN. A part of a blueprint has one of the same form, with the
 * kind of part behind the blueprint's type: `urn:pulumi:prod::shop::guardrails:index:Blueprint$workloads::web`, which may
 * also be written `<blueprint urn>#workloads.web`.
 */
const DECLARED = /guardrails:index:Blueprint\$(\w+)$/;

/** The types of resources that each kind of declared part becomes. */
const REALISED_AS: Readonly<Record<string, RegExp>> = {
  workloads: /ecs|task|service|lambda|function|apprunner/i,
  databases: /rds|instance|cluster/i,
  caches: /elasticache|memorydb|replication|cache/i,
  secrets: /secret|ssm|parameter/i,
};

/** Less than this beside a star is a part of most names. */
const SHORTEST_NAME = 3;

/** Packages whose types say what a resource is and not which one. */
const EVERYBODYS = new Set(["aws", "aws-native", "awsx", "eks", "random", "pulumi", "guardrails"]);

/** Whether a glob covers an address. One that names a resource covers the declared part that becomes it. */
export function addressMatches(glob: string, address: string): boolean {
  const [pattern, urn] = [uniform(glob), uniform(address)];
  if (globMatches(pattern, urn)) return true;
  const kind = DECLARED.exec(typeOf(urn))?.[1];
  return kind !== undefined && realises(pattern, urn, kind);
}

/** Why a glob is no exception but the rule switched off; undefined where it names something. */
export function tooWide(glob: string): string | undefined {
  const pattern = uniform(glob);
  if (typeOf(pattern).endsWith("guardrails:index:Blueprint")) {
    return "names a whole blueprint; write #workloads.<name> behind it";
  }
  if (namesComponent(pattern)) return undefined;
  return names(nameOf(pattern)) && !coversStrangers(pattern) ? undefined : "names no resource";
}

/** Whether a glob may cover something of the stack and project that a URN is of: one file may be for several. */
export function concernsStackOf(glob: string, urn: string): boolean {
  const pattern = uniform(glob);
  const [stack = "", project = ""] = urn.split("::");
  if (!pattern.startsWith("urn:")) return true;
  const literal = pattern.split(/[*?]/, 1)[0] ?? "";
  const here = `${stack}::${project}::`;
  if (!here.startsWith(literal) && !literal.startsWith(here)) return false;
  const [wantedStack = "", wantedProject = "", ...rest] = pattern.split("::");
  return rest.length < 2 || (globMatches(wantedStack, stack) && globMatches(wantedProject, project));
}

/** Types that rules find most things in. */
const JUDGED = [
  "aws:ecs/taskDefinition:TaskDefinition",
  "aws:ecs/service:Service",
  "aws:rds/instance:Instance",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:lambda/function:Function",
  "guardrails:index:Blueprint$workloads",
];

/** Whether a glob covers a resource of its own stack and project whatever that is called: it states a place or a type. */
function coversStrangers(pattern: string): boolean {
  const filled = pattern.replace(/[*?]/g, "0").split("::");
  const stack = pattern.startsWith("urn:pulumi:") ? (filled[0] ?? "") : "urn:pulumi:0";
  const project = pattern.startsWith("urn:") && filled.length >= 2 ? (filled[1] ?? "") : "0";
  return JUDGED.some((type) => globMatches(pattern, `${stack}::${project}::${type}::0`));
}

/** What is written for a real resource, held against a declared part: its stack and project, its name, and its kind. */
function realises(glob: string, urn: string, kind: string): boolean {
  if (!names(nameOf(glob)) || !globMatches(nameOf(glob), nameOf(urn))) return false;
  const here = urn.split("::");
  const segments = glob.split("::");
  const place = segments.length >= 4 ? segments.slice(0, 2) : segments.slice(0, 1);
  if (glob.startsWith("urn:") && !place.every((part, index) => globMatches(part, here[index] ?? ""))) return false;
  const chain = typeOf(glob);
  const type = chain.slice(chain.lastIndexOf("$") + 1);
  return !/[a-z]/i.test(type) || REALISED_AS[kind]?.test(type) === true;
}

/** `<urn>#<kind>.<name>` in the form of a URN. */
function uniform(address: string): string {
  const at = address.indexOf("#");
  if (at < 0) return address;
  const [kind, name] = [
    address.slice(at + 1).split(".")[0] ?? "",
    address
      .slice(at + 1)
      .split(".")
      .slice(1)
      .join("."),
  ];
  const [stack = "", project = "", type = ""] = address.slice(0, at).split("::");
  return [stack, project, `${type}$${kind}`, name].join("::");
}

/** The name; what follows the last component where a glob leaves out where the name begins. */
function nameOf(urn: string): string {
  const last = urn.split("::").at(-1) ?? "";
  return last.slice(last.lastIndexOf("$") + 1);
}

/** The type part; a star may have swallowed the project before it. Empty where a glob states no type. */
function typeOf(urn: string): string {
  const segments = urn.split("::");
  return segments.length >= 3 || !urn.startsWith("urn:") ? (segments.at(-2) ?? "") : "";
}

/** Whether a name is all literal, or has enough of one around its stars. */
function names(name: string): boolean {
  if (name === "") return false;
  return isLiteral(name) || name.split(/[*?]/).some((literal) => /\w/.test(literal) && literal.length >= SHORTEST_NAME);
}

/** Whether a glob is held to what is inside a component of the program's own: `…::shop:index:PublicApi$**`. */
function namesComponent(urn: string): boolean {
  return [...urn.matchAll(/([\w-]+):[\w./-]{0,100}:[\w.-]{1,100}\$/g)].some(
    ([, owner]) => owner !== undefined && !EVERYBODYS.has(owner),
  );
}
