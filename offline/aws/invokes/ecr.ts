import { text } from "../../provider/values";
import { stableHex } from "../names";
import { type Answers } from "./answers";
import { one, tagsOf } from "./find";

/** Of container images. */
export const IMAGES: Answers = {
  "ecr/getRepository": (place, args) => {
    const { id, outputs } = one(
      place,
      "aws:ecr/repository:Repository",
      "ECR Repository",
      (repository) => repository.id === args.name,
    );
    return {
      ...args,
      ...outputs,
      id,
      encryptionConfigurations: outputs.encryptionConfigurations ?? [],
      imageScanningConfigurations: [],
      imageTagMutabilityExclusionFilters: [],
      mostRecentImageTags: [],
      tags: tagsOf(outputs),
    };
  },
  "ecr/getImage": (place, args) => {
    const repository = text(args.repositoryName) ?? "";
    const tag = text(args.imageTag);
    // No image is ever pushed offline: an image is what its reference says, with the same digest each time.
    const imageDigest = text(args.imageDigest) ?? `sha256:${stableHex(`${repository}:${tag ?? "latest"}`)}`;
    const registry = text(args.registryId) ?? place.account.id;
    return {
      ...args,
      id: imageDigest,
      imageDigest,
      imagePushedAt: 0,
      imageSizeInBytes: 0,
      imageTags: tag === undefined ? [] : [tag],
      imageUri: `${registry}.dkr.ecr.${place.region}.amazonaws.com/${repository}@${imageDigest}`,
      region: place.region,
      registryId: registry,
      repositoryName: repository,
    };
  },
};
