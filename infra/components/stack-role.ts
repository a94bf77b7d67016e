import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Context, named } from "./context";

export interface RoleArgs {
  readonly context: Pick<Context, "prefix" | "roles" | "tags">;
  readonly description: string;
  /** Who may take it. */
  readonly assumeRolePolicy: pulumi.Input<string>;
}

/** A role as the account wants it: every role of the stack is made here. */
export function stackRole(name: string, args: RoleArgs, parent: pulumi.Resource): aws.iam.Role {
  const { context, description, assumeRolePolicy } = args;
  const { path, permissionsBoundaryArn } = context.roles;
  return new aws.iam.Role(
    name,
    {
      description,
      assumeRolePolicy,
      // What is not set stays away from the inputs: a stack without them changes in nothing.
      path: path ?? undefined,
      permissionsBoundary: permissionsBoundaryArn ?? undefined,
      tags: named(context, name),
    },
    { parent },
  );
}
