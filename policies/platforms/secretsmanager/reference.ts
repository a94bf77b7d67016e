import { placeOfArn, type Place } from "../../model/place";
import type { Shape } from "../../model/resource";

/** What a container's `valueFrom` names: a secret's ARN with the JSON key in it, or an SSM parameter. */
export interface SecretReference {
  /** Under which {@link SECRETS} knows it. */
  readonly id: string;
  readonly key: string | undefined;
  /** The secret's own name, as far as the ARN says it; undefined: a parameter. */
  readonly name: string | undefined;
  /** Of an ARN; undefined: where whoever names it is. */
  readonly place: Place | undefined;
  /** Whether ECS takes it: a JSON key needs the two colons after it (`arn:json-key:version-stage:version-id`). */
  readonly wellFormed: boolean;
}

/** `arn:aws:secretsmanager:region:account:secret:name`: what is before any member, version stage and version id. */
const ARN_PARTS = 7;
const MEMBER_PARTS = 3;

/**
 * `arn:aws:secretsmanager:region:account:secret:name-AbCdEf[:json-key:version-stage:version-id]`,
 * `arn:aws:ssm:region:account:parameter/name`, or a parameter's bare name.
 */
export const secretReference: Shape<SecretReference> = (value) => {
  if (typeof value !== "string" || value === "") return undefined;
  const parts = value.split(":");
  if (parts[0] !== "arn") return /^\/?[\w./-]+$/.test(value) ? parameter(value) : undefined;
  if (parts[2] === "ssm") {
    const name = parts
      .slice(5)
      .join(":")
      .replace(/^parameter/, "");
    return name === "" ? undefined : { ...parameter(name), place: placeOfArn(value) };
  }
  if (parts[2] !== "secretsmanager" || parts.length < ARN_PARTS) return undefined;
  return {
    id: parts.slice(0, ARN_PARTS).join(":"),
    key: parts[ARN_PARTS] === "" ? undefined : parts[ARN_PARTS],
    name: secretName(parts[ARN_PARTS - 1] ?? ""),
    place: placeOfArn(value),
    wellFormed: parts.length === ARN_PARTS || parts.length === ARN_PARTS + MEMBER_PARTS,
  };
};

function parameter(name: string): SecretReference {
  return { id: parameterId(name), key: undefined, name: undefined, place: undefined, wellFormed: true };
}

/** Secrets Manager puts a hyphen and six characters after a name in its ARN. */
export function secretName(text: string): string {
  return text.replace(/-[A-Za-z0-9]{6}$/, "");
}

/** `/app/key` and `app/key` name the same parameter in a reference. */
export function parameterId(name: string): string {
  return `parameter ${name.replace(/^\//, "")}`;
}
