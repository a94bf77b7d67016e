import { imageReference, isFloating } from "../../facts";
import {
  absent,
  chain,
  judge,
  known,
  pass,
  resourceName,
  unknown,
  unproven,
  type Fact,
  type Location,
  type Resource,
  type Stack,
  type Way,
} from "../../model";
import { keepsTags, repositoryOf } from "../../platforms/ecr";
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
    "A version's tag passes: it stays where it is by custom, and of a registry elsewhere nobody knows here whether it must. A pipeline resolves the tag to a digest when it registers the task definition, as some deployment tools do.",
  messages: {
    floating:
      "{label} runs an image by a tag that moves, or by none (latest); a digest names the one that was reviewed.",
    mutable:
      "{label} runs an image by a tag of a repository of this stack ({repository}) that lets whoever pushes move it; an immutable repository keeps it, and a digest names the one that was reviewed.",
  },
  // A version's tag stays where it is by custom alone; of most repositories nobody knows here whether it must.
  advises: { floating: "undeclared", mutable: "always" },
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
    if (image.state === "known" && !moves(image.value)) {
      const repository = movingRepository(stack, image.value, image.location);
      return judge(
        repository,
        ({ name }) => fail("mutable", { repository: resourceName(name) }, byDigest(stack, workload, image.value)),
        () => pass,
      );
    }
    return judge(
      image,
      (text) => (moves(text) ? fail("floating", {}, byDigest(stack, workload, text)) : pass),
      () => pass,
    );
  },
});

/** The repository of the stack that lets the tag of an image be moved; absent: it is of no such. */
function movingRepository({ graph }: Stack, text: string, location: Location): Fact<Resource> {
  const reference = imageReference(text);
  if (reference === undefined || reference.digest !== undefined) return absent(location);
  return chain(repositoryOf(graph, reference.repository, location), (repository) =>
    chain(keepsTags(repository), (kept): Fact<Resource> => (kept ? absent(location) : known(repository, location))),
  );
}

/** Of the right form, and nobody's. */
const STAND_IN = `sha256:${"0123456789abcdef".repeat(4)}`;

/** Wherever the product runs that image: a release is one. */
function byDigest(stack: Stack, workload: Workload, text: string): Way {
  const same = peersOf(stack, workload).filter(({ image }) => image.state === "known" && image.value === text);
  const edit = { kind: "digest", digest: STAND_IN } as const;
  return [[workload, ...same].map((of) => ({ container: "image", of, edit }))];
}
