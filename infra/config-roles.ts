/** What an account asks of every role in it: a boundary, and a place among the others. */
import * as v from "valibot";
import { text } from "./config-values";

export interface RoleSettings {
  /** The managed policy that no role of the stack can do more than; null: none. */
  readonly permissionsBoundaryArn: string | null;
  /** `/teams/shop/`; null: IAM's own, `/`. */
  readonly path: string | null;
}

export const ROLE_KEYS = {
  // One of AWS's has `aws` for the account.
  permissionsBoundaryArn: v.optional(
    text(
      "the ARN of an IAM policy such as arn:aws:iam::123456789012:policy/boundary",
      /^arn:aws(-[a-z]+)*:iam::(\d{12}|aws):policy\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/,
    ),
  ),
  // IAM takes 512 characters; a role's ARN has to fit into policies that name it.
  rolePath: v.optional(
    text(
      "a path of up to 200 characters that begins and ends with /, such as /teams/shop/",
      /^(?!\/(aws-service-role|aws-reserved)\/)(?=.{1,200}$)\/([\w+=,.@-]+\/)*$/,
    ),
  ),
};

type Given = v.InferOutput<v.ObjectSchema<typeof ROLE_KEYS, undefined>>;

export function roleSettings({ permissionsBoundaryArn, rolePath }: Given): RoleSettings {
  return { permissionsBoundaryArn: permissionsBoundaryArn ?? null, path: rolePath ?? null };
}
