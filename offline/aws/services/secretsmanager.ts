import { randomUUID } from "node:crypto";
import { number, text } from "../../provider/values";
import { bareRefusal, refusal } from "../api-error";
import { between, conflicts, json, lengthBetween, matches } from "../checks";
import { alphanumeric } from "../names";
import { autoname, type Place, type Reference, resourceType, type ResourceType } from "../resource-type";
import { only } from "./support";
import { keyExists } from "./kms";

export const SECRET = "aws:secretsmanager/secret:Secret";
export const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";

/** The kind under which the account keeps names of secrets in their recovery window. */
const RECOVERY = "secretsmanager/recovery-window";

function secretReference(property: string): Reference {
  return {
    from: (inputs) => only(inputs[property]),
    type: SECRET,
    missing: () => refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret."),
  };
}

const secret = resourceType(SECRET, {
  api: { service: "Secrets Manager", noun: "Secrets Manager Secret", create: "CreateSecret", delete: "DeleteSecret" },
  replaceOn: ["name", "namePrefix", "type"],
  defaults: { forceOverwriteReplicaSecret: false, recoveryWindowInDays: 30 },
  autoname: autoname(255),
  checks: [
    matches("name", /^[0-9A-Za-z/_+=.@-]{1,512}$/, "only alphanumeric characters and /_+=.@- are allowed, at most 512"),
    conflicts("name", "namePrefix"),
    (inputs) => {
      const days = number(inputs.recoveryWindowInDays);
      if (days === undefined || days === 0 || (days >= 7 && days <= 30)) return [];
      const reason = `expected recoveryWindowInDays to be 0 or in the range (7 - 30), got ${days}`;
      return [{ property: "recoveryWindowInDays", reason }];
    },
    lengthBetween("description", 0, 2048),
    json("policy", "object"),
  ],
  unique: {
    property: "name",
    taken: (name) =>
      refusal("ResourceExistsException", `The operation failed because the secret ${name} already exists.`),
  },
  create: (place, inputs) => {
    const name = text(inputs.name) ?? "";
    if (place.account.isReserved(RECOVERY, regional(place, name))) {
      throw refusal(
        "InvalidRequestException",
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    }
    refuseKey(place, text(inputs.kmsKeyId));
    const arn = place.arn("secretsmanager", `secret:${name}-${alphanumeric(6)}`);
    return {
      id: arn,
      outputs: {
        arn,
        namePrefix: inputs.namePrefix ?? "",
        policy: inputs.policy ?? "",
        replicas: inputs.replicas ?? [],
      },
    };
  },
  update: (place, { inputs, changes }) => {
    if (changes("kmsKeyId")) refuseKey(place, text(inputs.kmsKeyId));
    return {};
  },
  delete: (place, { outputs }) => {
    if (number(outputs.recoveryWindowInDays) === 0) return;
    place.account.reserve(RECOVERY, regional(place, text(outputs.name) ?? ""), true);
  },
});

function refuseKey(place: Place, key: string | undefined): void {
  if (key !== undefined && !keyExists(place, key)) {
    throw refusal(
      "EncryptionFailure",
      "Secrets Manager can't encrypt the protected secret text using the provided KMS key.",
    );
  }
}

function regional(place: Place, name: string): string {
  return `${place.region}/${name}`;
}

/** The largest secret Secrets Manager stores, in bytes. Source: Secrets Manager quotas. */
const LARGEST_SECRET = 65_536;

const secretVersion = resourceType(SECRET_VERSION, {
  api: { service: "Secrets Manager", noun: "Secrets Manager Secret Version", create: "PutSecretValue" },
  replaceOn: ["secretId", "secretString", "secretBinary", "secretStringWoVersion"],
  title: "secretId",
  checks: [
    conflicts("secretString", "secretBinary", "secretStringWo"),
    (inputs) => {
      const value = text(inputs.secretString);
      if (value === undefined || Buffer.byteLength(value) <= LARGEST_SECRET) return [];
      return [
        {
          property: "secretString",
          reason: `expected length of secretString to be in the range (1 - ${LARGEST_SECRET})`,
        },
      ];
    },
  ],
  references: [secretReference("secretId")],
  create: (place, inputs) => {
    if (
      inputs.secretString === "" ||
      (inputs.secretString ?? inputs.secretBinary ?? inputs.secretStringWo) === undefined
    ) {
      throw refusal("InvalidRequestException", "You must provide either SecretString or SecretBinary.");
    }
    const arn = text(inputs.secretId) ?? "";
    const versionId = randomUUID();
    // The newest version is the current one; the one before becomes the previous.
    for (const older of place.account.all(SECRET_VERSION).filter(({ outputs }) => outputs.secretArn === arn)) {
      const stage = Array.isArray(older.outputs.versionStages) && older.outputs.versionStages.includes("AWSCURRENT");
      place.account.put(SECRET_VERSION, {
        ...older,
        outputs: { ...older.outputs, versionStages: stage ? ["AWSPREVIOUS"] : [] },
      });
    }
    return {
      id: `${arn}|${versionId}`,
      outputs: {
        arn,
        secretArn: arn,
        versionId,
        versionStages: inputs.versionStages ?? ["AWSCURRENT"],
        hasSecretStringWo: inputs.secretStringWo !== undefined,
      },
    };
  },
});

const secretRotation = resourceType("aws:secretsmanager/secretRotation:SecretRotation", {
  api: {
    service: "Secrets Manager",
    noun: "Secrets Manager Secret Rotation",
    create: "RotateSecret",
    delete: "CancelRotateSecret",
  },
  replaceOn: ["secretId"],
  defaults: { rotateImmediately: true },
  title: "secretId",
  checks: [between("rotationRules.automaticallyAfterDays", 1, 1000)],
  create: (place, inputs) => {
    const arn = text(inputs.secretId) ?? "";
    requireSecret(place, arn);
    return { id: arn, outputs: { rotationEnabled: inputs.rotationEnabled ?? true } };
  },
});

const secretPolicy = resourceType("aws:secretsmanager/secretPolicy:SecretPolicy", {
  api: {
    service: "Secrets Manager",
    noun: "Secrets Manager Secret Policy",
    create: "PutResourcePolicy",
    delete: "DeleteResourcePolicy",
  },
  replaceOn: ["secretArn"],
  title: "secretArn",
  checks: [json("policy", "object")],
  create: (place, inputs) => {
    const arn = text(inputs.secretArn) ?? "";
    requireSecret(place, arn);
    return { id: arn };
  },
});

/** Whether a secret is there: a resource of the account, or one RDS manages for an instance. */
export function secretExists(place: Place, arn: string): boolean {
  return (
    place.account.get(SECRET, arn) !== undefined ||
    place.account.everything().some(({ outputs }) => {
      const managed = outputs.masterUserSecrets;
      return Array.isArray(managed) && JSON.stringify(managed).includes(`"${arn}"`);
    })
  );
}

function requireSecret(place: Place, arn: string): void {
  if (!secretExists(place, arn)) {
    throw bareRefusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  }
}

export const SECRETS_MANAGER: readonly ResourceType[] = [secret, secretVersion, secretRotation, secretPolicy];
