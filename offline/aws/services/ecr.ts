import { text } from "../../provider/values";
import { refusal } from "../api-error";
import { json, lengthBetween, matches, oneOf } from "../checks";
import { autoname, resourceType, type ResourceType } from "../resource-type";
import { reference } from "./support";

const REPOSITORY = "aws:ecr/repository:Repository";

const repository = resourceType(REPOSITORY, {
  api: { service: "ECR", noun: "ECR Repository", create: "CreateRepository", delete: "DeleteRepository" },
  replaceOn: ["encryptionConfigurations", "name"],
  defaults: { imageTagMutability: "MUTABLE" },
  autoname: autoname(256, "name", (name) => name.toLowerCase()),
  checks: [
    lengthBetween("name", 2, 256),
    matches(
      "name",
      /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/,
      "must be lowercase letters, digits, and single . _ - or / between them",
    ),
    oneOf("imageTagMutability", ["MUTABLE", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"]),
    oneOf("encryptionConfigurations[].encryptionType", ["AES256", "KMS", "KMS_DSSE"]),
  ],
  unique: {
    property: "name",
    taken: (name) =>
      refusal("RepositoryAlreadyExistsException", `The repository with name '${name}' already exists in the registry`),
  },
  create: (place, inputs) => {
    const name = text(inputs.name) ?? "";
    return {
      id: name,
      outputs: {
        arn: place.arn("ecr", `repository/${name}`),
        registryId: place.account.id,
        repositoryUrl: `${place.account.id}.dkr.ecr.${place.region}.amazonaws.com/${name}`,
      },
    };
  },
});

const lifecyclePolicy = resourceType("aws:ecr/lifecyclePolicy:LifecyclePolicy", {
  api: {
    service: "ECR",
    noun: "ECR Lifecycle Policy",
    create: "PutLifecyclePolicy",
    update: "PutLifecyclePolicy",
    delete: "DeleteLifecyclePolicy",
  },
  replaceOn: ["repository", "policy"],
  deleteBeforeReplace: true,
  title: "repository",
  checks: [json("policy", "object")],
  references: [
    reference(["repository"], REPOSITORY, (name) =>
      refusal("RepositoryNotFoundException", `The repository with name '${name}' does not exist in the registry`),
    ),
  ],
  create: (place, inputs) => ({ id: text(inputs.repository) ?? "", outputs: { registryId: place.account.id } }),
});

export const ECR: readonly ResourceType[] = [repository, lifecyclePolicy];
