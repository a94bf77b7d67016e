/** The shape of what an owner adds to a workload; what it means: workload-settings.ts. Each message completes "… must be …". */
import * as v from "valibot";
import { DEPENDS_ON, SIDECARS, sidecarsOf } from "./config-sidecars";
import { byName, integerOf, text, texts, VARIABLE_NAME } from "./config-values";
import type { Additions } from "./workload-settings";

const PERMISSIONS = "a list of objects with actions and resources";
const EGRESS = "a list of objects with port, to and reason";

const permission = v.strictObject(
  {
    // IAM user guide, "IAM JSON policy elements: Action". The role denies identity to its code, whatever is allowed.
    actions: texts(
      "a list of actions such as s3:GetObject, none of iam, organizations or sts:AssumeRole, which the role denies",
      /^(?!iam:|organizations:|sts:assumerole$)[a-z0-9-]+:[A-Za-z0-9*?]+$/i,
    ),
    resources: texts(
      "a list of ARNs, or * for actions that belong to no resource",
      /^(\*|arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:(\d{12}|aws)?:\S+)$/,
    ),
  },
  PERMISSIONS,
);

const way = v.strictObject(
  {
    port: integerOf(1, 65_535),
    to: text(
      "a network such as 203.0.113.0/24, or the id of a security group or prefix list",
      /^((\d{1,3}\.){3}\d{1,3}\/([0-9]|[12]\d|3[0-2])|(sg|pl)-[0-9a-f]{8,17})$/,
    ),
    // EC2 API, AuthorizeSecurityGroupEgress: what a rule's description may hold.
    reason: text(
      "a reason of 255 letters, digits or ._-:/()#,@[]+=&;{}!$* at most",
      /^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/,
    ),
  },
  EGRESS,
);

export const ADDITIONS = {
  command: v.optional(texts("a list of the command's words")),
  variables: v.optional(byName(VARIABLE_NAME, v.string("text"), "an object of variables")),
  permissions: v.optional(v.array(permission, PERMISSIONS)),
  egress: v.optional(v.array(way, EGRESS)),
  sidecars: v.optional(SIDECARS),
  dependsOn: v.optional(DEPENDS_ON),
};

export type GivenAdditions = v.InferOutput<v.StrictObjectSchema<typeof ADDITIONS, undefined>>;

export function withNothing(given: GivenAdditions | undefined): Additions {
  return {
    command: given?.command ?? null,
    variables: given?.variables ?? {},
    permissions: given?.permissions ?? [],
    egress: given?.egress ?? [],
    sidecars: sidecarsOf(given?.sidecars ?? {}),
    dependsOn: given?.dependsOn ?? null,
  };
}
