import * as aws from "@pulumi/aws";
import { imagePinned } from "../../../policies/rules/images/image-pinned";
import { blueprint, interpolate, ref, resource } from "../../../policies/testing";
import { declaration, declaredWorkload, ruleTester, task, WEB } from "../fixtures";

const DIGEST = `sha256:${"0a".repeat(32)}`;
const web = (image: string) => [task("web", { command: WEB, more: { image } })];
const repository = resource(
  aws.ecr.Repository,
  "shop",
  {},
  { outputs: { repositoryUrl: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop" } },
);
const URL = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop";
const named = (imageTagMutability: string | undefined, repositoryUrl = URL) =>
  resource(
    aws.ecr.Repository,
    "shop",
    { name: "shop", ...(imageTagMutability === undefined ? {} : { imageTagMutability }) },
    { outputs: { repositoryUrl } },
  );
const product = (image: string) => [blueprint(declaration({ workloads: { web: declaredWorkload({ image }) } }))];
const subject = "workload/web";
const passes = { [subject]: "verified" } as const;

ruleTester.run(imagePinned, {
  valid: [
    { name: "a digest", stack: web(`ghcr.io/example/shop@${DIGEST}`), passes },
    { name: "a digest behind a tag that moves", stack: web(`ghcr.io/example/shop:latest@${DIGEST}`), passes },
    { name: "a version", stack: web("ghcr.io/example/shop:1.4.2"), passes },
    {
      name: "a version in a repository that keeps its tags",
      phase: "up",
      stack: [named("IMMUTABLE"), ...web(`${URL}:1.4.2`)],
      passes,
    },
    {
      name: "a digest in a repository that does not",
      phase: "up",
      stack: [named("MUTABLE"), ...web(`${URL}@${DIGEST}`), task("jobs", { more: { image: `${URL}:7@${DIGEST}` } })],
      passes: { [subject]: "verified", "workload/jobs": "verified" },
    },
    {
      name: "a version in another account's repository of the same name",
      phase: "up",
      stack: [named("MUTABLE", URL.replace("111122223333", "444455556666")), ...web(`${URL}:1.4.2`)],
      passes,
    },
    {
      name: "a version in a registry that is nobody's of the stack",
      phase: "up",
      stack: [named("MUTABLE"), ...web("ghcr.io/example/shop:1.4.2")],
      passes,
    },
    { name: "a registry with a port", stack: web("registry.example.com:5000/shop:2025-11-25"), passes },
    ...[
      { runtime: "python3.13", handler: "app.handler", code: undefined },
      { packageType: "Zip", runtime: "nodejs22.x", handler: "index.handler", s3Bucket: "builds", s3Key: "api.zip" },
    ].map((args) => ({
      name: `a function that is uploaded as an archive for ${args.runtime}`,
      stack: [resource(aws.lambda.Function, "api", { role: "r", ...args })],
      passes: {},
    })),
    {
      name: "a function whose image has a digest",
      stack: [resource(aws.lambda.Function, "api", { role: "r", packageType: "Image", imageUri: `shop@${DIGEST}` })],
      passes: { "workload/api": "verified" },
    },
    {
      name: "the production program",
      stack: product(`registry.example.com/shop@${DIGEST}`),
      passes: { [subject]: "declared" },
    },
  ],
  invalid: [
    { name: "no tag", stack: web("nginx"), subject, messageId: "floating" },
    { name: "no tag behind a port", stack: web("registry.example.com:5000/shop"), subject, messageId: "floating" },
    { name: "latest", stack: web("ghcr.io/example/shop:latest"), subject, messageId: "floating", stage: "resource" },
    { name: "a branch", stack: web("ghcr.io/example/shop:main"), subject, messageId: "floating" },
    {
      name: "a version in a repository that lets tags be moved",
      phase: "up",
      stack: [named("MUTABLE"), ...web(`${URL}:1.4.2`)],
      subject,
      messageId: "mutable",
      says: "shop",
    },
    {
      name: "a version in a repository that says nothing of its tags, and comes later",
      phase: "up",
      stack: [...web(`${URL}:v1.2.3`), named(undefined)],
      subject,
      messageId: "mutable",
    },
    {
      name: "a function's version",
      phase: "up",
      stack: [
        named(undefined),
        resource(aws.lambda.Function, "api", { role: "r", packageType: "Image", imageUri: `${URL}:1.4.2` }),
      ],
      subject: "workload/api",
      messageId: "mutable",
    },
    {
      name: "the production program by a tag",
      stack: product("registry.example.com/shop:latest"),
      subject,
      messageId: "floating",
      stage: "blueprint",
    },
  ],
  unproven: [
    {
      name: "a repository that does not exist yet",
      stack: [
        repository,
        task("web", { command: WEB, more: { image: interpolate`${ref(repository, "repositoryUrl")}:latest` } }),
      ],
      subject,
      path: "containerDefinitions",
      producer: "shop",
    },
    {
      name: "a version where a repository of the stack has no URL yet",
      stack: [named("MUTABLE"), ...web(`${URL}:1.4.2`)],
      subject,
      path: "repositoryUrl",
    },
    {
      name: "a version where only some tags may be moved",
      phase: "up",
      stack: [named("MUTABLE_WITH_EXCLUSION"), ...web(`${URL}:1.4.2`)],
      subject,
      path: "imageTagMutability",
    },
    { name: "what is no reference", stack: web("shop:a b"), subject, path: "containerDefinitions[0].image" },
  ],
});
