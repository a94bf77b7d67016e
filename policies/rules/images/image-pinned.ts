import { imageReference, isFloating } from "../../facts";
import { judge, known, pass, unknown, unproven, type Stack, type Way } from "../../model";
import type { Workload } from "../../subjects";
import { peersOf } from "../../wiring/peers";
import { rule } from "../rule";

const example = (image: string) => `new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([{ name: "web", image: "${image}", memory: 512, command: ["gunicorn", "shop:app"] }]),
});`;

export const imagePinned = rule({
  id: "image-pinned",
  title: "What was reviewed is what runs",
  severity: "high",
  audit: "Phase 5: supply chain, no pinned images",
  why: "A tag that moves names another image whenever somebody pushes one: a task that is replaced at night runs code that nobody deployed, two copies of a service may differ, and a rollback goes nowhere.",
  fix: "Refer to the image by digest (repository@sha256:…), as a build prints it or aws.ecr.getImageOutput looks it up.",
  about: "workload",
  examples: {
    bad: example("ghcr.io/example/shop:latest"),
    good: example(`ghcr.io/example/shop@sha256:${"0a".repeat(32)}`),
  },
  whenNot:
    "A pipeline resolves the tag to a digest when it registers the task definition, as some deployment tools do.",
  messages: {
    floating:
      "{label} runs an image by a tag that moves, or by none (latest); a digest names the one that was reviewed.",
  },
  advises: { floating: "undeclared" },
  // What is uploaded as an archive, or built from a repository, has no image.
  applies: ({ image, location }) => known(image.state !== "absent", location),
  check: (workload, { stack, fail }) => {
    const { image } = workload;
    if (image.state === "known" && imageReference(image.value) === undefined) {
      // A registry's own spelling is no reason to stop anybody.
      return unproven(unknown({ location: image.location, because: "unsupported", producers: [] }));
    }
    const moves = (text: string) => {
      const reference = imageReference(text);
      return reference !== undefined && isFloating(reference);
    };
    return judge(
      image,
      (text) => (moves(text) ? fail("floating", {}, byDigest(stack, workload, text)) : pass),
      () => pass,
    );
  },
});

/** Of the right form, and nobody's. */
const STAND_IN = `sha256:${"0123456789abcdef".repeat(4)}`;

/** Wherever the product runs that image: a release is one. */
function byDigest(stack: Stack, workload: Workload, text: string): Way {
  const same = peersOf(stack, workload).filter(({ image }) => image.state === "known" && image.value === text);
  const edit = { kind: "digest", digest: STAND_IN } as const;
  return [[workload, ...same].map((of) => ({ container: "image", of, edit }))];
}
