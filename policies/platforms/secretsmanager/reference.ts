import type { Shape } from "../../model/resource";

/** What a container's `valueFrom` names: a secret's ARN with the JSON key in it, or an SSM parameter. */
export interface SecretReference {
  /** Under which {@link SECRETS} knows it. */
  readonly id: string;
  readonly key: string | undefined;
}

/**
 * `arn:aws:secretsmanager:region:account:secret:name-AbCdEf[:json-key:version-stage:version-id]`,
 * `arn:aws:ssm:region:account:parameter/name`, or a parameter's bare name.
 */
export const secretReference: Shape<SecretReference> = (value) => {
  if (typeof value !== "string" || value === "") return undefined;
  const parts = value.split(":");
  if (parts[0] !== "arn") return /^\/?[\w./-]+$/.test(value) ? { id: parameterId(value), key: undefined } : undefined;
  if (parts[2] === "ssm") {
    const name = parts
      .slice(5)
      .join(":")
      .replace(/^parameter/, "");
    return name === "" ? undefined : { id: parameterId(name), key: undefined };
  }
  if (parts[2] !== "secretsmanager" || parts.length < 7) return undefined;
  return { id: parts.slice(0, 7).join(":"), key: parts[7] === "" ? undefined : parts[7] };
};

/** `/app/key` and `app/key` name the same parameter in a reference. */
export function parameterId(name: string): string {
  return `parameter ${name.replace(/^\//, "")}`;
}
