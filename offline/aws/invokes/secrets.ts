import { type Properties, text, texts } from "../../provider/values";
import { stableHex } from "../names";
import { type Place } from "../resource-type";
import { SECRET, SECRET_VERSION } from "../services/secretsmanager";
import { PARAMETER } from "../services/ssm";
import { type Answers } from "./answers";
import { NotFound, one, tagsOf } from "./find";

/** Of keys, parameters and secrets. */
export const SECRETS: Answers = {
  "kms/getAlias": (place, args) => {
    const name = text(args.name) ?? "";
    const found = place.account.get("aws:kms/alias:Alias", name)?.outputs;
    if (found === undefined && !name.startsWith("alias/aws/"))
      throw new NotFound(`reading KMS Alias (${name}): couldn't find resource`);
    const keyId = stableUuid(`${place.account.id}/${place.region}/${name}`);
    const target = text(found?.targetKeyArn) ?? place.arn("kms", `key/${keyId}`);
    return {
      id: place.arn("kms", name),
      arn: place.arn("kms", name),
      name,
      region: place.region,
      targetKeyArn: target,
      targetKeyId: target.split("/").at(-1) ?? "",
    };
  },
  "kms/getKey": (place, args) => {
    const wanted = text(args.keyId) ?? "";
    const { id, outputs } = one(place, "aws:kms/key:Key", "KMS Key", (key) =>
      [key.id, key.outputs.arn].includes(wanted),
    );
    return {
      ...args,
      id,
      arn: outputs.arn ?? "",
      awsAccountId: place.account.id,
      customerMasterKeySpec: outputs.customerMasterKeySpec ?? "SYMMETRIC_DEFAULT",
      description: outputs.description ?? "",
      enabled: outputs.isEnabled ?? true,
      keyManager: "CUSTOMER",
      keySpec: outputs.customerMasterKeySpec ?? "SYMMETRIC_DEFAULT",
      keyState: "Enabled",
      keyUsage: outputs.keyUsage ?? "ENCRYPT_DECRYPT",
      multiRegion: outputs.multiRegion ?? false,
      multiRegionConfigurations: [],
      origin: "AWS_KMS",
      region: place.region,
      xksKeyConfigurations: [],
    };
  },
  "ssm/getParameter": (place, args) => {
    const name = text(args.name) ?? "";
    const found = place.account.get(PARAMETER, name)?.outputs ?? publicParameter(place, name);
    if (found === undefined) throw new NotFound(`reading SSM Parameter (${name}): couldn't find resource`);
    return {
      ...args,
      id: name,
      name,
      arn: found.arn ?? "",
      insecureValue: found.type === "SecureString" ? "" : (found.value ?? ""),
      region: place.region,
      type: found.type ?? "String",
      value: found.value ?? "",
      version: found.version ?? 1,
    };
  },
  "secretsmanager/getSecret": (place, args) => {
    const wanted = text(args.arn) ?? text(args.name) ?? "";
    const { id, outputs } = one(place, SECRET, "Secrets Manager Secret", (secret) =>
      [secret.id, secret.outputs.name].includes(wanted),
    );
    return {
      ...args,
      ...outputs,
      id,
      createdDate: "",
      lastChangedDate: "",
      policy: outputs.policy ?? "",
      tags: tagsOf(outputs),
    };
  },
  "secretsmanager/getSecretVersion": (place, args) => {
    const wanted = text(args.secretId) ?? "";
    const secret = one(place, SECRET, "Secrets Manager Secret", ({ id, outputs }) =>
      [id, outputs.name].includes(wanted),
    );
    const stage = text(args.versionStage) ?? "AWSCURRENT";
    const { id, outputs } = one(
      place,
      SECRET_VERSION,
      "Secrets Manager Secret Version",
      (version) =>
        version.outputs.secretArn === secret.id &&
        (args.versionId === undefined
          ? texts(version.outputs.versionStages).includes(stage)
          : version.outputs.versionId === args.versionId),
    );
    return {
      ...args,
      ...outputs,
      id,
      createdDate: "",
      secretBinary: outputs.secretBinary ?? "",
      secretString: outputs.secretString ?? "",
    };
  },
};

/** Parameters AWS itself publishes, of which a stack reads image ids. */
function publicParameter(place: Place, name: string): Properties | undefined {
  if (!name.startsWith("/aws/service/")) return undefined;
  return {
    arn: `arn:${place.partition}:ssm:${place.region}::parameter${name}`,
    type: "String",
    value: publicValue(place, name),
    version: 1,
  };
}

/** ECS publishes its images both ways: as JSON, and each part below it as text. Source: ECS guide, AMI metadata. */
function publicValue(place: Place, name: string): string {
  const image = `ami-0${stableHex(`${place.region}${name}`).slice(0, 16)}`;
  if (/\/global-infrastructure\//.test(name)) return name.split("/").at(-1) ?? "";
  if (!/^\/aws\/service\/(ecs|bottlerocket)\/.*\/(recommended|latest)$/.test(name)) return image;
  return JSON.stringify({
    ecs_agent_version: "1.99.0",
    ecs_runtime_version: "Docker version 25.0.8",
    image_id: image,
    image_name: "amzn2-ami-ecs-hvm-2.0-x86_64-ebs",
    image_version: "2.0.1",
    os: "Amazon Linux 2",
    schema_version: 1,
    source_image_name: "amzn2-ami-minimal-hvm-2.0-x86_64-ebs",
  });
}

function stableUuid(seed: string): string {
  return stableHex(seed).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}
