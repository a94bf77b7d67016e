import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Context, named } from "./context";

export interface RoleArgs {
  /** What whoever has it may do, and for whom. */
  readonly description: string;
  /** Who may take it. */
  readonly trust: pulumi.Output<string>;
}

/** A role as the account's owners want roles: at their path, and below their boundary. */
export function accountRole(name: string, args: RoleArgs, context: Context, parent: pulumi.Resource): aws.iam.Role {
  const { path, permissionsBoundary } = context.roles;
  return new aws.iam.Role(
    name,
    {
      description: args.description,
      assumeRolePolicy: args.trust,
      ...(path === null ? {} : { path }),
      ...(permissionsBoundary === null ? {} : { permissionsBoundary }),
      tags: named(context, name),
    },
    { parent },
  );
}
