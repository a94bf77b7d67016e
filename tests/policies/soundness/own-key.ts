import * as aws from "@pulumi/aws";
import * as fc from "fast-check";
import { json, ref, resource, type TestResource } from "../../../policies/testing";
import { later } from "./later";

/** The key that a workload's secret has, and whether the role that hands the secret over may decrypt with it. */

const ACCOUNT = "eu-west-1:111122223333";

export const ownKey = fc.record({
  link: fc.constantFrom("none", "none", "computed", "id", "written", "alias", "named", "elsewhere", "foreign", "aws"),
  decrypts: fc.constantFrom("none", "computed", "written", "other", "all"),
});

export type OwnKey = typeof ownKey extends fc.Arbitrary<infer T> ? T : never;

interface Kept {
  /** What the secret's `kmsKeyId` is; undefined: it has none. */
  readonly keyId: unknown;
  readonly key: TestResource;
  readonly arn: string;
  /** Another name of it. */
  readonly alias: TestResource;
}

export function keyFor({ link }: OwnKey, name: string, index: number): Kept | undefined {
  if (link === "none") return undefined;
  const id = `0000000${index}-12ab-34cd-56ef-1234567890ab`;
  const arn = `arn:aws:kms:${ACCOUNT}:key/${id}`;
  const key = resource(aws.kms.Key, name, { enableKeyRotation: true }, { outputs: { arn, keyId: id, id } });
  const alias = resource(
    aws.kms.Alias,
    name,
    { targetKeyId: ref(key, "keyId") },
    { outputs: { name: `alias/${name}` } },
  );
  const keyId = {
    alias: ref(alias, "name"),
    named: `alias/${name}`,
    computed: ref(key, "arn"),
    id: ref(key, "keyId"),
    written: arn,
    elsewhere: later(arn),
    foreign: `arn:aws:kms:eu-west-1:999900001111:key/${id}`,
    aws: later("alias/aws/secretsmanager"),
  };
  return { keyId: keyId[link], key, arn, alias };
}

/** What lets a role decrypt with the key, which may come after everything else. */
export function decryptionBy(
  { decrypts }: OwnKey,
  name: string,
  role: TestResource | undefined,
  kept: Kept | undefined,
): readonly TestResource[] {
  if (role === undefined || kept === undefined || decrypts === "none") return [];
  const { key, arn } = kept;
  const about = { computed: ref(key, "arn"), written: arn, other: `${arn}0`, all: "*" }[decrypts];
  const statement = { Effect: "Allow", Action: "kms:Decrypt", Resource: about };
  const policy = json({ Statement: [statement] });
  return [resource(aws.iam.RolePolicy, `${name}-decrypt`, { role: ref(role, "name"), policy })];
}
