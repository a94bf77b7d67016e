import { allowancesOf, managedAllowances, type Allowance } from "../facts/iam-policy";
import { chain, known, unknown, type Fact } from "../model/fact";
import { Index, type ResourceGraph } from "../model/graph";
import type { Platform } from "../model/platform";
import { list, read, text, type Resource, type Shape } from "../model/resource";
import { Named } from "./named";

const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/policy:Policy";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
export const SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy";
/** Another name of a key. */
export const KEY_ALIAS = "aws:kms/alias:Alias";
/** Beside a key's own policy they say who may use it. */
export const KEY_POLICIES = ["aws:kms/keyPolicy:KeyPolicy", "aws:kms/grant:Grant"];
const ATTACHMENTS = "aws:iam/policyAttachment:PolicyAttachment";

const ROLES = new Named(ROLE, "arn");
const POLICIES = new Named(POLICY, "arn");

/** Roles with what they may do. */
export const iam: Platform = {
  name: "iam",
  types: {
    [ROLE]: "supports",
    [POLICY]: "supports",
    [ROLE_POLICY]: "supports",
    [ATTACHMENT]: "supports",
    [ATTACHMENTS]: "supports",
    // It may let a role in that has no right of its own.
    [SECRET_POLICY]: "supports",
    [KEY_ALIAS]: "supports",
    ...Object.fromEntries(KEY_POLICIES.map((type) => [type, "supports" as const])),
  },
  subjects: {},
};

/** One policy of a role. */
export interface Grant {
  /** Where it is written. */
  readonly location: { readonly urn: string; readonly path: string };
  readonly allowances: readonly Allowance[];
}

/** A role of the stack by what a property names: by dependency or by its ARN; undefined: it is nobody's here. */
export function roleNamed(graph: ResourceGraph, resource: Resource, property: string): Resource | undefined {
  const [role, another] = ROLES.by(graph, resource, property);
  return another === undefined ? role : undefined;
}

const HOLDERS = new Index("policies by role", [ROLE_POLICY, ATTACHMENT, ATTACHMENTS], (policy) => {
  const names =
    policy.type === ATTACHMENTS ? read(policy, ["roles"], list) : read(policy, ["role"], (value) => [value]);
  const written = names.state === "known" ? names.value.filter((name) => typeof name === "string") : [];
  return [
    ...[policy.producers["role"], policy.producers["roles"]].flatMap((urns) => urns ?? []).map((urn) => `from ${urn}`),
    ...written.map((name) => `name ${name.slice(name.lastIndexOf("/") + 1)}`),
  ];
});

const document: Shape<readonly Allowance[]> = allowancesOf;

/** Every policy of a role that this stack gives it; unknown: one of them cannot be read. */
export function grantsOf(graph: ResourceGraph, role: Resource): Fact<readonly Grant[]> {
  const name = read(role, ["name"], text);
  const held = new Set([
    ...graph.find(HOLDERS, `from ${role.urn}`),
    ...(name.state === "known" ? graph.find(HOLDERS, `name ${name.value}`) : []),
  ]);
  return all(role, [...ownGrants(role), ...[...held].map((holder) => grantOf(graph, holder))]);
}

function ownGrants(role: Resource): readonly Fact<Grant>[] {
  return [
    ...entries(role, "inlinePolicies").map((index) => granted(role, ["inlinePolicies", index, "policy"])),
    ...entries(role, "managedPolicyArns").map((index) => managed(role, ["managedPolicyArns", index])),
    // What it may not do whatever its policies say is not this one's to weigh.
    ...(read(role, ["permissionsBoundary"], text).state === "absent" ? [] : [unread(role, "permissionsBoundary")]),
  ];
}

/** Places in a list; one place that is unknown where the list is. */
function entries(role: Resource, property: string): readonly number[] {
  const found = read(role, [property], list);
  return found.state === "known" ? [...found.value.keys()] : found.state === "absent" ? [] : [0];
}

function grantOf(graph: ResourceGraph, holder: Resource): Fact<Grant> {
  if (holder.type === ROLE_POLICY) return granted(holder, ["policy"]);
  const [own] = POLICIES.by(graph, holder, "policyArn");
  return own === undefined ? managed(holder, ["policyArn"]) : granted(own, ["policy"]);
}

function granted(resource: Resource, path: readonly (string | number)[]): Fact<Grant> {
  return chain(read(resource, path, document), (allowances) => {
    const location = { urn: resource.urn, path: String(path[0]) };
    return known({ location, allowances }, location);
  });
}

function managed(resource: Resource, path: readonly (string | number)[]): Fact<Grant> {
  return chain(read(resource, path, text), (arn): Fact<Grant> => {
    const allowances = managedAllowances(arn);
    const location = { urn: resource.urn, path: String(path[0]) };
    return allowances === undefined ? unread(resource, String(path[0])) : known({ location, allowances }, location);
  });
}

function unread(resource: Resource, path: string) {
  return unknown({ location: { urn: resource.urn, path }, because: "outside", producers: [] });
}

function all(role: Resource, grants: readonly Fact<Grant>[]): Fact<readonly Grant[]> {
  const unknowns = grants.flatMap((grant) => (grant.state === "unknown" ? grant.unknowns : []));
  if (unknowns.length > 0) return unknown(...unknowns);
  return known(
    grants.flatMap((grant) => (grant.state === "known" ? [grant.value] : [])),
    { urn: role.urn, path: "" },
  );
}
