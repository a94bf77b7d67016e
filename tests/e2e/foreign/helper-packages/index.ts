// Sound: a repository of images.
// preview and up: nothing

import * as aws from "@pulumi/aws";
import { lookup } from "@team/naming";

// A package of the team's own, which lies beside the program and nowhere else.
const repository = new aws.ecr.Repository(lookup("api"), { imageTagMutability: "IMMUTABLE", forceDelete: true });
const image = aws.ecr.getImageOutput({ repositoryName: repository.name, imageTag: "stable" });

export const uri = image.imageUri;
